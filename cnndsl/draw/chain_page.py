"""A chain's picture around its marks: the network's name above, the small text below."""

from cnndsl.draw.framing import LINE, MARGIN, lines_at, said_of_network
from cnndsl.draw.marks import Line, Look, Mark, Picture, Point, Words, moved
from cnndsl.draw.options import HEADING, SECOND, Wanted
from cnndsl.draw.steps import Chain
from cnndsl.draw.text_lines import TextLine, height_of, set_in_lines
from cnndsl.draw.text_widths import shortened, width
from cnndsl.draw.wrap import wrapped

NARROWEST = 340.0
UNDER_HEADING, OVER_CAPTION = 10.0, 16.0


def page(
    chain: Chain,
    marks: tuple[Mark, ...],
    size: tuple[float, float],
    caption: str,
    wanted: Wanted,
) -> Picture:
    """Marks that begin at the margin and at the height 0, so wide and high, with name and caption."""
    name = chain.result.network.name
    longest = wanted.room - 2 * MARGIN
    room = max(
        size[0],
        min(width(name, HEADING, bold=True), longest),
        min(NARROWEST, longest),
    )
    heading = shortened(name, room, HEADING, bold=True)
    second = wrapped(said_of_network(chain.result), room)
    top = MARGIN + HEADING + 5 + len(second) * SECOND * LINE + UNDER_HEADING
    foot = top + size[1] + OVER_CAPTION
    lines = tuple(TextLine(each) for each in wrapped(caption, room))
    return Picture(
        room + 2 * MARGIN,
        foot + height_of(lines) + MARGIN - 6,
        (
            Words(MARGIN, MARGIN + HEADING - 3, heading, HEADING, "start", bold=True),
            *lines_at(MARGIN, MARGIN + HEADING + 5 + SECOND, second),
            *(moved(each, 0, top) for each in marks),
            *set_in_lines(lines, MARGIN, foot, "start"),
        ),
        name,
        chain.description,
        wanted.inches,
    )


def led_on(leave: Point, enter: Point, turn: float, room: float) -> Line:
    """The line from a row's end to the beginning of the next, through the margins and at a height between rows."""
    right, left = MARGIN + room + MARGIN / 2, MARGIN / 2
    points = (
        leave,
        (right, leave[1]),
        (right, turn),
        (left, turn),
        (left, enter[1]),
        enter,
    )
    return Line(points, Look(stroke="ink", width=1.1), arrow=True)
