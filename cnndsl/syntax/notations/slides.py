"""Layers as slides write them, where that is no word of ours: `64C3`, `conv3-64`, `C 3 D 64`, `DO50%`."""

import re
from collections.abc import Callable

from cnndsl.layers.layer import KINDS, letters
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.layer_names import code_of, our_name
from cnndsl.syntax.notations.replacement import Replacement, is_layer, layer_in_other_words
from cnndsl.syntax.token_parser import TokenParser

WITH_DEPTH = ("conv", "dwconv", "deconv")


def slide_layer(parser: TokenParser, token: Token) -> Replacement | None:
    """What a token that no layer starts with was meant to be."""
    found: Callable[[TokenParser, Token], Replacement | None]
    for found in (_number_first, _dash, _apart, _percent, _sign, _features):
        replacement = found(parser, token)
        if replacement:
            return replacement
    return None


NUMBER_FIRST = re.compile(
    r"([0-9]+)([A-Za-z]+)([0-9]+(?:x[0-9]+){0,2})?((?:[a-z][0-9]+)*)(?![\w<])"
)


def _number_first(parser: TokenParser, token: Token) -> Replacement | None:
    """`64C3`, `10FC`, `150N`, `2MP`: the number comes behind the code."""
    found = NUMBER_FIRST.match(parser.content, token.start_pos) if token.type == "NUMBER" else None
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
        parser, parser.at, found.end(), mended, message, "the code comes first"
    )


DASHED = re.compile(
    r"([A-Za-z_]+?)([0-9]+(?:x[0-9]+){0,2})?-([0-9.]+)(%?)((?:-?[a-z][0-9]+)*)(?![\w<])"
)


def _dash(parser: TokenParser, token: Token) -> Replacement | None:
    """`conv3-64`, `C3-64`, `FC-4096`: a dash stands in the place of a letter, or of nothing."""
    at = parser.at
    if token.type != "NUMBER" or at < 2 or parser.tokens[at - 1].type != "DASH":
        return None
    word = parser.tokens[at - 2]
    found = DASHED.match(parser.content, word.start_pos)
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
        parser, at - 2, found.end(), mended, what, at=token_span(parser.tokens[at - 1])
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


def _apart(parser: TokenParser, token: Token) -> Replacement | None:
    """`FC 4096`, `C 3 D 64`: white space stands inside of a word."""
    at = parser.at
    if token.type != "NUMBER" or not at or parser.begins_line(at):
        return None
    word = parser.tokens[at - 1]
    if word.type not in ("WORD", "NAME") or not word[-1].isalpha() or our_name(word) is None:
        return None
    glued = _glued(parser.content, word)
    if glued is None:
        return None
    end, mended = glued
    message = f"white space stands between `{word}` and its number"
    return layer_in_other_words(parser, at - 1, end, mended, message, at=token_span(token))


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


def _percent(parser: TokenParser, token: Token) -> Replacement | None:
    """`DO50%`: a probability is a number up to 1."""
    word = parser.tokens[parser.at - 1] if parser.at else token
    found = re.fullmatch(r"(DO|DROPOUT)([0-9]{1,2})", word)
    if token.type != "PERCENT" or found is None or word.end_pos != token.start_pos:
        return None
    mended = f"{found[1]}0.{int(found[2]):02d}".rstrip("0")
    message = f"`{word}%` is a share in per cent, and a probability is wanted"
    return layer_in_other_words(parser, parser.at - 1, token.end_pos, mended, message)


def _sign(parser: TokenParser, token: Token) -> Replacement | None:
    """`C3D+8`: a number has no sign."""
    found = re.compile(r"\+([0-9]\w*)").match(parser.content, token.start_pos)
    word = parser.tokens[parser.at - 1] if parser.at else token
    if found is None or word.type != "WORD" or word.end_pos != token.start_pos:
        return None
    mended = f"{word}{found[1]}"
    if not is_layer(mended):
        return None
    message = "a number in a word has no sign"
    return layer_in_other_words(
        parser, parser.at - 1, found.end(), mended, message, at=token_span(token)
    )


def _features(parser: TokenParser, token: Token) -> Replacement | None:
    """`784-100-10`: a number between dashes is so many features."""
    at = parser.at
    before = parser.tokens[at - 1].type if at else ""
    behind_it = parser.tokens[at + 1].type
    if token.type != "NUMBER" or before not in ("DASH", "ARROW") or not token.isdigit():
        return None
    if behind_it not in ("DASH", "ARROW", "$END") and not parser.begins_line(at + 1):
        return None
    return layer_in_other_words(
        parser, at, token.end_pos, f"FC{token}", f"`{token}` is no layer", "so many features?"
    )
