"""A network's parts as a reader counts them: what is written as one thing, with the layers that are in it.

Norms, activations and dropouts belong to what they follow.
"""

from collections.abc import Iterator

from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Item, Network, Repeat, Sequence, Step, Tap
from cnndsl.paths import WHOLE, Path, Place, show_path
from cnndsl.text import Span, Text
from cnndsl.walker import path_of, placed_bodies

FOLLOWS = ("norm", "activation")
BETWEEN = ("", "-", "->", "→")
"""What may stand between two layers that are shown as one."""


class Part(NamedTuple):
    """A layer, or what stands for several."""

    name: str
    span: Span
    paths: tuple[Path, ...]
    inner: tuple["Part", ...] = ()
    times: int = 1
    """How many copies of one thing it is."""
    group: bool = False
    """Whether it is one part and what belongs to it."""

    def unfolded(self, depth: int | None) -> Iterator["Part"]:
        """The rows that it is down to a depth; None is down to the layers."""
        opens = depth is None or (depth > 1 and bool(self.head.inner))
        if not self.inner or not opens:
            yield self
            return
        deeper = depth if self.group or depth is None or len(self.inner) == 1 else depth - 1
        for each in self.inner:
            yield from each.unfolded(deeper)

    @property
    def head(self) -> "Part":
        """What others belong to."""
        return self.inner[0].head if self.group else self


def parts(network: Network) -> tuple[Part, ...]:
    """The parts of the trunk, in order."""
    return _Reader(network.text).sequence(network.structure, WHOLE)


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text

    def sequence(self, body: Sequence, place: Place) -> tuple[Part, ...]:
        groups: list[list[Part]] = []
        for item in body:
            if isinstance(item, Tap):
                continue
            part = self._part(item, place)
            if groups and _belongs(item):
                groups[-1].append(part)
            else:
                groups.append([part])
        return tuple(map(self._group, groups))

    def _group(self, members: list[Part]) -> Part:
        head = members[0]
        if len(members) == 1:
            return head
        span = head.span
        for each in members[1:]:
            if each.span.start >= span.end and self._adjoin(span, each.span):
                span = span.until(each.span)
        paths = tuple(path for each in members for path in each.paths)
        return Part(head.name, span, paths, tuple(members), head.times, group=True)

    def _adjoin(self, first: Span, second: Span) -> bool:
        return self.text.words(Span(first.end, second.start)).strip() in BETWEEN

    def _part(self, item: Item, place: Place) -> Part:
        path = path_of(item, place)
        name = show_path(path)
        if isinstance(item, Step):
            return Part(name, item.origin.span, (path,))
        inner: tuple[Part, ...] = ()
        for body, around in placed_bodies(item, place):
            inner += self.sequence(body, around)
        if isinstance(item, Branches):
            inner += (Part(name, item.word, (path,)),)
        times = len(item.copies) if isinstance(item, Repeat) else 1
        return Part(name, item.span, tuple(p for each in inner for p in each.paths), inner, times)


def _belongs(item: Item) -> bool:
    """Whether it is told of with what stands before it."""
    if not isinstance(item, Step) or item.layer is None or item.label:
        return False
    return item.layer.role in FOLLOWS or item.layer.in_place
