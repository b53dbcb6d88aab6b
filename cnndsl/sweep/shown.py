"""The first rows as a table, for people."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from cnndsl.show.tables import Column, Table, TableRow
from cnndsl.show.units import span_of
from cnndsl.sweep.rows import Rows

SHOWN = 50
"""Rows of a table; a file has them all."""
USUAL = ("params", "macs", "weight_layers", "receptive_field", "inference_bytes", "seconds")
"""What is shown beside the figures that are asked for, as there is room."""
LEFT_OUT = ("spec",)


def table(rows: Rows, title: str, asked_for: Sequence[str]) -> Table:
    """A table of the member's numbers, the figures that matter, and what was chosen."""
    found = [*islice(rows.rows(0, rows.count), SHOWN + 1)]
    places = _places(rows, asked_for)
    columns = [_column(rows.columns[k], rows.kinds[k], gives) for gives, k in enumerate(places)]
    body = [
        TableRow(tuple(_cell(row[k], rows.columns[k]) for k in places)) for row in found[:SHOWN]
    ]
    more = ("and more: `-o FILE` has them all, with all figures",) * (len(found) > SHOWN)
    return Table(title, tuple(columns), tuple(body), (), more)


def _places(rows: Rows, asked_for: Sequence[str]) -> list[int]:
    """The columns that are shown, the most wanted first."""
    names = dict.fromkeys(("member", *asked_for, *USUAL))
    known = [name for name in names if name in rows.columns]
    choices = [
        name
        for name, kind in zip(rows.columns, rows.kinds, strict=True)
        if kind == "text" and name not in LEFT_OUT
    ]
    return [rows.columns.index(name) for name in (*known, *choices)]


def _column(name: str, kind: str, gives: int) -> Column:
    """The first two columns stay; of the others the last gives way first."""
    way = 2 + gives if gives > 1 else 0
    return Column(name.replace("_", " "), right=kind != "text", gives_way=way)


def _cell(value: Any, name: str) -> str:
    if value is None:
        return ""
    if name == "seconds":
        return span_of(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
