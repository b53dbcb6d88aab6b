"""The memory of inference: what is alive at once, as the generated module holds it.

A name holds its value until it is given another or its `forward` ends; a part's caller holds what it gives
to the part until the part returns.
"""

from functools import partial
from typing import NamedTuple

from cnndsl.analyse.frames import BESIDE, Frames
from cnndsl.analyse.values import Storage, Value, Values
from cnndsl.analyse.variables import TRUNK, Variables, variable
from cnndsl.checking.memo import LONGEST
from cnndsl.checking.taps import Taps
from cnndsl.layers.merge import Identity, Projection
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Network,
    Placed,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    is_class,
    value_label,
)
from cnndsl.sizes import Shape


class _Run(NamedTuple):
    """What a part has given, and how much more was alive in it, by the names inside it."""

    body: Sequence
    """Kept so that its id stays its own."""
    result: Value
    noted: list[tuple[str, int]]


class Inference(Values):
    """One forward pass in evaluation, of one image."""

    def __init__(self, network: Network, size: int) -> None:
        self._noted: list[tuple[str, int]] = []
        """Paths, and the bytes that are alive while their layers work."""
        self._ran: dict[object, _Run] = {}
        """Parts that have run, by what came in and what labels stood for."""
        self._takes: dict[int, tuple[str, ...]] = {}
        """The labels that parts take values of."""
        self._taps = Taps()
        self._image = 0
        self._frames = Frames()
        self._target = TRUNK
        """The name that the next value is given."""
        self._parent = TRUNK
        """The same, labels apart: what names of branches are made of."""
        self._branch_names: dict[int, str] = {}
        """Those of the branches that are being followed, where their values have any."""
        super().__init__(network, size, aux=False)

    @property
    def alive(self) -> dict[str, int]:
        """The bytes that are alive while a layer works, by its path."""
        return dict(self._noted)

    @property
    def peak(self) -> int:
        """The most that is alive at once."""
        return max((most for _, most in self._noted), default=self._image)

    def run(self) -> None:
        image = self.made(self.network.input or (0,))
        self._image = image.storage.size
        self._labels = frozenset(map(variable, self.tapped))
        self._frames.enter(self._variables(self.network.structure))
        self._frames.assign("the caller's", image.storage)
        self._frames.assign(TRUNK, image.storage)
        self.outputs(image)

    def _variables(self, body: Sequence) -> Variables:
        """The names that are free beside those of labels and outputs."""
        outputs = [variable(each.output) for each in body if isinstance(each, Fork)]
        return Variables(outputs, self._labels)

    # Values

    def layer(self, placed: Placed, x: Value, like: Value | None) -> Value:
        layer = placed.layer
        over = self.goes_over(placed, x)
        if over or layer.passes_on or layer.gives_on:
            y = x._replace(free=False) if x.free else x
            self._at_work(placed, None)
        else:
            y = self.made(placed.output, free=layer.new)
            self._at_work(placed, y.storage)
        self._frames.assign(self._target, y.storage)
        return y

    def _at_work(self, placed: Placed, makes: Storage | None) -> None:
        beside = self.bytes_of(placed.layer.work_space(placed.input))
        most = self._frames.alive + beside + (makes.size if makes else 0)
        self._noted.append((placed.path, most))

    def renamed(self, placed: Placed) -> None:
        self._at_work(placed, None)

    def joined(self, placed: Placed, ends: list[Value], into: Storage | None) -> Value:
        if into:
            self._at_work(placed, None)
            return Value(into, placed.output, free=True)
        y = self.made(placed.output, free=placed.layer.new)
        self._at_work(placed, y.storage)
        return y

    # Structure

    def _item(self, item: Item, prefix: str, suffix: str, x: Value, scope: Scope[Value]) -> Value:
        outer = self._parent = self._target
        if isinstance(item, Repeat) and item.copies:
            self._frames.assign(self._target, x.storage)
        elif self.kept_as in self.tapped:
            self._target = _named(self.kept_as)
        elif isinstance(item, Fork):
            self._target = variable(item.output)
        x = super()._item(item, prefix, suffix, x, scope)
        if isinstance(item, Fork) and not item.aux:
            self._frames.assign(variable(item.output), self.heads[item.output].storage)
        if value_label(item) in self.tapped:
            self._frames.assign(_named(value_label(item)), x.storage)
        self._target = outer
        return x

    def part(
        self, item: Item, body: Sequence, names: tuple[str, str], x: Value, scope: Scope[Value]
    ) -> Value:
        if not is_class(item):
            return super().part(item, body, names, x, scope)
        if id(body) not in self._takes:
            self._takes[id(body)] = tuple(self._taps.of_all(body))
        taken = map(partial(_shape, scope), self._takes[id(body)])
        key = (id(body), x.shape, *taken)
        prefix, suffix = names
        alone = not suffix and not isinstance(item, Nest)  # what it names is its own
        ran = self._ran.get(key) if alone else None
        if ran is None:
            before, alive = len(self._noted), self._frames.alive
            y = self._run(item, body, names, x, scope)
            noted = self._noted[before:]
            if alone and y.storage.holders == 1 and len(noted) <= LONGEST:  # nobody else has y
                self._ran[key] = _Run(
                    body, y, [(path[len(prefix) :], most - alive) for path, most in noted]
                )
        else:
            y = ran.result._replace(storage=Storage(ran.result.storage.size))
            alive = self._frames.alive
            self._noted += [(prefix + path, alive + more) for path, more in ran.noted]
            self._frames.hold(y.storage)
        self._frames.assign(self._target, y.storage)
        self._frames.let_go(y.storage)
        if isinstance(item, Nest):
            for label, value in scope.own.items():
                if f"{item.label}.{label}" in self.tapped:
                    self._frames.assign(_named(f"{item.label}.{label}"), value.storage)
        return y

    def _run(
        self, item: Item, body: Sequence, names: tuple[str, str], x: Value, scope: Scope[Value]
    ) -> Value:
        """What a part that is a class gives, held once."""
        outer, self._target = self._target, TRUNK
        self._frames.enter(self._variables(body))
        self._frames.assign(TRUNK, x.storage)
        y = super().part(item, body, names, x, scope)
        self._frames.leave(y.storage)
        self._target = outer
        return y

    # Branches

    def _branches(
        self, item: Branches, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        outer, variables = self._branch_names, self._frames.variables
        needing = self._needing(item, prefix, suffix)
        if item.how == "split" and len(item.bodies) > 1:
            taken = variables.several(self._parent, len(item.bodies))
            for name in taken:
                self._frames.assign(name, x.storage)
            self._branch_names = {k: taken[k] for k in needing}
        else:
            one = len(needing) == 1
            taken = [variables.one(self._parent)] if one else []
            taken = taken or variables.several(self._parent, len(needing))
            self._branch_names = dict(zip(needing, taken, strict=True))
        y = super()._branches(item, prefix, suffix, x, scope)
        variables.release(taken)
        self._branch_names = outer
        self._frames.forget_what_is_beside()
        self._frames.assign(self._target, y.storage)
        return y

    def _branch(
        self, item: Branches, number: int, prefix: str, suffix: str, x: Value, scope: Scope[Value]
    ) -> Value:
        outer, names = self._target, self._branch_names
        self._target = names.get(number, f"{BESIDE}{outer}.{number}")
        self._frames.enter_branch()
        y = self._sequence(item.bodies[number], prefix, suffix, x, scope)
        self._frames.leave_branch()
        self._target, self._branch_names = outer, names
        return y

    def _needing(self, item: Branches, prefix: str, suffix: str) -> list[int]:
        """The branches whose values have names; a last projection is called where two are joined."""
        needing = [
            number
            for number, body in enumerate(item.bodies)
            if not all(self._renames(each, prefix, suffix) for each in body)
        ]
        if len(item.bodies) == 2 and needing and _is_projection(item.bodies[needing[-1]]):
            needing = needing[:-1]
        return needing

    def _renames(self, item: Item, prefix: str, suffix: str) -> bool:
        """Whether an item is a value that is there already."""
        if isinstance(item, Use):
            return not value_label(item) and all(map(_is_value, item.body))
        if isinstance(item, Step) and isinstance(item.layer, Projection):
            placed = self.placed.get(f"{prefix}{item.name}{suffix}")
            return placed is not None and placed.layer.gives_on
        return _is_value(item)


def _shape(scope: Scope[Value], label: str) -> Shape | None:
    """That of the value that a label stands for."""
    found = scope.find(label)
    return found and found.shape


def _named(label: str) -> str:
    """The name in a frame of a labelled value, which is nobody else's."""
    return f"@{label}"


def _is_value(item: Item) -> bool:
    return isinstance(item, Tap) or (isinstance(item, Step) and isinstance(item.layer, Identity))


def _is_projection(body: Sequence) -> bool:
    return len(body) == 1 and isinstance(body[0], Step) and isinstance(body[0].layer, Projection)
