"""The sizes of a table: its rows, the letters that fit, and how wide each column is."""

from cnndsl.draw.options import SECOND, TEXT, Unsuited
from cnndsl.draw.text_widths import width
from cnndsl.named_tuple import NamedTuple

PADDING = 10.0


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


def fitting(rows: tuple[Row, ...], room: float) -> Grid:
    """The largest letters that fit; columns of one width where there is room for that."""
    for size in (TEXT, SECOND):
        head = max(width(row.head, SECOND) for row in rows) + 2 * PADDING
        own = _widths(rows, size)
        for columns in ((max(own),) * len(own), own):
            grid = _widened(Grid(size, head, columns), rows)
            if grid.width <= room:
                return grid
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
