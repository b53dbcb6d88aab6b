"""The two axes of a plot: what stands on them, and from values to places."""

from cnndsl.draw.marks import Box, Line, Look, Mark, Point, Words
from cnndsl.named_tuple import NamedTuple
from cnndsl.sweep.plot.scale import Scale, written

WIDTH, HEIGHT = 760.0, 520.0
AREA = Box(76, 76, WIDTH - 76 - 28, HEIGHT - 76 - 58)
"""Where networks stand."""
AXIS = Look(stroke="muted", width=1)


class Axis(NamedTuple):
    """A figure and which of its values are better."""

    figure: str
    most_is_best: bool = False

    @property
    def words(self) -> str:
        return self.figure.replace("_", " ")


class Sides(NamedTuple):
    """The two axes' scales, and from values to places."""

    x: Scale
    y: Scale

    def at(self, x: float, y: float) -> Point:
        right, up = self.x.place(x), self.y.place(y)
        return AREA.x + right * AREA.width, AREA.y + (1 - up) * AREA.height


def axes(x: Axis, y: Axis, sides: Sides) -> list[Mark]:
    left, foot = AREA.x, AREA.y + AREA.height
    corner = ((left, AREA.y), (left, foot), (left + AREA.width, foot))
    marks: list[Mark] = [Line(corner, AXIS)]
    for value in _apart(sides.x, x.figure):
        at = left + sides.x.place(value) * AREA.width
        marks.append(Line(((at, foot), (at, foot + 5)), AXIS))
        marks.append(Words(at, foot + 18, written(value, x.figure), 12, fill="muted"))
    for value in sides.y.ticks(8):
        at = foot - sides.y.place(value) * AREA.height
        marks.append(Line(((left - 5, at), (left, at)), AXIS))
        text = written(value, y.figure)
        marks.append(Words(left - 9, at + 4, text, 12, "end", fill="muted"))
    marks.append(Words(left + AREA.width, foot + 40, _titled(x), anchor="end"))
    marks.append(Words(left, AREA.y - 12, _titled(y), anchor="start"))
    return marks


def _apart(scale: Scale, figure: str) -> list[float]:
    """The values beside the horizontal axis, of which none runs into the next or out of the picture."""
    found: list[float] = []
    end = 0.0
    for value in scale.ticks(9):
        at = AREA.x + scale.place(value) * AREA.width
        half = Words(0, 0, written(value, figure), 12).room / 2
        if at - half > end and at + half < WIDTH:
            found.append(value)
            end = at + half + 6
    return found


def _titled(axis: Axis) -> str:
    return f"{axis.words} (more is better)" if axis.most_is_best else axis.words
