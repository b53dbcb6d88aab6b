"""The table of layers that `check` shows."""

from collections.abc import Iterable, Sequence

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.show.styled_text import in_one_line
from cnndsl.show.tables import Column, Table, TableRow
from cnndsl.sizes import show_shape

COLUMNS = (
    Column("layer", cut="left", least=16),
    Column("code", cut="right"),
    Column("output", gives_way=2),
    Column("parameters", right=True),
    Column("MACs", right=True, gives_way=1),
)
CONVENTION = "MACs: multiply-accumulates of {}, one image, biases not counted"
CUT_SHORT = "not the whole network: mistakes hide the rest of it, or may change it"
UNSAID = "?: a layer kind does not say; a sum without it is `at least`"


def code(row: LayerFigures) -> str:
    """A layer's words in the spec, and what was assumed of it."""
    placed = row.placed
    words = in_one_line(placed.origin.code)
    if placed.assumed:
        return f"{words} (assumed)"
    if row.shared and placed.layer.weights(placed.input):
        return f"{words} (as {row.shared})"
    return f"{words} (D{placed.output[0]} assumed)" if placed.depth_assumed else words


def counted(results: Iterable[Result], fc: str = "fully connected layers") -> str:
    """The layers whose multiply-accumulates are counted, in words; those of attention where there are any."""
    attends = any(row.kind in ("dot", "mix") for result in results for row in result.rows)
    return f"convolutions, {fc}, dot and mix" if attends else f"convolutions and {fc}"


def _row(row: LayerFigures) -> TableRow:
    placed = row.placed
    cells = (row.path, code(row), show_shape(placed.output), count(row.params), count(row.macs))
    return TableRow(cells, "dim" if placed.assumed else "")


def count(value: int | None) -> str:
    """A figure; nothing for 0, and a question mark for what is not known."""
    return "?" if value is None else f"{value:,}" if value else ""


def total(at_least: Sequence[str], value: float, name: str) -> str:
    return f"{lacking(at_least, name)}{value:,}"


def lacking(at_least: Sequence[str], name: str) -> str:
    """What stands before a sum that lacks what a kind does not say."""
    return "at least " if name in at_least else ""


def _total(result: Result) -> tuple[str, ...]:
    sums = result.sums
    what = "so far" if result.network.partial else "total"
    counted = (f"{sums.params:,}", total(result.at_least, sums.macs, "macs"))
    return (what, f"{sums.weight_layers} with weights", "", *counted)


def title(result: Result) -> str:
    network = result.network
    assumed = any(found.code == "assumed-input" for found in network.diagnostics)
    what = "inputs" if len(network.inputs) > 1 else "input"
    return f"{network.name}, {what} {network.comes_in}" + (" (assumed)" if assumed else "")


def endings(result: Result, convention: str, at_least: bool) -> tuple[str, ...]:
    """What every table of a network says below its figures."""
    aux = result.sums.aux_params
    said = [f"aux heads have {aux:,} parameters more, in training only"] if aux else []
    said += [UNSAID] if at_least else []
    return (*said, convention, *([CUT_SHORT] if result.network.partial else []))


def table(result: Result) -> Table:
    rows = tuple(map(_row, result.rows))
    notes = endings(result, CONVENTION.format(counted([result])), bool(result.at_least))
    return Table(title(result), COLUMNS, rows, _total(result), notes)
