"""A spec's text and the places in it: offsets, lines and columns. Nothing here knows what the text means."""

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")


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
    """What was written, and the name under which messages speak of it.

    A text may take in others (`use`): their offsets follow behind its own, so that a span says by itself
    in which of them it lies.
    """

    def __init__(self, name: str, content: str, path: str = "", start: int = 0) -> None:
        self.name = name
        self.content = content
        self.path = path or name
        """Where it lies, for what it names relative to itself."""
        self.start = start
        self.taken_in: list[Text] = []
        self._starts: list[int] = []
        """Of those that are taken in."""

    def take_in(self, name: str, content: str, path: str) -> "Text":
        """Another file's text, with offsets of its own."""
        last = self.taken_in[-1] if self.taken_in else self
        other = Text(name, content, path, last.start + len(last.content) + 1)
        self.taken_in.append(other)
        self._starts.append(other.start)
        return other

    def at(self, offset: int) -> "Text":
        """The text in which an offset lies."""
        number = bisect_right(self._starts, offset)
        return self.taken_in[number - 1] if number else self

    @cached_property
    def _line_starts(self) -> "array[int]":
        return array("Q", chain((0,), (end.end() for end in LINE_END.finditer(self.content))))

    def place(self, offset: int) -> Place:
        text = self.at(offset) if self.taken_in else self
        local = offset - text.start
        line = bisect_right(text._line_starts, local)
        return Place(line, local - text._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.content)
        return self.content[starts[number - 1] : end].rstrip("\r\n")

    def words(self, span: Span) -> str:
        text = self.at(span.start) if self.taken_in else self
        return text.content[span.start - text.start : span.end - text.start]
