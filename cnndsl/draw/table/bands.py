"""Columns lined up as `cnndsl compare` lines them up, in bands between rows that all have alike."""

from collections.abc import Iterator
from itertools import groupby

from cnndsl.analyse.figures import Result
from cnndsl.analyse.lineup import side_by_side
from cnndsl.analyse.parts import Part
from cnndsl.analyse.report import Row, Sums
from cnndsl.draw.table.entries import Entry, entries
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import is_flat, spatial
from cnndsl.text import Span


class Cell(NamedTuple):
    """A line in a column, and the entry that it is of."""

    text: str
    entry: Entry
    new: bool
    """Whether the network at the left has nothing like it here."""


class Band(NamedTuple):
    """What stands between two lines across: cells in each column, or one for all of them."""

    columns: tuple[tuple[Cell, ...], ...]
    whole: bool = False
    """Whether all columns have the same one cell."""
    size: str = ""
    """The size of the maps that come out, where it is the same in all columns."""

    @property
    def kinds(self) -> set[str]:
        return {cell.entry.kind for column in self.columns for cell in column}

    def is_one(self, of_blocks: bool) -> bool:
        """Whether it is written once for all: a pool, an end; in tables of blocks any layer."""
        texts = {tuple(cell.text for cell in column) for column in self.columns}
        alike = len(texts) == 1 and len(self.columns[0]) == 1
        return alike and self.kinds <= {"pool", "end", *["layer"] * of_blocks}


Line = tuple[Entry | None, ...]


def bands(results: tuple[Result, ...]) -> tuple[Band, ...]:
    """The table's body."""
    found: list[Band] = []
    waiting: list[Line] = []
    lines = _lined_up([entries(each) for each in results])
    for line in lines:
        alone = _stands_alone(line)
        if alone or (waiting and _begins(line, waiting[-1])):
            found += _gathered(waiting)
            waiting = []
        if alone:
            found += _gathered([line])
        else:
            waiting.append(line)
    found += _gathered(waiting)
    of_blocks = any(each.kind in ("block", "stage") for line in lines for each in line if each)
    merged = (each._replace(whole=each.is_one(of_blocks)) for each in found)
    return _sized(tuple(merged))


def _lined_up(columns: list[tuple[Entry, ...]]) -> list[Line]:
    rows = [[_row(k, each) for k, each in enumerate(column)] for column in columns]
    return [
        tuple(columns[k][int(each.part.name)] if each else None for k, each in enumerate(line))
        for line in side_by_side(rows)
    ]


def _row(number: int, entry: Entry) -> Sums:
    """An entry as `compare` has rows; its name is its number."""
    shown = [row for row in entry.rows if row.placed.layer.role != "activation"] or entry.rows
    part = Part(str(number), Span(0, 0), tuple(row.placed.path for row in shown))
    return Sums(part, tuple(Row(row, 0, 0, None) for row in shown))


def _stands_alone(line: Line) -> bool:
    """A stage; or pools, fully connected layers or an end in all columns."""
    kinds = {each.kind if each else None for each in line}
    return "stage" in kinds or (len(kinds) == 1 and kinds <= {"pool", "end"})


def _begins(line: Line, before: Line) -> bool:
    """Whether a block begins a band: another size, or what stands before it is no block."""
    pairs = zip(line, before, strict=True)
    return any(each and above and _apart(each, above) for each, above in pairs)


def _apart(entry: Entry, above: Entry) -> bool:
    kinds = {entry.kind, above.kind}
    resized = spatial(entry.shape) != spatial(above.shape)
    return "block" in kinds and (len(kinds) > 1 or resized)


def _gathered(lines: list[Line]) -> list[Band]:
    """Lines as a band, each column's cells moved together."""
    if not lines:
        return []
    columns = tuple(tuple(_cells(lines, k)) for k in range(len(lines[0])))
    return [Band(columns, size=_size(columns))]


def _sized(found: tuple[Band, ...]) -> tuple[Band, ...]:
    """Without the size behind a pool, where the next band has the same."""
    sizes = [*(each.size for each in found[1:]), ""][: len(found)]
    return tuple(
        each._replace(size="") if each.kinds == {"pool"} and each.size == after else each
        for each, after in zip(found, sizes, strict=True)
    )


def _cells(lines: list[Line], column: int) -> list[Cell]:
    """A column's lines; equal blocks in a row are one."""
    found: list[Cell] = []
    for line in lines:
        entry, left = line[column], line[column - 1] if column else None
        if entry is None:
            continue
        lines_of_left = left.lines if left else ()
        new = [bool(column) and text not in lines_of_left for text in entry.lines]
        found += map(Cell, entry.lines, [entry] * len(new), new)
    return [cell for cells in _alike(found) for cell in cells]


def _alike(cells: list[Cell]) -> Iterator[list[Cell]]:
    for _, group in groupby(cells, lambda each: (each.text, each.new, each.entry.kind)):
        members = list(group)
        if members[0].entry.kind == "block" and len(members) > 1:
            rows = tuple(row for each in members for row in each.entry.rows)
            entry = members[0].entry._replace(rows=rows)
            yield [Cell(f"{members[0].text} ×{len(members)}", entry, members[0].new)]
        else:
            yield members


def _size(columns: tuple[tuple[Cell, ...], ...]) -> str:
    shapes = [column[-1].entry.shape for column in columns if column]
    sizes = {() if is_flat(shape) else spatial(shape) for shape in shapes}
    return "×".join(map(str, sizes.pop())) if len(sizes) == 1 else ""
