"""Where bars stand: a level lower behind each step down, a level higher behind each step up."""

from fractions import Fraction
from itertools import pairwise

from cnndsl.draw.options import SECOND, TEXT
from cnndsl.draw.pyramid.operations import Operation, operation_of, way_to
from cnndsl.draw.pyramid.stop import Stop
from cnndsl.draw.text_widths import shortened, width
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape

TALLEST, BY_SIZE = 150.0, 0.72
WIDEST_BAR, BY_CHANNELS = 46.0, 0.5
LEAST = 4.0
BETWEEN_LEVELS = 38.0
LABEL = TEXT + 4
"""The channels over a bar."""
LONGEST = 130.0
"""What is written at an arrow."""
SIZE = 11.0
"""Letters of sizes at the foot of bars."""


class Bar(NamedTuple):
    stop: Stop
    x: float
    foot: float
    width: float
    height: float
    level: int
    way: str
    size: str = ""
    """What is said of its size, at its left."""

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.foot - self.height

    @property
    def entry(self) -> float:
        """Where an arrow comes in from below: under what comes from there."""
        own = 1 - sum(copy.share for copy in self.stop.copies)
        return self.x + self.width * (1 - own / 2)

    @property
    def label(self) -> str:
        """The channels."""
        times = f" ×{self.stop.times}" if self.stop.times > 1 else ""
        return f"{self.stop.shape[0]}{times}"


def rows_of(shape: KnownShape) -> int:
    """The size that a bar's height goes by: of images the rows."""
    return shape[max(len(shape) - 2, 1)]


def bar_height(shape: KnownShape, input_: KnownShape) -> float:
    """How high a bar is, by its rows."""
    share: float = (rows_of(shape) / rows_of(input_)) ** BY_SIZE
    return max(TALLEST * share, LEAST)


def bar_width(channels: int, most: int) -> float:
    """How wide a bar is, by its channels."""
    share: float = (channels / most) ** BY_CHANNELS
    return max(WIDEST_BAR * share, LEAST)


def size_words(shape: KnownShape) -> str:
    """`284²`, `284×190`, `32³`, `1000`."""
    sizes = shape[1:]
    alike = len(set(sizes)) == 1 and len(sizes) in (2, 3)
    return f"{sizes[0]}{'²' if len(sizes) == 2 else '³'}" if alike else "×".join(map(str, sizes))


def special(stops: tuple[Stop, ...], listed: tuple[Operation, ...]) -> tuple[str, ...]:
    """What is written at each step's arrow: the operation, where it is not the commonest of its way."""
    common = {each.way: each.name for each in reversed(listed)}
    names = [""]
    for before, stop in pairwise(stops):
        name = operation_of(stop)
        short = shortened(name, LONGEST, SECOND)
        names.append("" if common[way_to(before, stop)] == name else short)
    return tuple(names)


def placed(
    stops: tuple[Stop, ...], said: tuple[str, ...], gap: float, across: float
) -> tuple[Bar, ...]:
    """Bars from left to right, with arrows of a length between them, and copies of one at least."""
    scales = sorted({each.scale for each in stops})
    most = max(each.shape[0] for each in stops)
    feet = _feet(stops, scales)
    bars: list[Bar] = []
    for number, stop in enumerate(stops):
        level = scales.index(stop.scale)
        wide, high = bar_width(stop.shape[0], most), bar_height(stop.shape, stops[0].shape)
        way = way_to(stops[number - 1], stop) if number else "first"
        size = "" if way == "across" else size_words(stop.shape)
        bar = Bar(stop, 0, feet[level], wide, high, level, way, size)
        bars.append(bar._replace(x=_left(bar, bars, said[number], gap, across)))
    return tuple(bars)


def _feet(stops: tuple[Stop, ...], scales: list[Fraction]) -> list[float]:
    feet, foot = [], 0.0
    for scale in scales:
        high = max(bar_height(each.shape, stops[0].shape) for each in stops if each.scale == scale)
        foot += BETWEEN_LEVELS + LABEL + high
        feet.append(foot)
    return feet


def _left(bar: Bar, before: list[Bar], said: str, gap: float, across: float) -> float:
    """Where a bar begins, behind those that stand already."""
    if not before:
        return 0.0
    last = before[-1]
    if bar.way == "across":
        between = max(gap, width(said, SECOND) + 10 if said else 0)
        labels = (_room(last) + _room(bar)) / 2 + 6
        middles = max(labels, (last.width + bar.width) / 2 + between)
        return last.x + last.width / 2 + middles - bar.width / 2
    middle = last.x + last.width / 2
    if bar.way == "down":
        return middle - bar.width / 2
    left = middle - (bar.entry - bar.x)
    beside = [each.right for each in before if each.level == bar.level]
    least = max(beside, default=left) + across + _copy_room(bar) if beside else left
    if left < least and bar.entry + least > last.right - 3:
        least = max(least, last.right + 14 - bar.entry)
    return max(left, least)


def _room(bar: Bar) -> float:
    return max(width(bar.label, TEXT), bar.width)


def _copy_room(bar: Bar) -> float:
    """What else is on the left of a bar on the way up."""
    through = max((width(each.through, SECOND) for each in bar.stop.copies), default=0)
    return width(bar.size, SIZE) * 0.5 + (through + 30 if through else 0)
