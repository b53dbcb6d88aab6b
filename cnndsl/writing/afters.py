"""What follows every hidden layer of a kind, said once: the one way in which copies of a layer keep their names.

`C3D64*2` with a ReLU behind each copy is no group of the two, whose layers would have other names.
"""

from collections.abc import Iterator, Mapping

from cnndsl.checking.order import Order, order
from cnndsl.checking.taps import distinct
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Item, Repeat, Sequence, Step
from cnndsl.walker import bodies_of, with_bodies

Followers = tuple[Layer | None, ...]


class SaidOnce(NamedTuple):
    """A structure, and what `after` says beside it, by kind."""

    body: Sequence
    afters: Mapping[str, Sequence]


def said_once(body: Sequence) -> SaidOnce:
    """The structure without what follows each hidden layer of a kind, where copies of such a layer need that."""
    afters: dict[str, Sequence] = {}
    for kind, followers in dict(_wanted(body)).items():
        found = _Without(order(body), kind, followers).taken_out(body)
        if found is not None:
            body, afters[kind] = found, followers
    return SaidOnce(body, afters)


def _wanted(body: Sequence) -> Iterator[tuple[str, Sequence]]:
    """The kinds of repeated layers that layers follow, and these."""
    for item in body:
        if isinstance(item, Repeat) and item.single:
            first = next((copy for copy in item.copies if len(copy) > 1), ())
            if first and isinstance(first[0], Step) and first[0].layer:
                yield first[0].layer.word, first[1:]
        for inner in distinct(bodies_of(item)):
            yield from _wanted(inner)


class _Mismatch(Exception):
    """A hidden layer of the kind that something else follows."""


class _Without:
    """Takes out what follows each hidden layer of a kind."""

    def __init__(self, found: Order, kind: str, followers: Sequence) -> None:
        self.found = found
        self.kind = kind
        self.followers = _layers(followers)
        self.at = 0

    def taken_out(self, body: Sequence) -> Sequence | None:
        try:
            return self.sequence(body)
        except _Mismatch:
            return None

    def sequence(self, body: Sequence) -> Sequence:
        items: list[Item] = []
        followers = 0
        for number, item in enumerate(body):
            if followers:
                followers -= 1
            elif not isinstance(item, Step):
                items.append(self._part(item))
            elif self._is_followed(item):
                followers = len(self.followers)
                behind = body[number + 1 : number + 1 + followers]
                items.append(self._taking_back(item, behind))
            else:
                self.at += 1
                items.append(item)
        return tuple(items)

    def _part(self, item: Item) -> Item:
        bodies = tuple(map(self.sequence, bodies_of(item)))
        self.at += isinstance(item, Branches)
        return with_bodies(item, bodies)

    def _is_followed(self, step: Step) -> bool:
        kind = step.layer.word if step.layer else ""
        return kind == self.kind and self.found.hidden(self.at)

    def _taking_back(self, step: Step, behind: Sequence) -> Step:
        """A layer whose label means again what follows it, which is taken out."""
        if _layers(behind) != self.followers or any(each.label for each in behind):
            raise _Mismatch
        self.at += 1 + len(behind)
        return step._replace(value=None)


def _layers(body: Sequence) -> Followers:
    return tuple(each.layer if isinstance(each, Step) else None for each in body)
