"""Networks side by side: their totals, and their layers lined up; for two, what each line changes."""

from collections.abc import Sequence
from typing import Any

from cnndsl.analyse.lineup import Change, Line, changes, differ, lined_up
from cnndsl.analyse.report import Report, Sums
from cnndsl.show.as_json import VERSION, report_document
from cnndsl.show.layer_table import CUT_SHORT, UNSAID, counted, lacking
from cnndsl.show.report import sees, words
from cnndsl.show.tables import Column, Table, TableRow
from cnndsl.show.units import amount
from cnndsl.sizes import show_shape

CONVENTION = "params: with biases; MACs: {}, one image; bytes: float32, one image"
FIGURES = (
    ("weight layers", "weight_layers", 3),
    ("params", "params", 0),
    ("MACs", "macs", 0),
    ("elementwise", "other_ops", 8),
    ("activations", "activations", 7),
    ("inference", "inference_bytes", 4),
    ("training, adam", "training_bytes", 5),
)
"""Title, name, and how willingly the column gives way."""
BESIDE = 1
"""How many rows that are alike are shown beside one that is not."""
MARKS = {"added": "+", "removed": "-", "changed": "~", "": ""}


def names(reports: Sequence[Report]) -> list[str]:
    """What each network is called: where two have the same name, by what else differs, or by a number."""
    found = [report.result.network.name for report in reports]
    if len(set(found)) < len(found):
        found = list(map(_told_apart, found, _files(reports), _given(reports)))
    if len(set(found)) < len(found):
        found = [f"{name} {number}" for number, name in enumerate(found, 1)]
    return found


def _told_apart(name: str, *by: str) -> str:
    said = ", ".join(filter(None, by))
    return f"{name} ({said})" if said else name


def _files(reports: Sequence[Report]) -> list[str]:
    """Each network's file, where there are several."""
    files = [report.result.network.text.name for report in reports]
    return files if len(set(files)) > 1 else [""] * len(files)


def _given(reports: Sequence[Report]) -> list[str]:
    """The constants that each network is given, where they are not given to all."""
    given = [report.result.given for report in reports]
    same = set(given[0]).intersection(*given)
    return [
        ", ".join(f"{n}={value}" for n, value in each if (n, value) not in same) for each in given
    ]


def totals(reports: Sequence[Report]) -> Table:
    """A line for each network; for two, a last one with how many times the second has each figure."""
    columns = [
        Column("network", cut="left", least=12),
        Column("input", gives_way=6),
        Column("sees", gives_way=5),
    ]
    columns += [Column(title, right=True, gives_way=gives) for title, _, gives in FIGURES]
    rows = tuple(
        TableRow((name, *_line(report)))
        for name, report in zip(names(reports), reports, strict=True)
    )
    ratio = ("second to first", "", "", *_ratios(*reports)) if len(reports) == 2 else ()
    short = [
        name
        for name, report in zip(names(reports), reports, strict=True)
        if report.result.network.partial
    ]
    notes = [CONVENTION.format(counted((each.result for each in reports), "fc"))]
    notes += [UNSAID] if any(report.at_least for report in reports) else []
    notes += [f"{', '.join(short)}: {CUT_SHORT}"] if short else []
    return Table("totals", tuple(columns), rows, ratio, tuple(notes))


def _line(report: Report) -> tuple[str, ...]:
    shapes = report.result.network.comes_in
    return (shapes, sees(report), *(_figure(report, name) for _, name, _ in FIGURES))


def _ratios(first: Report, second: Report) -> list[str]:
    return [
        f"{second.totals[name] / first.totals[name]:.3g} x"
        if first.totals[name] and name not in (*first.at_least, *second.at_least)
        else ""
        for _, name, _ in FIGURES
    ]


def _figure(report: Report, name: str) -> str:
    value = report.totals[name]
    return lacking(report.at_least, name) + (
        amount(value) if name.endswith("_bytes") else f"{value:,}"
    )


def layers(reports: Sequence[Report], depth: int | None, brief: bool = False) -> Table:
    """The layers lined up; of two networks, in brief, the lines that differ and those beside them."""
    lines = lined_up(reports, depth)
    if len(reports) == 2:
        return _difference(reports, lines, brief)
    columns = tuple(Column(name, cut="right") for name in names(reports))
    rows = tuple(TableRow(_beside(line, reports)) for line in lines)
    return Table("layers, lined up", columns, rows)


def _beside(line: Line, reports: Sequence[Report]) -> tuple[str, ...]:
    """The words of a line's parts; where they are the same for other sizes, with what comes out."""
    said = [_code(each, report) for each, report in zip(line, reports, strict=True)]
    shapes = [show_shape(each.shape) if each else "" for each in line]
    if len(set(filter(None, said))) == 1 and len(set(filter(None, shapes))) > 1:
        said = [f"{code}  {shape}".rstrip() for code, shape in zip(said, shapes, strict=True)]
    return tuple(said)


def _code(sums: Sums | None, report: Report) -> str:
    return words(sums, report.result.network.text) if sums else ""


def _named(sums: Sums | None, report: Report) -> str:
    return f"{sums.part.name} {_code(sums, report)}" if sums else ""


def _difference(reports: Sequence[Report], lines: list[Line], brief: bool) -> Table:
    first, second = names(reports)
    columns = (
        Column(""),
        Column(first, cut="left", least=16),
        Column("output", gives_way=4),
        Column(second, cut="left", least=16),
        Column("output", gives_way=3),
        Column("params", right=True),
        Column("MACs", right=True, gives_way=1),
    )
    rows = tuple(_compared(one, other, reports) for one, other in lines)
    rows = _in_brief(rows) if brief else rows
    ends = (_whole_gain(reports, name) for name in ("params", "macs"))
    title = f"from {first} to {second}: + added, - removed, ~ changed"
    same = () if any(row.cells[0] for row in rows) else ("no difference",)
    return Table(title, columns, rows, ("", "", "", "", "", *ends), same)


def _whole_gain(reports: Sequence[Report], name: str) -> str:
    if any(name in report.at_least for report in reports):
        return "?"
    return _more(reports[1].totals[name] - reports[0].totals[name]) or "0"


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
