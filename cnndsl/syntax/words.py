"""A shorthand word, understood: each distinct word once, with spans from its own start.

What is wrong inside a word is found here, at its character, with look-alikes named.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import CODES, KINDS, all_letters
from cnndsl.spelling import listed
from cnndsl.syntax import mistakes
from cnndsl.syntax.chain import apart, is_layer_or_chain, no_chain
from cnndsl.syntax.expressions import numbers
from cnndsl.syntax.lalr import Token, Tree, Unexpected, token_span
from cnndsl.syntax.readings import readings
from cnndsl.syntax.tables import parser
from cnndsl.syntax.tree import Argument, Word, WrittenLayer
from cnndsl.text import Span

HOW = "a layer is a code, a size, then parameters: `C11D96s4p0`"
LOOKALIKES = {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "S": "5", "B": "8", "Z": "2"}


class ParsedWord(NamedTuple):
    """A word's layers, or what is wrong with it."""

    word: Word | None
    findings: tuple[Diagnostic, ...]


def parse_word(text: str) -> ParsedWord:
    return _parse_word(text, len(CODES))


@lru_cache(maxsize=4096)
def _parse_word(text: str, vocabulary_size: int) -> ParsedWord:
    """`vocabulary_size` is part of what the answer depends on: a registry only grows."""
    lookalike = _letter_in_number(text)
    if lookalike:
        return ParsedWord(None, (lookalike,))
    read = _read(text)
    layers = read.word.layers if read.word else ()
    known = bool(layers) and all(layer.name in CODES for layer in layers)
    if known and is_layer_or_chain(text, layers):
        return read
    meant = readings(text, layers if known else (), _is_sound)
    if not meant and text.isalpha() and not text.isupper():
        meant = _in_capitals(text.upper())
    if meant and read.word is None and not text.isupper():
        return ParsedWord(None, (_two_spellings(text, meant),))
    if meant or (known and len(layers) > 1):
        alone = apart(text, layers) if known and len(layers) > 1 else ""
        return ParsedWord(None, (no_chain(Span(0, len(text)), text, alone, meant),))
    return read


def _in_capitals(text: str) -> tuple[str, ...]:
    """`ConvBNReLU`: what is meant by the same letters in capitals."""
    word = _read(text).word
    known = word is not None and all(layer.name in CODES for layer in word.layers)
    return readings(text, word.layers if word and known else (), _is_sound)


def _is_sound(text: str) -> bool:
    """Whether words can be read, each as one layer or a chain; a spelled-out name is known by its letters."""
    return all(word.partition("(")[0] in KINDS or _is_read(word) for word in text.split())


def _is_read(text: str) -> bool:
    word = _read(text).word
    return word is not None and is_layer_or_chain(text, word.layers)


def _read(text: str) -> ParsedWord:
    """A word letter by letter."""
    if text.count("<") != text.count(">"):
        span = Span(text.rindex("<"), text.rindex("<") + 1)
        return ParsedWord(None, (mistakes.unclosed(span, "<", ">"),))
    try:
        tree = parser("word").parse(text, "word")
    except Unexpected as stop:
        return ParsedWord(None, (_explain(text, stop.token.start_pos),))
    findings: list[Diagnostic] = []
    layers = tuple(_layer(layer, findings) for layer in tree.children if isinstance(layer, Tree))
    return ParsedWord(None if findings else Word(text, layers), tuple(findings))


def _layer(tree: Tree, findings: list[Diagnostic]) -> WrittenLayer:
    code, *rest = tree.children
    assert isinstance(code, Token)
    name_span = token_span(code)
    arguments = tuple(_argument(part, findings) for part in rest if isinstance(part, Tree))
    end = arguments[-1].span.end if arguments else name_span.end
    return WrittenLayer(str(code), name_span, True, arguments, Span(name_span.start, end))


def _argument(tree: Tree, findings: list[Diagnostic]) -> Argument:
    tokens = list(tree.tokens())
    key = "size"
    start = token_span(tokens[0]).start
    if tree.data == "parameter":
        key = str(tokens.pop(0))
    span = Span(start, token_span(tokens[-1]).end)
    return Argument(key, numbers("".join(tokens), token_span(tokens[0]).start, findings), span)


