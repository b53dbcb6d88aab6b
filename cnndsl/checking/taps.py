"""The labels that parts of a network take values of, outside of themselves or inside."""

from cnndsl.diagnostics import Findings
from cnndsl.network import Branches, Fork, Item, Nest, Sequence, Step, Tap, Use, labels_taken
from cnndsl.walker import bodies_of


def distinct(copies: tuple[Sequence, ...]) -> tuple[Sequence, ...]:
    """Copies that are one and the same, once."""
    return tuple({id(copy): copy for copy in copies}.values())


class Taps:
    """The labels that parts of a network take values of; each part is looked at once, if there are taps at all."""

    def __init__(self, findings: Findings) -> None:
        text = findings.text
        written = any("@" in each.content for each in (text, *text.taken_in))
        self._are_some = (
            written or findings.broken_syntax()
        )  # in which they may be written otherwise
        self._known: dict[int, frozenset[str]] = {}

    def of(self, item: Item) -> frozenset[str]:
        if not self._are_some:
            return frozenset()
        if isinstance(item, Tap):
            return frozenset((item.of,))
        if isinstance(item, Step):
            return frozenset(labels_taken(item))
        if id(item) not in self._known:
            found = frozenset().union(*map(self.of_all, distinct(bodies_of(item))))
            given = item.taps.values() if isinstance(item, Use) else ()
            self._known[id(item)] = found.union(given)
        return self._known[id(item)]

    def of_all(self, body: Sequence) -> frozenset[str]:
        return frozenset().union(*map(self.of, body))


def starts_elsewhere(item: Item) -> bool:
    """Whether an item takes nothing of what comes in: it starts from taps."""
    if isinstance(item, Branches):
        return all(bool(body) and starts_elsewhere(body[0]) for body in item.bodies)
    if isinstance(item, (Nest, Use)):
        return bool(item.body) and starts_elsewhere(item.body[0])
    return isinstance(item, Tap)


def uses_what_comes_in(body: Sequence) -> bool:
    """Whether anything of a network takes what comes into it, before a tap goes on from another value."""
    for item in body:
        if not isinstance(item, Fork):
            return not starts_elsewhere(item)
        if not starts_elsewhere(item.part):
            return True
    return False
