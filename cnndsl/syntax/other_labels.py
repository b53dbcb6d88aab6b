"""Labels and taps as other languages have them: `"conv1": C3`, `enc1 = C3D64`, `enc1:: C3`, `$enc1`, `@ enc1`."""

import re

from cnndsl.fixes import remove, replace
from cnndsl.layers.layer import KINDS
from cnndsl.syntax.forms import Form, behind
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.machine import JOINS, Machine
from cnndsl.syntax.mistakes import unexpected
from cnndsl.text import Span

TAP = re.compile(r"(?:[@$&*]+[ \t]*)?[\"'<(]?([^\W\d]\w*)[\"'>)]?")
QUOTED = re.compile(r"([\"'“”‘’<])([^\W\d]\w*)[\"'“”‘’>][ \t]*(?=:)")
DOUBLED = re.compile(r":?[ \t]*[:=]")
LAYERS = ("WORD", "NAME", "LSQB", *JOINS)


def label_or_tap(machine: Machine, token: Token) -> Form | None:
    """A label or a tap with other signs around it than the language has."""
    for find in (_quoted_label, _doubled, _equal, _tap, _tap_behind):
        form = find(machine, token)
        if form:
            return form
    return None


def _labels(machine: Machine) -> set[str]:
    tokens = machine.tokens
    return {str(token) for at, token in enumerate(tokens[:-1]) if tokens[at + 1].type == "COLON"}


def _form(
    machine: Machine, start: int, end: int, tokens: list[Token], text: str, expected: str
) -> Form:
    """Words up to an offset, in the place of which others stand."""
    span = Span(machine.tokens[start].start_pos, end)
    words = machine.content[span.start : span.end]
    finding = unexpected(span, words, expected)
    fix = replace(span, text, safe=True) if text else remove(span, safe=True)
    return Form(finding._replace(fixes=(fix,)), start, behind(machine, end), tokens)


def _quoted_label(machine: Machine, token: Token) -> Form | None:
    """`"conv1": C3D8`: a label has no quotes."""
    found = QUOTED.match(machine.content, token.start_pos)
    if found is None or not machine.accepts("DOTS"):
        return None
    name = [token.instead("NAME", found[2])]
    return _form(machine, machine.at, found.end(), name, found[2], "a label without quotes")


def _doubled(machine: Machine, token: Token) -> Form | None:
    """`conv1:: C3D8`, `conv1 := C3D8`: a label has one colon."""
    at = machine.at
    before = machine.tokens[at - 1] if at > 1 else token
    if token.type not in ("COLON", "EQUAL") or before.type != "COLON":
        return None
    if machine.tokens[at - 2].type not in ("NAME", "WORD") or not machine.accepts("WORD"):
        return None
    return _form(machine, at, token.end_pos, [], "", "the layer or part that has this label")


def _equal(machine: Machine, token: Token) -> Form | None:
    """`enc1 = C3D64 ...`: a label is followed by a colon."""
    at = machine.at
    name = machine.tokens[at - 1] if at else token
    fits = token.type == "EQUAL" and name.type == "NAME" and name not in KINDS
    if not fits or machine.tokens[at + 1].type not in LAYERS or not machine.accepts("DOTS"):
        return None
    words = [name, token.instead("COLON", ":")]
    return _form(machine, at - 1, token.end_pos, words, f"{name}:", "a label and a colon")


def _tap(machine: Machine, token: Token) -> Form | None:
    """`$enc1`, `@ enc1`, `@"enc1"`, `@@enc1`: a value before is brought back with `@`."""
    found = TAP.match(machine.content, token.start_pos)
    if found is None or token.type in ("NAME", "WORD", "TAP") or not machine.accepts("TAP"):
        return None
    if found[1] not in _labels(machine) or not machine.accepts("DOTS"):
        return None
    tap = f"@{found[1]}"
    return _form(machine, machine.at, found.end(), [token.instead("TAP", tap)], tap, f"`{tap}`")


def _tap_behind(machine: Machine, token: Token) -> Form | None:
    """`enc1@`."""
    at = machine.at
    name = machine.tokens[at - 1] if at else token
    if str(token) != "@" or name.end_pos != token.start_pos or name not in _labels(machine):
        return None
    tap = f"@{name}"
    return _form(machine, at - 1, token.end_pos, [name.instead("TAP", tap)], tap, f"`{tap}`")
