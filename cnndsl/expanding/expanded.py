"""The driver: a spec's text, step by step, to one in which nothing is left to be known."""

from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.checking.assumption_fixes import after_written, depth_written, line_end
from cnndsl.compile import Options, compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.expanding.given import given_written
from cnndsl.expanding.one_piece import in_one_piece
from cnndsl.expanding.sameness import same_network
from cnndsl.fixes import Edit, Fix, applied
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Span, Text
from cnndsl.writing.progressions import progression
from cnndsl.writing.words import formula_words
from cnndsl.writing.written import flat_spec_of, nothing_is_filled_in, spec_of

ASSUMED = ("assumed-input", "assumed-depth", "assumed-activation")


class Expanded(NamedTuple):
    """A spec's text, and what is to be said of how it came about."""

    content: str
    notes: tuple[str, ...] = ()


def expanded(result: Result, options: Options | None = None) -> Expanded:
    """The text of a checked spec without mistakes, expanded."""
    options = options or Options()
    work = _Work(result, options)
    text = result.network.text
    content = in_one_piece(text)
    edits = given_written(parse(Text("", content))[0], Text("", content), options)
    sound = work.take(applied(content, edits))
    if sound:
        work.name_it()
        work.say_what_was_assumed()
    if not sound or work.assumed():
        work.write_anew()
    return Expanded(laid_out(work.content), tuple(work.notes))


def laid_out(content: str) -> str:
    """The text in its layout; the one place where a formatter goes in."""
    return content if content.endswith(("\n", "\r")) else f"{content}{line_end(Text('', content))}"


class _Work:
    """The text so far, which is the same network as the spec's, and what it is found to be."""

    def __init__(self, result: Result, options: Options) -> None:
        self.wanted = result
        self.options = Options(limits=options.limits)
        self.content = result.network.text.content
        self.now = result
        self.notes: list[str] = []
        if _has_facts(result) and (options.constants or options.inputs):
            self.notes.append("`expect` is left out: --set and --input make another network")

    def take(self, content: str, nothing_assumed: bool = False) -> bool:
        """Go on with a text, if it is the same network; perhaps only with one that leaves nothing to be assumed."""
        text = self.wanted.network.text
        found = compile_text(Text(text.name, content, text.path), self.options)
        if not same_network(self.wanted, found) or (nothing_assumed and _assumed(found)):
            return False
        self.content, self.now = content, found
        return True

    def assumed(self) -> list[Diagnostic]:
        return _assumed(self.now)

    def name_it(self) -> None:
        """The name that the file gives."""
        file = parse(self.now.network.text)[0]
        stated = any(isinstance(entry, tree.Network) for entry in file.entries)
        if not stated and self.now.network.name != "Network":
            self._insert(_behind_comments(self.content), f"network {self.now.network.name}")

    def say_what_was_assumed(self) -> None:
        for code in ASSUMED:
            found = [each for each in self.assumed() if each.code == code]
            edits = [edit for each in found for fix in each.fixes for edit in fix.edits]
            if edits and not self.take(applied(self.content, edits)):
                self._one_by_one(code)
        self._depths_of_copies()
        if self.assumed():
            self._after()
        elif nothing_is_filled_in(self.now.network.structure) and not self._has_after():
            self._insert(len(self.content), "after none")

    def _one_by_one(self, code: str) -> None:
        """Where not all edits can be made: those that can."""
        tried: set[str] = set()
        while fix := next((fix for fix in self._fixes(code) if str(fix) not in tried), None):
            tried.add(str(fix))
            self.take(applied(self.content, fix.edits))

    def _fixes(self, code: str) -> Iterator[Fix]:
        return (fix for each in self.assumed() if each.code == code for fix in each.fixes)

    def _depths_of_copies(self) -> None:
        """Depths that each copy has another of, by its number: `C3D<64*2^i>`."""
        taken: dict[Span, list[int]] = {}
        for placed in self.now.network.layers:
            if placed.depth_assumed:
                taken.setdefault(placed.origin.span, []).append(vars(placed.layer)["depth"])
        edits: list[Edit] = []
        for span, depths in taken.items():
            found = progression(tuple(depths))
            if found is not None:
                words = self.now.network.text.words(span)
                edits += depth_written(span, words, formula_words(found)).edits
        if edits:
            self.take(applied(self.content, edits))

    def _after(self) -> None:
        """Activations by `after`, where layers with one behind them would have other names."""
        for kinds in (
            ["conv"],
            ["conv", "fc"],
            ["conv", "dwconv"],
            ["conv", "dwconv", "deconv", "fc"],
            ["fc"],
        ):
            fix = after_written(self.now.network.text, kinds)
            if not self._has_after() and self.take(applied(self.content, fix.edits)):
                return

    def _has_after(self) -> bool:
        file = parse(self.now.network.text)[0]
        return any(isinstance(entry, tree.After) for entry in file.entries)

    def _insert(self, at: int, line: str) -> None:
        end = line_end(Text("", self.content))
        before, behind = self.content[:at], self.content[at:]
        gap = "" if not before or before.endswith(("\n", "\r")) else end
        self.take(f"{before}{gap}{line}{end}{behind}")

    def write_anew(self) -> None:
        """The text of the structure, where none of the spec's own can say all."""
        comments = self.content[: _behind_comments(self.content)]
        if self.take(comments + spec_of(self.wanted.network)):
            self.notes.append("written anew, without comments: no edit of the text could say all")
        elif self.assumed():
            self.notes.append("what is assumed stays so: no text could say it under the same names")


def _assumed(result: Result) -> list[Diagnostic]:
    return [each for each in result.network.diagnostics if each.code in ASSUMED]


def _has_facts(result: Result) -> bool:
    file = parse(result.network.text)[0]
    return any(isinstance(entry, tree.Expect) for entry in file.entries)


def _behind_comments(content: str) -> int:
    """Where the comments end that a text begins with."""
    end = 0
    for line in content.splitlines(keepends=True):
        if not line.lstrip("\ufeff").startswith("#"):
            break
        end += len(line)
    return end


def flat(result: Result) -> Expanded:
    """A checked spec without mistakes, a layer a line."""
    comments = result.network.text.content[: _behind_comments(result.network.text.content)]
    return Expanded(laid_out(comments + flat_spec_of(result.network)))
