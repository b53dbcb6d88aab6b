"""Where layers stand in a network: how the names of a layer and of the parts around it make its path."""

from typing import NamedTuple


class Place(NamedTuple):
    """The inside of a part, in which layers and further parts have names of their own."""

    before: str = ""
    """What stands in paths before these names: the parts around."""
    behind: str = ""
    """What stands behind them: the number of a copy, where copies of one thing go by its name, `conv1.0`."""

    def path(self, name: str) -> str:
        """The path of what has a name here."""
        return f"{self.before}{name}{self.behind}"

    def shared(self, name: str) -> str:
        """The path that all copies of what has a name here have in common."""
        return self.before + name

    def inside(self, name: str) -> "Place":
        """The inside of a part that has a name here."""
        return Place(f"{self.before}{name}{self.behind}.")

    def copy(self, name: str, number: int) -> "Place":
        """The inside of one of a part's copies."""
        return Place(f"{self.before}{name}{self.behind}.{number}.")

    def numbered(self, number: int) -> "Place":
        """One of the copies of a single layer or block, which stands here by its own name."""
        return Place(self.before, f".{number}")

    def under(self, around: str) -> "Place":
        """The same place as it is seen from a part around it, of which the paths begin so."""
        return Place(around + self.before, self.behind)


WHOLE = Place()
"""The inside of a network itself."""
