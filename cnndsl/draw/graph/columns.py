"""A series in several columns, which are joined through the gutters between them."""

from collections.abc import Iterator

from cnndsl.draw.graph.laid import GAP, Laid, line, lines_first
from cnndsl.draw.graph.series import stacked
from cnndsl.draw.marks import Mark
from cnndsl.named_tuple import NamedTuple

GUTTER, TURN = 30.0, 14.0
"""Between two columns, and how far above and below them a line turns."""


class Area(NamedTuple):
    """Marks that take up some room, from 0, 0 on."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def split(nodes: tuple[Laid, ...], columns: int) -> list[tuple[Laid, ...]]:
    """The nodes in so many columns or fewer, the highest of which is as low as can be."""
    low, high = max(n.height for n in nodes), sum(n.height + GAP for n in nodes)
    while high - low > 1:
        middle = (low + high) / 2
        if len(_filled(nodes, middle)) <= columns:
            high = middle
        else:
            low = middle
    return _filled(nodes, high)


def _filled(nodes: tuple[Laid, ...], height: float) -> list[tuple[Laid, ...]]:
    """Columns that are filled one after another up to a height."""
    columns: list[list[Laid]] = [[]]
    used = 0.0
    for node in nodes:
        if columns[-1] and used + GAP + node.height > height:
            columns.append([])
            used = 0.0
        used += node.height + (GAP if columns[-1] else 0)
        columns[-1].append(node)
    return [tuple(each) for each in columns]


def side_by_side(columns: list[tuple[Laid, ...]]) -> Area:
    """Columns from left to right, with the lines from the end of each to the next."""
    laid = [stacked(each) for each in columns]
    margin = TURN if len(laid) > 1 else 0
    tallest = max(each.height for each in laid)
    marks: list[Mark] = []
    x = 0.0
    for number, each in enumerate(laid):
        if number:
            marks += _turn(laid[number - 1], each, x - GUTTER, x, margin)
        marks += each.at(x + each.left, margin)
        x += each.width + GUTTER
    return Area(x - GUTTER, tallest + 2 * margin, lines_first(tuple(marks)))


def _turn(before: Laid, after: Laid, end: float, start: float, top: float) -> Iterator[Mark]:
    """The way from the foot of a column up to the head of the next."""
    if not after.enters or before.ends:
        return
    foot, gutter = top + before.height, end + GUTTER / 2
    out, into = end - before.right, start + after.left
    points = (
        (out, foot),
        (out, foot + TURN - 3),
        (gutter, foot + TURN - 3),
        (gutter, 3),
        (into, 3),
    )
    yield line(*points, (into, top), arrow=not after.through, pale=before.pale or after.pale)
