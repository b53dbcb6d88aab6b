"""Places in a pattern: what is still to come behind one. Two places behind which the same comes are one."""

from typing import Any, ClassVar

from cnndsl.network import Branches, Counted, Fork, Item, Nest, Repeat, Sequence, Use


class Place:
    """What is still to come: an item of a sequence, and what comes behind that."""

    __slots__ = ("item", "kind", "next", "number", "taps")

    def __init__(self, kind: str, item: Any, number: int, behind: "Place | None") -> None:
        self.kind = kind
        self.item = item
        self.number = number
        self.next = behind


class Places:
    """Makes places, each once."""

    end: ClassVar[Place] = Place("end", None, 0, None)

    def __init__(self) -> None:
        self._known: dict[object, Place] = {}
        self._kept: list[object] = []
        """What ids stand for, so that they stay theirs."""

    def _place(self, kind: str, item: Any, number: int, behind: Place) -> Place:
        key = kind, id(item), number, id(behind)
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = Place(kind, item, number, behind)
            self._kept.append(item)
        return place

    def at(self, body: Sequence, number: int, behind: Place) -> Place:
        """In front of an item of a sequence; behind the last is what comes behind the sequence."""
        return behind if number == len(body) else self._place("item", body, number, behind)

    def labelled(self, label: str, behind: Place) -> Place:
        """Where a label is given to the value that stands there."""
        return self._place("label", label, 0, behind) if label else behind

    def copies(self, item: Counted | Repeat, done: int, behind: Place) -> Place:
        """Behind so many copies of a part."""
        return self._place("copies", item, done, behind)

    def leaving(self, item: Item, behind: Place) -> Place:
        """At the end of what has labels of its own."""
        assert isinstance(item, Nest | Use | Repeat | Counted | Branches | Fork)
        return self._place("leaving", item, 0, behind)

    def branch_end(self, item: Branches, number: int, behind: Place) -> Place:
        """At the end of a branch."""
        return self._place("branch end", item, number, behind)

    def head_end(self, item: Fork, behind: Place) -> Place:
        """At the end of a head."""
        return self._place("head end", item, 0, behind)
