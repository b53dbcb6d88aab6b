"""The labels that parts of a network take from around them: what a class is given beside what comes in."""

from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Sequence,
    Step,
    Tap,
    Use,
    copies_of,
    value_label,
)

Labels = dict[str, None]
"""In the order in which they are taken."""


class Wanted:
    """Asks each sequence once, however often it is used."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[Sequence, Labels]] = {}
        self._missing: dict[int, tuple[Sequence, Labels]] = {}

    def taken(self, body: Sequence) -> Labels:
        """The labels that a sequence's items take, from around it or from one another."""
        if id(body) not in self._taken:
            found: Labels = {}
            for item in body:
                found |= self._of(item)
            self._taken[id(body)] = (body, found)
        return self._taken[id(body)][1]

    def everywhere(self, body: Sequence) -> set[str]:
        """The labels that are taken anywhere in a sequence, its branches included."""
        found = set(self.taken(body))
        for item in body:
            inner = item.part if isinstance(item, Fork) else item
            for branch in inner.bodies if isinstance(inner, Branches) else ():
                found |= self.everywhere(branch)
        return found

    def missing(self, body: Sequence) -> Labels:
        """Labels that a sequence takes and does not have before it takes them."""
        if id(body) not in self._missing:
            found: Labels = {}
            for number, item in enumerate(body):
                before = body[:number]
                found |= {label: None for label in self._of(item) if not _holds(before, label)}
            self._missing[id(body)] = (body, found)
        return self._missing[id(body)][1]

    def _of(self, item: Item) -> Labels:
        if isinstance(item, Tap):
            return {item.of: None}
        if isinstance(item, Step):
            values = vars(item.layer).values() if item.layer else ()
            return dict.fromkeys(each.path for each in values if isinstance(each, TapValue))
        if isinstance(item, Fork):
            return self._of(item.part)
        if isinstance(item, Branches):
            return {label: None for branch in item.bodies for label in self.missing(branch)}
        if isinstance(item, Use):
            return dict.fromkeys(item.taps.values())
        first = next(iter(copies_of(item)), ())
        return dict.fromkeys(self.missing(first))


def _holds(body: Sequence, label: str) -> bool:
    """Whether a label is one of a sequence's own, or inside a group of it."""
    if not label:
        return False
    first, _, rest = label.partition(".")
    return any(
        value_label(item) == first
        and (not rest or (isinstance(item, Nest) and _holds(item.body, rest)))
        for item in body
    )


def inside_of(label: str, group: Item) -> str:
    """What a label is called inside a group that it names first; empty where it does not."""
    start = f"{group.label}."
    inner = label.removeprefix(start) if label.startswith(start) else ""
    return inner if isinstance(group, Nest) and group.label and _holds(group.body, inner) else ""
