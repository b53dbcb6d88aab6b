"""Where layers stand in a network: how the names of a layer and of the parts around it make its path."""

from typing import TypeAlias

from cnndsl.named_tuple import NamedTuple

Path: TypeAlias = tuple[str | int, ...]
"""The names of the parts around a layer, with the numbers of copies, and its own: `("stage", 0, "conv1")`."""


def show_path(path: Path) -> str:
    """A path as it is shown, and as PyTorch names what stands there: `stage.0.conv1`."""
    return (".%s" * len(path))[1:] % path


def letters_of(path: Path) -> int:
    """How many letters a path takes where it is shown."""
    return len(show_path(path))


class Place(NamedTuple):
    """The inside of a part, in which layers and further parts have names of their own."""

    before: Path = ()
    """What stands in paths before these names: the parts around."""

    def path(self, name: str) -> Path:
        """The path of what has a name here."""
        return (*self.before, name)

    def inside(self, name: str) -> "Place":
        """The inside of a part that has a name here."""
        return Place((*self.before, name))

    def copy(self, name: str, number: int) -> "Place":
        """The inside of one of a part's copies."""
        return Place((*self.before, name, number))

    def under(self, around: Path) -> "Place":
        """The same place as it is seen from a part around it, of which the paths begin so."""
        return Place(around + self.before)


WHOLE = Place()
"""The inside of a network itself."""
