"""The bodies of blocks: each in a dashed panel under its name and parameters."""

from cnndsl.draw.graph.columns import Area
from cnndsl.draw.graph.laid import line, lines_first
from cnndsl.draw.graph.merged import merged
from cnndsl.draw.graph.nodes import Panel
from cnndsl.draw.graph.series import lay_series
from cnndsl.draw.marks import Group, Look, Rectangle, Words, moved
from cnndsl.draw.options import TEXT
from cnndsl.draw.text_widths import shortened, width

AROUND, HEADING, STUB = 12.0, 30.0, 16.0
"""What is left around a panel's inside, above it for its name, and for the arrows in and out."""
APART = 22.0
"""Between panels."""
WIDEST_HEADING = 400.0


def panel(found: Panel, most: float) -> Area:
    """A block's body with its heading, no wider than `most` if that can be."""
    inner = lay_series(merged(found.bodies), most - 2 * AROUND)
    heading = shortened(found.title, max(WIDEST_HEADING, inner.width), TEXT, bold=True)
    room = max(inner.width, width(heading, TEXT, bold=True))
    spine = AROUND + inner.left + (room - inner.width) / 2
    top = HEADING + STUB
    wide, high = room + 2 * AROUND, top + inner.height + STUB + AROUND / 2
    ground = Rectangle(0.5, 0.5, wide - 1, high - 1, Look("paper", "muted", 1, True), 9)
    name = Words(AROUND, 21, heading, TEXT, "start", bold=True)
    into = [line((spine, HEADING), (spine, top), arrow=not inner.through)] if inner.enters else []
    out = line((spine, top + inner.height), (spine, top + inner.height + STUB), arrow=True)
    return Area(
        wide, high, (Group((ground, name, *lines_first((*into, *inner.at(spine, top), out)))),)
    )


def in_columns(areas: list[Area], columns: int) -> Area:
    """Panels in so many columns, one below another."""
    marks = []
    x = height = 0.0
    for column in _shared_out(areas, columns):
        y = 0.0
        for each in column:
            marks += [moved(mark, x, y) for mark in each.marks]
            y += each.height + APART
        x += max(each.width for each in column) + APART
        height = max(height, y - APART)
    return Area(x - APART, height, tuple(marks))


def _shared_out(areas: list[Area], columns: int) -> list[list[Area]]:
    """Each panel in the column that is lowest so far."""
    found: list[list[Area]] = [[] for _ in range(columns)]
    for each in areas:
        min(found, key=lambda column: sum(a.height + APART for a in column)).append(each)
    return [column for column in found if column]


def in_rows(areas: list[Area], room: float) -> Area:
    """Panels side by side in rows of some width."""
    marks = []
    x = y = row = width = 0.0
    for each in areas:
        if x and x + each.width > room:
            x, y, row = 0.0, y + row + APART, 0.0
        marks += [moved(mark, x, y) for mark in each.marks]
        width, row = max(width, x + each.width), max(row, each.height)
        x += each.width + APART
    return Area(width, y + row, tuple(marks))
