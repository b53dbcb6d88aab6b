"""What leads from one bar to the next, in words for the legend: `3×3 conv, ReLU`, `2×2 max pool`, `2×2 up-conv`."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, TypeAlias

from cnndsl.draw.layer_words import is_small, name_of, tag, words
from cnndsl.draw.pyramid.stop import Copy, Stop
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple

Way: TypeAlias = Literal["across", "down", "up"]
WAYS: tuple[Way, ...] = ("across", "down", "up")


class Operation(NamedTuple):
    """A kind of step, and what stands behind it: always, or at some places."""

    name: str
    way: Way
    tags: tuple[tuple[str, ...], ...]
    """What stands behind it, of each of these steps."""

    @property
    def said(self) -> str:
        """In the legend: with what is behind all of them, or one of two; in brackets what is not behind each."""
        kinds = list(dict.fromkeys(self.tags))
        if len(kinds) == 2 and all(kinds) and not set(kinds[0]) & set(kinds[1]):
            first, second = (", ".join(each) for each in kinds)
            return f"{self.name}, {first} or {second}"
        some = f" ({', '.join(self.sometimes)})" if self.sometimes else ""
        return ", ".join([self.name, *self.always]) + some

    @property
    def every(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for each in self.tags for word in each))

    @property
    def always(self) -> tuple[str, ...]:
        return tuple(word for word in self.every if all(word in each for each in self.tags))

    @property
    def sometimes(self) -> tuple[str, ...]:
        return tuple(word for word in self.every if word not in self.always)


def way_to(before: Stop, stop: Stop) -> Way:
    """Where a step leads."""
    if stop.scale == before.scale:
        return "across"
    return "down" if stop.scale > before.scale else "up"


def operation_of(stop: Stop) -> str:
    """The step's name: without its depth, which stands above the bar."""
    if stop.block or not stop.rows:
        return stop.block
    each = (without_depth(row.placed.layer, len(row.placed.input) - 1) for row in stop.rows)
    return " and ".join(each)


def without_depth(layer: Layer, rank: int) -> str:
    """A layer in words, over inputs with so many axes: `3×3 conv`, `2×2 max pool`, `3×3 up-conv, ×2`."""
    told = vars(layer)
    if layer.label_arguments:
        return name_of(layer)
    parts = words(layer, rank).split(", ")
    depth = told.get("depth")
    parts = [part for part in parts if part != str(depth)]
    steps, window = told.get("stride"), told.get("window", told.get("kernel"))
    if layer.drawn_as == "up" or layer.role == "pool":
        taken = [part for part in parts if part.startswith("/")]
        if window is not None and steps in (window, None):
            parts = [part for part in parts if part not in taken]
        elif layer.drawn_as == "up":
            parts = [part.replace("/", "×", 1) if part in taken else part for part in parts]
    return ", ".join(parts)


def operations(stops: tuple[Stop, ...]) -> tuple[Operation, ...]:
    """All kinds of steps: across, down and up, the commonest first."""
    found: dict[tuple[str, Way], list[tuple[str, ...]]] = {}
    for before, stop in pairwise(stops):
        key = operation_of(stop), way_to(before, stop)
        found.setdefault(key, []).append(_tags(stop))
    listed = [Operation(name, way, tuple(each)) for (name, way), each in found.items()]
    return tuple(sorted(listed, key=lambda each: (WAYS.index(each.way), -len(each.tags))))


def _tags(stop: Stop) -> tuple[str, ...]:
    """What stands behind a step, and is not in its block."""
    inside = stop.rows[-1].placed.path[:-1] if stop.block else None
    rows = (row for row in stop.tags if is_small(row.placed.layer))
    return tuple(
        dict.fromkeys(tag(row.placed.layer) for row in rows if row.placed.path[:-1] != inside)
    )


def copies(stops: Iterable[Stop]) -> tuple[Copy, ...]:
    """The kinds of copies, in order."""
    return tuple({copy.how: copy for stop in stops for copy in stop.copies}.values())
