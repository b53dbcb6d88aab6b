"""What is to be fitted, and how."""

from collections import Counter
from typing import TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.weights.equal_shapes import aligned
from cnndsl.weights.map_file import Line
from cnndsl.weights.tensor_names import Tensor, Token, within

Head: TypeAlias = tuple[str, ...]
"""The layers that an output's number of classes shapes."""


class Rules(NamedTuple):
    """How to fit: the command's options, and where the network's heads are."""

    ordered: bool = True
    """Whether the checkpoint's order means something."""
    in_order: bool = False
    """Whether it is to be trusted alone."""
    fresh: tuple[str, ...] = ()
    """Parts of ours that take fresh values."""
    fresh_head: bool = False
    """Whether heads that do not fit do, too."""
    aux: tuple[str, ...] = ()
    """Our aux heads."""
    heads: tuple[Head, ...] = ()
    """Those of our outputs."""
    downwards: bool = False
    """Whether numbers may run downwards where upwards nothing fits."""


class Task(NamedTuple):
    """Our tensors and theirs, the lines of a map, and the rules."""

    ours: list[Tensor]
    theirs: list[Tensor]
    lines: list[Line]
    rules: Rules

    def with_lines(self, more: list[Line]) -> "Task":
        return self._replace(lines=self.lines + more)

    def either_way(self) -> "Task":
        """The same, with numbers that may run downwards."""
        return self._replace(rules=self.rules._replace(downwards=True))

    def unsaid(self) -> tuple[list[Tensor], list[Tensor]]:
        """What no line says, of both sides, by the shapes that stand for one another."""
        ours = _outside(self.ours, [line.ours for line in self.lines])
        return aligned(ours, _outside(self.theirs, [line.theirs for line in self.lines]))


def _outside(tensors: list[Tensor], parts: list[str]) -> list[Tensor]:
    return [each for each in tensors if not any(within(each.name, part) for part in parts)]


def too_much(of: list[Tensor], than: list[Tensor]) -> Counter[Token]:
    """What one side has more of than the other."""
    return Counter(each.token for each in of) - Counter(each.token for each in than)
