"""The two pieces of an arrow: its shaft, which ends inside the head, and the head, a triangle."""

from math import hypot

from cnndsl.draw.marks import Line, Point

LENGTH = 7.0
HALF_WIDTH = 3.2


def shaft(line: Line) -> tuple[Point, ...]:
    """A line's points; of an arrow, without the tip, so that it stays sharp."""
    if not line.arrow:
        return line.points
    return (*line.points[:-1], _before_tip(line, LENGTH / 2))


def head(line: Line) -> tuple[Point, ...]:
    """An arrow's head, the tip first."""
    tip = line.points[-1]
    foot = _before_tip(line, LENGTH)
    along_x, along_y = (tip[0] - foot[0]) / LENGTH, (tip[1] - foot[1]) / LENGTH
    aside = (-along_y * HALF_WIDTH, along_x * HALF_WIDTH)
    return tip, (foot[0] + aside[0], foot[1] + aside[1]), (foot[0] - aside[0], foot[1] - aside[1])


def _before_tip(line: Line, distance: float) -> Point:
    """A point on the last piece of a line, some way before its end."""
    (x, y), (tip_x, tip_y) = line.points[-2:]
    length = hypot(tip_x - x, tip_y - y) or 1
    return tip_x - (tip_x - x) * distance / length, tip_y - (tip_y - y) * distance / length
