"""The memory of inference: what is alive at once, as the generated module holds it.

A name holds its value until it is given another or its `forward` ends; a part's caller holds what it gives
to the part until the part returns. Frames are those of `forward`: for each class, its names.
"""

from cnndsl.analyse.values import Storage, Value, Values
from cnndsl.layers.merge import Identity, Projection
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Network,
    Placed,
    Scope,
    Sequence,
    Step,
    Tap,
    is_class,
)
from cnndsl.sizes import product

TRUNK = "x"
Frame = dict[str, Storage]


class Inference(Values):
    """One forward pass in evaluation, of one image."""

    def __init__(self, network: Network, size: int) -> None:
        self.alive: dict[str, int] = {}
        """The bytes that are alive while a layer works, by its path."""
        self._now = 0
        self._image = 0
        self._frames: list[Frame] = [{}]
        self._target = TRUNK
        super().__init__(network, size, aux=False)

    @property
    def peak(self) -> int:
        """The most that is alive at once."""
        return max(self.alive.values(), default=self._image)

    def run(self) -> None:
        image = self.made(product(self.network.input) if self.network.input else 0)
        self._image = image.storage.size
        self._assign("the caller's", image.storage)
        self._assign(TRUNK, image.storage)
        self.outputs(image)

    # Names

    def _assign(self, name: str, storage: Storage) -> None:
        """Let a name stand for a value, and go of what it stood for."""
        frame = self._frames[-1]
        self._hold(storage)
        if name in frame:
            self._let_go(frame[name])
        frame[name] = storage

    def _forget(self, name: str) -> None:
        self._let_go(self._frames[-1].pop(name))

    def _hold(self, storage: Storage) -> None:
        if not storage.holders:
            self._now += storage.size
        storage.holders += 1

    def _let_go(self, storage: Storage) -> None:
        storage.holders -= 1
        if not storage.holders:
            self._now -= storage.size

    # Values

    def layer(self, placed: Placed, x: Value, like: Value | None) -> Value:
        layer = placed.layer
        over = self.goes_over(layer, x)
        if over or layer.passes_on or layer.gives_on:
            y = x._replace(free=False)
            self._at_work(placed, None)
        else:
            y = self.made(product(placed.output), free=layer.new)
            self._at_work(placed, y.storage)
        self._assign(self._target, y.storage)
        return y

    def _at_work(self, placed: Placed, makes: Storage | None) -> None:
        beside = self.bytes_of(placed.layer.work_space(placed.input))
        self.alive[placed.path] = self._now + beside + (makes.size if makes else 0)

    def joined(self, placed: Placed, ends: list[Value]) -> Value:
        y = self.made(product(placed.output), free=placed.layer.new)
        self._at_work(placed, y.storage)
        return y

    def shares(self, x: Value, count: int) -> list[Value]:
        return [x] * count

    # Structure

    def _item(self, item: Item, prefix: str, suffix: str, x: Value, scope: Scope[Value]) -> Value:
        outer = self._target
        if item.label in self.tapped:
            self._target = item.label
        elif isinstance(item, Fork):
            self._target = item.output
        x = super()._item(item, prefix, suffix, x, scope)
        self._target = outer
        return x

    def _copy(
        self, item: Item, body: Sequence, names: tuple[str, str], x: Value, scope: Scope[Value]
    ) -> Value:
        if not is_class(item):
            return super()._copy(item, body, names, x, scope)
        outer, self._target = self._target, TRUNK
        self._frames.append({})
        self._assign(TRUNK, x.storage)
        y = super()._copy(item, body, names, x, scope)
        self._hold(y.storage)
        for storage in self._frames.pop().values():
            self._let_go(storage)
        self._target = outer
        self._assign(self._target, y.storage)
        self._let_go(y.storage)
        if isinstance(item, Nest):
            for label, value in scope.own.items():
                if f"{item.label}.{label}" in self.tapped:
                    self._assign(f"{item.label}.{label}", value.storage)
        return y

    def _branches(
        self, item: Branches, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        y = super()._branches(item, prefix, suffix, x, scope)
        for name in [name for name in self._frames[-1] if name.startswith("(")]:
            self._forget(name)
        self._assign(self._target, y.storage)
        return y

    def _branch(
        self, item: Branches, number: int, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        outer = self._target
        self._target = _name(item, number, outer)
        y = super()._branch(item, number, prefix, suffix, x, scope)
        self._target = outer
        return y


def _name(item: Branches, number: int, target: str) -> str:
    """The name of a branch's value.

    One that begins with a bracket is none: it stands where the values are joined, and lasts no longer.
    """
    needing = [k for k, body in enumerate(item.bodies) if not all(map(_renames, body))]
    if len(item.bodies) == 2 and needing and _is_projection(item.bodies[needing[-1]]):
        needing = needing[:-1]
    if number not in needing:
        return f"({target}.{number}"
    return f"{target}'" if len(needing) == 1 else f"{target}.{number}"


def _renames(item: Item) -> bool:
    return isinstance(item, Tap) or (isinstance(item, Step) and isinstance(item.layer, Identity))


def _is_projection(body: Sequence) -> bool:
    return len(body) == 1 and isinstance(body[0], Step) and isinstance(body[0].layer, Projection)
