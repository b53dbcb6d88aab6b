"""An axis: where values stand on it, and the values that are written beside it."""

from collections.abc import Iterable
from math import ceil, floor, log10

from cnndsl.named_tuple import NamedTuple

WIDE = 30
"""The most is so many times the least: then equal ways are equal factors."""
STEPS = (1, 2, 2.5, 5, 10)
PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))
TIMES = ((1.0, " s"), (1e-3, " ms"), (1e-6, " µs"), (1e-9, " ns"))


class Scale(NamedTuple):
    """From values to places from 0 to 1."""

    least: float
    most: float
    is_log: bool

    def place(self, value: float) -> float:
        low, high, here = (self._on(each) for each in (self.least, self.most, value))
        return (here - low) / (high - low)

    def _on(self, value: float) -> float:
        return log10(value) if self.is_log else value

    def ticks(self, about: int) -> list[float]:
        """Round values within it, so many or a few more or less."""
        return _powers(self, about) if self.is_log else _steps(self, about)


def scale(values: Iterable[float], below: float = 0.04, above: float = 0.04) -> Scale:
    """The scale of some values, with so much of its length left free at its ends."""
    found = list(values)
    least, most = min(found), max(found)
    if least > 0 and most / least >= WIDE:
        low, high = log10(least), log10(most)
        unit = (high - low) / (1 - below - above)
        return Scale(10 ** (low - below * unit), 10 ** (high + above * unit), True)
    span = (most - least or abs(most) or 1) / (1 - below - above)
    return Scale(least - below * span, most + above * span, False)


def _steps(scale: Scale, about: int) -> list[float]:
    rough = (scale.most - scale.least) / about
    power = 10 ** floor(log10(rough))
    step = next(each * power for each in STEPS if each * power >= rough * 0.999)
    first = ceil(scale.least / step)
    found = [k * step for k in range(first, floor(scale.most / step) + 1)]
    return [float(f"{each:.6g}") for each in found if each >= 0 or scale.least < -step]


def _powers(scale: Scale, about: int) -> list[float]:
    """Powers of ten; with others between, or fewer of them, as there is room."""
    low, high = floor(log10(scale.least)), ceil(log10(scale.most))
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [f * 10.0**k for k in range(low, high + 1) for f in factors]
        inside = [each for each in found if scale.least <= each <= scale.most]
        if len(inside) <= about + 1:
            return inside
    return inside[:: ceil(len(inside) / about)]


def written(value: float, figure: str) -> str:
    """A value beside an axis: `1.5M`, `20 ms`."""
    units = TIMES if figure.endswith("seconds") else PREFIXES
    if value == 0:
        return "0"
    size, name = next((each for each in units if abs(value) >= each[0] * 0.9999), units[-1])
    if units is PREFIXES and abs(value) < PREFIXES[-1][0]:
        size, name = 1, ""
    return f"{value / size:.4g}{name}"
