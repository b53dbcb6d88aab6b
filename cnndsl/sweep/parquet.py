"""Rows as Parquet, by pyarrow: columns of fixed types, compressed with zstd."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from cnndsl.sweep.rows import Kind, Row

ROWS_AT_ONCE = 1 << 16
"""Rows that are held and written together."""


class NoParquet(Exception):
    """pyarrow is not there."""


class TooLarge(Exception):
    """A number that a column of Parquet does not hold."""


def arrow() -> Any:
    """pyarrow, with its part for Parquet."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as missing:
        raise NoParquet(
            f"Parquet needs pyarrow: pip install 'cnndsl[sweep]' ({missing}); .csv and .jsonl need nothing"
        ) from None
    return pyarrow


def write(
    file: BinaryIO, names: tuple[str, ...], kinds: tuple[Kind, ...], rows: Iterable[Row]
) -> None:
    """Write rows in groups, whose types hang on the columns alone, so that parts fit together."""
    pa = arrow()
    types = {"whole": pa.int64(), "big": pa.string(), "real": pa.float64(), "text": pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in zip(names, kinds, strict=True)])
    with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            columns = [*map(_column, names, kinds, zip(*group, strict=True))]
            arrays = map(pa.array, columns, schema.types)
            writer.write_table(pa.Table.from_arrays([*arrays], schema=schema))


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while group := [*islice(waiting, ROWS_AT_ONCE)]:
        yield group


def _column(name: str, kind: Kind, values: Row) -> Row:
    """A column's values as its type takes them: large numbers as digits."""
    if kind == "big":
        return tuple(None if each is None else str(each) for each in values)
    if kind == "whole" and any(each is not None and abs(each) >= 1 << 63 for each in values):
        raise TooLarge(f"`{name}` goes beyond 2^63, where Parquet's numbers end; .csv takes it")
    return values
