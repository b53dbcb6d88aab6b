"""Networks that come along with one slip, whose original is known: what somebody who means that network mistypes."""

import random
import re
from pathlib import Path
from typing import NamedTuple

from cnndsl.layers.layer import KINDS
from cnndsl.layers.other_names import ARGUMENTS

REPO = Path(__file__).parent.parent
NETWORKS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(REPO.glob("architectures/*/*.cnn"))
    if 'use "' not in path.read_text(encoding="utf-8")
}
PLAIN = {name: re.sub(r"#[^\n]*", "", spec) for name, spec in NETWORKS.items()}
"""Without comments, where a slip says nothing."""
NEIGHBOURS = {
    letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    for row in ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, letter in enumerate(row)
}
LOOKALIKES = {
    "0": "O",
    "1": "l",
    "5": "S",
    "8": "B",
    "O": "0",
    "x": "×",
    "-": "–",
    "C": "С",
    "x ": "х ",
}
KEYWORDS = ("network", "input", "let", "block", "head", "expect", "after", "default")
WORD = re.compile(r"[^\W\d]\w*")
KINDS_OF_SLIP = (
    "swapped",
    "dropped",
    "doubled",
    "neighbour",
    "lookalike",
    "bracket exchanged",
    "bracket dropped",
    "bracket added",
    "separator",
    "synonym",
    "keyword",
    "capital",
    "space",
)


class Slip(NamedTuple):
    """A spec with a slip: which kind, in which network, where."""

    kind: str
    name: str
    original: str
    spec: str


def slip(dice: random.Random, kind: str) -> Slip | None:
    """One slip of a kind in some network; None where the network has no place for it."""
    name = dice.choice(sorted(PLAIN))
    spec = PLAIN[name]
    edited = EDITS[kind](dice, spec)
    return None if edited is None or edited == spec else Slip(kind, name, spec, edited)


def _at(spec: str, start: int, end: int, new: str) -> str:
    return spec[:start] + new + spec[end:]


def _some(dice: random.Random, spec: str, pattern: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, spec))
    return dice.choice(found) if found else None


def _in_word(dice: random.Random, spec: str) -> tuple[int, str] | None:
    """A place inside a word of letters, and the word."""
    found = _some(dice, spec, r"(?<![\w])[^\W\d_]{3,}(?![\w])")
    return (found.start() + dice.randrange(len(found[0])), found[0]) if found else None


def _swapped(dice: random.Random, spec: str) -> str | None:
    place = _in_word(dice, spec)
    if place is None or place[0] + 1 >= len(spec) or not spec[place[0] + 1].isalpha():
        return None
    at = place[0]
    return _at(spec, at, at + 2, spec[at + 1] + spec[at])


def _dropped(dice: random.Random, spec: str) -> str | None:
    place = _in_word(dice, spec)
    return _at(spec, place[0], place[0] + 1, "") if place else None


def _doubled(dice: random.Random, spec: str) -> str | None:
    place = _in_word(dice, spec)
    return _at(spec, place[0], place[0], spec[place[0]]) if place else None


def _neighbour(dice: random.Random, spec: str) -> str | None:
    place = _in_word(dice, spec)
    if place is None or spec[place[0]] not in NEIGHBOURS:
        return None
    return _at(spec, place[0], place[0] + 1, dice.choice(NEIGHBOURS[spec[place[0]]]))


def _lookalike(dice: random.Random, spec: str) -> str | None:
    found = _some(dice, spec, "[015C]")
    return _at(spec, found.start(), found.end(), LOOKALIKES[found[0]]) if found else None


def _bracket_exchanged(dice: random.Random, spec: str) -> str | None:
    found = _some(dice, spec, r"[\])}]")
    if found is None:
        return None
    return _at(
        spec, found.start(), found.end(), dice.choice([each for each in "])}" if each != found[0]])
    )


def _bracket_dropped(dice: random.Random, spec: str) -> str | None:
    found = _some(dice, spec, r"[\])}\[({<>]")
    return _at(spec, found.start(), found.end(), "") if found else None


def _bracket_added(dice: random.Random, spec: str) -> str | None:
    found = _some(dice, spec, r"[\])}]")
    return _at(spec, found.end(), found.end(), found[0]) if found else None


def _separator(dice: random.Random, spec: str) -> str | None:
    """A sign between layers that is none: a comma, a semicolon, an arrow of another make."""
    found = _some(dice, spec, r"(?<=[\dRMS]) +(?=[CRMF]\d?)")
    return (
        _at(spec, found.start(), found.end(), dice.choice([", ", "; ", " => ", " --> ", " . "]))
        if found
        else None
    )


def _synonym(dice: random.Random, spec: str) -> str | None:
    """An argument or a layer by the name that others give it."""
    argument = _some(dice, spec, r"(?<=[(,\s])[a-z_]+(?==)")
    words = [
        found
        for found in re.finditer(r"(?<![\w@.\"])[a-z_]+(?![\w:\"=])", spec)
        if found[0] in KINDS and KINDS[found[0]].also
    ]
    if argument and argument[0] in ARGUMENTS and (not words or dice.random() < 0.5):
        other = dice.choice(ARGUMENTS[argument[0]].split())
        return _at(spec, argument.start(), argument.end(), other)
    if not words:
        return None
    layer = dice.choice(words)
    return _at(spec, layer.start(), layer.end(), dice.choice(KINDS[layer[0]].also.split()))


def _keyword(dice: random.Random, spec: str) -> str | None:
    """A keyword with two letters swapped, one dropped, or a capital."""
    found = _some(dice, spec, rf"\b(?:{'|'.join(KEYWORDS)})\b")
    if found is None:
        return None
    word, at = found[0], dice.randrange(len(found[0]) - 1)
    new = dice.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word.capitalize(),
        ]
    )
    return _at(spec, found.start(), found.end(), new)


def _capital(dice: random.Random, spec: str) -> str | None:
    """A word in the other case."""
    found = _some(dice, spec, r"(?<![\w@.\"])[A-Za-z]\w*(?![\w\"])")
    return _at(spec, found.start(), found.end(), found[0].swapcase()) if found else None


def _space(dice: random.Random, spec: str) -> str | None:
    """A blank inside a word, before one of its parameters."""
    found = _some(dice, spec, r"(?<=\d)(?=[spgdb]\d)")
    return _at(spec, found.start(), found.start(), " ") if found else None


EDITS = {
    "swapped": _swapped,
    "dropped": _dropped,
    "doubled": _doubled,
    "neighbour": _neighbour,
    "lookalike": _lookalike,
    "bracket exchanged": _bracket_exchanged,
    "bracket dropped": _bracket_dropped,
    "bracket added": _bracket_added,
    "separator": _separator,
    "synonym": _synonym,
    "keyword": _keyword,
    "capital": _capital,
    "space": _space,
}
