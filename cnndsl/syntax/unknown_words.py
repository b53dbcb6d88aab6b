"""What is said of words that are no layer and no chain: what is wrong with them, and what was meant."""

import re

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import CODES, KINDS, all_letters
from cnndsl.spelling import listed
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.glued_words import apart, no_chain
from cnndsl.syntax.lookalikes import (
    LOOKALIKES,
    any_lookalike,
    letter_in_number,
    lookalike,
)
from cnndsl.syntax.word_guesses import readings
from cnndsl.syntax.word_reader import ParsedWord, is_read, read_word
from cnndsl.text import Span

HOW_TO_CHOOSE = "a choice stands for a number, behind a code or a letter: `C{3,5}D{32,64}`"
HOW = "a layer is a code, a size, then parameters: `C11D96s4p0`"


def explained(text: str, read: ParsedWord) -> ParsedWord:
    """What is wrong with a word, or its layers where nothing is."""
    likeness = letter_in_number(text)
    if likeness:
        return _wrong(likeness)
    if is_read(read):
        return read
    layers = read.word.layers if read.word else ()
    known = bool(layers) and all(layer.name in CODES for layer in layers)
    meant = readings(text, layers if known else (), _is_sound)
    if not meant and text.isalpha() and not text.isupper():
        meant = _in_capitals(text.upper())
    if not meant and (likeness := any_lookalike(text, _is_sound)):
        return _wrong(likeness)
    if meant and read.word is None and not text.isupper():
        return _wrong(_two_spellings(text, meant))
    if meant or (known and len(layers) > 1):
        alone = apart(text, layers) if known and len(layers) > 1 else ""
        return _wrong(no_chain(Span(0, len(text)), text, alone, meant))
    return read if read.stopped is None else _wrong(_explain(text, read.stopped))


def _in_capitals(text: str) -> tuple[str, ...]:
    """`ConvBNReLU`: what is meant by the same letters in capitals."""
    word = read_word(text).word
    known = word is not None and all(layer.name in CODES for layer in word.layers)
    return readings(text, word.layers if word and known else (), _is_sound)


def _wrong(finding: Diagnostic) -> ParsedWord:
    return ParsedWord(None, (finding,))


def _is_sound(text: str) -> bool:
    """Whether words can be read, each as one layer or a chain; a spelled-out name is known by its letters."""
    return all(word.partition("(")[0] in KINDS or is_read(read_word(word)) for word in text.split())


def _explain(text: str, at: int) -> Diagnostic:
    """Why a word cannot be read from this character on."""
    if text.count("<") != text.count(">"):
        opener = max(text.rfind("<"), 0)
        return syntax_problems.unclosed(Span(opener, opener + 1), "<", ">")
    if at == len(text):
        return _unfinished(text)
    before, character = text[:at], text[at]
    span = Span(at, at + 1)
    if before[-1:].isdigit() and character in LOOKALIKES:
        return lookalike(text, at)
    if before[-1:] in all_letters() and re.match("[oOlI][0-9]", text[at:]):
        return lookalike(text, at)
    mended = f"{before}0{text[at:]}"
    if character == "." and is_read(read_word(mended)):
        fixes = (replace(Span(at, at), "0", title=f"write `{mended}`", safe=True),)
        return syntax_problems.word(
            span, "a number has a digit before its point", help=f"write `{mended}`", fixes=fixes
        )
    if before[-1:] in all_letters():
        letter = before[-1]
        return syntax_problems.word(
            Span(at - 1, at),
            f"`{letter}` needs a number",
            f"followed by `{character}`",
            help=f"write a number or `<...>` right after `{letter}`",
        )
    return syntax_problems.word(
        span,
        f"`{character}` has no place in the word `{text}`",
        help=HOW_TO_CHOOSE if character == "{" else HOW,
    )


def _two_spellings(text: str, meant: tuple[str, ...]) -> Diagnostic:
    """`ReLU`: the first small letter is taken for a parameter."""
    at = next(k for k, character in enumerate(text) if character.islower())
    return syntax_problems.word(
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
        return lookalike(text, len(text) - 1)
    if last in "x×":
        return syntax_problems.word(span, f"a size must follow the `{last}`", help="as in `C1x7`")
    if last not in all_letters():
        return syntax_problems.word(span, f"no parameter is called `{last}`", help=HOW)
    return syntax_problems.word(
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
    return meant if is_read(read_word(meant)) else None
