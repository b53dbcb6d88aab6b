"""Lines that begin with the same layer, lined up: a role under the same role, as far as they go the same way."""

from collections.abc import Collection, Iterable, Iterator

from cnndsl.formatting.cells import Cell
from cnndsl.formatting.lines import Line
from cnndsl.formatting.pieces import Piece
from cnndsl.formatting.runs import runs
from cnndsl.formatting.widths import Blanks, width
from cnndsl.named_tuple import NamedTuple

EMPTY = 4
"""How wide a cell may be that another line has nothing under: `LRN`, `P3s2`."""
ROLES = ("weights", "norm", "activation", "pool")
"""Those that a line may lack."""
AHEAD = 4
"""Cells that are looked at for the next role that all have."""
Ahead = tuple[str, ...]
"""The roles of narrow cells in a row, and of the one behind them; none at the end of a line."""


class Row(NamedTuple):
    """A line while its cells are given their columns, from left to right."""

    cells: tuple[Cell, ...]
    widths: tuple[int, ...]
    at: int
    """The next cell."""
    edge: int
    """Where the one before it ends."""
    brackets: str
    """Those of the cell in the column before, if it has one there."""
    ahead: Ahead

    def placed(self, start: int) -> "Row":
        """With its next cell at a place."""
        at = self.at + 1
        edge = start + self.widths[self.at]
        ahead = _ahead(self.cells, self.widths, at)
        return Row(self.cells, self.widths, at, edge, self.cells[self.at].brackets, ahead)


def _ahead(cells: tuple[Cell, ...], widths: tuple[int, ...], at: int) -> Ahead:
    found: list[str] = []
    for cell, wide in zip(cells[at : at + AHEAD], widths[at : at + AHEAD], strict=True):
        found.append(cell.role)
        if wide > EMPTY or cell.role not in ROLES:
            break
    return tuple(found)


def in_columns(
    lines: list[Line], rows: list[tuple[Cell, ...]], pieces: list[Piece], blanks: Blanks
) -> Blanks:
    """The blanks before cells of lines that line up."""
    found: Blanks = {}
    for run in runs(lines, rows, pieces, blanks):
        waiting = list(_parted(_row(cells, pieces, blanks) for cells in run))
        while waiting:
            waiting += _column(waiting.pop(), pieces, found)
    return found


def _row(cells: tuple[Cell, ...], pieces: list[Piece], blanks: Blanks) -> Row:
    widths = tuple(width(cell.start, cell.end, pieces, blanks) for cell in cells)
    return Row(cells, widths, 0, 0, "", ()).placed(0)


def _parted(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Neighbours that go on the same way; a line that has ended is in nobody's way."""
    together: list[Row] = []
    ways: set[Ahead] = set()
    brackets = ""
    for row in rows:
        if row.ahead:
            more = ways | {row.ahead}
            if ways and (row.brackets != brackets or (row.ahead not in ways and not _next(more))):
                yield together
                together, more = [], {row.ahead}
            ways, brackets = more, row.brackets
            together.append(row)
    yield together


def _next(ways: Collection[Ahead]) -> str:
    """The role of the next column: that of all rows, or one behind which the others' roles come; else nothing."""
    first = {way[0] for way in ways}
    passed = {role for way in ways for role in first - {way[0]} if role in way[1:]}
    leading = first - passed
    if len(leading) != 1:
        return ""
    (role,) = leading
    others = first - leading
    passes = all(others & set(way[1:]) for way in ways if way[0] == role)
    return role if not others or passes else ""


def _column(rows: list[Row], pieces: list[Piece], found: Blanks) -> Iterator[list[Row]]:
    """Give the next column its place, and hand back those that go on together behind it."""
    if len(rows) < 2:
        return
    role = _next({row.ahead for row in rows})
    inside = [row for row in rows if row.ahead[0] == role]
    firsts = [row.cells[row.at].start for row in inside]
    gap = 1 + all(pieces[first].written > 1 for first in firsts)
    start = max(row.edge for row in inside) + gap
    found.update({first: start - row.edge for first, row in zip(firsts, inside, strict=True)})
    yield from _parted(
        row.placed(start) if row.ahead[0] == role else row._replace(brackets="") for row in rows
    )
