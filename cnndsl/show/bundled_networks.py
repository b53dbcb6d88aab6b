"""The networks that come along, as a table and for scripts."""

from collections.abc import Sequence
from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.bundled_networks import BundledNetwork
from cnndsl.show.as_json import VERSION
from cnndsl.show.layer_table import CONVENTION, counted
from cnndsl.show.tables import Column, Table, TableRow

COLUMNS = (
    Column("network"),
    Column("input", gives_way=3),
    Column("parameters", right=True),
    Column("MACs", right=True, gives_way=1),
    Column("year", gives_way=2),
    Column("source", cut="right", least=16),
)


Found = Sequence[tuple[BundledNetwork, Result]]


def tables(found: Found) -> list[Table]:
    """One for each field, with a line for each network; what MACs are is said below the last."""
    fields = sorted({entry.field for entry, _ in found})
    shown = [_table(field, [each for each in found if each[0].field == field]) for field in fields]
    return [*shown[:-1], shown[-1]._replace(notes=(CONVENTION.format(counted(())),))]


def _table(field: str, found: Found) -> Table:
    rows = tuple(TableRow(_cells(*each)) for each in found)
    return Table(f"{field}: {len(rows)} network{'s' * (len(rows) != 1)}", COLUMNS, rows)


def _cells(entry: BundledNetwork, result: Result) -> tuple[str, ...]:
    return (
        entry.name,
        result.network.comes_in,
        f"{result.totals.params:,}",
        f"{result.totals.macs:,}",
        str(entry.year or ""),
        f"{entry.title}: {entry.source}",
    )


def document(found: Found) -> dict[str, Any]:
    """Names, figures and sources, for scripts."""
    return {
        "version": VERSION,
        "networks": [
            {
                **entry._asdict(),
                "input": list(result.network.input or ()),
                "params": result.totals.params,
                "macs": result.totals.macs,
            }
            for entry, result in found
        ],
    }
