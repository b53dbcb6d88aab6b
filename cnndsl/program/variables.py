"""Names for the values of a `forward`: of the trunk, of branches side by side, of what has a label."""

from collections.abc import Iterable
from itertools import chain, islice
from itertools import count as count_from

from cnndsl.program.places import in_words

TRUNK = "x"
RENAMED = ("x", "self", "torch", "nn", "F", "part", "zip", "l", "O", "I")
"""Names that have another meaning in the file, or are hard to tell from a number. `Output` ends a class's."""


def variable(label: str) -> str:
    """The name of a label's value in the code."""
    plain = in_words(label).replace(".", "__")
    unclear = plain in RENAMED or plain.endswith("Output")
    return f"{plain}_value" if unclear else plain


class Variables:
    """Names for values that stand side by side."""

    def __init__(
        self,
        taken: Iterable[str],
        reserved: frozenset[str] = frozenset(),
        outer: "Variables | None" = None,
    ) -> None:
        self.taken: set[str] = outer.taken if outer else {TRUNK, *taken}
        """Shared with those around and inside, which are not at work at the same time."""
        self.reserved = reserved
        """Taken everywhere."""
        self._own: set[str] = set()
        self.labels: dict[str, str] = dict(outer.labels) if outer else {}
        """The variables of the labelled values that are in sight."""

    def inside(self) -> "Variables":
        """Those of a branch: what it labels is not seen outside."""
        return Variables((), self.reserved, self)

    def leave(self) -> None:
        """Give the names back that were taken inside."""
        self.taken -= self._own

    def keep(self, label: str) -> str:
        """A variable for a labelled value, which hides no other's."""
        plain, number = variable(label), 2
        name = plain
        while name in self.labels.values():
            name, number = f"{plain}{number}", number + 1
        self.labels[label] = name
        return name

    def of(self, label: str) -> str:
        return self.labels[label]

    def one(self, parent: str) -> str:
        """A name for the only branch that needs one."""
        return self._free(chain("y" if parent == TRUNK else "", _numbered(parent)), 1)[0]

    def several(self, parent: str, count: int) -> list[str]:
        letters = "abcdefghijklmnopqrstuvw" if parent == TRUNK and count < 24 else ""
        return self._free(chain(letters, _numbered(parent)), count)

    def release(self, names: Iterable[str]) -> None:
        """Let later values take names whose own are not needed any more, and so their memory."""
        self._own -= set(names)
        self.taken -= set(names)

    def _is_free(self, name: str) -> bool:
        return name not in self.taken and name not in self.reserved

    def _free(self, names: Iterable[str], count: int) -> list[str]:
        """The first few that are not taken, which they are from now on."""
        free = list(islice(filter(self._is_free, names), count))
        self._own.update(free)
        self.taken.update(free)
        return free


def _numbered(parent: str) -> Iterable[str]:
    stem = "y" if parent == TRUNK else parent[0]
    return (f"{stem}{number}" for number in count_from(1))
