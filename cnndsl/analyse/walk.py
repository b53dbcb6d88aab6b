"""A network's structure followed with values of some kind, each layer at its place.

What a layer makes of a value, and how values are shared out and joined, is a subclass's: NumPy's numbers are
in `numbers/evaluation.py`. Nothing here knows the generated `forward`.
"""

from typing import TypeVar

from cnndsl.network import Branches, Fork, Item, Network, Placed, Scope, Step, labels_taken
from cnndsl.paths import WHOLE, Place
from cnndsl.walker import Walk, inside

V = TypeVar("V")


class PlacedWalk(Walk[V, Place]):
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
        """What branches come to."""
        raise NotImplementedError

    def outputs(self, *images: V) -> dict[str, V]:
        """Every output, by name, for a value of each input."""
        scope: Scope[V] = Scope()
        scope.own |= zip(self.network.shapes, images, strict=True)
        end = self.sequence(self.network.structure, images[0], scope, WHOLE)
        wanted = [each.name for each in self.network.outputs if self.aux or not each.aux]
        return {name: self.heads.get(name, end) for name in wanted}

    def inside(self, item: Item, copy: int, around: Place) -> Place:
        return inside(item, around, copy)

    def enter(
        self, entry: Step | Branches, taken: tuple[V, ...], scope: Scope[V], around: Place
    ) -> V:
        placed = self.placed[around.path(entry.name)]
        if isinstance(entry, Branches):
            return self.join(placed, [*taken])
        labels = labels_taken(entry)
        return self.layer(placed, taken[0], self.tapped(labels[0], scope) if labels else None)

    def starts(self, item: Branches, x: V) -> list[V]:
        return self.shares(x, len(item.bodies)) if item.how == "split" else super().starts(item, x)

    def head(self, fork: Fork, x: V, scope: Scope[V], around: Place) -> None:
        if self.aux or not fork.aux:
            self.heads[fork.output] = self.sequence((fork.part,), x, scope, around)
