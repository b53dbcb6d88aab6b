"""Where layers stand in a network: how the names of a layer and of the parts around it make its path."""

from typing import TypeAlias

from cnndsl.named_tuple import NamedTuple

Path: TypeAlias = tuple[str | int, ...]
"""The names of the parts around a layer, with the numbers of copies, and its own: `("stage", 0, "conv1")`."""


class LaterCall(str):
    """The name of a further call of a shared part, whose layers are those of its first."""

    def __new__(cls, name: str, module: str) -> "LaterCall":
        made = super().__new__(cls, name)
        made.module = module
        return made

    module: str
    """The name of the first call, which is the part's own."""

    def __reduce__(self) -> "tuple[type[LaterCall], tuple[str, str]]":
        return LaterCall, (str(self), self.module)


def module_path(path: Path) -> Path:
    """Where the module is that a layer is in code: of a shared part, where its first call is."""
    return tuple([each.module if isinstance(each, LaterCall) else each for each in path])


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
    owner: Path = ()
    """What stands before the names of shared parts: the block around, or nothing in the trunk."""

    def path(self, name: str) -> Path:
        """The path of what has a name here."""
        return (*self.before, name)

    def inside(self, name: str) -> "Place":
        """The inside of a part that has a name here."""
        return Place((*self.before, name), self.owner)

    def block(self, name: str, shared: bool) -> "Place":
        """The inside of a block, which has shared parts of its own; a shared one stands where its owner does."""
        path = (*(self.owner if shared else self.before), name)
        return Place(path, path)

    def copy(self, name: str, number: int) -> "Place":
        """The inside of one of a part's copies."""
        return Place((*self.before, name, number), self.owner)


WHOLE = Place()
"""The inside of a network itself."""
