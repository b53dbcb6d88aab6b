"""What stands in a network's column: a layer as `conv3-256`, a block as `bottleneck(128, 2)`, a stage of several.

It is read from the structure, not unrolled: copies of a block are one line with ×n. Blocks are opened only in
networks that are chains throughout.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Literal, TypeAlias

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.chain import is_chain
from cnndsl.draw.layer_words import drawn_as, is_small, tag, value
from cnndsl.draw.options import Unsuited
from cnndsl.draw.table.cell_words import cell_words
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Fork, Item, Nest, Repeat, Sequence, Step, Tap, Use
from cnndsl.paths import WHOLE, Path, Place, show_path
from cnndsl.sizes import KnownShape
from cnndsl.walker import bodies_of, path_of, placed_bodies

Kind: TypeAlias = Literal["layer", "pool", "end", "block", "stage"]
SHOWN_NORM = "lrn"
"""The norm that is a cell of its own, as in VGG's table; others stand behind their layer."""
AT_THE_END = ("softmax", "log_softmax", "sigmoid", "tanh")
"""Activations that are shown where they are the last."""
Rows: TypeAlias = dict[Path, LayerFigures]


class Entry(NamedTuple):
    """A cell: its lines, and the layers that they are."""

    kind: Kind
    lines: tuple[str, ...]
    rows: tuple[LayerFigures, ...]

    @property
    def shape(self) -> KnownShape:
        return self.rows[-1].shape

    @property
    def said(self) -> str:
        """What is said of it where it is pointed at."""
        params = sum(row.params for row in self.rows)
        shape = "×".join(map(str, self.shape))
        return f"{self.rows[0].path}: {shape}, {params:,} parameters"


def entries(result: Result) -> tuple[Entry, ...]:
    """A network's cells, from the first to the last."""
    rows = {row.placed.path: row for row in result.rows}
    found: list[Entry] = []
    for each in _Reader(rows, opens=is_chain(result)).sequence(result.network.structure, WHOLE):
        row = each.rows[-1]
        if each.kind != "layer" or not _is_tag(row.placed.layer):
            found.append(each)
        elif found:
            found[-1] = _with_tag(found[-1], row)
    last = result.rows[-1] if result.rows else None
    if last and last.kind in AT_THE_END and _is_tag(last.placed.layer):
        found.append(Entry("end", (tag(last.placed.layer),), (last,)))
    return tuple(found)


def _is_tag(layer: Layer) -> bool:
    return is_small(layer) and layer.word != SHOWN_NORM


def _with_tag(entry: Entry, row: LayerFigures) -> Entry:
    """With what stands behind a layer: a norm is said, an activation or a dropout is not."""
    lines = entry.lines
    if row.placed.layer.role == "norm" and entry.kind == "layer":
        lines = (*lines[:-1], f"{lines[-1]}, {tag(row.placed.layer)}")
    return entry._replace(lines=lines, rows=(*entry.rows, row))


class _Reader:
    def __init__(self, rows: Rows, opens: bool) -> None:
        self.rows, self.opens = rows, opens

    def sequence(self, body: Sequence, place: Place) -> Iterator[Entry]:
        for item in body:
            yield from self._item(item, place)

    def _item(self, item: Item, place: Place) -> Iterator[Entry]:
        if isinstance(item, Step):
            row = self.rows.get(path_of(item, place))
            if row:
                yield _layer(row)
        elif isinstance(item, Fork):
            if not item.aux:
                raise Unsuited(f"`table` shows a trunk, and `{item.output}` is a head beside it")
        elif isinstance(item, Branches | Tap):
            name = f"@{item.of}" if isinstance(item, Tap) else show_path(path_of(item, place))
            raise Unsuited(
                f"`table` shows one layer or block after another, and `{name}` branches outside of blocks"
            )
        elif not self.opens and _is_stage(item):
            yield from self._stage(item, place)
        else:
            for body, inside in placed_bodies(item, place):
                yield from self.sequence(body, inside)

    def _stage(self, item: Item, place: Place) -> Iterator[Entry]:
        found = tuple(row for path in _paths(item, place) if (row := self.rows.get(path)))
        if found:
            lines = tuple(folded(list(_lines(item))))
            yield Entry("block" if isinstance(item, Use) else "stage", lines, found)


def _layer(row: LayerFigures) -> Entry:
    layer = row.placed.layer
    kind: Kind = "pool" if drawn_as(layer) == "pool" else "layer"
    kind = "end" if layer.word in ("fc", *AT_THE_END) and not _is_tag(layer) else kind
    return Entry(kind, (cell_words(layer, row.placed.input, row.shape),), (row,))


def _is_stage(item: Item) -> bool:
    """Whether an item is a block, or blocks alone."""
    if isinstance(item, Use):
        return True
    inner = [each for body in bodies_of(item) for each in body]
    return bool(inner) and isinstance(item, Nest | Repeat) and all(map(_is_stage, inner))


def _lines(item: Item) -> Iterator[str]:
    if isinstance(item, Use):
        yield call(item)
        return
    for body in bodies_of(item):
        for each in body:
            yield from _lines(each)


def folded(lines: list[str]) -> Iterator[str]:
    """Equal lines in a row as one."""
    for line, copies in groupby(lines):
        count = len(list(copies))
        yield f"{line} ×{count}" if count > 1 else line


def call(use: Use) -> str:
    """A block and what it is given: `bottleneck(128, 2)`; by name behind what it is not given."""
    words, left_out = [], False
    for given in use.given:
        if given.by_default is not None or given.value is None:
            left_out = True
        else:
            name = f"{given.name}=" if left_out else ""
            words.append(f"{name}{_given(given.value)}")
    return f"{use.block}({', '.join(words)})" if words else use.block


def _given(what: Any) -> str:
    if isinstance(what, TapValue):
        return f"@{what.path}"
    return value(what) if isinstance(what, int | float | str) else "…"


def _paths(item: Item, place: Place) -> Iterator[Path]:
    """The layers of an item, and the joins."""
    for body, inside in placed_bodies(item, place):
        for each in body:
            yield from _paths(each, inside)
    if isinstance(item, Step | Branches):
        yield path_of(item, place)
