"""What the middle outputs of layers see, those that see the same under one name."""

from fractions import Fraction
from itertools import groupby
from math import prod

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.analyse.views import Axis
from cnndsl.draw.options import Unsuited
from cnndsl.draw.passing import trunk
from cnndsl.layers.joins import Join
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Input
from cnndsl.paths import Path
from cnndsl.sizes import KnownShape, spatial

MOST = 24
"""Views that have room in a picture."""
Stretch = tuple[int, int]
"""The first place that is seen, and the one behind the last."""


class Seen(NamedTuple):
    """A view, and the layers that have it."""

    rows: tuple[LayerFigures, ...]
    field: tuple[int, ...]
    step: tuple["int | Fraction", ...]
    stretches: tuple[Stretch, ...]
    """What the middle output sees, along each axis; below 0 in the padding."""

    @property
    def name(self) -> str:
        """`conv1`, `conv1–relu1`, `layer1.0.conv1–relu1`."""
        first, last = self.rows[0].path, self.rows[-1].path
        if first == last:
            return first
        around = first.rpartition(".")[0]
        return f"{first}–{last.removeprefix(f'{around}.') if around else last}"


def views_of(result: Result) -> tuple[Seen, ...]:
    """The different views along the trunk, from the first layer's to the last's."""
    seen_input = input_seen(result)
    rank = len(seen_input.shape or ()) - 1
    everywhere = seeing_all(result)
    rows = [
        row
        for row in trunk(result, seen_input)
        if row.path not in everywhere and _is_known(row, rank)
    ]
    groups = (list(group) for _, group in groupby(rows, _key))
    found = [
        Seen(tuple(each), _field(each[0]), _step(each[-1]), _middle(each[0])) for each in groups
    ]
    if not found:
        raise Unsuited(
            "`receptive` needs layers that see a known part of the input, and here is none"
        )
    return tuple(found)


def _key(row: LayerFigures) -> object:
    return _field(row), _middle(row)


def input_seen(result: Result) -> Input:
    """The input that views are drawn of: the first that has places."""
    inputs = [each for each in result.network.inputs if each.shape and len(each.shape) > 1]
    if not inputs:
        raise Unsuited("`receptive` draws places of an input, and this one has none")
    return inputs[0]


def _is_known(row: LayerFigures, rank: int) -> bool:
    """Whether a layer has places, each of which sees a stretch that is known."""
    return len(row.shape) == rank + 1 and len(row.view) == rank and None not in row.view


def seeing_all(result: Result) -> frozenset[str]:
    """The layers behind what takes all places at once, a global pool or attention: each output sees the whole."""
    found: set[Path] = set()
    for row in result.rows:
        if _takes_all(row) or found.intersection(row.placed.sources):
            found.add(row.placed.path)
    return frozenset(row.path for row in result.rows if row.placed.path in found)


def _takes_all(row: LayerFigures) -> bool:
    layer = row.placed.layer
    if isinstance(layer, Join):
        return layer.led
    one = set(spatial(row.shape)) <= {1} and set(spatial(row.placed.input)) - {1}
    return bool(one) and not {"kernel", "window"} & vars(layer).keys()


def _axes(row: LayerFigures) -> tuple[Axis, ...]:
    return tuple(axis for axis in row.view if axis)


def _field(row: LayerFigures) -> tuple[int, ...]:
    return tuple(axis.field for axis in _axes(row))


def _step(row: LayerFigures) -> tuple["int | Fraction", ...]:
    return tuple(axis.jump for axis in _axes(row))


def _middle(row: LayerFigures) -> tuple[Stretch, ...]:
    """What the output in the middle sees; of an even number, the first of the second half."""
    return tuple(
        _seen(axis, size) for axis, size in zip(_axes(row), _sizes(row.shape), strict=True)
    )


def _sizes(shape: KnownShape) -> tuple[int, ...]:
    return tuple(spatial(shape))


def _seen(axis: Axis, size: int) -> Stretch:
    first, last = axis.seen_by(size // 2)
    return first, last + 1


def named(found: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """Those at which the view changes most, the first and the last among them, where there are too many."""
    grown = 1.0
    kept = found
    while len(kept) > MOST:
        grown *= 1.05
        kept = _growing(found, grown)
    return kept


def _growing(found: tuple[Seen, ...], by: float) -> tuple[Seen, ...]:
    """Each larger or smaller than the one before by a factor at least; and the last."""
    kept = [found[0]]
    for each in found[1:-1]:
        ratio = prod(each.field) / prod(kept[-1].field)
        if max(ratio, 1 / ratio) >= by:
            kept.append(each)
    return (*kept, found[-1])
