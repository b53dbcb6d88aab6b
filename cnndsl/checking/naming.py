"""Names for what has no label: the kind and a running number among its kind in its surroundings.

The first `relu6` is `relu6_1`, for `relu61` would be the 61st `relu`.

Branches share the names of the sequence they stand in; all other parts have surroundings of their own. In a
`seq` the names are numbers, from 0.
"""

from collections import Counter, defaultdict
from itertools import repeat
from typing import TypeAlias

from cnndsl.network import Branches, Fork, Item, Nest, Repeat, Sequence, Step, Tap, Use
from cnndsl.walker import copies_of, open_bodies, with_bodies

_Done: TypeAlias = dict[tuple[int, bool], tuple[Sequence, Sequence]]
"""Sequences and what they are with names, by their ids and by whether they are numbered."""


def named(body: Sequence) -> Sequence:
    """The same sequence with every name filled in."""
    return _Surroundings(body, {}).sequence(body)


def _labels(body: Sequence) -> list[str]:
    """The labels that share a surroundings' names."""
    found = [item.label for item in body if item.label]
    for item in body:
        found += [label for inner in open_bodies(item) for label in _labels(inner)]
    return found


class _Surroundings:
    def __init__(self, body: Sequence, done: _Done) -> None:
        self.counts: defaultdict[str, int] = defaultdict(int)
        labels = _labels(body)
        self.taken = set(labels)
        several = Counter(labels) if len(self.taken) < len(labels) else {}
        self.clashing = {label for label, count in several.items() if count > 1}
        self._done = done
        """What has been named: sequences that are used many times are named once."""

    def sequence(self, body: Sequence) -> Sequence:
        return tuple(map(self._named, body))

    def _name(self, kind: str, label: str) -> str:
        self.counts[kind] += 1
        if label:
            return label
        stem = f"{kind}_" if kind[-1].isdigit() else kind
        while (name := f"{stem}{self.counts[kind]}") in self.taken:
            self.counts[kind] += 1
        self.taken.add(name)
        return name

    def _named(self, item: Item) -> Item:
        if isinstance(item, Step):
            return item._replace(name=self._name(_kind(item), item.label))
        if isinstance(item, Branches):
            item = item._replace(name=self._name(item.how, ""))
            return item._replace(bodies=tuple(map(self._branch, item.bodies, repeat(item))))
        if isinstance(item, Tap):
            return item
        if isinstance(item, Fork):
            return item._replace(part=self._named(item.part), name=item.output)
        if isinstance(item, Repeat) and item.single:
            return self._single(item)
        return self._renamed(item, self._name(_kind(item), item.label))

    def _branch(self, body: Sequence, item: Branches) -> Sequence:
        """A branch; one that has a label of its own which another has too is named inside."""
        if not self.clashing or self.clashing.isdisjoint(_labels(body)):
            return self.sequence(body)
        return (self._named(Nest(body, item.span)),)

    def _own(self, body: Sequence, numbered: bool) -> Sequence:
        """A part with surroundings of its own."""
        if (id(body), numbered) not in self._done:
            surroundings = _Numbers if numbered else _Surroundings
            inner = surroundings(body, self._done).sequence(body)
            self._done[id(body), numbered] = (body, inner)
        return self._done[id(body), numbered][1]

    def _single(self, repeat: Repeat) -> Repeat:
        """One layer or block, repeated: copies have numbers, and what was filled in after them names beside these."""
        kind = next((_kind(copy[0]) for copy in repeat.copies), repeat.kind)
        name = self._name(kind, repeat.label)
        inner = _Surroundings((), self._done)
        copies = tuple(
            (self._renamed(copy[0], str(number)), *map(inner._named, copy[1:]))
            for number, copy in enumerate(repeat.copies)
        )
        return repeat._replace(name=name, copies=copies)

    def _renamed(self, item: Item, name: str) -> Item:
        numbered = isinstance(item, Nest) and item.numbered
        copies = tuple(map(self._own, copies_of(item), repeat(numbered)))
        return with_bodies(item, copies)._replace(name=name)


class _Numbers(_Surroundings):
    """The inside of a `seq`: what has no label is named by its number among all parts."""

    def sequence(self, body: Sequence) -> Sequence:
        return tuple(map(self._named, map(_one_part, body)))

    def _name(self, kind: str, label: str) -> str:
        number = self.counts[""]
        self.counts[""] += 1
        return label or str(number)


def _one_part(item: Item) -> Item:
    """A join with its branches is one part of a `seq`, with names inside."""
    return Nest((item,), item.span) if isinstance(item, Branches) else item


def _kind(item: Item) -> str:
    """What an item is called after where it has no label."""
    if isinstance(item, Step):
        return item.layer.word if item.layer else "hole"
    if isinstance(item, Use):
        return item.block
    if isinstance(item, Repeat):
        return item.kind
    if isinstance(item, Nest):
        return "seq" if item.numbered else "branch"
    return "hole"
