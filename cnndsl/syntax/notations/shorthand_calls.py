"""Shorthand with its numbers in brackets: `C(3, 64)`, `C3(64)`, `MaxPool(2x2)`, `Dropout(50%)`, `R()`."""

import re

from cnndsl.layers.layer import KINDS, letters
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.layer_names import code_of, our_name
from cnndsl.syntax.notations.replacement import Replacement, is_layer, layer_in_other_words
from cnndsl.syntax.token_parser import TokenParser

CALLED = re.compile(r"([A-Z][A-Za-z]*)([0-9]*)\(([^()\r\n]{0,40})\)")

LARGEST_KERNEL = 11


def called_word(parser: TokenParser, token: Token) -> Replacement | None:
    """A code, or a slide's word, that takes no brackets."""
    at = parser.at - 1
    if token.type != "LPAR" or at < 0 or parser.tokens[at].type != "WORD":
        return None
    found = CALLED.match(parser.content, parser.tokens[at].start_pos)
    name = our_name(found[1]) if found and found.end() > token.start_pos else None
    if not found or not name:
        return None
    values = [each.strip() for each in found[3].split(",")] if found[3].strip() else []
    mended = _written(name, found[2], values)
    if mended is None or not is_layer(mended):
        return None
    message = f"`{parser.tokens[at]}` is shorthand, and takes no brackets"
    return layer_in_other_words(parser, at, found.end(), mended, message)


def _written(name: str, size: str, values: list[str]) -> str | None:
    code = code_of(name)
    if code is None:
        return None
    if not values:
        return f"{code}{size}"
    if name == "conv":
        return _convolution(size, values)
    if size or len(values) != 1 or "size" not in letters(KINDS[name]):
        return None
    if re.fullmatch("[0-9]{1,2}%", values[0]):
        return f"{code}0.{int(values[0][:-1]):02d}".rstrip("0")
    return f"{code}{_side(values[0])}" if re.fullmatch(r"[0-9.x×]+", values[0]) else None


def _convolution(size: str, values: list[str]) -> str | None:
    """A kernel of its own, or the word's, and a depth; two bare numbers tell which is which by themselves."""
    if size and len(values) == 1 and values[0].isdigit():
        return f"C{size}D{values[0]}"
    if size or len(values) != 2 or not values[1].isdigit():
        return None
    kernel = _side(values[0])
    odd = (
        kernel.isdigit() and int(kernel) % 2 and int(kernel) <= min(LARGEST_KERNEL, int(values[1]))
    )
    return f"C{kernel}D{values[1]}" if odd or re.fullmatch("[0-9]+x[0-9]+", kernel) else None


def _side(size: str) -> str:
    """`3x3` as `3`."""
    one, _, other = size.replace("×", "x").partition("x")
    return one if other in ("", one) else f"{one}x{other}"
