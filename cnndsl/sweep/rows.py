"""Where rows come from: anything that has them by range. All else here knows no more of a family than that."""

from collections.abc import Iterator
from typing import Any, Literal, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]
"""A value for each column; None where a network has none."""
Kind: TypeAlias = Literal["whole", "big", "real", "text"]
"""What a column holds: whole numbers below 2^63, whole numbers of any size, reals or texts."""


class Rows(Protocol):
    """Rows by their numbers, from 0. To be shared out they have to be pickled."""

    @property
    def columns(self) -> tuple[str, ...]:
        """`member`, choices by name, totals by their names in JSON, perhaps `spec`."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What each column holds, the same for all ranges."""

    @property
    def count(self) -> int:
        """How many numbers there are; a number that is beyond a limit has no row."""

    @property
    def checksum(self) -> str:
        """Of the spec, the files that it takes in, and the options."""

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """The rows of the numbers from the first to before the last: the same whenever and wherever asked."""
