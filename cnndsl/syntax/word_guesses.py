"""Guesses at what was meant by a word that is no layer and no chain of layers."""

import re
from collections.abc import Callable

from cnndsl.layers.layer import CODES
from cnndsl.spelling import one_slip
from cnndsl.syntax.glued_words import apart, is_slide_word, reads_apart, small_letters
from cnndsl.syntax.notations.layer_names import code_of, in_our_words, our_name
from cnndsl.syntax.tree import WrittenLayer

BLOCKS = re.compile(r"CB([RLS])([0-9]+)?")
"""Papers' short names of a convolution, a norm and what follows."""
BLOCK_ENDS = {"R": "R", "L": "leaky_relu", "S": "silu"}
Sound = Callable[[str], bool]
"""Whether a word can be read."""


def readings(text: str, layers: tuple[WrittenLayer, ...], sound: Sound) -> tuple[str, ...]:
    """What a word may stand for, the likeliest first; nothing where that cannot be told."""
    block = BLOCKS.fullmatch(text)
    if block:
        depth = f"3D{block[2]}" if block[2] else ""
        return (f"C{depth} BN {BLOCK_ENDS[block[1].upper()]}",)
    other = in_our_words(text)
    behind = _letter_behind(text, layers)
    if other and other != text and sound(other):
        return (behind, other) if behind else (other, *_near_codes(text))
    glued = _two_words(text, sound)
    if glued:
        return (glued,)
    tail = _word_behind(text, sound)
    if tail:
        return (tail,)
    small = small_letters(text)
    found = [small] if small and sound(small) else []
    found = [*_digit_for_stride(text, sound), *found] if found else found
    if layers and reads_apart(text, layers):
        found.append(apart(text, layers))
    return tuple(found)


SHORT = 2
"""Letters of a word that may as well be a code with one letter wrong."""


def _near_codes(text: str) -> tuple[str, ...]:
    """`LN` is a norm elsewhere, and it is one slip away from `LRN`; `AP` from `GAP`."""
    if not text.isalpha() or len(text) > SHORT:
        return ()
    return tuple(code for code in CODES if len(code) == SHORT + 1 and one_slip(text, code))


def _digit_for_stride(text: str, sound: Sound) -> list[str]:
    """`C3D2S6`: the S is a stride, or a 5; nobody's stride is above 4."""
    digit = re.sub(r"(?<=[0-9])S(?=[5-9]|[0-9]{2})", "5", text)
    return [digit] if digit != text and sound(digit) else []


def _letter_behind(text: str, layers: tuple[WrittenLayer, ...]) -> str | None:
    """`MAXPOOLR`: a slide word, and one more layer or one letter too many; a doubled letter is the latter."""
    one_letter = text.isalpha() and text[-1] != text[-2:-1]
    if not one_letter or len(layers) != 2 or len(layers[1].name) > 2:
        return None
    return apart(text, layers) if is_slide_word(layers[0].name) else None


def _two_words(text: str, sound: Sound) -> str | None:
    """`PRELUBN`: two names, neither of which is a part of another's."""
    for at in range(len(text) - 2, 3, -1):
        head, tail = text[:at], text[at:]
        if not text.isalpha() or not our_name(head) or not our_name(tail):
            continue
        if head.upper() in CODES and tail.upper() in CODES:
            continue  # which the letters alone say as well
        words = [word if word in CODES else in_our_words(word) or "" for word in (head, tail)]
        if all(words) and sound(" ".join(words)):
            return " ".join(words)
    return None


def _word_behind(text: str, sound: Sound) -> str | None:
    """`C3D64PRELU`: a word of its own behind layers that have numbers."""
    for at in range(1, len(text)):
        head, tail = text[:at], text[at:]
        if not tail[0].isupper() or not any(map(str.isdigit, head)) or not sound(head):
            continue
        other = in_our_words(tail) if len(tail) > 1 else None
        if other and _is_no_code(tail) and sound(other):
            return f"{head} {other}"
    return None


def _is_no_code(tail: str) -> bool:
    """Whether its letters are a whole word, and no code that might as well be glued."""
    (word,) = re.findall(r"^[A-Za-z_]+", tail)
    name = our_name(word)
    return name is None or (word != code_of(name) and len(word) > 1)
