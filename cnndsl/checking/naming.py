"""Names for what has no label: the kind and a running number among its kind in its surroundings."""

from collections import Counter

from cnndsl.network import Item, Nest, Repeat, Sequence, Step


def named(body: Sequence) -> Sequence:
    """The same sequence with every name filled in."""
    return _Surroundings(body).sequence(body)


class _Surroundings:
    def __init__(self, body: Sequence) -> None:
        self.counts: Counter[str] = Counter()
        self.taken = {item.label for item in body if item.label}
        self._copies: dict[int, tuple[Sequence, Sequence]] = {}

    def sequence(self, body: Sequence) -> Sequence:
        return tuple(self._named(item) for item in body)

    def _name(self, kind: str, label: str) -> str:
        self.counts[kind] += 1
        if label:
            return label
        while (name := f"{kind}{self.counts[kind]}") in self.taken:
            self.counts[kind] += 1
        self.taken.add(name)
        return name

    def _named(self, item: Item) -> Item:
        if isinstance(item, Step):
            return item._replace(
                name=self._name(item.layer.word if item.layer else "hole", item.label)
            )
        if isinstance(item, Nest):
            return item._replace(name=self._name("group", item.label), body=named(item.body))
        if item.single:
            return self._single(item)
        copies = tuple(self._copy(copy) for copy in item.copies)
        return item._replace(name=self._name("repeat", item.label), copies=copies)

    def _copy(self, copy: Sequence) -> Sequence:
        if id(copy) not in self._copies:
            self._copies[id(copy)] = (copy, named(copy))
        return self._copies[id(copy)][1]

    def _single(self, repeat: Repeat) -> Repeat:
        """One layer, repeated, and what was filled in after it: each kind has one name for all copies."""
        names: list[str] = []
        done: dict[int, tuple[Sequence, Sequence]] = {}
        for copy in repeat.copies:
            for index, item in enumerate(copy[len(names) :], len(names)):
                kind = item.layer.word if isinstance(item, Step) and item.layer else "hole"
                names.append(self._name(kind, repeat.label if index == 0 else ""))
            if id(copy) not in done:
                steps = tuple(
                    item._replace(name=name) for item, name in zip(copy, names, strict=False)
                )
                done[id(copy)] = (copy, steps)
        copies = tuple(done[id(copy)][1] for copy in repeat.copies)
        return repeat._replace(name=names[0], copies=copies)
