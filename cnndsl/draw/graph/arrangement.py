"""Where the columns and the panels of a graph go: of all ways, the one that fits best."""

from collections.abc import Iterator

from cnndsl.draw.graph.columns import Area, side_by_side, split
from cnndsl.draw.graph.laid import Laid
from cnndsl.draw.graph.panels import in_columns, in_rows
from cnndsl.draw.marks import moved

MOST_COLUMNS, MOST_PANEL_COLUMNS = 6, 4
BESIDE = 24.0
"""Between the columns and the panels."""


def arranged(nodes: tuple[Laid, ...], panels: list[Area], room: float, shape: float) -> Area:
    """The whole, no wider than there is room if that can be, and as near to a shape as it can be.

    The shape is how many times as wide as high it is to be.
    """
    return min(_ways(nodes, panels, room), key=lambda area: _misfit(area, room, shape))


def _ways(nodes: tuple[Laid, ...], panels: list[Area], room: float) -> Iterator[Area]:
    for columns in range(1, min(MOST_COLUMNS, len(nodes)) + 1):
        trunk = side_by_side(split(nodes, columns))
        if not panels:
            yield trunk
            continue
        for beside in range(1, min(MOST_PANEL_COLUMNS, len(panels)) + 1):
            yield _beside(trunk, in_columns(panels, beside))
        yield below(trunk, in_rows(panels, room))


def _misfit(area: Area, room: float, shape: float) -> tuple[float, float]:
    """How much too wide an area is; then how small it would be in a page of the shape, if it is larger than one."""
    return max(area.width - room, 0), max(area.width, area.height * shape, room)


def _beside(one: Area, other: Area) -> Area:
    x = one.width + BESIDE
    marks = (*one.marks, *(moved(each, x, 0) for each in other.marks))
    return Area(x + other.width, max(one.height, other.height), marks)


def below(one: Area, other: Area) -> Area:
    """One area below another, if there is anything in it."""
    if not other.marks:
        return one
    y = one.height + BESIDE
    marks = (*one.marks, *(moved(each, 0, y) for each in other.marks))
    return Area(max(one.width, other.width), y + other.height, marks)
