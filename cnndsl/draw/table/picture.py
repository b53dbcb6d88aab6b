"""The table's picture: names and weight layers above, the bands, parameters and MACs below."""

from collections.abc import Iterator
from itertools import pairwise

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, mistake, size_of
from cnndsl.draw.marks import Group, Line, Look, Mark, Picture, Rectangle, Words
from cnndsl.draw.options import SECOND, TEXT, Unsuited, Wanted
from cnndsl.draw.table.bands import Band, Cell, bands
from cnndsl.draw.text_widths import shortened, width
from cnndsl.named_tuple import NamedTuple

PADDING = 10.0
LONGEST_NAME, LONGEST_LINE = 220.0, 320.0
MOST_LINES = 120
"""Beyond that a table is no longer one that is read."""
GRID = Look(stroke="muted", width=0.8)
HEADS = {"layers": "weight layers", "input": "input", "params": "parameters", "macs": "MACs"}


class Text(NamedTuple):
    """What a cell says, and how."""

    words: str
    bold: bool = False
    title: str = ""
    path: str = ""


class Row(NamedTuple):
    """A row of the table: its head at the left, and each column's lines, or those of all columns."""

    head: str
    columns: tuple[tuple[Text, ...], ...]
    whole: bool = False
    shaded: bool = False

    @property
    def lines(self) -> int:
        return max(map(len, self.columns))


class Grid(NamedTuple):
    """The sizes of a table."""

    size: float
    """Of its letters."""
    head: float
    columns: tuple[float, ...]

    @property
    def width(self) -> float:
        return self.head + sum(self.columns)

    @property
    def line(self) -> float:
        return self.size * 1.45

    @property
    def above(self) -> float:
        """Between a line across and the texts below it."""
        return self.size * 0.375

    def left(self, column: int) -> float:
        return self.head + sum(self.columns[:column])

    def height(self, row: Row) -> float:
        return row.lines * self.line + 2 * self.above


def table(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """Networks side by side, a column each."""
    rows = tuple(_rows(results, wanted))
    if sum(row.lines for row in rows) > MOST_LINES:
        raise Unsuited(f"`table` has at most {MOST_LINES} lines, and these networks take more")
    grid = _grid(rows, wanted.room - 2 * MARGIN)
    marks = [*_painted(rows, grid)]
    for result in results:
        if result.network.partial:
            body = size_of(tuple(marks))
            marks += mistake(result, body.x, body.y + body.height + 14, wanted.room - 2 * MARGIN)
    heading = ", ".join(_names(results, wanted)) if len(results) > 1 else ""
    heading = shortened(heading, wanted.room - 2 * MARGIN, 17, bold=True)
    return framed(results, wanted, tuple(marks), _caption(results), heading)


def _names(results: tuple[Result, ...], wanted: Wanted) -> list[str]:
    """What networks are called; where two have the same name, with a number."""
    names = [wanted.title(each.network.name or "network") for each in results]
    if len(set(names)) < len(names):
        names = [f"{name} {number}" for number, name in enumerate(names, 1)]
    return [shortened(name, LONGEST_NAME, TEXT, bold=True) for name in names]


def _rows(results: tuple[Result, ...], wanted: Wanted) -> Iterator[Row]:
    sums = [each.sums for each in results]
    least = ["at least " * each.network.partial for each in results]
    names = tuple((Text(name, bold=True),) for name in _names(results, wanted))
    yield Row("", names, shaded=True)
    yield _figures("layers", [str(each.weight_layers) for each in sums], shaded=True)
    inputs = [each.network.comes_in.replace("x", "×") for each in results]
    yield _figures("input", inputs, whole=len(set(inputs)) == 1)
    alone = len(results) == 1
    for band in bands(results):
        yield _band(band, alone)
    params = [f"{low}{each.params:,}" for low, each in zip(least, sums, strict=True)]
    yield _figures("params", params, shaded=True)
    macs = [
        f"{'at least ' if 'macs' in each.at_least else low}{each.sums.macs:,}"
        for low, each in zip(least, results, strict=True)
    ]
    yield _figures("macs", macs, shaded=True)


def _figures(head: str, words: list[str], shaded: bool = False, whole: bool = False) -> Row:
    return Row(HEADS[head], tuple((Text(each),) for each in words), whole, shaded)


def _band(band: Band, alone: bool) -> Row:
    kinds = {cell.entry.kind for column in band.columns for cell in column}
    columns = tuple(
        tuple(_text(cell, k, column, alone) for k, cell in enumerate(column))
        for column in band.columns
    )
    return Row(band.size, columns, band.whole, kinds == {"pool"})


def _text(cell: Cell, number: int, column: tuple[Cell, ...], alone: bool) -> Text:
    first = number == 0 or column[number - 1].entry is not cell.entry
    path = cell.entry.rows[0].path if alone and first else ""
    words = shortened(cell.text, LONGEST_LINE, TEXT, bold=True)
    return Text(words, cell.new, cell.entry.said, path)


def _grid(rows: tuple[Row, ...], room: float) -> Grid:
    """The largest letters that fit; columns of one width where there is room for that."""
    for size in (TEXT, SECOND):
        head = max(width(row.head, SECOND) for row in rows) + 2 * PADDING
        own = _widths(rows, size)
        for columns in ((max(own),) * len(own), own):
            grid = Grid(size, head, columns)
            if grid.width <= room:
                return _widened(grid, rows)
    fit = sum(head + sum(own[: k + 1]) <= room for k in range(len(own)))
    raise Unsuited(
        f"`table` has room for {fit} of these {len(own)} networks side by side at this width"
    )


def _widened(grid: Grid, rows: tuple[Row, ...]) -> Grid:
    """With room for what goes across all columns."""
    across = [width(row.columns[0][0].words, grid.size) for row in rows if row.whole]
    lacking = max(across, default=0) + 2 * PADDING - sum(grid.columns)
    more = max(lacking, 0) / len(grid.columns)
    return grid._replace(columns=tuple(each + more for each in grid.columns))


def _widths(rows: tuple[Row, ...], size: float) -> tuple[float, ...]:
    """What each column takes, without what goes across all of them."""
    found = [0.0] * len(rows[0].columns)
    for row in rows:
        for column, texts in enumerate(row.columns if not row.whole else ()):
            widths = [width(text.words, size, text.bold) for text in texts]
            found[column] = max([found[column], *widths])
    return tuple(each + 2 * PADDING for each in found)


def _painted(rows: tuple[Row, ...], grid: Grid) -> Iterator[Mark]:
    tops = [0.0]
    for row in rows:
        tops.append(tops[-1] + grid.height(row))
    for row, top in zip(rows, tops, strict=False):
        yield from _row_marks(row, top, grid)
    for top in tops[1:-1]:
        yield Line(((0, top), (grid.width, top)), GRID)
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
        yield Line(((left, top), (left, top + high)), GRID)
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


def _caption(results: tuple[Result, ...]) -> str:
    said = [
        "conv<window>-<channels>, /<stride> where it is not 1; activations and dropout are not shown"
    ]
    if len(results) > 1:
        said.append("bold is what the network at the left has not")
    said.append("at the left the size of maps behind each row; MACs of one image")
    return f"{'; '.join(said)}."
