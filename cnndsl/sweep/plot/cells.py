"""Many points as hexagons, each in the shade of how many lie in it."""

from collections import Counter
from collections.abc import Iterable
from math import cos, log, pi, sin, sqrt

from cnndsl.draw.marks import Look, Point, Polygon

SIZE = 6.0
"""From a hexagon's middle to its corners."""
SHADES = 5
COLOUR = "up"


def cells(points: Iterable[Point]) -> dict[Point, int]:
    """The middles of the hexagons in which points lie, and how many lie in each."""
    return dict(Counter(map(_middle, points)))


def _middle(point: Point) -> Point:
    """The nearest middle: those of all rows, or those between them."""
    wide, high = sqrt(3) * SIZE, 3 * SIZE
    x, y = point
    one = round(x / wide) * wide, round(y / high) * high
    other = (round(x / wide - 0.5) + 0.5) * wide, (round(y / high - 0.5) + 0.5) * high
    return min(one, other, key=lambda at: (at[0] - x) ** 2 + (at[1] - y) ** 2)


def shaded(found: dict[Point, int]) -> list[Polygon]:
    """Hexagons that are darker the more points they hold, in equal factors."""
    most = max(found.values())
    return [
        Polygon(_corners(middle), Look(f"{COLOUR}-{_shade(count, most)}"))
        for middle, count in sorted(found.items())
    ]


def _shade(count: int, most: int) -> int:
    return 1 + round((SHADES - 1) * log(count) / log(most)) if most > 1 else SHADES


def _corners(middle: Point) -> tuple[Point, ...]:
    turns = [pi / 6 + k * pi / 3 for k in range(6)]
    return tuple((middle[0] + SIZE * cos(each), middle[1] + SIZE * sin(each)) for each in turns)
