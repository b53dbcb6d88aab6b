"""Reports and comparisons as Python objects: `cnndsl.report` and `cnndsl.compare`; a notebook shows their tables."""

import os
from collections.abc import Sequence
from typing import Any

from cnndsl.analyse.report import Report, Row, Settings
from cnndsl.analyse.report import report as worked_out
from cnndsl.api import CheckedNetwork, check
from cnndsl.show import tables
from cnndsl.show.lines import plain


class _Shown:
    """What is shown as tables."""

    def tables(self, depth: int | None = None) -> list[tables.Table]:
        raise NotImplementedError

    def to_html(self, depth: int | None = 1) -> str:
        """One whole HTML file."""
        return tables.as_page(self.tables(depth))

    def to_markdown(self, depth: int | None = 1) -> str:
        return tables.as_markdown(self.tables(depth))

    def __str__(self) -> str:
        return "\n".join(plain(tables.lines(table)) for table in self.tables(1))

    def _repr_html_(self) -> str:
        return "\n".join(map(tables.html, self.tables(1)))


class NetworkReport(_Shown):
    """A network's full account."""

    def __init__(self, found: Report) -> None:
        self.found = found

    @property
    def network(self) -> CheckedNetwork:
        """What `check` says of it: `ok`, `diagnostics`."""
        return CheckedNetwork(self.found.result)

    @property
    def totals(self) -> dict[str, int | float]:
        """By the names of JSON."""
        return self.found.totals

    @property
    def at_least(self) -> tuple[str, ...]:
        """The totals that lack what a layer kind does not say."""
        return self.found.at_least

    @property
    def layers(self) -> tuple[Row, ...]:
        return self.found.rows

    def tables(self, depth: int | None = None) -> list[tables.Table]:
        """The table, unfolded to a depth; None is down to the layers."""
        from cnndsl.show.report import table

        return [table(self.found, depth)]

    def to_dict(self) -> dict[str, Any]:
        """What `report --format json` writes."""
        from cnndsl.show.as_json import report_document

        return report_document(self.found)

    def to_csv(self) -> str:
        from cnndsl.show.as_csv import as_csv

        return as_csv([self.found])

    def __repr__(self) -> str:
        return f"<report of {self.network!r}>"


class Comparison(_Shown):
    """Networks side by side."""

    def __init__(self, found: Sequence[Report]) -> None:
        self.found = tuple(found)

    @property
    def totals(self) -> list[dict[str, int | float]]:
        """Each network's, by the names of JSON."""
        return [each.totals for each in self.found]

    def to_csv(self) -> str:
        from cnndsl.show.as_csv import as_csv

        return as_csv(self.found)

    def tables(self, depth: int | None = None) -> list[tables.Table]:
        """The totals, and the layers lined up; None is down to the layers."""
        from cnndsl.show import compare

        return [compare.totals(self.found), compare.layers(self.found, depth)]

    def to_dict(self) -> dict[str, Any]:
        """What `compare --format json` writes."""
        from cnndsl.show.compare import document

        return document(self.found)

    def __repr__(self) -> str:
        return f"<comparison of {', '.join(each.result.network.name for each in self.found)}>"


Net = CheckedNetwork | NetworkReport | str | os.PathLike[str]


def report(
    net: Net,
    *,
    dtype: str = "float32",
    batch: int = 1,
    optimizer: str = "adam",
    device: str = "",
    measure: bool = False,
) -> NetworkReport:
    """A network's full account, for a type, a batch, an optimizer and, if one is named, a device.

    `measure` also times each layer on this machine; it needs `cnndsl[torch]`.
    """
    settings = Settings(dtype, batch, optimizer, device)
    settings.validate()
    found = worked_out(_checked(net).result, settings)
    if measure:
        from cnndsl.measuring import measured

        found = measured(found)
    return NetworkReport(found)


def compare(*nets: Net) -> Comparison:
    """Two or more networks side by side."""
    if len(nets) < 2:
        raise ValueError("compare takes two networks or more")
    return Comparison([worked_out(_checked(net).result) for net in nets])


def _checked(net: Net) -> CheckedNetwork:
    if isinstance(net, NetworkReport):
        return net.network
    return net if isinstance(net, CheckedNetwork) else check(os.fspath(net))
