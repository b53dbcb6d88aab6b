"""A segment as boxes around a line through the middle of the picture, with its label."""

from collections.abc import Iterator

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Group, Mark, moved
from cnndsl.draw.options import Wanted
from cnndsl.draw.text_lines import TextLine, widest
from cnndsl.draw.volumes.scale import Scale
from cnndsl.draw.volumes.segments import Segment, label
from cnndsl.draw.volumes.solids import Solid
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat

APART = 2.5
"""Between equal boxes."""
SLAB = 6.0
"""The width of a pool."""
BAR = 9.0
"""The width of a flat layer."""
BETWEEN_LANES = 14.0


class Figure(NamedTuple):
    """A segment's marks, with the first and last boxes of each lane; it is made with its middle at (0, 0)."""

    marks: tuple[Mark, ...]
    first: tuple[Solid, ...]
    last: tuple[Solid, ...]
    half_width: float
    half_height: float
    lines: tuple[TextLine, ...]
    half_label: float
    segment: Segment

    @property
    def middle(self) -> float:
        """Of its boxes, which stand over its label."""
        return self.first[0].x + self.half_width


def figures(found: tuple[Segment, ...], scale: Scale, wanted: Wanted) -> tuple[Figure, ...]:
    """All segments as figures, those of two lanes with one distance between these."""
    parts = [tuple(_solids(each, scale)) for each in found]
    tallest = max(
        (
            solid.height + solid.depth
            for each, solids in zip(found, parts, strict=True)
            for solid, _ in solids
            if each.lanes > 1
        ),
        default=0,
    )
    return tuple(
        _figure(each, solids, tallest + BETWEEN_LANES, label(each, wanted))
        for each, solids in zip(found, parts, strict=True)
    )


def _figure(
    segment: Segment,
    solids: tuple[tuple[Solid, Station | None], ...],
    distance: float,
    lines: tuple[TextLine, ...],
) -> Figure:
    half = max(solid.right for solid, _ in solids) / 2
    ups = [distance * (lane - (segment.lanes - 1) / 2) for lane in range(segment.lanes)]
    lanes = [[solid._replace(x=solid.x - half, y=up) for solid, _ in solids] for up in ups]
    groups = [
        _group(tuple(mark for solid in places for mark in solid.marks()), segment, station)
        for places, (_, station) in zip(zip(*lanes, strict=True), solids, strict=True)
    ]
    return Figure(
        tuple(groups),
        tuple(lane[0] for lane in lanes),
        tuple(lane[-1] for lane in lanes),
        half,
        ups[-1] + max(solid.height + solid.depth for solid, _ in solids) / 2,
        lines,
        widest(lines) / 2,
        segment,
    )


def _group(marks: tuple[Mark, ...], segment: Segment, station: Station | None) -> Group:
    if station is None:
        return Group(marks, title=f"input: {shape_words(segment.shape)}")
    return Group(marks, station.layer.path, station.said)


def _solids(segment: Segment, scale: Scale) -> Iterator[tuple[Solid, Station | None]]:
    """The boxes of one lane with what each shows, from x = 0 on."""
    solid = _box(0, segment.shape, segment, scale)
    if not segment.layers:
        yield solid, None
    for number, station in enumerate(segment.layers):
        solid = solid._replace(
            x=number * (solid.width + APART),
            banded=station.rectified and not is_flat(segment.shape),
        )
        yield solid, station
    for pool in segment.pools:
        solid = _slab(solid, pool.shape, scale)
        yield solid, pool


def _box(x: float, shape: KnownShape, segment: Segment, scale: Scale) -> Solid:
    part = shape[0] / segment.lanes
    if is_flat(shape):
        return Solid(x, 0, BAR, scale.bar(part), scale.bar_depth, segment.fill)
    depth = scale.depth(shape)
    height = scale.side(shape[-2] if len(shape) > 2 else shape[-1])
    return Solid(x, 0, scale.width(part), height, depth, segment.fill)


def _slab(before: Solid, shape: KnownShape, scale: Scale) -> Solid:
    """A pool on the side of the box before it."""
    depth = scale.depth(shape)
    height = scale.side(shape[-2] if len(shape) > 2 else shape[-1])
    return Solid(before.exit[0] - depth / 2, 0, SLAB, height, depth, "pool")


def at(figure: Figure, x: float, y: float) -> Figure:
    """A figure at its place in the picture."""
    return figure._replace(
        marks=tuple(moved(each, x, y) for each in figure.marks),
        first=tuple(each._replace(x=each.x + x, y=each.y + y) for each in figure.first),
        last=tuple(each._replace(x=each.x + x, y=each.y + y) for each in figure.last),
    )
