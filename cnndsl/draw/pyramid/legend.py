"""The legend of what is in the network: a sample of each arrow, and what it is."""

from cnndsl.draw.framing import size_of
from cnndsl.draw.marks import Box, Line, Mark, Words, box, flat, moved
from cnndsl.draw.options import TEXT
from cnndsl.draw.pyramid.arrows import copy_look, look
from cnndsl.draw.pyramid.operations import Operation
from cnndsl.draw.pyramid.stop import Copy
from cnndsl.draw.text_widths import shortened

SAMPLE, STEP, APART = 30.0, 21.0, 28.0


def legend(
    listed: tuple[Operation, ...], copies: tuple[Copy, ...], room: float
) -> list[tuple[Mark, ...]]:
    """Its lines, each from (0, 0) on."""
    samples = [(look(each.way), each.said) for each in listed]
    across = sum(each.way == "across" for each in listed)
    samples[across:across] = [(copy_look(each.places), each.how) for each in copies]
    texts = [(way, shortened(words, room - SAMPLE - 10, TEXT)) for way, words in samples]
    return [
        (
            Line(((0, -4.5), (SAMPLE, -4.5)), way, arrow=True),
            Words(SAMPLE + 10, 0, words, TEXT, "start"),
        )
        for way, words in texts
    ]


def beside(lines: list[tuple[Mark, ...]], marks: tuple[Mark, ...], room: float) -> tuple[Mark, ...]:
    """The legend in the corner at the lower right, or below where that is taken."""
    body, high = size_of(marks), (len(lines) - 1) * STEP + TEXT
    wide = max(size_of(line).width for line in lines)
    bottom = body.y + body.height
    taken = max(
        (_right(each) for each in _leaves(marks) if _bottom(each) > bottom - high - 18), default=0
    )
    left = max(taken + APART, body.x + body.width - wide)
    if left + wide - body.x <= room:
        return _column(lines, left, bottom - high + TEXT)
    return _rows(lines, body.x, bottom + 34, room)


def _leaves(marks: tuple[Mark, ...]) -> list[Box]:
    return [box(each) for each in flat(marks)]


def _right(each: Box) -> float:
    return each.x + each.width


def _bottom(each: Box) -> float:
    return each.y + each.height


def _column(lines: list[tuple[Mark, ...]], x: float, y: float) -> tuple[Mark, ...]:
    return tuple(moved(mark, x, y + k * STEP) for k, line in enumerate(lines) for mark in line)


def _rows(lines: list[tuple[Mark, ...]], x: float, y: float, room: float) -> tuple[Mark, ...]:
    """Lines beside one another, as many as there is room for."""
    found: list[Mark] = []
    at = x
    for line in lines:
        wide = size_of(line).width
        if at > x and at + wide - x > room:
            at, y = x, y + STEP
        found += [moved(mark, at, y) for mark in line]
        at += wide + APART
    return tuple(found)
