"""What leads from one box to the next: an arrow, or a kernel's window, dashed to one place."""

from itertools import pairwise
from math import atan2
from typing import cast

from cnndsl.draw.layer_words import WINDOWS
from cnndsl.draw.marks import Circle, Line, Look, Mark, Point, Polygon
from cnndsl.draw.volumes.figures import Figure
from cnndsl.draw.volumes.segments import Segment
from cnndsl.draw.volumes.solids import Solid
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, per_axis

SMALLEST_WINDOW = 4.5
"""How high a window is that can still be seen."""
DOT = 1.8
ARROW = Look(stroke="ink", width=1.1)
EDGE = Look("paper", "ink", 0.9)
RAY = Look(stroke="ink", width=0.8, dashed=True)


class Window(NamedTuple):
    """A kernel, as parts of the sides of the maps that it is moved over."""

    high: float
    deep: float


def window(before: Segment, after: Segment) -> Window | None:
    """The window of a convolution; None where there is none, or it is one place."""
    layer = after.layers[0].layer.placed.layer if after.layers else None
    shape = before.given_on
    if layer is None or len(shape) < 3 or layer.role != "weights" or layer.drawn_as == "up":
        return None
    kernel = next((vars(layer)[each] for each in WINDOWS if each in vars(layer)), 1)
    sides = cast(KnownShape, per_axis(kernel, len(shape) - 1))[-2:]
    if max(sides) == 1:
        return None
    return Window(min(sides[0] / shape[-2], 1), min(sides[1] / shape[-1], 1))


def windows_show(row: tuple[Figure, ...]) -> bool:
    """Whether all windows of a picture can be seen; else it has arrows alone."""
    found = [(a.last[0], window(a.segment, b.segment)) for a, b in pairwise(row)]
    return all(each is None or _height(each, solid) >= SMALLEST_WINDOW for solid, each in found)


def _height(window: Window, solid: Solid) -> float:
    return window.high * solid.height


def links(before: Figure, after: Figure, with_windows: bool) -> tuple[Mark, ...]:
    """Lines from each lane to each that takes it."""
    shown = window(before.segment, after.segment) if with_windows else None
    marks: list[Mark] = []
    for lane, source in enumerate(before.last):
        targets = _targets(lane, before, after)
        if shown:
            marks += _rays(source, shown, targets)
        else:
            marks += [Line((source.exit, each.entry), ARROW, arrow=True) for each in targets]
    return tuple(marks)


def _targets(lane: int, before: Figure, after: Figure) -> tuple[Solid, ...]:
    """What takes a lane: all, or of two with groups its own."""
    straight = not after.segment.crossed and len(before.last) == len(after.first)
    return (after.first[lane],) if straight else after.first


def _rays(source: Solid, shown: Window, targets: tuple[Solid, ...]) -> list[Mark]:
    """A window on a side, dashed from its corners to a place of each target."""
    corners = source.side(shown.high, shown.deep)
    marks: list[Mark] = [Polygon(corners, EDGE)]
    for target in targets:
        marks += [Line((corner, target.entry), RAY) for corner in _outermost(corners, target)]
        marks.append(Circle(*target.entry, DOT, Look("ink")))
    return marks


def _outermost(corners: tuple[Point, ...], target: Solid) -> tuple[Point, Point]:
    """The two corners between which the others lie, as seen from the target."""
    x, y = target.entry
    by_angle = sorted(corners, key=lambda each: atan2(each[1] - y, x - each[0]))
    return by_angle[0], by_angle[-1]


def are_crossed(before: Figure, after: Figure) -> bool:
    """Whether lines cross between two figures."""
    return len(before.last) > 1 < len(after.first) and after.segment.crossed
