"""Layers as slides and papers write them, where that is no word of ours: `64C3`, `conv3-64`, `C 3 D 64`, `DO50%`.

A form is found at the token that cannot stand where it does. Its tokens are replaced: by a hole, or by those that
were meant, so that reading goes on behind it as if it had been written right.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import KINDS, letters
from cnndsl.syntax import mistakes
from cnndsl.syntax.chain import is_layer_or_chain
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import Machine
from cnndsl.syntax.other_words import code_of, our_name
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span

WITH_DEPTH = ("conv", "dwconv", "deconv")


class Form(NamedTuple):
    """A mistake, and the tokens that take the place of others."""

    diagnostic: Diagnostic
    start: int
    end: int
    tokens: list[Token]


def behind(machine: Machine, offset: int) -> int:
    """The first token that starts at an offset or behind it."""
    return bisect_left(machine.tokens, offset, key=lambda token: token.start_pos)


def hole(machine: Machine, start: int, end: int, finding: Diagnostic) -> Form:
    """A form that leaves a hole: up to an offset of the text."""
    return Form(finding, start, behind(machine, end), [machine.tokens[start].instead("HOLE", "")])


def is_layer(text: str) -> bool:
    """Whether a word is one layer, with nothing that it does not take."""
    word = parse_word(text).word
    return word is not None and len(word.layers) == 1 and is_layer_or_chain(text, word.layers)


def layer_form(machine: Machine, token: Token) -> Form | None:
    """What a token that no layer starts with was meant to be."""
    found: Callable[[Machine, Token], Form | None]
    for found in (_number_first, _dash, _apart, _percent, _sign, _features):
        form = found(machine, token)
        if form:
            return form
    return None


def layer_in_other_words(
    machine: Machine,
    start: int,
    end: int,
    mended: str,
    message: str,
    label: str = "",
    at: Span | None = None,
) -> Form:
    """A layer in other words, from a token on up to an offset."""
    span = Span(machine.tokens[start].start_pos, end)
    finding = mistakes.word(
        at or span,
        message,
        label,
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return hole(machine, start, end, finding)


NUMBER_FIRST = re.compile(
    r"([0-9]+)([A-Za-z]+)([0-9]+(?:x[0-9]+){0,2})?((?:[a-z][0-9]+)*)(?![\w<])"
)


def _number_first(machine: Machine, token: Token) -> Form | None:
    """`64C3`, `10FC`, `150N`, `2MP`: the number comes behind the code."""
    found = NUMBER_FIRST.match(machine.content, token.start_pos) if token.type == "NUMBER" else None
    if found is None:
        return None
    number, word, size, rest = found.groups(default="")
    name = "fc" if word in ("N", "n", "o", "neurons", "units") else our_name(word)
    code = code_of(name) if name else None
    if name is None or code is None:
        return None
    if name in WITH_DEPTH:
        even = name == "conv" and size.isdigit() and int(size) % 2 == 0 and "p" not in rest
        mended = f"{code}{size}D{number}{rest}" + "p0" * even  # as where it is written so
    elif "size" in letters(KINDS[name]) and not (size and name == "fc"):
        mended = f"{code}{size or number}{rest}"
    else:
        return None
    words = found[0]
    if not is_layer(mended):
        return None
    message = f"`{words}` starts with a number"
    return layer_in_other_words(
        machine, machine.at, found.end(), mended, message, "the code comes first"
    )


DASHED = re.compile(
    r"([A-Za-z_]+?)([0-9]+(?:x[0-9]+){0,2})?-([0-9.]+)(%?)((?:-?[a-z][0-9]+)*)(?![\w<])"
)


def _dash(machine: Machine, token: Token) -> Form | None:
    """`conv3-64`, `C3-64`, `FC-4096`: a dash stands in the place of a letter, or of nothing."""
    at = machine.at
    if token.type != "NUMBER" or at < 2 or machine.tokens[at - 1].type != "DASH":
        return None
    word = machine.tokens[at - 2]
    found = DASHED.match(machine.content, word.start_pos)
    if found is None or word.type not in ("WORD", "NAME") or found.end() <= token.start_pos:
        return None
    letters_, size, number, percent, rest = found.groups(default="")
    name, rest = our_name(letters_), rest.replace("-", "")
    if name is None or percent:
        return None
    mended = _with_number(name, size, number, rest)
    if mended is None or not is_layer(mended):
        return None
    what = (
        "a depth is written with `D`, not with a dash"
        if "D" in mended and name in WITH_DEPTH
        else (f"`-` stands between `{letters_}{size}` and its number")
    )
    return layer_in_other_words(
        machine, at - 2, found.end(), mended, what, at=token_span(machine.tokens[at - 1])
    )


def _with_number(name: str, size: str, number: str, rest: str) -> str | None:
    """A layer by its size and another number: of a convolution that is its depth."""
    code = code_of(name)
    if code is None or "size" not in letters(KINDS[name]):
        return None
    if name in WITH_DEPTH:
        return f"{code}{size}D{number}{rest}"
    return None if size else f"{code}{number}{rest}"


PIECES = re.compile(r"[ \t]+([A-Za-z]?[0-9.]+(?:x[0-9]+)*|[A-Za-z](?=[ \t]*[0-9]))")


def _apart(machine: Machine, token: Token) -> Form | None:
    """`FC 4096`, `C 3 D 64`: white space stands inside of a word."""
    at = machine.at
    if token.type != "NUMBER" or not at or machine.begins_line(at):
        return None
    word = machine.tokens[at - 1]
    if word.type not in ("WORD", "NAME") or not word[-1].isalpha() or our_name(word) is None:
        return None
    glued = _glued(machine.content, word)
    if glued is None:
        return None
    end, mended = glued
    message = f"white space stands between `{word}` and its number"
    return layer_in_other_words(machine, at - 1, end, mended, message, at=token_span(token))


def _glued(content: str, word: Token) -> tuple[int, str] | None:
    """The longest layer that pieces of a line make when they are put together, and where it ends."""
    name = our_name(word) or ""
    text, end, found = code_of(name) or "", word.end_pos, None
    while (piece := PIECES.match(content, end)) and not (piece[1].isalpha() and len(text) < 2):
        text, end = text + piece[1], piece.end()
        if is_layer(text):
            found = end, text
    if found and name == "conv" and re.fullmatch(r"C\d+", found[1]) and int(found[1][1:]) % 2 == 0:
        return found[
            0
        ], f"C3D{found[1][1:]}"  # an even number is no kernel that one leaves to half padding
    return found


def _percent(machine: Machine, token: Token) -> Form | None:
    """`DO50%`: a probability is a number up to 1."""
    word = machine.tokens[machine.at - 1] if machine.at else token
    found = re.fullmatch(r"(DO|DROPOUT)([0-9]{1,2})", word)
    if token.type != "PERCENT" or found is None or word.end_pos != token.start_pos:
        return None
    mended = f"{found[1]}0.{int(found[2]):02d}".rstrip("0")
    message = f"`{word}%` is a share in per cent, and a probability is wanted"
    return layer_in_other_words(machine, machine.at - 1, token.end_pos, mended, message)


def _sign(machine: Machine, token: Token) -> Form | None:
    """`C3D+8`: a number has no sign."""
    found = re.compile(r"\+([0-9]\w*)").match(machine.content, token.start_pos)
    word = machine.tokens[machine.at - 1] if machine.at else token
    if found is None or word.type != "WORD" or word.end_pos != token.start_pos:
        return None
    mended = f"{word}{found[1]}"
    if not is_layer(mended):
        return None
    message = "a number in a word has no sign"
    return layer_in_other_words(
        machine, machine.at - 1, found.end(), mended, message, at=token_span(token)
    )


def _features(machine: Machine, token: Token) -> Form | None:
    """`784-100-10`: a number between dashes is so many features."""
    at = machine.at
    before = machine.tokens[at - 1].type if at else ""
    behind_it = machine.tokens[at + 1].type
    if token.type != "NUMBER" or before not in ("DASH", "ARROW") or not token.isdigit():
        return None
    if behind_it not in ("DASH", "ARROW", "$END") and not machine.begins_line(at + 1):
        return None
    return layer_in_other_words(
        machine, at, token.end_pos, f"FC{token}", f"`{token}` is no layer", "so many features?"
    )
