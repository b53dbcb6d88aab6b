"""What is laid out: marks around a spine, the line on which a series hangs."""

from cnndsl.draw.marks import Line, Look, Mark, moved
from cnndsl.named_tuple import NamedTuple

ROW, GAP = 28.0, 18.0
"""How high a row is, and what is left between two."""
MOST_LETTERS = 60
"""Longer texts are cut: no person reads them in a box."""
LINE = Look(stroke="ink", width=1.4)
DASHED = Look(stroke="muted", width=1.4, dashed=True)


class Laid(NamedTuple):
    """Marks with the spine at x = 0, from y = 0 on."""

    left: float
    """How far they reach to the left of the spine, as a positive number."""
    right: float
    height: float
    marks: tuple[Mark, ...] = ()
    enters: bool = True
    """Whether a value comes in at its top."""
    through: bool = False
    """Whether the line from above goes on into it, without an arrow's head."""
    note: str = ""
    """The shape that goes out, where that is worth saying."""
    ends: bool = False
    """Whether nothing goes out of it."""
    pale: bool = False
    """Whether it is not known, and lines to it are dashed."""

    @property
    def width(self) -> float:
        return self.left + self.right

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Its marks with the spine's upper end at a place."""
        return tuple(moved(each, x, y) for each in self.marks)


def lines_first(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Marks with those lines first that are in no group: lines of one look are one path in a file."""
    return tuple(sorted(marks, key=lambda mark: 0 if isinstance(mark, Line) else 1))


def line(*points: tuple[float, float], arrow: bool = False, pale: bool = False) -> Line:
    return Line(points, DASHED if pale else LINE, arrow)
