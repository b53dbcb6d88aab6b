"""How large a shape is drawn: a linear scale would leave needles."""

from math import pow as power

from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat, spatial

TALLEST, LOWEST, HEIGHT_POWER = 190.0, 12.0, 0.6
WIDEST_BOX, THINNEST, WIDTH_POWER = 58.0, 5.0, 0.45
BAR_POWER, BAR_DEPTH = 0.4, 5.0
RECEDES = 0.30
"""How long an edge that goes back is, by one of its length that goes up."""
DIAGONAL = 0.5**0.5
"""Edges go back at 45°: so far right, and so far up."""
LAW = "Heights grow as size^0.6 (from 12 px), widths as channels^0.45 (from 5 px)"
BAR_LAW = "flat layers as features^0.4"


class Scale(NamedTuple):
    """The largest of each, and how much smaller all is drawn, so that it fits into one row."""

    largest: int
    most_channels: int
    most_features: int
    bar_depth: float = BAR_DEPTH
    """How far flat layers recede."""
    times: float = 1.0

    def side(self, size: int) -> float:
        """The height of maps so high."""
        full = TALLEST * power(size / self.largest, HEIGHT_POWER) * self.times
        return max(full, LOWEST)

    def width(self, channels: float) -> float:
        """The width of a box of so many channels."""
        full = WIDEST_BOX * power(channels / self.most_channels, WIDTH_POWER) * self.times
        return max(full, THINNEST)

    def bar(self, features: float) -> float:
        """The height of a flat layer."""
        full = TALLEST * power(features / self.most_features, BAR_POWER) * self.times
        return max(full, LOWEST)

    def depth(self, shape: KnownShape) -> float:
        """How far maps go right, and up, by their width; those with one axis do not."""
        return RECEDES * DIAGONAL * self.side(shape[-1]) if len(shape) > 2 else 0.0


def scale_of(shapes: tuple[KnownShape, ...]) -> Scale:
    """The scale of a picture of these."""
    maps = [each for each in shapes if not is_flat(each)]
    return Scale(
        max((size for each in maps for size in spatial(each)[-2:]), default=1),
        max((each[0] for each in maps), default=1),
        max((each[0] for each in shapes if is_flat(each)), default=1),
        0.0 if maps and max(map(len, maps)) == 2 else BAR_DEPTH,
    )


def law(shapes: tuple[KnownShape, ...]) -> str:
    """The scale in words, as far as it is used for these shapes."""
    maps = any(not is_flat(each) for each in shapes)
    bars = any(map(is_flat, shapes))
    parts = [LAW] * maps + [BAR_LAW if maps else "Heights grow as features^0.4 (from 12 px)"] * bars
    return ", ".join(parts) + "."
