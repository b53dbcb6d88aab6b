"""The table's picture: names and weight layers above, the bands, parameters and MACs below."""

from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, mistake, size_of
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Picture
from cnndsl.draw.options import HEADING, TEXT, Unsuited, Wanted
from cnndsl.draw.table.bands import Band, Cell, bands
from cnndsl.draw.table.grid import Row, Text, fitting
from cnndsl.draw.table.painted import painted
from cnndsl.draw.text_widths import shortened

LONGEST_NAME, LONGEST_LINE = 220.0, 320.0
MOST_LINES = 120
"""Beyond that a table is no longer one that is read."""
HEADS = {"layers": "weight layers", "input": "input", "params": "parameters", "macs": "MACs"}


def table(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """Networks side by side, a column each."""
    rows = tuple(_rows(results, wanted))
    if sum(row.lines for row in rows) > MOST_LINES:
        raise Unsuited(f"`table` has at most {MOST_LINES} lines, and these networks take more")
    grid = fitting(rows, wanted.room - 2 * MARGIN)
    marks = [*painted(rows, grid)]
    for result in results:
        if result.network.partial:
            body = size_of(tuple(marks))
            marks += mistake(result, body.x, body.y + body.height + 14, wanted.room - 2 * MARGIN)
    heading = ", ".join(_names(results, wanted)) if len(results) > 1 else ""
    heading = shortened(heading, wanted.room - 2 * MARGIN, HEADING, bold=True)
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
    inputs = [_input_words(each) for each in results]
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


def _input_words(result: Result) -> str:
    """What comes in: shapes, with the names that they have."""
    inputs = [(each.name, each.shape) for each in result.network.inputs if each.shape]
    words = ", ".join(f"{name} {shape_words(shape)}".strip() for name, shape in inputs)
    return shortened(words, LONGEST_LINE, TEXT)


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


def _caption(results: tuple[Result, ...]) -> str:
    said = [
        "conv<window>-<channels>, /<stride> where it is not 1; activations and dropout are not shown"
    ]
    if len(results) > 1:
        said.append("bold is what the network at the left has not")
    said.append("at the left the size of maps behind each row; MACs of one image")
    return f"{'; '.join(said)}."
