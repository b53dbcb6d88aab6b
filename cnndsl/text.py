"""A spec's text and the places in it: offsets, lines and columns. Nothing here knows what the text means."""

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text, from one offset up to (not including) another."""

    start: int
    end: int

    def shift(self, offset: int) -> "Span":
        return Span(self.start + offset, self.end + offset)

    def until(self, other: "Span") -> "Span":
        return Span(self.start, other.end)


class Place(NamedTuple):
    """A line and a column, both counted from 1; columns are characters."""

    line: int
    column: int


class Text:
    """What was written, and the name under which messages speak of it."""

    def __init__(self, name: str, content: str) -> None:
        self.name = name
        self.content = content

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, character in enumerate(self.content) if character == "\n")
        return starts

    def place(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.content)
        return self.content[starts[number - 1] : end].rstrip("\r\n")

    def words(self, span: Span) -> str:
        return self.content[span.start : span.end]
