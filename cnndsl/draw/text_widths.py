"""How wide a text is, from Helvetica's own table, so that a layout needs no font at hand.

The numbers are those of Adobe's font metrics, in thousandths of the letter's size. Liberation Sans, Arial and
Nimbus Sans have the same.
"""

from functools import cache, lru_cache
from unicodedata import combining, east_asian_width, normalize

SLACK = 1.08
"""What a text is allowed more than the table says, for fonts that are a little wider."""
FIRST = " "
REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 "
    "556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 "
    "611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
"""Of the signs from the space to the tilde, in the order of their numbers."""
OTHERS = {
    "×": 584,
    "·": 278,
    "²": 333,
    "³": 333,
    "–": 556,
    "—": 1000,
    "…": 1000,
    "÷": 584,
    "±": 584,
    "°": 400,
    "→": 1000,
    "Æ": 1000,
    "æ": 889,
    "Œ": 1000,
    "œ": 944,
}
"""Of further signs, in both weights."""
UNKNOWN = 780
"""Of a letter that Helvetica has not and no other rule knows: wider than nearly all."""
WIDE = 1000


@cache
def _table(bold: bool) -> dict[str, int]:
    numbers = (BOLD if bold else REGULAR).split()
    return OTHERS | {chr(ord(FIRST) + k): int(each) for k, each in enumerate(numbers)}


@lru_cache(maxsize=8192)
def width(words: str, size: float, bold: bool = False) -> float:
    """How much room a text takes in letters of a size."""
    return sum(_of_sign(sign, bold) for sign in words) * size * SLACK / 1000


@cache
def _of_sign(sign: str, bold: bool) -> int:
    """A letter's own width, or that of the letter under its accent."""
    table = _table(bold)
    if sign in table:
        return table[sign]
    if combining(sign):
        return 0
    plain = normalize("NFD", sign)[0]
    if plain in table:
        return max(table[plain], table["t"])
    return WIDE if east_asian_width(sign) in "WF" else UNKNOWN


def shortened(words: str, room: float, size: float, bold: bool = False) -> str:
    """A text that fits into some room: its beginning and three dots, if it is longer."""
    if width(words, size, bold) <= room:
        return words
    while words and width(f"{words}…", size, bold) > room:
        words = words[:-1]
    return f"{words}…"
