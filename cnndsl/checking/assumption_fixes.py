"""What had to be assumed, written out: the input, a depth, the activations. Nothing of the network changes by it."""

import re
from collections.abc import Collection, Mapping

from cnndsl.fixes import Edit, Fix, insert, replace
from cnndsl.spelling import SIGNS
from cnndsl.text import Span, Text

SHORTHAND = r"[A-Z]+(?:[0-9][0-9x×]*|<[^<>]*>|(?<=>)x|(?<=[0-9])x)*"
"""A code with its size."""
LABELLED = r"(\w+)\s*:\s*$"
REPEATED = r"[ \t]*\*"
AROUND = 200
"""Letters that are looked at beside a layer."""


def input_written(text: Text, anchor: Span, stated: bool, shape: str, slide: str) -> Fix:
    """The input's shape: behind `INPUT`, or in front of the first part."""
    if stated and text.words(anchor) == "INPUT":
        return replace(anchor, f"INPUT [{slide}]", safe=True)
    if stated:
        return replace(anchor, f"input {shape}", safe=True)
    before = text.content[: anchor.start - text.start]
    line = re.search(r"(?:^|[\r\n])[ \t]*$", before)
    behind = line_end(text) if line and line_end(text) in text.content else " "
    words = f"input {shape}{behind}"
    return insert(anchor.start, words, title=f"write `input {shape}`", safe=True)


def line_end(text: Text) -> str:
    """How a text ends its lines."""
    found = re.search(r"\r\n|\n|\r", text.content)
    return found[0] if found else "\n"


def in_word(expression: str) -> str:
    """A number or an expression as a word of shorthand has it."""
    return expression if expression.isdigit() else f"<{expression}>"


def depth_written(span: Span, code: str, depth: str) -> Fix:
    """`C3s2` as `C3D64s2`, `conv(kernel=3)` as `conv(64, kernel=3)`."""
    if code[:1].isupper():
        head = re.match(SHORTHAND, code.translate(SIGNS))
        assert head is not None
        return insert(span.start + head.end(), f"D{in_word(depth)}", safe=True)
    name, bracket, given = code.partition("(")
    if not bracket:
        return insert(
            span.start + len(name), f"({depth})", title=f"write `{name}({depth})`", safe=True
        )
    title, comma = f"write `depth={depth}`", ", " if given.strip(" \t\r\n)") else ""
    return insert(span.start + len(name) + 1, f"{depth}{comma}", title=title, safe=True)


def activations_written(text: Text, seen: Mapping[Span, set[bool]]) -> Fix | None:
    """An `R` behind each place where one is filled in; None where a place has one in some copies or uses alone."""
    if any(len(filled) > 1 for filled in seen.values()):
        return None
    edits: list[Edit] = []
    tapped = {
        name for each in (text, *text.taken_in) for name in re.findall(r"@(\w+)", each.content)
    }
    for span, filled in sorted(seen.items()):
        edits += _behind(text.at(span.start), span, tapped) if True in filled else ()
    return Fix("write `R` behind each hidden layer", tuple(edits), safe=True)


def _behind(text: Text, span: Span, tapped: Collection[str]) -> tuple[Edit, ...]:
    """`R` behind a layer or a join; in brackets with it where it is repeated, or its label is tapped."""
    start, end = span.start - text.start, span.end - text.start
    content = text.content
    label = re.search(LABELLED, content[max(start - AROUND, 0) : start])
    if (label and label[1] in tapped) or re.match(REPEATED, content[end : end + AROUND]):
        return Edit(Span(span.start, span.start), "["), Edit(Span(span.end, span.end), " R]")
    glued = content[start - 1 : start].isalnum() or re.match(r"[A-Z]", content[end : end + 1])
    return (Edit(Span(span.end, span.end), "R" if glued else " R"),)


def after_written(text: Text, kinds: list[str]) -> Fix:
    """`after conv { R }` for each kind, at the end of the text."""
    words = " ".join(f"after {kind} {{ R }}" for kind in kinds)
    end = line_end(text)
    ended = text.content.endswith(("\n", "\r"))
    put = f"{words}{end}" if ended else f"{end}{words}"
    at = text.start + len(text.content)
    return insert(at, put, title=f"write `{words}`", safe=True)
