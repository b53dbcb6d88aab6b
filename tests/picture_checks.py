"""What no picture may show: text over text, text over a box's edge, a line through a box or a text.

It goes by the marks and by our own widths of texts; tests/test_browser_pictures.py asks a real browser the same.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from cnndsl.draw.marks import (
    Arc,
    Box,
    Circle,
    Line,
    Mark,
    Picture,
    Point,
    Polygon,
    Rectangle,
    Words,
    box,
    flat,
)

Solid: TypeAlias = Rectangle | Circle | Polygon
M = TypeVar("M")
NEAR = 0.6
"""What may lie over one another by rounding."""
SOFT = ("", "panel", "paper")
"""Fills of frames, which lines may enter."""


class Boxed(NamedTuple, Generic[M]):
    """A mark with the box around it."""

    mark: M
    box: Box


def faults(picture: Picture) -> list[str]:
    """Each overlap in words."""
    marks = tuple(flat(picture.marks))
    texts = [Boxed(each, box(each)) for each in marks if isinstance(each, Words)]
    solids = [
        Boxed(each, box(each)) for each in marks if isinstance(each, Rectangle | Circle | Polygon)
    ]
    lines = [each for each in marks if isinstance(each, Line)]
    lines += [_as_line(each) for each in marks if isinstance(each, Arc)]
    return [
        *_outside(picture, marks),
        *_texts(texts),
        *_over_edges(texts, solids),
        *_through(lines, texts, solids),
    ]


def _as_line(arc: Arc) -> Line:
    """An arc as a line through places on it (Bernstein's polynomials of the third degree)."""
    four = (arc.start, *arc.bends, arc.end)
    parts = [(k / 24, 1 - k / 24) for k in range(25)]
    weights = [(b**3, 3 * a * b * b, 3 * a * a * b, a**3) for a, b in parts]
    points = tuple(
        (
            sum(w * point[0] for w, point in zip(each, four, strict=True)),
            sum(w * point[1] for w, point in zip(each, four, strict=True)),
        )
        for each in weights
    )
    return Line(points, arc.look)


def _outside(picture: Picture, marks: tuple[Mark, ...]) -> Iterator[str]:
    for mark in marks:
        at = box(mark)
        right, bottom = at.x + at.width, at.y + at.height
        inside = right <= picture.width + NEAR and bottom <= picture.height + NEAR
        if at.x < -NEAR or at.y < -NEAR or not inside:
            yield f"outside of {picture.width:.0f}x{picture.height:.0f}: {mark}"


def _texts(texts: list[Boxed[Words]]) -> Iterator[str]:
    by_row = sorted(texts, key=lambda each: each.box.y)
    for number, one in enumerate(by_row):
        for other in by_row[number + 1 :]:
            if other.box.y > one.box.y + one.box.height:
                break
            if _meet(one.box, other.box):
                yield f"text over text: {one.mark.text!r} and {other.mark.text!r} at {one.box}"


def _over_edges(texts: list[Boxed[Words]], solids: list[Boxed[Solid]]) -> Iterator[str]:
    for words, own in texts:
        for solid, other in solids:
            if _meet(own, other) and not _within(own, other) and _covers(solid, own):
                yield f"text over an edge: {words.text!r} at {own} and {solid}"


def _covers(solid: Rectangle | Circle | Polygon, text: Box) -> bool:
    """Whether an edge runs through a text: that of a polygon goes its own way."""
    if not isinstance(solid, Polygon):
        return True
    ring = (*solid.points, solid.points[0])
    return any(_crosses(ring[k], ring[k + 1], text) for k in range(len(solid.points)))


def _through(
    lines: list[Line], texts: list[Boxed[Words]], solids: list[Boxed[Solid]]
) -> Iterator[str]:
    frames = [each for each in solids if isinstance(each.mark, Rectangle)]
    for line in lines:
        for a, b in pairwise(line.points):
            piece = Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))
            for words, own in texts:
                if _touch(piece, own) and _crosses(a, b, own):
                    yield f"line through text: {words.text!r} and {line.points}"
            for solid, own in frames:
                if _touch(piece, own) and _pierces(line, a, b, solid):
                    yield f"line through a box: {line.points} and {solid}"


def _touch(one: Box, other: Box) -> bool:
    """Whether two boxes have a place in common."""
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )


def _pierces(line: Line, a: Point, b: Point, solid: Rectangle) -> bool:
    """Whether a piece of a line goes through a box, and the line neither begins nor ends in it."""
    inner = Box(solid.x + 1, solid.y + 1, solid.width - 2, solid.height - 2)
    if not _crosses(a, b, inner):
        return False
    ends = _holds(inner, line.points[0]), _holds(inner, line.points[-1])
    if solid.look.fill in SOFT:
        return not any(ends)
    return not any(ends) or len(line.points) > 2


def _holds(area: Box, point: Point) -> bool:
    return area.x <= point[0] <= area.x + area.width and area.y <= point[1] <= area.y + area.height


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x + NEAR < other.x + other.width
        and other.x + NEAR < one.x + one.width
        and one.y + NEAR < other.y + other.height
        and other.y + NEAR < one.y + one.height
    )


def _within(one: Box, other: Box) -> bool:
    return (
        one.x >= other.x - NEAR
        and one.y >= other.y - NEAR
        and one.x + one.width <= other.x + other.width + NEAR
        and one.y + one.height <= other.y + other.height + NEAR
    )


def _crosses(a: Point, b: Point, area: Box) -> bool:
    """Whether a straight line meets the inside of a box (Liang and Barsky's clipping)."""
    first, last = 0.0, 1.0
    inner = Box(area.x + NEAR, area.y + NEAR, area.width - 2 * NEAR, area.height - 2 * NEAR)
    if inner.width <= 0 or inner.height <= 0:
        return False
    way = b[0] - a[0], b[1] - a[1]
    for step, start, low, high in (
        (way[0], a[0], inner.x, inner.x + inner.width),
        (way[1], a[1], inner.y, inner.y + inner.height),
    ):
        if step == 0:
            if not low <= start <= high:
                return False
            continue
        near, far = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, near), min(last, far)
    return first < last
