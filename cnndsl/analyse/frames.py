"""The names of each `forward` that runs, and the memory that they hold."""

from cnndsl.analyse.values import Storage
from cnndsl.analyse.variables import Variables

Frame = dict[str, Storage]
BESIDE = "("
"""What the name begins with of a value that has none: it lasts as long as one statement."""


class Frames:
    """A stack of them: that of the network, and of the parts that run in it."""

    def __init__(self) -> None:
        self.alive = 0
        """The bytes of all that a name stands for."""
        self._frames: list[Frame] = []
        self._beside: list[list[str]] = []
        """The names in each that last as long as a statement."""
        self._variables: list[Variables] = []

    @property
    def variables(self) -> Variables:
        """The names that are free here."""
        return self._variables[-1]

    def enter(self, variables: Variables) -> None:
        """A part begins to run, with names of its own."""
        self._frames.append({})
        self._beside.append([])
        self._variables.append(variables)

    def leave(self, result: Storage) -> None:
        """A part has run: all is let go but what it returns, for which the caller has to find a name."""
        self._variables.pop().leave()
        self._beside.pop()
        self.hold(result)
        for storage in self._frames.pop().values():
            self.let_go(storage)

    def enter_branch(self) -> None:
        """What is named in a branch is not seen outside."""
        self._variables.append(self.variables.inside())

    def leave_branch(self) -> None:
        self._variables.pop().leave()

    def assign(self, name: str, storage: Storage) -> None:
        """Let a name stand for a value, and go of what it stood for."""
        frame = self._frames[-1]
        self.hold(storage)
        if name in frame:
            self.let_go(frame[name])
        elif name.startswith(BESIDE):
            self._beside[-1].append(name)
        frame[name] = storage

    def forget_what_is_beside(self) -> None:
        """A statement ends."""
        beside = self._beside[-1]
        while beside:
            self.let_go(self._frames[-1].pop(beside.pop()))

    def hold(self, storage: Storage) -> None:
        if not storage.holders:
            self.alive += storage.size
        storage.holders += 1

    def let_go(self, storage: Storage) -> None:
        storage.holders -= 1
        if not storage.holders:
            self.alive -= storage.size
