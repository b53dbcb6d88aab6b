"""A stop on the way down a pyramid and up again, a value that is drawn as a bar, and what comes across to it."""

from fractions import Fraction

from cnndsl.analyse.figures import LayerFigures
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape


class Copy(NamedTuple):
    """What comes to a stop from one on the way down."""

    of: int
    """That stop's number."""
    how: str
    """`copy`, `copy and crop`, `copy and add`, `copy through gate`."""
    share: float = 0
    """How much of the channels it is, where it stands beside others."""
    through: str = ""
    """The block that it goes through."""
    looks: bool = False
    """Whether that block takes what comes from below, too."""
    places: bool = False
    """Whether only the places of maxima are taken."""
    rows: tuple[LayerFigures, ...] = ()
    """The layers on its way."""


class Stop(NamedTuple):
    """A value on the way, and the layers that make it of the one before."""

    shape: KnownShape
    scale: Fraction
    rows: tuple[LayerFigures, ...] = ()
    tags: tuple[LayerFigures, ...] = ()
    block: str = ""
    """The block that makes it, where that has branches of its own."""
    copies: tuple[Copy, ...] = ()
    joins: tuple[LayerFigures, ...] = ()
    """The layers that join the copies to it, where it is made larger first."""
    times: int = 1
    """How many equal ones it stands for."""

    @property
    def all_rows(self) -> tuple[LayerFigures, ...]:
        return self.rows + self.tags + self.joins
