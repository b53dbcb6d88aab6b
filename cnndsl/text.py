"""A spec's text and the places in it: offsets, lines and columns; and how words are shown.

Nothing here knows what the text means.
"""

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain

from cnndsl.named_tuple import NamedTuple

APART = 1 << 16
"""Texts that others take in begin at multiples of this, and so mostly where they began in the check before."""
LINE_END = re.compile(r"\r\n|\n|\r")


def visible(text: str) -> str:
    """Control characters as the pictures that Unicode has for them; a tab is one space, to keep columns."""
    if text.isprintable():
        return text
    return "".join(_picture(character) for character in text)


def _picture(character: str) -> str:
    if character == "\t":
        return " "
    if character.isprintable():
        return character
    return chr(0x2400 + ord(character)) if ord(character) < 32 else "\N{REPLACEMENT CHARACTER}"


def _beyond(words: str) -> int:
    """How many characters lie beyond the first plane of Unicode."""
    return 0 if words.isascii() else sum(each > "\uffff" for each in words)


class Span(NamedTuple):
    """A stretch of a text, from one offset up to (not including) another."""

    start: int
    end: int

    def shift(self, offset: int) -> "Span":
        return Span(self.start + offset, self.end + offset) if offset else self

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

    def _key(self) -> tuple[object, ...]:
        return self.name, self.content, self.path, self.start, self.taken_in

    def __eq__(self, other: object) -> bool:
        """Whether it says the same under the same name, and what it takes in too."""
        return self is other or (isinstance(other, Text) and self._key() == other._key())

    def __hash__(self) -> int:
        return hash((self.name, self.content))

    def take_in(self, name: str, content: str, path: str) -> "Text":
        """Another file's text, with offsets of its own."""
        last = self.taken_in[-1] if self.taken_in else self
        end = last.start + len(last.content)
        other = Text(name, content, path, (end // APART + 1) * APART)
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

    def utf16(self, offset: int) -> Place:
        """A place as protocols have it that count columns in UTF-16: what lies beyond its first plane is two."""
        line, column = self.place(offset)
        return Place(line, column + _beyond(self.at(offset).line(line)[: column - 1]))

    def offset(self, place: Place) -> int:
        """The offset in this text itself of a place in UTF-16, or of the end of its line if that is shorter."""
        line = self.line(place.line)
        units = line.encode("utf-16-le", "surrogatepass")[: 2 * (place.column - 1)]
        before = len(units.decode("utf-16-le", "ignore"))
        return self.start + self._line_starts[place.line - 1] + before

    def line(self, number: int) -> str:
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.content)
        return self.content[starts[number - 1] : end].rstrip("\r\n")

    def words(self, span: Span) -> str:
        text = self.at(span.start) if self.taken_in else self
        return text.content[span.start - text.start : span.end - text.start]
