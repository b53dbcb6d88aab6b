"""A table as marks: its cells, and the lines between them."""

from collections.abc import Iterator
from itertools import pairwise

from cnndsl.draw.marks import Group, Line, Look, Mark, Rectangle, Words
from cnndsl.draw.options import SECOND
from cnndsl.draw.table.grid import PADDING, Grid, Row, Text

LINES = Look(stroke="muted", width=0.8)


def painted(rows: tuple[Row, ...], grid: Grid) -> Iterator[Mark]:
    tops = [0.0]
    for row in rows:
        tops.append(tops[-1] + grid.height(row))
    for row, top in zip(rows, tops, strict=False):
        yield from _row_marks(row, top, grid)
    for top in tops[1:-1]:
        yield Line(((0, top), (grid.width, top)), LINES)
    right, foot = grid.width, tops[-1]
    frame = ((0.0, 0.0), (right, 0.0), (right, foot), (0.0, foot), (0.0, 0.0))
    yield Line(frame, Look(stroke="ink", width=1.4))


def _row_marks(row: Row, top: float, grid: Grid) -> Iterator[Mark]:
    high = grid.height(row)
    edges = [
        0,
        grid.head,
        *map(grid.left, range(1, 0 if row.whole else len(row.columns))),
        grid.width,
    ]
    for left, right in pairwise(edges) if row.shaded else ():
        yield Rectangle(left, top, right - left, high, Look("panel"))
    for left in edges[1:-1]:
        yield Line(((left, top), (left, top + high)), LINES)
    if row.head:
        middle = top + high / 2 + SECOND * 0.36
        yield Words(grid.head - PADDING, middle, row.head, SECOND, "end", fill="muted")
    if row.whole:
        yield from _column(row.columns[0], grid.head, grid.width - grid.head, top, grid)
        return
    for column, texts in enumerate(row.columns):
        yield from _column(texts, grid.left(column), grid.columns[column], top, grid)


def _column(
    texts: tuple[Text, ...], left: float, wide: float, top: float, grid: Grid
) -> Iterator[Mark]:
    """A cell's lines, from its top."""
    for number, text in enumerate(texts):
        foot = top + grid.above + (number + 0.5) * grid.line + grid.size * 0.36
        words = Words(left + wide / 2, foot, text.words, grid.size, bold=text.bold)
        yield Group((words,), text.path, text.title) if text.title else words
