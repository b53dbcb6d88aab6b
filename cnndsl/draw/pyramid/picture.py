"""The picture of a pyramid."""

from itertools import groupby, product

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, mistake, said_of_network, size_of
from cnndsl.draw.layer_words import drawn_as, shape_words
from cnndsl.draw.marks import Group, Line, Look, Mark, Picture, Rectangle, Words
from cnndsl.draw.options import TEXT, Unsuited, Wanted
from cnndsl.draw.pyramid import arrows
from cnndsl.draw.pyramid.layout import (
    BY_CHANNELS,
    BY_SIZE,
    LEAST,
    SIZE,
    TALLEST,
    WIDEST_BAR,
    Bar,
    placed,
    rows_of,
    size_words,
    special,
)
from cnndsl.draw.pyramid.legend import beside, legend
from cnndsl.draw.pyramid.operations import copies, operation_of, operations
from cnndsl.draw.pyramid.stop import Stop
from cnndsl.draw.pyramid.stops import stops

GAPS = (30.0, 26.0, 23.0, 20.0, 18.0)
COPIES = (150.0, 110.0, 70.0)
"""How long arrows are, and the shortest copy, the longest first; the first that fit are taken."""


def u(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """A network as a U: down the pyramid, up again, copies across."""
    (result,) = results
    found = stops(result)
    marks = _fitting(found, wanted.room - 2 * MARGIN, result.network.partial)
    if result.network.partial:
        marks = (*marks, *_cut_short(result, marks, wanted.room - 2 * MARGIN))
    return framed(results, wanted, marks, _caption(found), second=said_of_network(result))


def _fitting(found: tuple[Stop, ...], room: float, partial: bool) -> tuple[Mark, ...]:
    """The marks with the longest arrows that there is room for; else equal bars folded into one."""
    listed = operations(found)
    for each in (found, folded(found)):
        said = special(each, listed)
        for gap, across in product(GAPS, COPIES):
            bars = placed(each, said, gap, across)
            end = _stub(bars[-1]) if partial else _end(bars)
            marks = (*_marks(bars, said), *end)
            if size_of(marks).width <= room:
                lines = legend(listed, copies(found), room)
                return (*marks, *beside(lines, marks, room))
    raise Unsuited(f"`u` has room for some {room:.0f} pixels, and this network's bars take more")


def folded(found: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """Equal stops in a row as one, with the number of a copy's source following."""
    kept: list[Stop] = []
    numbers: list[int] = []
    for _, group in groupby(found, lambda each: (each.shape, operation_of(each), each.copies)):
        members = list(group)
        numbers += [len(kept)] * len(members)
        rows = tuple(row for each in members for row in each.all_rows)
        first = members[0]
        kept.append(
            first if len(members) == 1 else first._replace(tags=rows[1:], times=len(members))
        )
    return tuple(
        each._replace(copies=tuple(copy._replace(of=numbers[copy.of]) for copy in each.copies))
        for each in kept
    )


def _marks(bars: tuple[Bar, ...], said: tuple[str, ...]) -> tuple[Mark, ...]:
    steps = (
        mark
        for before, bar, words in zip(bars, bars[1:], said[1:], strict=False)
        for mark in arrows.step(before, bar, words)
    )
    across = (arrows.copied(bars[copy.of], bar, copy) for bar in bars for copy in bar.stop.copies)
    return (*steps, *across, *map(_bar, bars))


def _end(bars: tuple[Bar, ...]) -> tuple[Mark, ...]:
    """The size that comes out, behind the last bar, where no bar of that level has it at its left."""
    last, first = bars[-1], next(each for each in reversed(bars) if each.size)
    ends = size_words(last.stop.shape)
    told = Words(last.right + 5, last.foot, ends, SIZE, "start", fill="muted")
    return (told,) if ends != first.size else ()


def _stub(last: Bar) -> tuple[Mark, ...]:
    """What is hidden behind the last bar."""
    y = last.foot - last.height / 2
    return (
        Line(
            ((last.right + 3, y), (last.right + 36, y)),
            Look(stroke="wrong", width=1.4, dashed=True),
        ),
    )


def _bar(bar: Bar) -> Mark:
    stop = bar.stop
    fill = drawn_as(stop.rows[0].placed.layer) if stop.rows and not stop.block else "conv"
    fill = fill if stop.rows else "input"
    marks: list[Mark] = [
        Rectangle(bar.x, bar.top, bar.width, bar.height, Look(fill, fill)),
        Words(bar.x + bar.width / 2, bar.top - 5, bar.label, TEXT),
    ]
    shares = [copy.share for copy in stop.copies if copy.share]
    if shares:
        look = Look("paper", fill)
        marks.insert(1, Rectangle(bar.x, bar.top, bar.width * sum(shares), bar.height, look))
    if bar.size:
        marks.append(Words(bar.x - 5, _size_foot(bar), bar.size, SIZE, "end", fill="muted"))
    rows = stop.all_rows
    if not rows:
        return Group(tuple(marks), title=f"input: {shape_words(stop.shape)}")
    params = sum(row.params for row in rows)
    said = f"{rows[0].path}: {shape_words(stop.shape)}, {params:,} parameters"
    return Group(tuple(marks), rows[0].path, said)


def _size_foot(bar: Bar) -> float:
    """At the bar's foot, below the arrow of a copy."""
    return max(bar.foot, bar.foot - bar.height / 2 + 5 + SIZE * 0.76)


def _caption(found: tuple[Stop, ...]) -> str:
    first, most = found[0].shape, max(each.shape[0] for each in found)
    some = any("(" in each.said for each in operations(found))
    brackets = " In brackets is what does not stand behind each." if some else ""
    rows = "rows" if len(first) > 2 else "length"
    return (
        f"Bars are {TALLEST:.0f}·({rows}/{rows_of(first)})^{BY_SIZE:g} high and "
        f"{WIDEST_BAR:.0f}·(channels/{most})^{BY_CHANNELS:g} wide, at least {LEAST:.0f} pixels; "
        f"channels stand above, sizes at the left.{brackets}"
    )


def _cut_short(result: Result, marks: tuple[Mark, ...], room: float) -> tuple[Mark, ...]:
    """What stands below where a mistake ends the network."""
    body = size_of(marks)
    return mistake(result, body.x, body.y + body.height + 24, room)
