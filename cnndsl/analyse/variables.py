"""Names for the values of a `forward`: of the trunk, of branches side by side, of what has a label."""

from collections.abc import Iterable

TRUNK = "x"
RENAMED = ("x", "self", "torch", "nn", "F", "part", "zip", "l", "O", "I")
"""Names that have another meaning in the file, or are hard to tell from a number. `Output` ends a class's."""


def variable(label: str) -> str:
    """The name of a label's value in the code."""
    plain = label.replace(".", "__")
    unclear = plain in RENAMED or plain.endswith("Output")
    return f"{plain}_value" if unclear else plain


class Variables:
    """Names for values that stand side by side."""

    def __init__(self, taken: Iterable[str], labels: dict[str, str] | None = None) -> None:
        self.taken = {TRUNK, *taken}
        self.labels = dict(labels or {})
        """The variables of the labelled values that are in sight."""

    def inside(self) -> "Variables":
        """Those of a branch: what it labels is not seen outside."""
        return Variables(self.taken, self.labels)

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
        return self._free([*("y" if parent == TRUNK else ""), *self._numbered(parent)])

    def several(self, parent: str, count: int) -> list[str]:
        letters = "abcdefghijklmnopqrstuvw" if parent == TRUNK and count < 24 else ""
        return [self._free([*letters, *self._numbered(parent)]) for _ in range(count)]

    def release(self, names: Iterable[str]) -> None:
        """Let later values take names whose own are not needed any more, and so their memory."""
        self.taken -= set(names)

    def _numbered(self, parent: str) -> Iterable[str]:
        stem = "y" if parent == TRUNK else parent[0]
        return (f"{stem}{number}" for number in range(1, len(self.taken) + 2))

    def _free(self, names: Iterable[str]) -> str:
        name = next(each for each in names if each not in self.taken)
        self.taken.add(name)
        return name
