"""What pictures are made of: rectangles, polygons, lines, circles and texts, in groups; one unit is a pixel.

Coordinates go right and down. Every writer (SVG, TikZ) writes these and lays out nothing.
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias, Union

from cnndsl.draw.text_widths import width
from cnndsl.named_tuple import NamedTuple

Point: TypeAlias = tuple[float, float]
Anchor: TypeAlias = Literal["start", "middle", "end"]


class Look(NamedTuple):
    """How a mark is painted, by names of the palette; an empty name is nothing."""

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dashed: bool = False


class Rectangle(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    look: Look
    radius: float = 0


class Polygon(NamedTuple):
    points: tuple[Point, ...]
    look: Look


class Line(NamedTuple):
    """A line through points; with an arrow at its end, which is a polygon of its own where it is written."""

    points: tuple[Point, ...]
    look: Look = Look(stroke="ink", width=1.4)
    arrow: bool = False


class Arc(NamedTuple):
    """A curve that hangs between two places at one height, so deep."""

    start: Point
    end: Point
    depth: float
    look: Look

    @property
    def bends(self) -> tuple[Point, Point]:
        """The two places towards which it bends, by which its lowest point is at its depth."""
        low = self.depth / 0.75
        return (self.start[0], self.start[1] + low), (self.end[0], self.end[1] + low)

    @property
    def points(self) -> tuple[Point, ...]:
        """Where it begins and ends, and its lowest place."""
        middle = (self.start[0] + self.end[0]) / 2, self.start[1] + self.depth
        return self.start, middle, self.end


class Circle(NamedTuple):
    x: float
    y: float
    radius: float
    look: Look


class Words(NamedTuple):
    """A text in one line; `y` is that of its foot."""

    x: float
    y: float
    text: str
    size: float = 13
    anchor: Anchor = "middle"
    bold: bool = False
    fill: str = "ink"

    @property
    def room(self) -> float:
        """How wide it is."""
        return width(self.text, self.size, self.bold)


class Group(NamedTuple):
    """Marks that belong together: with a path, those of a layer or a part of the network."""

    marks: tuple["Mark", ...]
    path: str = ""
    """The path of the layer or part, and the group's name in the file."""
    title: str = ""
    """What is said of it where it is pointed at: its shape and parameters."""


Leaf: TypeAlias = Union[Rectangle, Polygon, Line, Arc, Circle, Words]
Mark: TypeAlias = Union[Leaf, Group]


class Box(NamedTuple):
    """Where something stands in a picture, and what: for whoever makes a page of it."""

    x: float
    y: float
    width: float
    height: float


class Picture(NamedTuple):
    """A network's picture."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str
    """What is seen, in a sentence or two, for those who do not see it."""
    inches: float = 0
    """How wide it is printed; 0 for as wide as it is in pixels."""


def box(mark: Mark) -> Box:
    """The smallest upright box around a mark."""
    if isinstance(mark, Rectangle):
        return Box(mark.x, mark.y, mark.width, mark.height)
    if isinstance(mark, Circle):
        return Box(mark.x - mark.radius, mark.y - mark.radius, 2 * mark.radius, 2 * mark.radius)
    if isinstance(mark, Words):
        left = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
        return Box(mark.x - left * mark.room, mark.y - 0.76 * mark.size, mark.room, mark.size)
    if isinstance(mark, Group):
        return around(*map(box, mark.marks))
    xs, ys = zip(*mark.points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def around(*boxes: Box) -> Box:
    """The smallest box around several."""
    if not boxes:
        return Box(0, 0, 0, 0)
    left, top = min(each.x for each in boxes), min(each.y for each in boxes)
    right = max(each.x + each.width for each in boxes)
    bottom = max(each.y + each.height for each in boxes)
    return Box(left, top, right - left, bottom - top)


def moved(mark: Mark, by_x: float, by_y: float) -> Mark:
    """A mark at another place."""
    if isinstance(mark, Group):
        return mark._replace(marks=tuple(moved(each, by_x, by_y) for each in mark.marks))
    if isinstance(mark, Arc):
        ends = [(x + by_x, y + by_y) for x, y in (mark.start, mark.end)]
        return mark._replace(start=ends[0], end=ends[1])
    if isinstance(mark, Polygon | Line):
        return mark._replace(points=tuple((x + by_x, y + by_y) for x, y in mark.points))
    return mark._replace(x=mark.x + by_x, y=mark.y + by_y)


def without_paths(mark: Mark) -> Mark:
    """Marks that are no layer's, for a picture in which several networks have the same paths."""
    if not isinstance(mark, Group):
        return mark
    return mark._replace(path="", marks=tuple(map(without_paths, mark.marks)))


def flat(marks: tuple[Mark, ...]) -> Iterator[Leaf]:
    """Marks without their groups, in the order in which they are painted."""
    for mark in marks:
        if isinstance(mark, Group):
            yield from flat(mark.marks)
        else:
            yield mark


def groups(marks: tuple[Mark, ...]) -> Iterator[Group]:
    """All groups, those inside others too."""
    for mark in marks:
        if isinstance(mark, Group):
            yield mark
            yield from groups(mark.marks)
