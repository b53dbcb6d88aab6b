"""The values of a network without their numbers: which takes whose memory, as in the generated module.

What is alive at once is in `inference.py`, what is kept for gradients in `training.py`.
"""

from typing import NamedTuple

from cnndsl.analyse.slight import Slight
from cnndsl.analyse.walk import Walk
from cnndsl.checking.taps import Taps
from cnndsl.layers.layer import NoTorch
from cnndsl.layers.memory import Memory
from cnndsl.layers.merge import Identity
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Network,
    Placed,
    Scope,
    Sequence,
    Step,
    copies_of,
    is_class,
    value_label,
)
from cnndsl.sizes import Shape, product, spatial


class Storage:
    """A stretch of memory, and by how many names it is held."""

    __slots__ = ("holders", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.holders = 0


class Value(NamedTuple):
    """What a layer gives."""

    storage: Storage
    shape: Shape
    learned: bool = False
    """Whether a gradient goes through it."""
    free: bool = False
    """Whether nothing else needs it, so that what follows may write over it."""


class Values(Walk[Value]):
    """Follows a network; mistakes may have taken layers out of it."""

    def __init__(self, network: Network, size: int, aux: bool) -> None:
        super().__init__(network, aux)
        self.size = size
        """The bytes of a number."""
        self.slight = Slight(self.placed)
        self.tapped = tapped(network.structure)
        self.written_over = False
        """Whether what follows the newest branching writes over its value."""
        self.labelled = False
        self.kept_as = ""
        """The label that the newest value is named by, with what is written around it in the same statement."""
        self.run()

    def run(self) -> None:
        self.outputs(self.made(self.network.input or (0,)))

    def made(self, shape: Shape, learned: bool = False, free: bool = False) -> Value:
        return Value(Storage(product(shape) * self.size), shape, learned, free)

    def bytes_of(self, own: Memory) -> int:
        """The bytes for one image."""
        return self.size * own.numbers + own.bytes

    def goes_over(self, placed: Placed, x: Value) -> bool:
        """Whether a layer writes over what it takes."""
        return _may_write_over(placed) and x.free and not self.labelled

    def _sequence(
        self, body: Sequence, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        kept_as, end = "", -1
        for number, item in enumerate(body):
            self.labelled = bool(item.label)
            if number > end:
                kept_as, end = self._kept_as(body, number)
            self.kept_as = kept_as
            if isinstance(item, Branches):
                behind = self._behind(body, number)
                self.written_over = value_label(item) not in self.tapped and _writes_over(behind)
            if isinstance(item, Fork):
                x = x._replace(free=False)
            x = self._item(item, prefix, suffix, x, scope)
            if label := value_label(item):
                scope.own[label] = x._replace(free=False)
                x = x._replace(free=x.free and label not in self.tapped)
        return x

    def _kept_as(self, body: Sequence, number: int) -> tuple[str, int]:
        """The label of what an item gives, or of what its statement makes of that, and the statement's last item."""
        item = body[number]
        if not self.tapped or value_label(item) in self.tapped:
            return value_label(item), number
        joinable, new = _joinable(item)
        for at in range(number + 1, len(body)):
            each = body[at]
            layer = each.layer if isinstance(each, Step) else None
            over = new and _writes_over(each)
            passes = layer is not None and joinable and layer.passes_on
            if not (over or passes or is_identity(each)):
                return "", at - 1
            if value_label(each) in self.tapped:
                return value_label(each), at
            new = new and is_identity(each)
        return "", len(body) - 1

    def _behind(self, body: Sequence, number: int) -> Item | None:
        """What comes next of what is there in the code: an `id` is not."""
        for at in range(number + 1, len(body)):
            each = body[at]
            if not is_identity(each) or value_label(each) in self.tapped:
                return each
        return None

    def _copy(
        self, item: Item, body: Sequence, names: tuple[str, str], x: Value, scope: Scope[Value]
    ) -> Value:
        if self._stands_inline(item, names):
            return self._sequence(body, *names, x, scope)
        return self.part(item, body, names, x._replace(free=False), scope)._replace(free=False)

    def part(
        self, item: Item, body: Sequence, names: tuple[str, str], x: Value, scope: Scope[Value]
    ) -> Value:
        """A part that its surroundings know by what it is given and gives."""
        return self._sequence(body, *names, x, scope)

    def _stands_inline(self, item: Item, names: tuple[str, str]) -> bool:
        """Whether a part that could be a class is too slight for one."""
        copies = copies_of(item)
        alone = not self.network.partial and is_class(item) and len(copies) == 1 and not item.label
        try:
            return alone and self.slight.is_slight(copies[0], names)
        except NoTorch:
            return False

    def _labelled(self, label: str, scope: Scope[Value]) -> Value:
        return scope.find(label) or self.made((0,))

    def _step(self, step: Step, path: str, x: Value, scope: Scope[Value]) -> Value:
        if path not in self.placed:
            return x
        placed = self.placed[path]
        if is_identity(step):
            self.renamed(placed)
            return x
        return self.layer(placed, x, None)._replace(shape=placed.output)

    def renamed(self, placed: Placed) -> None:
        """What gives on its input and does not stand in the code."""
        raise NotImplementedError

    def shares(self, x: Value, count: int) -> list[Value]:
        return [x._replace(shape=(x.shape[0] // count, *spatial(x.shape)))] * count

    def _branches(
        self, item: Branches, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        over = self.written_over
        ends = []
        for number, start in enumerate(self._starts(item, x._replace(free=False))):
            ends.append(self._branch(item, number, prefix, suffix, start, Scope(scope)))
        placed = self.placed.get(f"{prefix}{item.name}{suffix}")
        if placed is None:
            return ends[0]
        if len(ends) == 1 and placed.layer.word in ("add", "mul"):
            self.renamed(placed)
            return ends[0]._replace(free=False)
        summed = [end for end in ends if end.free] if placed.layer.word == "add" else []
        if over and summed and len(ends) == 2:
            return self.joined(placed, ends, summed[0].storage)
        return self.joined(placed, ends, None)

    def _branch(
        self, item: Branches, number: int, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        return self._sequence(item.bodies[number], prefix, suffix, x, scope)

    def joined(self, placed: Placed, ends: list[Value], into: Storage | None) -> Value:
        """The value of branches, which a sum may write over one of theirs."""
        raise NotImplementedError


def _joinable(item: Item) -> tuple[bool, bool]:
    """Whether what follows may stand in the statement of an item, and may write over its value."""
    if isinstance(item, Branches):
        signed = item.how in ("add", "mul") and len(item.bodies) > 1
        return signed, signed
    layer = item.layer if isinstance(item, Step) else None
    joinable = layer is not None and layer.role in ("weights", "norm")
    return joinable, joinable and layer is not None and layer.new


def _writes_over(item: Item | None) -> bool:
    return isinstance(item, Step) and not item.label and _may_write_over(item)


def _may_write_over(item: Step | Placed) -> bool:
    """Whether a layer can write over its input: not where it is a module, for its class's sake."""
    layer = item.layer
    return bool(layer and layer.writes_over and not item.origin.symbols.keys() & vars(layer))


def is_identity(item: Item) -> bool:
    return isinstance(item, Step) and isinstance(item.layer, Identity)


def tapped(body: Sequence) -> frozenset[str]:
    """The labels whose values are taken again; one inside a group also by its own name."""
    labels = Taps().of_all(body)
    return labels | {label.rpartition(".")[2] for label in labels}
