"""What stands in a picture of stacks: sheets one before another, slanted bars, and the place of a mistake.

Their middle is at the height 0, and `x` is where they begin.
"""

from collections.abc import Iterator

from cnndsl.draw.marks import Box, Line, Look, Mark, Point, Polygon, Rectangle
from cnndsl.named_tuple import NamedTuple

BAR, SLANT = 9.0, 0.34
"""The width of a bar, and how far it leans by its height."""
EDGE = 0.8
FAULT, STUB = 48.0, 26.0


class Stack(NamedTuple):
    """Sheets from the back at the upper left to the front at the lower right."""

    x: float
    wide: float
    high: float
    sheets: int
    apart: float
    fill: str

    @property
    def lean(self) -> float:
        """How far the front stands right of the back and under it."""
        return self.apart * (self.sheets - 1)

    @property
    def width(self) -> float:
        return self.wide + self.lean

    @property
    def height(self) -> float:
        return self.high + self.lean

    @property
    def front(self) -> Box:
        """The sheet that is seen as a whole."""
        return Box(self.x + self.lean, self.height / 2 - self.high, self.wide, self.high)

    @property
    def ends(self) -> tuple[Point, Point]:
        """Where lines to the right leave it that take all of it."""
        right = self.x + self.wide
        return (right, -self.height / 2), (right + self.lean, self.height / 2)

    @property
    def begins(self) -> tuple[Point, Point]:
        """Where lines from the left meet it that fill all of it."""
        return (self.x, -self.height / 2), (self.x + self.lean, self.height / 2)

    @property
    def enter(self) -> Point:
        """Where a line from the row above comes in."""
        return self.x, (self.high - self.height) / 2

    @property
    def leave(self) -> Point:
        """Where a line to the next row begins."""
        return self.x + self.width, (self.height - self.high) / 2

    def marks(self) -> Iterator[Mark]:
        """The sheets, those at the back first."""
        width = EDGE if self.apart > 2 else EDGE / 2
        look = Look(f"{self.fill}-sheet", self.fill, width)
        for number in range(self.sheets - 1):
            yield Polygon(_corners(self.x + number * self.apart, self._top(number), self), look)
        yield Rectangle(*self.front, look._replace(width=EDGE))

    def _top(self, number: int) -> float:
        return -self.height / 2 + number * self.apart


def _corners(x: float, y: float, stack: Stack) -> tuple[Point, ...]:
    right, foot = x + stack.wide, y + stack.high
    return (x, y), (right, y), (right, foot), (x, foot)


class Bar(NamedTuple):
    """A flat layer."""

    x: float
    height: float
    fill: str

    @property
    def width(self) -> float:
        return BAR + SLANT * self.height

    @property
    def begins(self) -> tuple[Point, Point]:
        """Its left corners, the upper first."""
        half = self.height / 2
        return (self.x, -half), (self.x + SLANT * self.height, half)

    @property
    def ends(self) -> tuple[Point, Point]:
        """Its right corners."""
        (left, top), (low, foot) = self.begins
        return (left + BAR, top), (low + BAR, foot)

    @property
    def enter(self) -> Point:
        """The middle of its left edge."""
        return self.x + SLANT * self.height / 2, 0

    @property
    def leave(self) -> Point:
        """The middle of its right edge."""
        return self.enter[0] + BAR, 0

    def marks(self) -> Iterator[Mark]:
        first, last = self.begins
        right, low = self.ends
        yield Polygon((first, right, low, last), Look(f"{self.fill}-sheet", self.fill, EDGE))


class Fault(NamedTuple):
    """A dashed box where a mistake stands, and a dashed line on to nothing."""

    x: float

    @property
    def width(self) -> float:
        return FAULT + STUB

    @property
    def height(self) -> float:
        return FAULT

    @property
    def begins(self) -> tuple[Point, Point]:
        """The ends of its left edge."""
        return (self.x, -FAULT / 2), (self.x, FAULT / 2)

    @property
    def ends(self) -> tuple[Point, Point]:
        """Nothing leads on from it."""
        return self.begins

    @property
    def enter(self) -> Point:
        """The middle of its left edge."""
        return self.x, 0

    @property
    def leave(self) -> Point:
        """Nothing leads on from it."""
        return self.enter

    def marks(self) -> Iterator[Mark]:
        look, right = Look("wrong", "wrong", 1.4, dashed=True), self.x + FAULT
        yield Rectangle(self.x, -FAULT / 2, FAULT, FAULT, look)
        yield Line(((right, 0), (right + STUB, 0)), look._replace(fill=""))
