"""Where a network's layers are written: whether a text place is one layer, or many copies of it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from cnndsl.checking.asking import Answer
from cnndsl.fixes import Fix
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Sequence, Step
from cnndsl.sizes import Shape
from cnndsl.text import Span, Text
from cnndsl.walker import bodies_of

Change = dict[str, Any]
"""Arguments, by name, and what they are to be."""
Resized = Callable[[Shape], Fix | None]
"""The edit that gives the network another input."""


class Answered(NamedTuple):
    """One of the layers of a text place: what it says, and what comes in."""

    answer: Answer
    x: Shape


class TextPlaces:
    """The text of a network's layers and of its input, for whoever offers to change them."""

    def __init__(
        self,
        body: Sequence,
        text: Text,
        resized: Resized | None,
        copies: Callable[[Span, Change], list[Answered] | None],
    ) -> None:
        self.body = body
        self.text = text
        self.resized = resized
        """The edit that gives the network another input; None where none is written."""
        self.copies = copies
        """All the layers of a text place after a change there; None where that is too much work."""
        self._times: Counter[Span] | None = None

    def once(self, span: Span) -> bool:
        """Whether what stands there is one place of the network, in the spec's own text."""
        if self._times is None:
            self._times = Counter()
            self._count(self.body, Counter())
        return self._times[span] <= 1 and self.is_own(span)

    def is_own(self, span: Span) -> bool:
        """Whether a place is in the spec itself, and in no file that it takes in."""
        return self.text.at(span.start) is self.text

    def _count(self, body: Sequence, seen: Counter[int]) -> None:
        """Count the places of a sequence; what is met a second time is known to stand there often."""
        assert self._times is not None
        seen[id(body)] += 1
        if seen[id(body)] > 2:
            return
        for item in body:
            if isinstance(item, Step):
                self._times[item.origin.span] += not item.assumed  # what is filled in is no place
            elif isinstance(item, Branches):
                self._times[item.word] += 1
            for inner in bodies_of(item):
                self._count(inner, seen)
