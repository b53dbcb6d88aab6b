"""The table of layers, plain for a pipe and with rich on a terminal."""

import sys

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.show.lines import Line, on_terminal, plain, visible
from cnndsl.sizes import show_shape

HEAD = ("layer", "code", "output", "parameters", "MACs")
CONVENTION = "MACs: multiply-accumulates of convolutions and fully connected layers, one image, biases not counted"


CUT_SHORT = "not the whole network: mistakes hide the rest of it, or may change it"


def _cells(row: LayerFigures) -> tuple[str, ...]:
    placed = row.placed
    code = visible(" ".join(placed.origin.code.split()))
    if placed.assumed:
        code += " (assumed)"
    elif placed.depth_assumed:
        code += f" (D{placed.output[0]} assumed)"
    return (
        placed.path,
        code,
        show_shape(placed.output),
        f"{row.params:,}" if row.params else "",
        f"{row.macs:,}" if row.macs else "",
    )


def _total(result: Result) -> tuple[str, ...]:
    sums = result.totals
    what = "so far" if result.network.partial else "total"
    return (what, f"{sums.weight_layers} with weights", "", f"{sums.params:,}", f"{sums.macs:,}")


def notes(result: Result) -> list[str]:
    """What stands below the table."""
    aux = result.totals.aux_params
    said = [f"aux heads have {aux:,} parameters more, in training only"] if aux else []
    return [*said, CONVENTION]


def title(result: Result) -> str:
    network = result.network
    shape = show_shape(network.input) if network.input else "unknown"
    assumed = any(found.code == "assumed-input" for found in network.diagnostics)
    return f"{network.name}, input {shape}" + (" (assumed)" if assumed else "")


def plain_table(result: Result) -> list[Line]:
    rows = [_cells(row) for row in result.rows]
    total = _total(result)
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, total, strict=True)]

    def line(cells: tuple[str, ...]) -> Line:
        aligned = [cell.ljust(width) for cell, width in zip(cells[:3], widths[:3], strict=True)]
        aligned += [cell.rjust(width) for cell, width in zip(cells[3:], widths[3:], strict=True)]
        return [("  ".join(aligned), "")]

    rule: Line = [("-" * (sum(widths) + 2 * (len(widths) - 1)), "")]
    end: list[Line] = [[(CUT_SHORT, "")]] if result.network.partial else []
    return [
        [(title(result), "")],
        [],
        line(HEAD),
        rule,
        *map(line, rows),
        rule,
        line(total),
        *([(note, "")] for note in notes(result)),
        *end,
    ]


def write_table(result: Result, *, color: bool = True) -> None:
    if not on_terminal(sys.stdout):
        sys.stdout.write(plain(plain_table(result)))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(no_color=not color or None, highlight=False)
    table = Table(
        title=Text(title(result)), title_justify="left", box=box.SIMPLE_HEAD, show_footer=True
    )
    for head, foot in zip(HEAD, _total(result), strict=True):
        right = head in ("parameters", "MACs")
        table.add_column(head, foot, justify="right" if right else "left", no_wrap=head != "code")
    for row in result.rows:
        dim = "dim" if row.placed.assumed else ""
        table.add_row(*map(Text, _cells(row)), style=dim)
    console.print(table)
    for note in notes(result):
        console.print(Text(note, style="dim"))
    if result.network.partial:
        console.print(Text(CUT_SHORT, style="bold"))
