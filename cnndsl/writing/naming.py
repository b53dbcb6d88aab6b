"""Which parts of a surroundings need a label to have the names that they have."""

from collections import Counter

from cnndsl.network import Sequence
from cnndsl.walker import open_bodies


class Surroundings:
    """Gives names as the checker does (checking/naming.py), and says where these are not the wanted ones."""

    def __init__(self, body: Sequence = (), numbered: bool = False) -> None:
        self.numbered = numbered
        self.has_new_labels = False
        """Whether a label was needed that the structure does not have."""
        self.counts: Counter[str] = Counter()
        self.taken = set(_labels(body))

    def label_for(self, kind: str, label: str, wanted: str) -> str:
        """The label that a part is written with: its own, or its name where it would have another."""
        kind = "" if self.numbered else kind
        natural = str(self.counts[""]) if self.numbered else self._free(kind)
        if not label and natural == wanted:
            self._take(kind, natural)
            return ""
        self.counts[kind] += 1
        if not label and wanted.isidentifier():
            self.has_new_labels = True
            return wanted
        return label

    def _free(self, kind: str) -> str:
        """The next name of a kind that no part has."""
        stem = f"{kind}_" if kind[-1].isdigit() else kind
        number = self.counts[kind] + 1
        while f"{stem}{number}" in self.taken:
            number += 1
        return f"{stem}{number}"

    def _take(self, kind: str, name: str) -> None:
        self.taken.add(name)
        digits = len(name) - len(name.rstrip("0123456789"))
        self.counts[kind] = int(name[-digits:]) + self.numbered


def _labels(body: Sequence) -> list[str]:
    found = [item.label for item in body if item.label]
    for item in body:
        found += [label for inner in open_bodies(item) for label in _labels(inner)]
    return found
