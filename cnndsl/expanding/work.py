"""A text on its way: what it says so far, which is the same network as the spec's, and what is found to be of it."""

import re

from cnndsl.analyse.figures import Result
from cnndsl.checking.assumption_fixes import line_end
from cnndsl.compile import Options, compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.expanding.sameness import same_network
from cnndsl.syntax import tree
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Text

ASSUMED = ("assumed-input", "assumed-depth", "assumed-activation")


class Work:
    """The text so far, and the network that it is."""

    def __init__(self, result: Result, limits: Options) -> None:
        self.wanted = result
        self.options = limits
        self.content = result.network.text.content
        self.now = result

    def take(self, content: str, nothing_assumed: bool = False) -> bool:
        """Go on with a text if it is the same network; perhaps only with one in which nothing is assumed."""
        text = self.wanted.network.text
        found = compile_text(Text(text.name, content, text.path), self.options)
        if not same_network(self.wanted, found) or (nothing_assumed and _assumed(found)):
            return False
        self.content, self.now = content, found
        return True

    def insert(self, at: int, line: str, nothing_assumed: bool = False) -> bool:
        """Put a line in, where that changes nothing."""
        end = line_end(Text("", self.content))
        before, behind = self.content[:at], self.content[at:]
        gap = "" if not before or before.endswith(("\n", "\r")) else end
        return self.take(f"{before}{gap}{line}{end}{behind}", nothing_assumed)

    def assumed(self) -> list[Diagnostic]:
        return _assumed(self.now)

    def says(self, kind: type[tree.Network] | type[tree.After]) -> bool:
        """Whether the text has a statement."""
        return any(isinstance(entry, kind) for entry in parse(self.now.network.text)[0].entries)


def _assumed(result: Result) -> list[Diagnostic]:
    return [each for each in result.network.diagnostics if each.code in ASSUMED]


def behind_comments(content: str) -> int:
    """Where the comments end that a text begins with."""
    end = 0
    for line in content.splitlines(keepends=True):
        if not line.lstrip("\ufeff").startswith("#"):
            break
        end += len(line)
    return end


HEAD = (tree.Network, tree.Use, tree.Input, tree.Let, tree.Default)


def head_end(text: Text) -> int:
    """The end of the line with the last statement in front of the first layer; the text's, where layers share it."""
    statements = 0
    for entry in parse(text)[0].entries:
        if isinstance(entry, HEAD):
            statements = entry.span.end
        elif isinstance(entry, tree.Part | tree.Head):
            rest = text.content[statements : entry.span.start]
            line = re.search(r"\r\n|\n|\r", rest) if statements else None
            return statements + line.end() if line else len(text.content)
    return len(text.content)
