"""A network's structure followed with values of some kind: branches, copies, blocks, taps and heads.

What a layer makes of a value, and how values are shared out and joined, is a subclass's: memory is in
`memory.py`, NumPy's numbers are in `numbers/evaluation.py`. Nothing here knows the generated `forward`.
"""

from typing import Generic, TypeVar

from cnndsl.layers.arguments import Tap as TapValue
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
    Use,
    copies_of,
    inside,
    value_label,
)
from cnndsl.paths import WHOLE, Place

V = TypeVar("V")


class Walk(Generic[V]):
    """Goes through one network once."""

    def __init__(self, network: Network, aux: bool = False) -> None:
        self.network = network
        self.aux = aux
        """Whether aux heads are followed too, as in training."""
        self.placed = {placed.path: placed for placed in network.layers}
        self.heads: dict[str, V] = {}

    def layer(self, placed: Placed, x: V, like: V | None) -> V:
        """What a layer gives; `like` is the value at the label that one of its arguments names."""
        raise NotImplementedError

    def shares(self, x: V, count: int) -> list[V]:
        """Equal parts of the channels."""
        raise NotImplementedError

    def join(self, placed: Placed, ends: list[V]) -> V:
        raise NotImplementedError

    def outputs(self, image: V) -> dict[str, V]:
        """Every output, by name."""
        end = self._sequence(self.network.structure, WHOLE, image, Scope())
        wanted = [each.name for each in self.network.outputs if self.aux or not each.aux]
        return {name: self.heads.get(name, end) for name in wanted}

    def _sequence(self, body: Sequence, place: Place, x: V, scope: Scope[V]) -> V:
        for item in body:
            x = self._item(item, place, x, scope)
            if label := value_label(item):
                scope.own[label] = x
        return x

    def _item(self, item: Item, place: Place, x: V, scope: Scope[V]) -> V:
        if isinstance(item, Step):
            return self._step(item, place.path(item.name), x, scope)
        if isinstance(item, Tap):
            return self._labelled(item.of, scope)
        if isinstance(item, Branches):
            return self._branches(item, place, x, scope)
        if isinstance(item, Fork):
            if self.aux or not item.aux:
                self.heads[item.output] = self._item(item.part, place, x, Scope(scope))
            return x
        for number, copy in enumerate(copies_of(item)):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            x = self._copy(item, copy, inside(item, place, number), x, inner)
            if isinstance(item, Nest):
                scope.take(item.label, inner)
        return x

    def _copy(self, item: Item, body: Sequence, place: Place, x: V, scope: Scope[V]) -> V:
        """The inside of a part, or of one copy of a repeat."""
        return self._sequence(body, place, x, scope)

    def _labelled(self, label: str, scope: Scope[V]) -> V:
        found = scope.find(label)
        assert found is not None
        return found

    def _branches(self, item: Branches, place: Place, x: V, scope: Scope[V]) -> V:
        ends = [
            self._sequence(body, place, start, Scope(scope))
            for body, start in zip(item.bodies, self._starts(item, x), strict=True)
        ]
        return self.join(self.placed[place.path(item.name)], ends)

    def _starts(self, item: Branches, x: V) -> list[V]:
        """What goes into each branch."""
        count = len(item.bodies)
        return self.shares(x, count) if item.how == "split" else [x] * count

    def _step(self, step: Step, path: str, x: V, scope: Scope[V]) -> V:
        labels = [each.path for each in vars(step.layer).values() if isinstance(each, TapValue)]
        like = self._labelled(labels[0], scope) if labels else None
        return self.layer(self.placed[path], x, like)
