"""Fixes: the edits of a text that mend a mistake, and how they are applied."""

from collections.abc import Iterable

from cnndsl.named_tuple import NamedTuple
from cnndsl.text import Span


class Edit(NamedTuple):
    """Other words for a stretch of a text; an empty stretch is where words are put in."""

    span: Span
    text: str


class Fix(NamedTuple):
    """What mends a mistake, in one edit or several."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
    """Whether it can be nothing else, and changes no other layer: `--fix` applies it."""

    def shift(self, offset: int) -> "Fix":
        """The same, of a text that starts at an offset."""
        edits = tuple(Edit(edit.span.shift(offset), edit.text) for edit in self.edits)
        return self._replace(edits=edits)


def replace(span: Span, text: str, *, title: str = "", safe: bool = False) -> Fix:
    """Write other words in the place of some."""
    return Fix(title or f"write `{text}`", (Edit(span, text),), safe)


def remove(span: Span, *, title: str = "remove it", safe: bool = False) -> Fix:
    return Fix(title, (Edit(span, ""),), safe)


def insert(at: int, text: str, *, title: str = "", safe: bool = False) -> Fix:
    """Put words in at a place."""
    return Fix(title or f"write `{text.strip()}`", (Edit(Span(at, at), text),), safe)


def whole(content: str, span: Span, start: int = 0) -> Span:
    """A stretch that is taken out whole: with its line where it stands alone there, else with the blanks beside it."""
    first, last = span.start - start, span.end - start
    while first and content[first - 1] in " \t":
        first -= 1
    while last < len(content) and content[last] in " \t":
        last += 1
    begins = first == 0 or content[first - 1] in "\r\n"
    ends = last == len(content) or content[last] in "\r\n"
    if begins and ends:
        last += 2 if content.startswith("\r\n", last) else last < len(content)
        return Span(first + start, last + start)
    if ends:
        return Span(first + start, span.end)
    return Span(span.start, last + start)


def applied(content: str, edits: Iterable[Edit], start: int = 0) -> str:
    """A text after edits that do not overlap; its own offsets begin at `start`."""
    pieces: list[str] = []
    done = 0
    for span, text in sorted(edits):
        pieces += (content[done : span.start - start], text)
        done = span.end - start
    return "".join((*pieces, content[done:]))
