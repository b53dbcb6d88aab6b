"""What leads from one stack to the next: a window with two lines to one place, or lines that take all."""

from typing import cast

from cnndsl.draw.layer_words import WINDOWS
from cnndsl.draw.marks import Box, Line, Look, Mark, Point, Rectangle
from cnndsl.draw.stacks.bodies import Fault, Stack
from cnndsl.draw.stacks.pieces import Piece
from cnndsl.draw.steps import is_pool
from cnndsl.sizes import KnownShape, per_axis

THIN = Look(stroke="ink", width=0.9)
WINDOW = Look("paper", "ink", 0.9)
PLACE = 4.0
"""The side of the square that stands for one place of a map."""
RIM = 3.0
"""What stays free of a sheet around a window that takes all of it."""
DOWN, LEFT, INSET = 0.68, 0.2, 0.1
"""Where windows and places are on a sheet, by its sides."""


def links(before: Piece, after: Piece) -> tuple[Mark, ...]:
    """The lines between two pieces, and what they begin and end in; over the sheets of both."""
    source, target = before.body, after.body
    if isinstance(target, Fault):
        return (Line((source.leave, target.enter), THIN, arrow=True),)
    if not isinstance(source, Stack) or not isinstance(target, Stack):
        pairs = zip(source.ends, target.begins, strict=True)
        return tuple(Line(pair, THIN) for pair in pairs)
    layer = after.station.layer.placed.layer if after.station else None
    sides = _kernel(layer, after.shape)
    if sides and layer and layer.drawn_as == "up":
        return _opened(source.front, target.front, _share(sides, after.shape))
    if sides:
        return _gathered(source.front, target.front, _share(sides, before.shape))
    if after.station and is_pool(after.station):
        return _gathered(source.front, target.front, None)
    return (_arrow(source.front, target.front),)


def _kernel(layer: object, shape: KnownShape) -> KnownShape:
    """The sides of a window; none of what has no window."""
    told = vars(layer) if layer else {}
    kernel = next((told[each] for each in WINDOWS if each in told), None)
    return () if kernel is None else cast(KnownShape, per_axis(kernel, len(shape) - 1))


def _share(sides: KnownShape, shape: KnownShape) -> tuple[float, float]:
    """How much of a map's height and width a window takes."""
    return min(sides[0] / shape[1], 1), min(sides[1] / shape[2], 1)


def _gathered(source: Box, target: Box, share: tuple[float, float] | None) -> tuple[Mark, ...]:
    """A window, or the whole sheet, that goes into one place."""
    window = _window(source, share, right=True) if share else source
    place = _place(target)
    right = window.x + window.width
    corners = (right, window.y), (right, window.y + window.height)
    ends = (place.x, place.y), (place.x, place.y + PLACE)
    lines = (Line(pair, THIN) for pair in zip(corners, ends, strict=True))
    shown = (Rectangle(*window, WINDOW),) if share else ()
    return *shown, *lines, Rectangle(*place, Look("ink"))


def _opened(source: Box, target: Box, share: tuple[float, float]) -> tuple[Mark, ...]:
    """A place that becomes a window."""
    window = _window(target, share, right=False)
    place = _place(source)._replace(x=source.x + source.width * (1 - LEFT) - PLACE / 2)
    right = place.x + PLACE
    corners = (right, place.y), (right, place.y + PLACE)
    ends = (window.x, window.y), (window.x, window.y + window.height)
    lines = (Line(pair, THIN) for pair in zip(corners, ends, strict=True))
    return Rectangle(*window, WINDOW), *lines, Rectangle(*place, Look("ink"))


def _window(sheet: Box, share: tuple[float, float], right: bool) -> Box:
    """A window at the right or at the left of a sheet."""
    high = min(sheet.height * share[0], sheet.height - RIM)
    wide = min(sheet.width * share[1], sheet.width - RIM)
    inset = min(INSET * sheet.width, (sheet.width - wide) / 2)
    x = sheet.x + (sheet.width - wide - inset if right else inset)
    y = sheet.y + min(max(sheet.height * DOWN - high / 2, 0), sheet.height - high - RIM / 2)
    return Box(x, y, wide, high)


def _place(sheet: Box) -> Box:
    x, y = sheet.x + sheet.width * LEFT, sheet.y + sheet.height * DOWN
    return Box(x - PLACE / 2, y - PLACE / 2, PLACE, PLACE)


def _arrow(source: Box, target: Box) -> Line:
    place = _place(target)
    start: Point = source.x + source.width, source.y + source.height * DOWN
    return Line((start, (place.x, place.y + PLACE / 2)), THIN, arrow=True)
