"""Edits of written layers that leave a spec's syntax whole: one left out, one put in behind another."""

import re

from cnndsl.fixes import Edit
from cnndsl.syntax.comments import without_comments
from cnndsl.text import Span, Text

OPENS, CLOSES = "[({|", "])}|"
SEPARATOR = re.compile(r"->|[→−–—-]")
SEPARATOR_BEFORE = re.compile(r"[ \t]*(?:->|[→−–—-])\Z")
COPIES = re.compile(r"\s*\*\s*(?:[0-9]+|<[^<>\r\n]*>)")
FAR = 1000
"""How far round a layer is looked for what stands beside it; beyond that no edit is offered."""


class LayerEdits:
    """The files of a spec as edits see them."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._plain: dict[int, str] = {}

    def without(self, span: Span) -> Edit | None:
        """A layer left out; None where something hangs on it: a label, copies."""
        before, after = self._around(span)
        left, right = before.rstrip(), after.lstrip()
        if not left or left.endswith(":") or COPIES.match(after):
            return None
        if not before[-1:].isspace() and left[-1] not in OPENS and after[:1].isalnum():
            return Edit(span, "")  # inside of a word
        separator = SEPARATOR_BEFORE.search(left)
        if separator:
            return Edit(Span(span.start - len(before) + separator.start(), span.end), "")
        if left[-1] in OPENS and (not right or right[0] in CLOSES):
            return Edit(span, "id")
        behind = SEPARATOR.match(right)
        if behind and left[-1] in OPENS:
            gap = len(after) - len(right)
            return Edit(Span(span.start, span.end + gap + behind.end()), "")
        blanks = len(before) - len(before.rstrip(" \t"))
        return Edit(Span(span.start - (blanks if not after[:1].isalnum() else 0), span.end), "")

    def instead(self, span: Span, words: str) -> Edit:
        """Other words in a layer's place, apart from what it is glued to."""
        before, after = self._around(span)
        left = " " if before[-1:].isalnum() or before[-1:] in ">)" else ""
        right = " " if after[:1].isalnum() else ""
        return Edit(span, f"{left}{words}{right}")

    def behind(self, span: Span, words: str) -> tuple[Edit, ...]:
        """A layer put in behind another, and in each of its copies."""
        _, after = self._around(span)
        if COPIES.match(after):
            return (
                Edit(Span(span.start, span.start), "["),
                Edit(Span(span.end, span.end), f" {words}]"),
            )
        return (Edit(Span(span.end, span.end), f" {words}{' ' * after[:1].isalnum()}"),)

    def _around(self, span: Span) -> tuple[str, str]:
        file = self.text.at(span.start)
        if file.start not in self._plain:
            self._plain[file.start] = without_comments(file)
        plain = self._plain[file.start]
        start, end = span.start - file.start, span.end - file.start
        return plain[max(start - FAR, 0) : start], plain[end : end + FAR]

    def beside(self, one: Span, other: Span) -> bool:
        """Whether one layer stands before another with nothing between but blanks."""
        file = self.text.at(one.start)
        if not one.end <= other.start < file.start + len(file.content):
            return False
        _, after = self._around(one)
        gap = other.start - one.end
        return gap < FAR and not SEPARATOR.sub("", after[:gap]).strip()

    def opening(self, word: Span) -> int | None:
        """Where the bracket behind a word ends."""
        _, after = self._around(word)
        found = re.match(r"\s*\(", after)
        return word.end + found.end() if found else None

    def branch(self, closing: Span, words: str) -> Edit:
        """A branch put in before a closing bracket."""
        before, _ = self._around(closing)
        spaced = before[-1:].isspace()
        start = Span(closing.start, closing.start)
        return Edit(start, f"| {words} " if spaced else f" | {words}")
