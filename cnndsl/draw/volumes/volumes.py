"""The style `volumes`: a chain's maps as boxes whose sizes tell theirs."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.chain_page import led_on, page
from cnndsl.draw.framing import MARGIN
from cnndsl.draw.marks import Mark, Picture, Point
from cnndsl.draw.options import Wanted
from cnndsl.draw.steps import Chain, chain_of
from cnndsl.draw.text_lines import set_in_lines
from cnndsl.draw.volumes.caption import caption
from cnndsl.draw.volumes.figures import Figure, figures
from cnndsl.draw.volumes.lanes import with_lanes
from cnndsl.draw.volumes.links import links, windows_show
from cnndsl.draw.volumes.mistake import mistake_figure
from cnndsl.draw.volumes.rows import Row, rows
from cnndsl.draw.volumes.scale import scale_of
from cnndsl.draw.volumes.segments import Segment, segments
from cnndsl.named_tuple import NamedTuple

UNDER_BOXES = 12.0
"""Between the boxes of a row and their labels."""
BETWEEN_ROWS = 40.0
SMALLER = (1.0, 0.92, 0.84, 0.76, 0.68)
"""How much smaller all may be drawn for the sake of one row."""


class Layout(NamedTuple):
    """Segments in their rows."""

    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]
    windows: bool
    """Whether kernels are shown as windows."""


def volumes(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """A chain as boxes in oblique view."""
    chain = chain_of(results, "volumes")
    plain = segments(chain)
    layout = _laid_out(with_lanes(plain), chain, wanted)
    if len(layout.rows) > 1:  # what leads on to the next row would not tell lanes apart
        layout = _laid_out(plain, chain, wanted)
    marks, height = _marks(layout)
    size = max(each.width for each in layout.rows), height
    return page(chain, marks, size, caption(chain, layout.segments), wanted)


def _laid_out(found: tuple[Segment, ...], chain: Chain, wanted: Wanted) -> Layout:
    """One row if that can be, else as many as it takes."""
    room = wanted.room - 2 * MARGIN
    tried = []
    end = (mistake_figure(chain.mistake),) if chain.mistake else ()
    for times in SMALLER:
        scale = scale_of(chain.shapes)._replace(times=times)
        drawn = (*figures(found, scale, wanted), *end)
        windows = windows_show(drawn)
        tried.append(Layout(found, rows(drawn, room, windows), windows))
    fitting = [each for each in tried if max(row.width for row in each.rows) <= room]
    in_one_row = [each for each in fitting if len(each.rows) == 1]
    return (in_one_row or fitting or tried[-1:])[0]


def _marks(layout: Layout) -> tuple[tuple[Mark, ...], float]:
    """All rows from the height 0 on, and where they end."""
    marks: list[Mark] = []
    y, room = 0.0, max(each.width for each in layout.rows)
    leave: Point = (0, 0)
    for number, row in enumerate(layout.rows):
        middle = y + row.half_height
        stand = row.stood(MARGIN, middle)
        if number:
            marks.append(led_on(leave, stand[0].first[0].entry, y - BETWEEN_ROWS / 2, room))
        leave = stand[-1].last[0].exit
        marks += _row_marks(stand, middle + row.half_height + UNDER_BOXES, layout.windows)
        y = middle + row.half_height + UNDER_BOXES + row.labels + BETWEEN_ROWS
    return tuple(marks), y - BETWEEN_ROWS


def _row_marks(stand: tuple[Figure, ...], foot: float, windows: bool) -> list[Mark]:
    """A row's boxes, what leads from one to the next, and labels from a height on."""
    marks: list[Mark] = []
    for number, figure in enumerate(stand):
        marks += links(stand[number - 1], figure, windows) if number else ()
        marks += figure.marks
        marks += set_in_lines(figure.lines, figure.middle, foot)
    return marks
