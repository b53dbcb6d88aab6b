"""The style `stacks`: a small chain's maps as sheets."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.chain_page import led_on, page
from cnndsl.draw.framing import MARGIN
from cnndsl.draw.marks import Mark, Picture, Point, moved
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.stacks.links import links
from cnndsl.draw.stacks.pieces import pieces
from cnndsl.draw.stacks.rows import Row, rows
from cnndsl.draw.stacks.scale import law, scale_of
from cnndsl.draw.steps import Chain, chain_of
from cnndsl.draw.text_lines import height_of, set_in_lines
from cnndsl.sizes import is_flat

MOST_MAPS = 64
"""Sheets in one stack."""
SMALLER = (1.0, 0.92, 0.84, 0.76)
"""How much smaller all may be drawn for the sake of one row."""
AROUND_BODIES, BETWEEN_ROWS = 12.0, 36.0


def stacks(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """A small chain as stacks of sheets."""
    chain = chain_of(results, "stacks")
    _need_few_maps(chain)
    placed = _laid_out(chain, wanted)
    marks, height = _marks(placed)
    size = max(each.width for each in placed), height
    return page(chain, marks, size, law(chain.shapes), wanted)


def _need_few_maps(chain: Chain) -> None:
    name = chain.result.network.name
    maps = [each for each in chain.shapes if not is_flat(each)]
    if not maps:
        raise Unsuited(f"`stacks` draws maps as sheets, and {name} has none")
    if any(len(each) != 3 for each in maps):
        raise Unsuited(
            f"`stacks` draws maps of two axes, and those of {name} have {len(maps[0]) - 1}"
        )
    most = max(each[0] for each in maps)
    if most > MOST_MAPS:
        raise Unsuited(
            f"{name} has {most} maps in one layer; `stacks` draws up to {MOST_MAPS} as sheets"
        )


def _laid_out(chain: Chain, wanted: Wanted) -> tuple[Row, ...]:
    """One row if that can be, else as many as it takes."""
    room, scale = wanted.room - 2 * MARGIN, scale_of(chain.shapes)
    tried = [rows(pieces(chain, scale._replace(times=times), wanted), room) for times in SMALLER]
    fitting = [each for each in tried if max(row.width for row in each) <= room]
    in_one_row = [each for each in fitting if len(each) == 1]
    return (in_one_row or fitting or tried[-1:])[0]


def _marks(placed: tuple[Row, ...]) -> tuple[tuple[Mark, ...], float]:
    """All rows from the height 0 on, and where they end."""
    marks: list[Mark] = []
    y, room = 0.0, max(each.width for each in placed)
    leave: Point = (0, 0)
    for number, row in enumerate(placed):
        middle = y + row.labels + AROUND_BODIES + row.half_height
        first, last = row.pieces[0].body, row.pieces[-1].body
        if number:
            enter = MARGIN + first.enter[0], middle + first.enter[1]
            marks.append(led_on(leave, enter, y - BETWEEN_ROWS / 2, room))
        leave = MARGIN + last.leave[0], middle + last.leave[1]
        marks += [moved(each, MARGIN, middle) for each in _row_marks(row)]
        y = middle + row.half_height + AROUND_BODIES + row.done + BETWEEN_ROWS
    return tuple(marks), y - BETWEEN_ROWS


def _row_marks(row: Row) -> list[Mark]:
    """A row's bodies, lines and texts around the height 0."""
    marks: list[Mark] = [each.mark for each in row.pieces]
    for before, after in zip(row.pieces, row.pieces[1:], strict=False):
        marks += links(before, after)
    over, under = -row.half_height - AROUND_BODIES, row.half_height + AROUND_BODIES
    for piece, at in zip(row.pieces, row.done_at, strict=True):
        marks += set_in_lines(piece.label, piece.middle, over - height_of(piece.label))
        marks += set_in_lines(piece.done, at, under)
    return marks
