"""`cnndsl.report` and `cnndsl.compare`: reports and comparisons as Python objects, which a notebook shows as tables."""

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from cnndsl import json_records
from cnndsl.analyse.devices import DEVICES
from cnndsl.analyse.report import Report, Settings
from cnndsl.analyse.report import report as worked_out
from cnndsl.analyse.training import OPTIMIZERS
from cnndsl.api import CheckedNetwork, check
from cnndsl.json_records import Totals
from cnndsl.show import notebook
from cnndsl.show.problems import full
from cnndsl.show.styled_text import plain
from cnndsl.show.tables import Table, as_markdown, as_page, html, lines
from cnndsl.validation import python_values
from cnndsl.validation.option_text import DTYPES, several


class _Shown:
    """What is shown as tables, with the problems of its networks before them.

    It can be pickled, copied and compared.
    """

    accounts: tuple[Report, ...]

    def tables(self, depth: int | None = None) -> list[Table]:
        """The tables, with parts unfolded to a depth; None is down to the layers."""
        return self._tables(None if depth is None else python_values.count(depth, "a depth"))

    def _tables(self, depth: int | None) -> list[Table]:
        raise NotImplementedError

    def to_html(self, depth: int | None = 1) -> str:
        """One whole HTML file."""
        return self._page(self.tables(depth))

    def _page(self, tables: list[Table]) -> str:
        """A page with the tables, and above them what they are of as a picture."""
        return as_page(tables, [self._picture()])

    def _picture(self) -> str:
        from cnndsl.draw.on_page import in_notebook

        return in_notebook(tuple(each.result for each in self.accounts))

    def to_markdown(self, depth: int | None = 1) -> str:
        return as_markdown(self.tables(depth))

    def to_csv(self) -> str:
        """A line for each layer."""
        from cnndsl.show.as_csv import as_csv

        return as_csv(self.accounts)

    def problems(self) -> str:
        """Errors and warnings, as `cnndsl report` prints them; what had to be assumed is for `check` to say."""
        return "".join(
            plain(full(found, each.result.network.text))
            for each in self.accounts
            for found in each.result.network.diagnostics
            if found.severity != "note"
        )

    def __str__(self) -> str:
        shown = "\n".join(plain(lines(table)) for table in self.tables(1))
        return self.problems() + shown

    def _repr_html_(self) -> str:
        said = [notebook.problems(each.result, notes=False) for each in self.accounts]
        return "".join(said) + self._picture() + "\n".join(map(html, self.tables(1)))

    def __eq__(self, other: object) -> bool:
        return python_values.is_a(other, type(self)) and self._given() == other._given()

    def __hash__(self) -> int:
        return hash(tuple((each.result.network.text, each.settings) for each in self.accounts))

    def __reduce__(self) -> tuple[Any, ...]:
        import pickle

        return _unpickled, (type(self), pickle.dumps(self._given()))

    def _given(self) -> tuple[Any, ...]:
        """What it is made of."""
        raise NotImplementedError

    def __copy__(self) -> "_Shown":
        return self  # nothing of it ever changes

    def __deepcopy__(self, memo: object) -> "_Shown":
        return self


class NetworkReport(_Shown):
    """A network's full account."""

    def __init__(self, found: Report, unshared: bool = False) -> None:
        self.accounts = (found,)
        self.unshared = unshared
        """Whether its tables show what the layers would need if their positions shared no weights."""

    def _given(self) -> tuple[Any, ...]:
        return self.found, self.unshared

    @property
    def found(self) -> Report:
        return self.accounts[0]

    @property
    def network(self) -> CheckedNetwork:
        """What `check` says of it: `ok`, `diagnostics`."""
        return CheckedNetwork(self.found.result)

    @property
    def totals(self) -> Totals:
        """By the names of JSON: `totals.training_bytes`, `totals["training_bytes"]`."""
        return Totals(self.found.totals)

    @property
    def at_least(self) -> tuple[str, ...]:
        """The totals that lack what a layer kind does not say."""
        return self.found.at_least

    @cached_property
    def layers(self) -> tuple[json_records.Layer, ...]:
        """Every layer as `check` has it, with its bytes and times."""
        return json_records.layers(self.to_dict()["layers"])

    def to_dict(self) -> dict[str, Any]:
        """What `report --format json` writes."""
        from cnndsl.show.as_json import report_document

        return report_document(self.found)

    def _tables(self, depth: int | None) -> list[Table]:
        from cnndsl.show.report import table

        return [table(self.found, depth, self.unshared)]

    def _page(self, tables: list[Table]) -> str:
        from cnndsl.draw.on_page import linked

        pictures, found = linked([self.found.result], tables)
        return as_page(found, pictures)

    def __repr__(self) -> str:
        return f"<report of {self.network!r}>"


class Comparison(_Shown):
    """Networks side by side: their totals, and their layers lined up."""

    def __init__(self, found: Sequence[Report]) -> None:
        self.accounts = tuple(found)

    def _given(self) -> tuple[Any, ...]:
        return (self.accounts,)

    @property
    def totals(self) -> list[Totals]:
        """Each network's, by the names of JSON."""
        return [Totals(each.totals) for each in self.accounts]

    def to_dict(self) -> dict[str, Any]:
        """What `compare --format json` writes."""
        from cnndsl.show.compare import document

        return document(self.accounts)

    def _tables(self, depth: int | None) -> list[Table]:
        from cnndsl.show import compare

        return [compare.totals(self.accounts), compare.layers(self.accounts, depth)]

    def __repr__(self) -> str:
        return f"<comparison of {', '.join(each.result.network.name for each in self.accounts)}>"


def _unpickled(kind: Any, given: bytes) -> Any:
    import pickle

    return kind(*pickle.loads(given))


Net = CheckedNetwork | NetworkReport | str | os.PathLike[str]


def report(
    net: Net,
    *,
    dtype: Any = "float32",
    batch: int = 1,
    optimizer: str = "adam",
    device: str | None = None,
    measure: bool = False,
    unshared: bool = False,
) -> NetworkReport:
    """A network's full account, for a type, a batch, an optimizer and, if one is named, a device.

    `dtype` is float32, float16 or bfloat16, by name or as PyTorch has it. `measure` also times each layer on
    this machine; it needs `cnndsl[torch]`. `unshared` adds a column to the tables: the parameters if every
    output position had weights of its own.
    """
    settings = Settings(
        python_values.dtype(dtype, DTYPES),
        python_values.count(batch, "a batch"),
        python_values.choice(optimizer, "optimizer", OPTIMIZERS),
        "" if device is None else python_values.choice(device, "device", DEVICES),
    )
    timed, shown = python_values.flag(measure, "measure"), python_values.flag(unshared, "unshared")
    result = _checked(net).result
    found = worked_out(result, settings)
    if timed and result.network.ok:
        from cnndsl.measuring import measured

        found = measured(found)
    return NetworkReport(found, shown)


def compare(*nets: Net) -> Comparison:
    """Two or more networks side by side."""
    several(len(nets))
    return Comparison([worked_out(_checked(net).result) for net in nets])


def _checked(net: Any) -> CheckedNetwork:
    if python_values.is_a(net, NetworkReport):
        return net.network
    return net if python_values.is_a(net, CheckedNetwork) else check(net)
