"""Which lines line up, and the first layers of those that have labels."""

from collections.abc import Iterator

from cnndsl.formatting.cells import Cell
from cnndsl.formatting.lines import Line, next_to
from cnndsl.formatting.pieces import Piece
from cnndsl.formatting.widths import Blanks, width


def runs(
    lines: list[Line], rows: list[tuple[Cell, ...]], pieces: list[Piece], blanks: Blanks
) -> Iterator[list[tuple[Cell, ...]]]:
    """Adjacent lines in one bracket that begin with the same code or the same block, all labelled or none."""
    run: list[tuple[Cell, ...]] = []
    before: tuple[object, ...] = ()
    for number, (line, cells) in enumerate(zip(lines, rows, strict=True)):
        first = _first(cells[0], line, pieces, blanks) if cells and cells[0].name else ()
        if not first or first != before or not next_to(lines[number - 1], line):
            yield run
            run = []
        before = first
        run += [cells] * bool(first)
    yield run


def _first(cell: Cell, line: Line, pieces: list[Piece], blanks: Blanks) -> tuple[object, ...]:
    """What is the same in lines that line up."""
    brackets = width(cell.body, cell.layer, pieces, blanks)
    return cell.name, cell.body > cell.start, brackets, line.within


def behind_labels(
    lines: list[Line], rows: list[tuple[Cell, ...]], pieces: list[Piece], blanks: Blanks
) -> Blanks:
    """The blanks behind labels of lines that line up."""
    found: Blanks = {}
    for run in runs(lines, rows, pieces, blanks):
        if not run or run[0][0].body == run[0][0].start:
            continue
        labels = [width(first.start, first.body, pieces, blanks) for first, *_ in run]
        for (first, *_), label in zip(run, labels, strict=True):
            found[first.body] = 1 + max(labels) - label
    return found
