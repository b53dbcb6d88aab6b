"""The labels that parts of a network take from around them: what a class is given beside what comes in."""

from collections.abc import Iterable

from cnndsl.network import Item, Nest, Sequence, Step, Tap, Use, labels_taken, value_label
from cnndsl.program.places import OF_A_POOL, of_a_pool
from cnndsl.walker import copies_of, open_bodies

Labels = dict[str, None]
"""In the order in which they are taken."""
Asked = dict[str, list[str]]
"""Labels inside groups, by the groups that they name first."""
Beside = dict[str, str]
"""What is wanted of an item beside its value: labels of what is inside, by what they are called around it."""


class Wanted:
    """Asks each sequence once, however often it is used."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[Sequence, Labels]] = {}
        self._missing: dict[int, tuple[Sequence, Labels]] = {}
        self._by_argument: dict[int, tuple[str, ...]] = {}

    def taken(self, body: Sequence) -> Labels:
        """The labels that a sequence's items take, from around it or from one another."""
        if id(body) not in self._taken:
            found: Labels = {}
            for item in body:
                found |= self.of(item)
            self._taken[id(body)] = (body, found)
        return self._taken[id(body)][1]

    def by_argument(self, step: Step) -> tuple[str, ...]:
        """The label that an argument of a layer names, if one does; of a pool, its places and their size."""
        if step.layer is None:
            return ()
        known = self._by_argument.get(id(step.layer))
        if known is None:
            known = labels_taken(step)[:1]
            if known and step.layer.takes_places:
                known = of_a_pool(*known)
            self._by_argument[id(step.layer)] = known
        return known

    def by_group(self, body: Sequence, given_back: Iterable[str]) -> Asked:
        """The labels inside groups that a sequence's items take, or those around it."""
        found: Asked = {}
        for label in self.taken(body) | dict.fromkeys(given_back):
            group, _, inner = label.partition(".")
            if inner:
                found.setdefault(group, []).append(inner)
        return found

    def everywhere(self, body: Sequence) -> set[str]:
        """The labels that are taken anywhere in a sequence, its branches included."""
        found = set(self.taken(body))
        for item in body:
            for inner in open_bodies(item):
                found |= self.everywhere(inner)
        return found

    def missing(self, body: Sequence) -> Labels:
        """Labels that a sequence takes and does not have before it takes them."""
        if id(body) not in self._missing:
            found: Labels = {}
            for number, item in enumerate(body):
                taken = self.of(item)
                found |= {each: None for each in taken if not holds(body[:number], each)}
            self._missing[id(body)] = (body, found)
        return self._missing[id(body)][1]

    def of(self, item: Item) -> Labels:
        """The labels that an item takes from around it."""
        if isinstance(item, Tap):
            return {item.of: None}
        if isinstance(item, Step):
            return dict.fromkeys(self.by_argument(item))
        if isinstance(item, Use):
            return self._of_use(item) if item.taps else {}
        bodies = {id(body): body for body in open_bodies(item) or copies_of(item)}
        return {label: None for body in bodies.values() for label in self.missing(body)}

    def _of_use(self, use: Use) -> Labels:
        """Those that a block is given and takes something of."""
        missing = self.missing(use.body)
        wanted = (each for tap in use.taps for each in (tap, *of_a_pool(tap)))
        return {given_for(each, use.taps): None for each in wanted if each in missing}


def asked_of(item: Item, asked: Asked, at_end: tuple[str, ...]) -> Beside:
    """What is wanted of an item; `at_end` is what is wanted of the whole sequence, whose end the item is."""
    label = value_label(item)
    opens = isinstance(item, Nest) and item.gives_on
    inside = [each for each in asked.get(label, ()) if opens or each in OF_A_POOL] if label else []
    found = {f"{label}.{each}": each for each in inside}
    return found | {each: each for each in at_end if each in OF_A_POOL}


def given_for(label: str, taps: dict[str, str]) -> str:
    """What a label of a block's body is where the block is used; `taps` are what its parameters bring in."""
    pool, _, mark = label.rpartition(".")
    if mark in OF_A_POOL and pool in taps:
        return f"{taps[pool]}.{mark}"
    return taps.get(label, label)


def holds(body: Sequence, label: str) -> bool:
    """Whether a label is one of a sequence's own, or inside a group of it."""
    if not label or label in OF_A_POOL:
        return bool(label)
    first, _, rest = label.partition(".")
    return any(
        value_label(item) == first
        and (
            rest in ("", *OF_A_POOL)
            or (isinstance(item, Nest) and item.gives_on and holds(item.body, rest))
        )
        for item in body
    )
