"""Where a part stands in the files: what its words may name, and what comes in there."""

from collections.abc import Callable, Mapping
from typing import Any

from cnndsl.checking.evaluate import Copy, Here
from cnndsl.checking.files import Block, Source
from cnndsl.checking.flow import Flow
from cnndsl.checking.incoming import Behind, Changed, Incoming
from cnndsl.checking.trail import Context
from cnndsl.formulas import Formula
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Scope, Sequence
from cnndsl.sizes import Size, exactly, unknown_size
from cnndsl.syntax import tree
from cnndsl.text import Span


class Room:
    """What a part of the trunk may unfold to, shared by all that is inside of it."""

    def __init__(self) -> None:
        self.full = False
        """Whether there are too many layers already, so that nothing more is unfolded."""


class Spot(NamedTuple):
    """A place in a body: its file, what names mean there, and what is around it."""

    source: Source
    here: Here
    labels: Scope[Span]
    room: Room
    incoming: Incoming | None = None
    """What comes in; None where no file says `in`."""
    context: Context | None = None
    """By which that is followed, if there is anything."""
    depth: int = 0
    """How many brackets, blocks and copies stand around it."""
    blocks: tuple[Block, ...] = ()
    """The blocks that it is in, the innermost last."""
    around: tuple[tuple[tree.Part | tree.Head, ...], ...] = ()
    """The sequences around it, with the parts behind it too: the outermost first."""
    numbered: bool = False
    """Whether it stands in a `seq`, whose parts have numbers."""
    names_copies: tree.Label | None = None
    """The first label that names the copies of a part, straight inside of which it stands."""
    is_named: bool = False
    """Whether all that stands here has a name already, a head's."""
    renamed: Mapping[str, str] = {}
    """In layers that a block is given: what the block calls the labels of where they are written; nothing for one that
    a mistake hides."""

    @property
    def uses(self) -> tuple[Span, ...]:
        """Where its blocks are used, the outermost use first."""
        return self.here.uses

    @property
    def state(self) -> object:
        """What a part may depend on of what comes in."""
        if self.incoming is None:
            return None
        flow = self.incoming.flow
        return exactly(flow.shape), flow.past, flow.in_part

    @property
    def is_asked_for(self) -> bool:
        """Whether anything has asked what comes in."""
        return self.incoming is not None and self.incoming.is_asked_for

    def stands_for_layers(self, name: str) -> bool:
        """Whether a name is a parameter, of the block that is written around, which stands for layers."""
        return bool(self.blocks) and name in self.blocks[-1].layers and name in self.here.parameters

    def inside(self) -> "Spot":
        """Inside brackets here, where labels are of their own."""
        labels: Scope[Span] = Scope(self.labels)
        return self._replace(labels=labels, numbered=False, names_copies=None, is_named=False)

    def deeper(self, levels: int) -> "Spot":
        return self._replace(depth=self.depth + levels) if levels else self

    def among(self, parts: "tuple[tree.Part | tree.Head, ...]", deeper: int = 0) -> "Spot":
        """In a sequence of parts that stands here; a name for all that stands here is its only part's."""
        return self._replace(
            depth=self.depth + deeper,
            around=(*self.around, parts),
            is_named=self.is_named and len(parts) == 1,
        )

    def in_copy(self, copy: Copy) -> "Spot":
        """Inside one of several copies."""
        return self._replace(here=self.here._replace(copy=copy))

    def with_value(self, name: str, value: Any, formula: Formula | None) -> "Spot":
        """Where a list's name stands for one of its values."""
        parameters = {**self.here.parameters, name: value}
        listed = {**self.here.listed, name: formula}
        return self._replace(here=self.here._replace(parameters=parameters, listed=listed))

    def at(self, incoming: Incoming | None) -> "Spot":
        """The same with something else coming in."""
        if incoming is self.incoming:
            return self
        return self._replace(incoming=incoming, here=self.here._replace(depth=depth_of(incoming)))

    def taking(self, change: Callable[[Flow], Flow]) -> "Spot":
        """The same with what comes in changed; nothing has asked for it as yet."""
        return self.at(self.incoming and Changed(self.incoming, change))

    def behind(self, items: Sequence) -> "Spot":
        """The spot behind some items that stand here."""
        if self.incoming is None or self.context is None:
            return self
        return self.at(Behind(self.incoming, items, self.context))


def depth_of(incoming: Incoming | None) -> Callable[[], Size]:
    """Tells what `in` means where something comes in."""
    return incoming.depth if incoming else unknown_size
