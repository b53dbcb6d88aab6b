"""A box in oblique view: its front, its top and its side to the right, and what is seen on that."""

from cnndsl.draw.marks import Look, Mark, Point, Polygon, Rectangle
from cnndsl.named_tuple import NamedTuple

BAND, LEAST_BAND = 0.22, 1.6
"""How much of a front the darker band of an activation takes."""
THIN = 0.8
"""The width of edges."""


class Solid(NamedTuple):
    """A box; `x` is its front's left edge, `y` the height of its middle, that of its receding edges included."""

    x: float
    y: float
    width: float
    height: float
    depth: float
    """How far its edges recede to the right, and as far up."""
    fill: str
    banded: bool = False

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width + self.depth

    @property
    def front_top(self) -> float:
        return self.y + (self.depth - self.height) / 2

    @property
    def entry(self) -> Point:
        """Where something comes in: the middle of the left edge that is seen."""
        return self.x, self.y

    @property
    def exit(self) -> Point:
        """The middle of the side to the right."""
        return self.x + self.width + self.depth / 2, self.y

    def marks(self) -> tuple[Mark, ...]:
        """What is seen of it."""
        edge = Look(self.fill, self.fill, THIN)
        front = Rectangle(self.x, self.front_top, self.width, self.height, edge)
        if not self.depth:
            return front, *self._band()
        right, faces = self.x + self.width, []
        faces.append(Polygon(self.top(self.x, right), edge._replace(fill=f"{self.fill}-top")))
        faces.append(Polygon(self.side(), edge._replace(fill=f"{self.fill}-side")))
        return *faces, front, *self._band()

    def top(self, left: float, right: float) -> tuple[Point, ...]:
        """The top from one place of the front's upper edge to another."""
        back = self.front_top - self.depth
        return (
            (left, self.front_top),
            (left + self.depth, back),
            (right + self.depth, back),
            (right, self.front_top),
        )

    def side(self, high: float = 1, deep: float = 1) -> tuple[Point, ...]:
        """The side to the right, or so much of it around its middle."""
        (x, y), half, across = self.exit, self.height * high / 2, self.depth * deep / 2
        return (
            (x - across, y + across - half),
            (x + across, y - across - half),
            (x + across, y - across + half),
            (x - across, y + across + half),
        )

    def _band(self) -> tuple[Mark, ...]:
        if not self.banded:
            return ()
        width = max(self.width * BAND, LEAST_BAND)
        right = self.x + self.width
        front = Rectangle(
            right - width,
            self.front_top,
            width,
            self.height,
            Look(f"{self.fill}-band", self.fill, THIN),
        )
        top = Polygon(self.top(right - width, right), Look(self.fill, self.fill, THIN))
        return (top, front) if self.depth else (front,)
