"""The labels that parts of a network take from around them: what a class is given beside what comes in."""

from collections.abc import Iterable

from cnndsl.network import Item, Nest, Sequence, Step, Tap, Use, labels_taken, value_label
from cnndsl.walker import copies_of, open_bodies

Labels = dict[str, None]
"""In the order in which they are taken."""
Asked = dict[str, list[str]]
"""Labels inside groups, by the groups that they name first."""


class Wanted:
    """Asks each sequence once, however often it is used."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[Sequence, Labels]] = {}
        self._missing: dict[int, tuple[Sequence, Labels]] = {}
        self._by_argument: dict[int, str] = {}

    def taken(self, body: Sequence) -> Labels:
        """The labels that a sequence's items take, from around it or from one another."""
        if id(body) not in self._taken:
            found: Labels = {}
            for item in body:
                found |= self.of(item)
            self._taken[id(body)] = (body, found)
        return self._taken[id(body)][1]

    def by_argument(self, step: Step) -> str:
        """The label that an argument of a layer names, if one does."""
        if step.layer is None:
            return ""
        known = self._by_argument.get(id(step.layer))
        if known is None:
            known = self._by_argument[id(step.layer)] = next(iter(labels_taken(step)), "")
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
            label = self.by_argument(item)
            return {label: None} if label else {}
        if isinstance(item, Use):
            return dict.fromkeys(item.taps.values())
        bodies = {id(body): body for body in open_bodies(item) or copies_of(item)}
        return {label: None for body in bodies.values() for label in self.missing(body)}


def holds(body: Sequence, label: str) -> bool:
    """Whether a label is one of a sequence's own, or inside a group of it."""
    if not label:
        return False
    first, _, rest = label.partition(".")
    return any(
        value_label(item) == first
        and (not rest or (isinstance(item, Nest) and item.gives_on and holds(item.body, rest)))
        for item in body
    )
