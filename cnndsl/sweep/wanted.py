"""What is asked of a family: which of its networks, within which limits, and what of each."""

from typing import Literal, TypeAlias

from cnndsl.analyse.report import USUAL, Settings
from cnndsl.named_tuple import NamedTuple

How: TypeAlias = Literal["front", "rank", "sample", "all"]


class Bounds(NamedTuple):
    """A figure's least and most, both included; None for no bound."""

    figure: str
    least: float | None
    most: float | None

    def hold(self, value: float | None) -> bool:
        """Whether a value is within them; what has no such figure is not."""
        if value is None:
            return False
        return (self.least is None or self.least <= value) and (
            self.most is None or value <= self.most
        )


class Wanted(NamedTuple):
    """What is asked."""

    how: How
    figures: tuple[str, ...] = ()
    """Of a front, or the one by which networks are ranked; with a minus where more is better."""
    top: int = 0
    """So many of a rank; 0 for all."""
    draws: int = 0
    seed: int = 0
    bounds: tuple[Bounds, ...] = ()
    settings: Settings = USUAL
    spec: bool = False
    """Whether each row has the network's spec."""
