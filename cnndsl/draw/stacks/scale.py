"""How large maps and flat layers are drawn in stacks."""

from math import pow as power

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import drawn_as
from cnndsl.draw.stacks.bodies import Bar, Stack
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat, spatial

LARGEST_SHEET, SMALLEST, SHEET_POWER = 130.0, 10.0, 0.75
TALLEST_BAR, BAR_POWER = 130.0, 0.4
APART = 5.0
"""Between sheets."""
DEEPEST = 96.0
"""How far many sheets lean at most; they stand closer then."""
LAW = "One sheet a map; its sides grow as size^0.75 (from 10 px)"
BAR_LAW = "bars grow as features^0.4"


class Scale(NamedTuple):
    """The largest of each, and how much smaller all is drawn, so that it fits into one row."""

    largest: int
    most_features: int
    times: float = 1.0

    def side(self, size: int) -> float:
        """An edge of a sheet."""
        full = LARGEST_SHEET * power(size / self.largest, SHEET_POWER) * self.times
        return max(full, SMALLEST)

    def bar(self, features: int) -> float:
        """The height of a bar."""
        full = TALLEST_BAR * power(features / self.most_features, BAR_POWER) * self.times
        return max(full, SMALLEST)

    def body(self, shape: KnownShape, station: Station | None) -> Stack | Bar:
        """A shape as it is drawn, at x = 0."""
        fill = drawn_as(station.layer.placed.layer) if station else "input"
        if is_flat(shape):
            return Bar(0, self.bar(shape[0]), fill)
        count, high, wide = shape
        apart = min(APART, DEEPEST / (count - 1)) if count > 1 else 0
        return Stack(0, self.side(wide), self.side(high), count, apart, fill)


def scale_of(shapes: tuple[KnownShape, ...]) -> Scale:
    """The scale of a picture of these."""
    sizes = (size for each in shapes if not is_flat(each) for size in spatial(each))
    return Scale(max(sizes), max((each[0] for each in shapes if is_flat(each)), default=1))


def law(shapes: tuple[KnownShape, ...]) -> str:
    """The scale in words."""
    return f"{LAW}, {BAR_LAW}." if any(map(is_flat, shapes)) else f"{LAW}."
