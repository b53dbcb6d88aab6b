"""Letters: what networks are spelled with. A layer with all its arguments is one, and so is what opens a join.

Members are numbered as words are sorted: the end first, then by a letter's kind, then by its arguments by name.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, Sides, per_axis

Order = tuple[Any, ...]
"""What letters are sorted by."""


class Letter(NamedTuple):
    """A letter; two are the same where their orders are."""

    order: Order
    layer: Layer | None = None
    """The layer, or the join where that is closed."""
    input: KnownShape = ()
    output: KnownShape = ()


END = Letter((0,))
"""The end of a network, of a branch that is its join's last, or of a head."""
NEXT = Letter((1,))
"""The end of a branch behind which another begins."""


def opening(kind: str, name: str = "") -> Letter:
    """What a join's branches stand behind, or a head's layers, with its name."""
    return Letter((2, kind, name))


def tapped(place: int) -> Letter:
    """Going on from a value before: of those that are still to be tapped, by their age."""
    return Letter((2, "@", place))


def of_layer(layer: Layer, x: KnownShape, output: KnownShape) -> Letter:
    """A layer where a shape comes in."""
    values = tuple(sorted((name, _sortable(value)) for name, value in _full(layer, x, output)))
    return Letter((2, layer.word, values), layer, x, output)


def _full(layer: Layer, x: KnownShape, output: KnownShape) -> Iterable[tuple[str, Any]]:
    """All arguments as they come to in the end: a number an axis, padding in rows, the depth that is taken."""
    given = {name: getattr(layer, name) for name in layer.settings}
    windows = layer.windows(x)
    axes = len(x) - 1
    for name, value in given.items():
        if name == "depth" and value is None:
            yield name, output[0]
        elif name == "pad" and windows:
            yield name, tuple((each.before, each.after) for each in windows)
            yield "mode", value if value in ("reflect", "causal") else ""
        elif name in ("kernel", "window", "stride", "dilation") and windows:
            field = "kernel" if name == "window" else name
            yield name, tuple(getattr(each, field) for each in windows)
        elif name in ("factor", "out_pad") or (name == "stride" and value is not None):
            yield name, None if value is None else per_axis(value, axes)
        else:
            yield name, value


def _sortable(value: Any) -> Order:
    """A value among those of any other type."""
    if value is None:
        return (0,)
    if isinstance(value, int | float | Fraction):
        return (1, value)
    if isinstance(value, Sides):
        return (2, tuple(map(_sortable, value)))
    if isinstance(value, tuple):
        return (2, tuple(map(_sortable, value)))
    return (3, str(value))
