"""A front as a stepped line with its networks' numbers, as many as there is room for."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cnndsl.draw.marks import Box, Circle, Group, Line, Look, Mark, Point, Words, box
from cnndsl.named_tuple import NamedTuple

RADIUS = 3.2
SIZE = 11.0
GAPS = (4.0, 9.0, 14.0)
"""How far a number stands from its point; the next where there is no room."""
LINE = Look(stroke="downwards", width=1.4)
POINT = Look("downwards", "paper")
MANY = 60
"""Of more points on a front only those with numbers are marked, or they would hide the line."""


class OnFront(NamedTuple):
    """A network of the front: where it stands, its number, and what is said of it."""

    at: Point
    number: str
    said: str


def stepped(front: Sequence[OnFront]) -> Line:
    """The border of what the front's networks surpass, from the best by one figure to the best by the other."""
    points = [front[0].at]
    for one, other in pairwise(front):
        points += [(other.at[0], one.at[1]), other.at]
    return Line(tuple(points), LINE)


def marked(front: Sequence[OnFront], numbers: dict[Point, Words]) -> list[Mark]:
    """The points, each with its number if it has one."""
    shown = [each for each in front if each.at in numbers or len(front) <= MANY]
    return [
        Group((Circle(*each.at, RADIUS, POINT), *_own(numbers, each)), title=each.said)
        for each in shown
    ]


def _own(numbers: dict[Point, Words], each: OnFront) -> tuple[Words, ...]:
    return (numbers[each.at],) if each.at in numbers else ()


def numbers(
    front: Sequence[OnFront], better: tuple[int, int], around: Box, taken: Sequence[Box]
) -> dict[Point, Words]:
    """Numbers that meet nothing, on the side on which there is nothing better; those at the ends first."""
    placed: dict[Point, Words] = {}
    obstacles = [*taken, *(box(Circle(*each.at, RADIUS, POINT)) for each in front), *_ways(front)]
    for each in (*front[:1], *front[:0:-1][:1], *front[1:-1]):
        for words in _offered(each, better):
            room = box(words)
            if _is_in(room, around) and not any(_meet(room, other) for other in obstacles):
                placed[each.at] = words
                obstacles.append(_widened(room))
                break
    return placed


def _offered(each: OnFront, better: tuple[int, int]) -> Iterator[Words]:
    """A number in its places, from the nearest on: better is left or right, up or down."""
    right, down = better
    for gap in GAPS:
        foot = each.at[1] + (gap + 0.76 * SIZE if down > 0 else -gap - 0.24 * SIZE)
        anchor = "start" if right > 0 else "end"
        yield Words(each.at[0] + right * gap, foot, each.number, SIZE, anchor)  # type: ignore[arg-type]


def _ways(front: Sequence[OnFront]) -> list[Box]:
    """The pieces of the stepped line."""
    points = stepped(front).points
    return [
        Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))
        for a, b in pairwise(points)
    ]


def _widened(room: Box) -> Box:
    """With some air around it, so that two numbers are no one number."""
    return Box(room.x - 5, room.y - 1, room.width + 10, room.height + 2)


def _is_in(room: Box, around: Box) -> bool:
    return (
        around.x + 3 <= room.x
        and room.x + room.width <= around.x + around.width
        and around.y <= room.y
        and room.y + room.height <= around.y + around.height - 3
    )


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )
