"""Letters that look like digits, inside a word or a number."""

import re
from collections.abc import Callable

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import CODES
from cnndsl.syntax import syntax_problems
from cnndsl.text import Span

LOOKALIKES = {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "S": "5", "B": "8", "Z": "2"}
NUMBER = re.compile(r"[0-9][0-9_lIOo]*(?:\.[0-9lIOo]+)?")
"""A number in which such letters may stand."""


def letter_in_number(text: str) -> Diagnostic | None:
    """`C3DO4`: `DO` is dropout's code, and yet a letter O was typed for a zero.

    A dropout of 4 is none; a word that has D and then O before a digit of a whole number is such a slip, unless it
    has its depth already.
    """
    slip = re.search(r"(?<=\dD)O(?=[\dO]*[2-9]|\d\d)(?!\d*\.)", text)
    if slip and "DO" in CODES and not re.search(r"D[0-9<]", text[: slip.start()]):
        return lookalike(text, slip.start())
    slip = re.search(r"(?<=\d)[OI](?=\d|$)", text)
    if slip and slip[0] not in CODES:
        return lookalike(text, slip.start())
    return None


def any_lookalike(text: str, sound: Callable[[str], bool]) -> Diagnostic | None:
    """`ClD256`, `C3DS12`: the one letter that can be read as a digit."""
    places = [at for at, letter in enumerate(text) if at and letter in LOOKALIKES]
    found = [at for at in places if sound(_mended(text, at))]
    return lookalike(text, found[0]) if len(found) == 1 else None


def _mended(text: str, at: int) -> str:
    return text[:at] + LOOKALIKES[text[at]] + text[at + 1 :]


def lookalike(text: str, at: int) -> Diagnostic:
    wrong, right = text[at], LOOKALIKES[text[at]]
    return syntax_problems.word(
        Span(at, at + 1),
        f"the letter `{wrong}` stands in a number",
        f"is it the digit {right}?",
        help=f"write `{_mended(text, at)}`",
        fixes=(replace(Span(at, at + 1), right, safe=True),),
    )


def digits_of(words: str) -> str:
    """A number with the digits that its letters look like."""
    return "".join(LOOKALIKES.get(letter, letter) for letter in words)
