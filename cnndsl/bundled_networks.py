"""The networks that come along: what each is, where it is from, and its text in one piece."""

import itertools
import os
import re
from collections.abc import Iterable

from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import bundled, field_of, read_text
from cnndsl.syntax import tree
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Span, Text

TITLE = re.compile(r"# (.+?): (.+?)(?: \(([0-9]{4})\))?")
"""The first line of each: `# Title: source (year)`, or `# Title: lecture`."""
COMMENT = re.compile(r"#[^\r\n]*")


class BundledNetwork(NamedTuple):
    """What its file says of a network that comes along."""

    name: str
    field: str
    title: str
    source: str
    year: int | None


def entries() -> list[BundledNetwork]:
    """All of them, in the order of their names."""
    return [_entry(name, path) for name, path in bundled().items()]


def _entry(name: str, path: str) -> BundledNetwork:
    first = read_text(path).partition("\n")[0]
    found = TITLE.fullmatch(first)
    if not found:
        raise AssertionError(f"{path}: {first!r} is not `# Title: source (year)`")
    year = int(found[3]) if found[3] else None
    return BundledNetwork(name, field_of(name), found[1], found[2], year)


def about(entry: BundledNetwork) -> str:
    """All that is said of a network: its name, what it is for, and the comments that its file begins with."""
    lines = read_text(bundled()[entry.name]).splitlines()
    comments = itertools.takewhile(lambda line: line.startswith("#"), lines)
    return " ".join([entry.name, entry.field, *comments])


def in_one_piece(name: str) -> str:
    """The text of a network that comes along, with the blocks that it takes from other files."""
    content = _with_files(bundled()[name])
    blocks = [each for each in _written(content) if isinstance(each, tree.Block)]
    needed = _needed(content, blocks)
    unused = [each.whole for each in blocks if each.name.name not in needed]
    for span in reversed(unused):
        start = _with_comments(content, span.start)
        content = content[:start] + content[_line_end(content, span.end) :]
    return content


def _with_files(path: str) -> str:
    """A file's text with those that it takes in where it names them."""
    content = read_text(path)
    for each in reversed([each for each in _written(content) if isinstance(each, tree.Use)]):
        start = content.rindex("use", 0, each.span.start + 1)
        taken = _with_files(os.path.join(os.path.dirname(path), each.file)).strip()
        content = f"{content[:start]}\n{taken}\n{content[each.span.end :]}"
    return content


def _written(content: str) -> tuple[tree.Statement | tree.Part, ...]:
    return parse(Text("", content))[0].entries


def _needed(content: str, blocks: Iterable[tree.Block]) -> set[str]:
    """The blocks that the network names, and those that these name."""
    bodies = {each.name.name: each.whole for each in blocks}
    needed: set[str] = set()
    found = _names(_without(content, bodies.values())) & bodies.keys()
    while found:
        needed |= found
        named = (content[bodies[name].start : bodies[name].end] for name in found)
        found = (_names(" ".join(named)) & bodies.keys()) - needed
    return needed


def _without(content: str, spans: Iterable[Span]) -> str:
    for span in sorted(spans, reverse=True):
        content = content[: span.start] + content[span.end :]
    return content


def _names(content: str) -> set[str]:
    return set(re.findall(r"\w+", COMMENT.sub("", content)))


def _with_comments(content: str, place: int) -> int:
    """Where the comments begin that stand on the lines straight above."""
    above = content[:place].splitlines(keepends=True)
    while above and above[-1].startswith("#"):
        place -= len(above.pop())
    return place


def _line_end(content: str, place: int) -> int:
    """Where the next line begins."""
    return content.find("\n", place) + 1 or len(content)
