"""The place of a mistake that cuts a network short."""

from cnndsl.draw.marks import Line, Look, Mark, Rectangle
from cnndsl.draw.text_lines import TextLine, widest
from cnndsl.draw.volumes.figures import Figure
from cnndsl.draw.volumes.segments import Segment
from cnndsl.draw.volumes.solids import Solid
from cnndsl.draw.wrap import wrapped

SIDE, STUB = 48.0, 26.0
MESSAGE = 170.0
"""How wide its words are."""
EDGE = Look("wrong", "wrong", 1.4, dashed=True)


def mistake_figure(message: str) -> Figure:
    """A dashed box with what is said, and a dashed line on to nothing."""
    box = Solid(-(SIDE + STUB) / 2, 0, SIDE, SIDE, 0, "wrong")
    right = box.x + SIDE
    marks: tuple[Mark, ...] = (
        Rectangle(box.x, -SIDE / 2, SIDE, SIDE, EDGE),
        Line(((right, 0), (right + STUB, 0)), Look(stroke="wrong", width=1.4, dashed=True)),
    )
    lines = (
        TextLine("mistake", 13, bold=True, fill="ink"),
        *(TextLine(each, fill="ink") for each in wrapped(message, MESSAGE)),
    )
    half = (SIDE + STUB) / 2
    return Figure(marks, (box,), (box,), half, SIDE / 2, lines, widest(lines) / 2, Segment(()))