def _letter_in_number(text: str) -> Diagnostic | None:
    """`C3DO4`: `DO` is dropout's code, and yet a letter O was typed for a zero.

    A dropout of 4 is none; a word that has D and then O before a digit of a whole number is such a slip, unless it
    has its depth already.
    """
    slip = re.search(r"(?<=\dD)O(?=[\dO]*[2-9]|\d\d)(?!\d*\.)", text)
    if slip and "DO" in CODES and not re.search(r"D[0-9<]", text[: slip.start()]):
        return _lookalike(text, slip.start())
    slip = re.search(r"(?<=\d)[OI](?=\d|$)", text)
    if slip and slip[0] not in CODES:
        return _lookalike(text, slip.start())
    return None


def _lookalike(text: str, at: int) -> Diagnostic:
    wrong, right = text[at], LOOKALIKES[text[at]]
    mended = text[:at] + right + text[at + 1 :]
    return mistakes.word(
        Span(at, at + 1),
        f"the letter `{wrong}` stands in a number",
        f"is it the digit {right}?",
        help=f"write `{mended}`",
        fixes=(replace(Span(at, at + 1), right, safe=True),),
    )


def _explain(text: str, at: int) -> Diagnostic:
    """Why a word cannot be read from this character on."""
    if at == len(text):
        return _unfinished(text)
    before, character = text[:at], text[at]
    span = Span(at, at + 1)
    if before[-1:].isdigit() and character in LOOKALIKES:
        return _lookalike(text, at)
    if before[-1:] in all_letters() and re.match("[oOlI][0-9]", text[at:]):
        return _lookalike(text, at)
    if before[-1:] in all_letters():
        letter = before[-1]
        return mistakes.word(
            Span(at - 1, at),
            f"`{letter}` needs a number",
            f"followed by `{character}`",
            help=f"write a number or `<...>` right after `{letter}`",
        )
    mended = f"{before}0{text[at:]}"
    if character == "." and _is_read(mended):
        fixes = (replace(Span(at, at), "0", title=f"write `{mended}`", safe=True),)
        return mistakes.word(
            span, "a number has a digit before its point", help=f"write `{mended}`", fixes=fixes
        )
    return mistakes.word(
        span,
        f"`{character}` has no place in the word `{text}`",
        help=HOW,
    )


def _two_spellings(text: str, meant: tuple[str, ...]) -> Diagnostic:
    """`ReLU`: the first small letter is taken for a parameter."""
    at = next(k for k, character in enumerate(text) if character.islower())
    return mistakes.word(
        Span(at, at + 1),
        f"`{text}` mixes the two spellings",
        "a small letter is a parameter and needs its number",
        help=f"shorthand is in capitals, and what is spelled out is lowercase: {listed(meant, 'or')}",
        fixes=tuple(replace(Span(0, len(text)), each, safe=True) for each in meant),
    )


def _unfinished(text: str) -> Diagnostic:
    last = text[-1]
    span = Span(len(text) - 1, len(text))
    if len(text) > 1 and text[-2].isdigit() and last in LOOKALIKES:
        return _lookalike(text, len(text) - 1)
    if last in "x×":
        return mistakes.word(span, f"a size must follow the `{last}`", help="as in `C1x7`")
    if last not in all_letters():
        return mistakes.word(span, f"no parameter is called `{last}`", help=HOW)
    return mistakes.word(
        span,
        f"`{last}` needs a number",
        "the word ends here",
        help=f"write a number right after `{last}`",
    )


def as_shorthand(text: str) -> str | None:
    """The shorthand that a lowercase word such as `c3d64` was meant to be."""
    parts = re.match(r"([a-z]+)([0-9x]*)(d(?=[0-9]))?(.*)", text)
    if parts is None:
        return None
    code, size, depth, rest = parts.groups(default="")
    meant = f"{code.upper()}{size}{depth.upper()}{rest}"
    return meant if _is_read(meant) else None
