"""Views of images: nested rectangles on the input, each with a leader to its label."""

from collections.abc import Iterator

from cnndsl.draw.framing import said_of_layers, size_of
from cnndsl.draw.marks import Group, Line, Look, Mark, Point, Rectangle
from cnndsl.draw.options import TEXT
from cnndsl.draw.receptive.labels import STEP, Columns, Label, columns
from cnndsl.draw.receptive.scale import Scale, kind
from cnndsl.draw.receptive.seen import Seen

THIN = Look(stroke="ink", width=0.8)
LEADER = 34.0
"""How far labels stand from what is drawn."""


def squares(
    shown: tuple[Seen, ...], sizes: tuple[int, ...], labels: tuple[Label, ...], scale: Scale
) -> tuple[Mark, ...]:
    rows, across = (0, sizes[0]), (0, sizes[1])
    input_ = scale.rectangle(rows, across, Look("input"))
    rectangles = [
        scale.rectangle(each.stretches[0], each.stretches[1], Look(kind(each))) for each in shown
    ]
    order = sorted([input_, *rectangles], key=lambda each: -each.width * each.height)
    outlines = [each._replace(look=Look(stroke=each.look.fill)) for each in order]
    whole = size_of(tuple(order))
    at = columns(labels, whole.width + LEADER + 6)
    leading = _leading(shown, rectangles, labels, at, whole.height)
    edge = input_._replace(look=Look(stroke="ink", width=1.6))
    return (*order, *outlines, edge, *leading)


def _leading(
    shown: tuple[Seen, ...],
    rectangles: list[Rectangle],
    labels: tuple[Label, ...],
    at: Columns,
    height: float,
) -> Iterator[Mark]:
    """Labels with leaders, the largest view's at the top."""
    listed = sorted(zip(rectangles, shown, labels, strict=True), key=_outermost)
    feet = _spread([each.y + 4 for each, _, _ in listed], height)
    elbow, above = at.left - 16, ((0.0, 0.0), (at.left - 16, 0.0))
    for (rectangle, seen, words), y in zip(listed, feet, strict=True):
        above = (_start(rectangle, above), (elbow, y))
        marks: tuple[Mark, ...] = (
            Line(above, THIN),
            Line(((elbow, y), (at.left - 4, y)), THIN),
            *at.words(words, y + TEXT * 0.36),
        )
        yield Group(marks, seen.rows[0].path, said_of_layers(seen.rows))


def _start(rectangle: Rectangle, above: tuple[Point, Point]) -> Point:
    """Where a leader begins at a rectangle's right edge: below the leader above, so that they do not cross."""
    x, ((start, first), (end, last)) = rectangle.x + rectangle.width, above
    there = last + (first - last) * (end - x) / (end - start)
    return x, min(max(rectangle.y + 4, there + 2), rectangle.y + rectangle.height)


def _outermost(each: tuple[Rectangle, Seen, Label]) -> tuple[float, float]:
    return each[0].y, -each[0].width


def _spread(wanted: list[float], height: float) -> list[float]:
    """Heights in order, none nearer than a line to the next, as near those that are wanted as can be."""
    groups: list[tuple[float, int]] = []
    for number, y in enumerate(wanted):
        mean, count = y - number * STEP, 1
        while groups and groups[-1][0] > mean:
            other, more = groups.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        groups.append((mean, count))
    lowest = max(height - 8 - (len(wanted) - 1) * STEP, 8.0)
    means = [min(max(mean, 8.0), lowest) for mean, count in groups for _ in range(count)]
    return [mean + number * STEP for number, mean in enumerate(means)]
