"""Figures as comma-separated values: a line for each layer, under the names that JSON uses."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from cnndsl.analyse.report import Report
from cnndsl.show.as_json import report_document
from cnndsl.show.compare import names
from cnndsl.sizes import show_shape

LEFT_OUT = ("file", "line", "column")


def as_csv(reports: Iterable[Report]) -> str:
    listed = list(reports)
    rows = [
        {"network": name, **_flat(layer)}
        for name, report in zip(names(listed), listed, strict=True)
        for layer in report_document(report)["layers"]
    ]
    return _written(rows)


def _flat(layer: Mapping[str, Any]) -> dict[str, Any]:
    """Shapes as `3x224x224`, and truths as 0 and 1."""
    flat: dict[str, Any] = {}
    for name, value in layer.items():
        if name in LEFT_OUT:
            continue
        if isinstance(value, list):
            value = show_shape("?" if each is None else each for each in value)
        flat[name] = int(value) if isinstance(value, bool) else value
    return flat


def _written(rows: list[dict[str, Any]]) -> str:
    titles = dict.fromkeys(name for row in rows for name in row)
    file = io.StringIO()
    writer = csv.DictWriter(file, list(titles), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
