"""A segment as boxes around a line through the middle of the picture, with its label."""

from collections.abc import Iterator

from cnndsl.draw.chain import Station
from cnndsl.draw.marks import Group, Mark, around, box, moved
from cnndsl.draw.options import Wanted
from cnndsl.draw.text_lines import TextLine
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
    """A segment's marks, with the first and last boxes of each lane; its own middle is at (0, 0)."""

    marks: tuple[Mark, ...]
    first: tuple[Solid, ...]
    last: tuple[Solid, ...]
    lines: tuple[TextLine, ...]
    segment: Segment

    @property
    def middle(self) -> float:
        """Of its boxes, which stand over its label."""
        extent = around(*map(box, self.marks))
        return extent.x + extent.width / 2

    @property
    def half_width(self) -> float:
        return around(*map(box, self.marks)).width / 2

    @property
    def half_label(self) -> float:
        return max(line.room for line in self.lines) / 2

    @property
    def half_height(self) -> float:
        return around(*map(box, self.marks)).height / 2


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
    left = solids[0][0].x
    middle = (left + max(solid.right for solid, _ in solids)) / 2
    ups = [distance * (lane - (segment.lanes - 1) / 2) for lane in range(segment.lanes)]
    groups = []
    lanes = [
        [solid._replace(x=solid.x - middle, y=solid.y + up) for solid, _ in solids] for up in ups
    ]
    for number, (_, station) in enumerate(solids):
        marks = tuple(mark for lane in lanes for mark in lane[number].marks())
        groups.append(_group(marks, segment, station))
    return Figure(
        tuple(groups),
        tuple(lane[0] for lane in lanes),
        tuple(lane[-1] for lane in lanes),
        lines,
        segment,
    )


def _group(marks: tuple[Mark, ...], segment: Segment, station: Station | None) -> Group:
    if station is None:
        return Group(marks, title=f"input: {'×'.join(map(str, segment.shape))}")
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
