"""Rows that are about as wide as one another, of things that are laid side by side."""

from collections.abc import Callable
from typing import TypeVar

Row = TypeVar("Row")
NEAR = 4.0
"""Rooms that differ by less make no other rows that anyone would see."""


def even_rows(filled: Callable[[float], tuple[Row, ...]], room: float) -> tuple[Row, ...]:
    """As few rows as there is room for, in the least room that makes no more of them."""
    best = filled(room)
    low, high = 0.0, room
    while high - low > NEAR and len(best) > 1:
        middle = (low + high) / 2
        tried = filled(middle)
        if len(tried) > len(best):
            low = middle
        else:
            best, high = tried, middle
    return best
