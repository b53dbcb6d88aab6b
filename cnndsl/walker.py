"""The way through a network's structure: what is inside of each kind of item, and where that stands.

Whoever goes through a structure goes by this; a new kind of item is entered here, and in the passes that
make something of it.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    value_label,
)
from cnndsl.paths import Path, Place

V = TypeVar("V")
A = TypeVar("A")


def open_bodies(item: Item) -> tuple[Sequence, ...]:
    """The sequences of an item whose layers are named among those around it: branches, and a head's part."""
    if isinstance(item, Branches):
        return item.bodies
    return ((item.part,),) if isinstance(item, Fork) else ()


def copies_of(item: Item) -> tuple[Sequence, ...]:
    """The sequences of an item whose layers have names of their own in it."""
    if isinstance(item, Repeat):
        return item.copies
    return (item.body,) if isinstance(item, (Nest, Use)) else ()


def bodies_of(item: Item) -> tuple[Sequence, ...]:
    """All sequences inside an item; a layer and a tap have none."""
    return copies_of(item) or open_bodies(item)


def calls_around(item: Item) -> bool:
    """Whether a part has calls in it of what is shared with what is around it."""
    return not isinstance(item, Use) and any(map(has_calls, bodies_of(item)))


def has_calls(body: Sequence) -> bool:
    """Whether a sequence has calls in it of what is shared with what is around it."""
    return any((isinstance(item, Use) and item.shared) or calls_around(item) for item in body)


def names_around(body: Sequence) -> set[str]:
    """The names of a sequence's items, and of those that share its names."""
    found = {item.name for item in body}
    return found.union(*(names_around(inner) for item in body for inner in open_bodies(item)))


def with_bodies(item: Item, bodies: tuple[Sequence, ...]) -> Item:
    """The same item with other sequences inside."""
    if isinstance(item, Repeat):
        return item._replace(copies=bodies)
    if isinstance(item, Branches):
        return item._replace(bodies=bodies)
    if isinstance(item, (Nest, Use)):
        return item._replace(body=bodies[0])
    return item._replace(part=bodies[0][0]) if isinstance(item, Fork) else item


def inside(item: Item, place: Place, copy: int = 0) -> Place:
    """The place in which the layers inside an item stand, or those of one of its copies."""
    if isinstance(item, Repeat):
        return place.inside(item.name) if item.single else place.copy(item.name, copy)
    if isinstance(item, Use):
        return place.block(item.name, item.shared)
    return place if isinstance(item, (Branches, Fork)) else place.inside(item.name)


def path_of(item: Item, place: Place) -> Path:
    """The path of an item that stands in a place."""
    return inside(item, place).before if isinstance(item, Use) else place.path(item.name)


def placed_bodies(item: Item, place: Place) -> Iterator[tuple[Sequence, Place]]:
    """All sequences inside an item, each with its place."""
    for number, body in enumerate(bodies_of(item)):
        yield body, inside(item, place, number)


class Walk(Generic[V, A]):
    """Follows a structure with values of some kind; what each item makes of them is a subclass's.

    What a part stands in, the `around` of those inside of it, is handed down.
    """

    def enter(self, entry: Step | Branches, taken: tuple[V, ...], scope: Scope[V], around: A) -> V:
        """What a layer makes of what comes in, or a join of what its branches come to."""
        raise NotImplementedError

    def head(self, fork: Fork, x: V, scope: Scope[V], around: A) -> None:
        """See to a head, behind which the trunk goes on as before it."""
        raise NotImplementedError

    def starts(self, item: Branches, x: V) -> list[V]:
        """What goes into each branch."""
        return [x] * len(item.bodies)

    def inside(self, item: Item, copy: int, around: A) -> A:
        """What the layers inside an item stand in, or those of one of its copies."""
        raise NotImplementedError

    def tapped(self, label: str, scope: Scope[V]) -> V:
        """The value that a label stands for."""
        found = scope.find(label)
        assert found is not None
        return found

    def sequence(self, body: Sequence, x: V, scope: Scope[V], around: A) -> V:
        """Follow a sequence; what comes out of it."""
        for item in body:
            x = (
                self.enter(item, (x,), scope, around)
                if isinstance(item, Step)
                else self._part(item, x, scope, around)
            )
            if label := value_label(item):
                scope.own[label] = x
        return x

    def _part(self, item: Item, x: V, scope: Scope[V], around: A) -> V:
        """Follow what is no layer."""
        if isinstance(item, Tap):
            return self.tapped(item.of, scope)
        if isinstance(item, Branches):
            return self.branches(item, x, scope, around)
        if isinstance(item, Fork):
            self.head(item, x, Scope(scope), around)
            return x
        return self._closed(item, x, scope, around)

    def branches(self, item: Branches, x: V, scope: Scope[V], around: A) -> V:
        """Follow all branches and join them."""
        pairs = zip(item.bodies, self.starts(item, x), strict=True)
        ends = [self.sequence(body, start, Scope(scope), around) for body, start in pairs]
        return self.enter(item, tuple(ends), scope, around)

    def _closed(self, item: Item, x: V, scope: Scope[V], around: A) -> V:
        """Follow a part in which labels are its own: copies, a block, a group, which gives them on."""
        for number, copy in enumerate(copies_of(item)):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            x = self.sequence(copy, x, inner, self.inside(item, number, around))
            if isinstance(item, Nest) and item.gives_on:
                scope.take(item.label, inner)
        return x
