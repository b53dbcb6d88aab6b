"""Rows as CSV, JSON lines, one JSON document or Parquet: each a function that writes them to an open file.

Whole numbers stand as they are, however large; Parquet, whose numbers end at 2^63, has columns that may go
beyond as texts of digits.
"""

import csv
import json
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import BinaryIO, TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.sweep.rows import Kind, Row


class Columns(NamedTuple):
    """The columns' names, and what each holds."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]


Writer: TypeAlias = Callable[[BinaryIO, Columns, Iterable[Row]], None]


def write_csv(file: BinaryIO, columns: Columns, rows: Iterable[Row]) -> None:
    """A line of names, and one for each row; what is None is empty."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.names)
    writer.writerows(rows)
    text.flush()
    text.detach()


def write_jsonl(file: BinaryIO, columns: Columns, rows: Iterable[Row]) -> None:
    """An object a line."""
    encode = json.JSONEncoder().encode
    for row in rows:
        file.write(f"{encode(dict(zip(columns.names, row, strict=True)))}\n".encode())


def write_json(file: BinaryIO, columns: Columns, rows: Iterable[Row]) -> None:
    """One document, a row on each line."""
    encode = json.JSONEncoder().encode
    file.write(b'{"version": 1, "rows": [')
    before = b"\n "
    for row in rows:
        file.write(before + encode(dict(zip(columns.names, row, strict=True))).encode())
        before = b",\n "
    file.write(b"\n]}\n")


def write_parquet(file: BinaryIO, columns: Columns, rows: Iterable[Row]) -> None:
    from cnndsl.sweep.parquet import write

    write(file, columns.names, columns.kinds, rows)


WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "json": write_json,
    "parquet": write_parquet,
}
OF_PARTS = ("parquet", "csv", "jsonl")
"""The formats of parts, which are read one behind the other."""
