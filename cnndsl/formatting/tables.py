"""Uses of one block under one another as a table: their numbers end in the same columns.

Numbers that the writer has put close together, as `96,128`, stay so, where others stand apart.
"""

from itertools import takewhile, zip_longest

from cnndsl.formatting.cells import Cell
from cnndsl.formatting.lines import Line, next_to
from cnndsl.formatting.pieces import BLOCK, Piece, Pieces
from cnndsl.formatting.widths import Blanks, in_front

FEWEST = 3
"""Numbers of a use from which on it is a row of a table."""
Numbers = tuple[int, ...]
"""The places of a use's leading numbers."""


def in_tables(
    lines: list[Line], rows: list[tuple[Cell, ...]], written: Pieces, blanks: Blanks
) -> Blanks:
    """The blanks before the numbers of blocks' uses."""
    found: Blanks = {}
    for part in written.parts.values():
        if part.role == BLOCK:
            found |= _table([_numbers(part.body, written.pieces)], written.pieces)
    for table in _tables(lines, rows, written.pieces, blanks):
        found |= _table(table, written.pieces)
    return found


def _numbers(call: int, pieces: list[Piece]) -> Numbers:
    """The numbers that a use begins with; none where they are too few for a table."""
    places = range(call + 2, len(pieces) - 1, 2)
    if not places or pieces[call + 1].kind != "LPAR":
        return ()
    found = tuple(takewhile(lambda at: _is_argument(at, pieces), places))
    return found if len(found) >= FEWEST else ()


def _is_argument(at: int, pieces: list[Piece]) -> bool:
    """Whether a piece is a number that is a whole argument."""
    return pieces[at].kind == "NUMBER" and pieces[at + 1].kind in ("COMMA", "RPAR")


def _tables(
    lines: list[Line], rows: list[tuple[Cell, ...]], pieces: list[Piece], blanks: Blanks
) -> list[list[Numbers]]:
    """Uses of one block in the same place of adjacent lines."""
    tables: list[list[Numbers]] = []
    before: dict[tuple[object, ...], list[Numbers]] = {}
    for number, (line, cells) in enumerate(zip(lines, rows, strict=True)):
        adjacent = number > 0 and next_to(lines[number - 1], line)
        here: dict[tuple[object, ...], list[Numbers]] = {}
        for place, cell in enumerate(cells):
            if numbers := _numbers(cell.layer, pieces) if cell.role == BLOCK else ():
                key = place, cell.name, in_front(cell, pieces, blanks), line.within
                here[key] = (before.get(key) if adjacent else None) or []
                tables += [here[key]] * (not here[key])
                here[key].append(numbers)
        before = here
    return tables


def _table(rows: list[Numbers], pieces: list[Piece]) -> Blanks:
    found: Blanks = {}
    columns = [[at for at in column if at is not None] for column in zip_longest(*rows)]
    apart = [int(all(pieces[at].written for at in column)) for column in columns]
    together = not any(apart[1:])
    for number, column in enumerate(columns):
        gap = (apart[number] or together) if number else 0
        wide = max(len(pieces[at].text) for at in column)
        found |= {at: gap + wide - len(pieces[at].text) for at in column}
    return found
