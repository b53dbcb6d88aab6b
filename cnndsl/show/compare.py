"""Networks side by side: their totals, and their layers lined up; for two, what each line changes."""

from collections.abc import Sequence
from typing import Any

from cnndsl.analyse.lineup import Change, Line, changes, differ, lined_up
from cnndsl.analyse.report import Report, Sums
from cnndsl.show.as_json import VERSION, report_document
from cnndsl.show.report import sees, words
from cnndsl.show.table import CUT_SHORT
from cnndsl.show.tables import Cell, Column, Table, TableRow
from cnndsl.show.units import amount
from cnndsl.sizes import show_shape

CONVENTION = "params: with biases; MACs: convolutions and fc, one image; bytes: float32, one image"
FIGURES = (
    ("weight layers", "weight_layers"),
    ("params", "params"),
    ("MACs", "macs"),
    ("elementwise operations", "other_ops"),
    ("activations", "activations"),
    ("inference", "inference_bytes"),
    ("training with adam", "training_bytes"),
)
BESIDE = 1
"""How many rows that are alike are shown beside one that is not."""
MARKS = {"added": "+", "removed": "-", "changed": "~", "": ""}


def names(reports: Sequence[Report]) -> list[str]:
    """What each network is called, by its file where two have the same name."""
    own = [report.result.network.name for report in reports]
    if len(set(own)) == len(own):
        return own
    return [
        f"{name} ({report.result.network.text.name})"
        for name, report in zip(own, reports, strict=True)
    ]


def totals(reports: Sequence[Report]) -> Table:
    """A line for each figure, a column for each network; for two, how many times the second has it."""
    two = len(reports) == 2
    columns = [Column(""), *(Column(name, right=True) for name in names(reports))]
    shapes = [show_shape(report.result.network.input or ()) for report in reports]
    seen = [sees(report) for report in reports]
    rows: list[tuple[Cell, ...]] = [
        (what, *cells, *([""] if two else []))
        for what, cells in (("input", shapes), ("sees", seen))
    ]
    for title, name in FIGURES:
        values = [report.totals[name] for report in reports]
        shown = [_figure(report, name) for report in reports]
        ratio = [f"{values[1] / values[0]:.2f} x" if values[0] else ""] if two else []
        rows.append((title, *shown, *ratio))
    if two:
        columns.append(Column("second to first", right=True))
    return Table("totals", tuple(columns), tuple(map(TableRow, rows)), notes=(CONVENTION,))


def _figure(report: Report, name: str) -> str:
    value = report.totals[name]
    least = "at least " if name in report.at_least else ""
    return least + (amount(value) if name.endswith("_bytes") else f"{value:,}")


def layers(reports: Sequence[Report], depth: int | None, brief: bool = False) -> Table:
    """The layers lined up; of two networks, in brief, the lines that differ and those beside them."""
    lines = lined_up(reports, depth)
    partial = any(report.result.network.partial for report in reports)
    notes = (CUT_SHORT,) if partial else ()
    if len(reports) == 2:
        return _difference(reports, lines, notes, brief)
    columns = tuple(Column(name, cut=True) for name in names(reports))
    rows = tuple(
        TableRow(tuple(_code(each, report) for each, report in zip(line, reports, strict=True)))
        for line in lines
    )
    return Table("layers, lined up", columns, rows, _ends(reports), notes)


def _ends(reports: Sequence[Report]) -> tuple[Cell, ...]:
    return tuple(f"{report.totals['params']:,} params" for report in reports)


def _code(sums: Sums | None, report: Report) -> str:
    return words(sums, report.result.network.text) if sums else ""


def _named(sums: Sums | None, report: Report) -> str:
    return f"{sums.part.name} {_code(sums, report)}" if sums else ""


def _difference(
    reports: Sequence[Report], lines: list[Line], notes: tuple[str, ...], brief: bool
) -> Table:
    first, second = names(reports)
    columns = (
        Column(""),
        Column(first, cut=True),
        Column("output", gives_way=1),
        Column(second, cut=True),
        Column("output", gives_way=1),
        Column("params", right=True),
        Column("MACs", right=True),
    )
    rows = tuple(_compared(one, other, reports) for one, other in lines)
    rows = _in_brief(rows) if brief else rows
    sums = [report.totals for report in reports]
    last = ("", "", "", "", "")
    ends = (_more(sums[1][name] - sums[0][name]) for name in ("params", "macs"))
    title = f"from {first} to {second}: + added, - removed, ~ changed"
    return Table(title, columns, rows, (*last, *ends), notes)


def _compared(one: Sums | None, other: Sums | None, reports: Sequence[Report]) -> TableRow:
    kind = "added" if one is None else "removed" if other is None else ""
    if one and other and differ(one, other):
        kind = "changed"
    cells = (
        MARKS[kind],
        _named(one, reports[0]),
        show_shape(one.shape) if one else "",
        _named(other, reports[1]),
        show_shape(other.shape) if other else "",
        *(_gain(one, other, name) for name in ("params", "macs")),
    )
    style = {"added": "green", "removed": "red", "changed": "yellow", "": "dim"}
    return TableRow(cells, style[kind])


def _in_brief(rows: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    """Without the rows that are alike and stand apart from those that are not."""
    near = {
        at
        for number, row in enumerate(rows)
        if row.cells[0]
        for at in range(number - BESIDE, number + BESIDE + 1)
    }
    found: list[TableRow] = []
    alike = 0
    for number, row in enumerate((*rows, None)):
        if row is not None and number not in near:
            alike += 1
            continue
        if alike:
            found.append(TableRow(("", f"... {alike} alike", *[""] * 5), "dim"))
            alike = 0
        found += [row] if row else []
    return tuple(found)


def _gain(one: Sums | None, other: Sums | None, figure: str) -> str:
    before, after = (0 if each is None else getattr(each, figure) for each in (one, other))
    return "?" if before is None or after is None else _more(after - before)


def _more(value: float) -> str:
    return f"{value:+,}" if value else ""


def document(reports: Sequence[Report]) -> dict[str, Any]:
    """As JSON has it: every network's account; for two, where they differ."""
    found = changes(*reports) if len(reports) == 2 else []
    return {
        "version": VERSION,
        "networks": [report_document(report) for report in reports],
        "changes": [_change(each, reports) for each in found],
    }


def _change(change: Change, reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "change": change.kind,
        "first": _side(change.first, reports[0]),
        "second": _side(change.second, reports[1]),
    }


def _side(sums: Sums | None, report: Report) -> dict[str, Any] | None:
    if sums is None:
        return None
    return {
        "path": sums.part.name,
        "kind": sums.rows[0].figures.kind,
        "code": _code(sums, report),
        "shape": list(sums.shape),
        "params": sums.params,
        "macs": sums.macs,
    }
