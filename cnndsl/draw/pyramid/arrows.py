"""The arrows between bars, in the colours of their ways, and the copies across."""

from cnndsl.draw.framing import said_of_layers
from cnndsl.draw.marks import Group, Line, Look, Mark, Point, Rectangle, Words
from cnndsl.draw.options import SECOND
from cnndsl.draw.pyramid.layout import LABEL, SIZE, Bar
from cnndsl.draw.pyramid.stop import Copy
from cnndsl.draw.text_widths import width

STROKES = {"across": "ink", "down": "downwards", "up": "upwards"}
CLEAR = 3.0
"""Between an arrow and a bar."""


def look(way: str) -> Look:
    """How an arrow of a way is drawn."""
    return Look(stroke=STROKES[way], width=1.8 if way != "across" else 1.4)


def copy_look(places: bool) -> Look:
    return Look(stroke="muted", width=2, dashed=places)


def step(before: Bar, bar: Bar, said: str) -> tuple[Mark, ...]:
    """The arrow from one bar to the next, and what is written at it."""
    points = _points(before, bar)
    marks: tuple[Mark, ...] = (Line(points, look(bar.way), arrow=True),)
    if not said:
        return marks
    if bar.way == "across":
        (left, y), (right, _) = points
        return (*marks, Words((left + right) / 2, y - 5, said, SECOND, fill="muted"))
    x, y = points[-1][0] + 6, (points[-1][1] + points[-2][1]) / 2 + SECOND * 0.35
    return (*marks, Words(x, y, said, SECOND, "start", fill="muted"))


def _points(before: Bar, bar: Bar) -> tuple[Point, ...]:
    if bar.way == "across":
        y = bar.foot - min(before.height, bar.height) / 2
        return (before.right + CLEAR, y), (bar.x - CLEAR, y)
    if bar.way == "down":
        x = before.x + before.width / 2
        return (x, before.foot + CLEAR), (x, bar.top - LABEL)
    x = bar.entry
    if before.x + 2 <= x <= before.right - 2:
        return (x, before.top - LABEL), (x, bar.foot + CLEAR)
    y = before.foot - before.height / 2
    return (before.right + CLEAR, y), (x, y), (x, bar.foot + CLEAR)


def copied(source: Bar, bar: Bar, copy: Copy) -> Mark:
    """A copy's arrow, through its block where it has one."""
    y = bar.foot - min(source.height, bar.height) / 2
    start, end = source.right + CLEAR, bar.x - CLEAR
    way = copy_look(copy.places)
    straight = (Line(((start, y), (end, y)), way, arrow=True),)
    marks = _through(start, end, y, bar, copy) if copy.through else straight
    if not copy.rows:
        return Group(marks)
    title = said_of_layers(copy.rows)
    return Group(marks, copy.rows[0].path, title)


def _through(start: float, end: float, y: float, bar: Bar, copy: Copy) -> tuple[Mark, ...]:
    wide, high = width(copy.through, SECOND) + 14, SECOND + 8
    right = end - max(20.0, width(bar.size, SIZE) + 8)
    pill = Rectangle(right - wide, y - high / 2, wide, high, Look("merge", "merge"), high / 2)
    text = Words(right - wide / 2, y + SECOND * 0.36, copy.through, SECOND)
    way = copy_look(places=False)
    marks: tuple[Mark, ...] = (
        Line(((start, y), (right - wide - CLEAR, y)), way, arrow=True),
        pill,
        text,
        Line(((right + CLEAR, y), (end, y)), way, arrow=True),
    )
    if not copy.looks:
        return marks
    below = bar.foot + 16
    from_below = (
        (bar.entry, below),
        (right - wide / 2, below),
        (right - wide / 2, y + high / 2 + 2),
    )
    return (*marks, Line(from_below, Look(stroke="muted", width=1.4), arrow=True))
