"""Blanks before pieces of a line, and how wide pieces are with them."""

from cnndsl.formatting.cells import Cell
from cnndsl.formatting.gaps import Gap
from cnndsl.formatting.pieces import Piece

Blanks = dict[int, int]
"""By the places of pieces."""


def usual_blanks(pieces: list[Piece]) -> Blanks:
    """The blanks before each piece that lines up with nothing."""
    return {at: _usual(at, pieces) for at in range(len(pieces))}


def _usual(at: int, pieces: list[Piece]) -> int:
    gap = pieces[at].gap
    if gap is Gap.ITEM:
        return 1 + (pieces[at].written > 1)
    if gap is Gap.BEFORE_SIGN or gap is Gap.BEHIND_SIGN:
        sign = at - (gap is Gap.BEHIND_SIGN)
        return int(all(each.written for each in pieces[sign : sign + 2]))
    return int(gap is Gap.ONE)


def width(start: int, end: int, pieces: list[Piece], blanks: Blanks) -> int:
    """The width of pieces from one up to another."""
    inner = sum(blanks[at] for at in range(start + 1, end))
    return inner + sum(len(piece.text) for piece in pieces[start:end])


def in_front(cell: Cell, pieces: list[Piece], blanks: Blanks) -> int:
    """The width of what stands before a cell's layer: brackets and labels."""
    last = blanks[cell.layer] if cell.layer > cell.start else 0
    return width(cell.start, cell.layer, pieces, blanks) + last
