"""Parts that are met again with the same coming in: their layers are those of before, under other names.

So ten thousand copies cost no more than their rows. What has a mistake in it, or a depth to fill in, is
followed each time, since what is said of it counts its copies.
"""

from typing import TYPE_CHECKING, NamedTuple

from cnndsl.checking.flow import Flow, Value
from cnndsl.checking.taps import Taps
from cnndsl.diagnostics import Findings
from cnndsl.network import Item, Placed, Scope, Sequence
from cnndsl.sizes import exactly

if TYPE_CHECKING:
    from cnndsl.checking.infer import Walk

NO_LABELS: Scope[Value] = Scope()
LONGEST = 4096
"""Layers of a part that is kept: in deeply nested ones each would be kept at every depth."""


class _Part(NamedTuple):
    """A part as it was followed: its layers, by their names inside it, and what goes out."""

    body: Sequence
    """Kept so that its id stays its own."""
    mark: str = ""
    """Stands for the layer that what comes in is from; with a label's name behind it, for that of its value."""
    layers: tuple[tuple[str, Placed], ...] = ()
    end: Flow | None = None


class Met:
    """The parts that have been met, by what came in. One is learned when it is met the second time."""

    def __init__(self) -> None:
        self.parts: dict[object, _Part | None] = {}
        """None for one that is followed each time."""

    def follow(self, walk: "Walk", body: Sequence, flow: Flow, prefix: str) -> Flow:
        """What a part makes of what comes in."""
        taken = flow.scope.own
        values = tuple((label, _unnamed(value)) for label, value in taken.items())
        key = (id(body), _unnamed_flow(flow), values)
        part = self.parts.get(key)
        if part is None or (walk.broken and not walk.quiet):
            before = len(walk.layers)
            end = walk.sequence(body, flow, prefix, "")
            short = len(walk.layers) - before <= LONGEST
            self.parts.setdefault(key, _Part(body) if short or walk.quiet else None)
            return end
        given = {label: value.source for label, value in taken.items()}
        if part.end is None:
            part, sound = _learned(walk, part.body, flow, prefix)
            self.parts[key] = part if sound else None
        names = {part.mark: flow.source}
        names |= {part.mark + label: source for label, source in given.items()}
        return _placed(walk, part, flow, prefix, names)


def _learned(walk: "Walk", body: Sequence, flow: Flow, prefix: str) -> tuple[_Part, bool]:
    """A part followed with its sources unnamed; and whether it is the same each time."""
    before, letters = len(walk.layers), walk.letters
    walk.learned += 1
    mark = f"\0{walk.learned} "  # of its own, since parts are learned inside of one another
    own = flow.scope.own
    own.update({label: value._replace(source=mark + label) for label, value in own.items()})
    end = walk.sequence(body, flow._replace(source=mark), prefix, "")
    layers = walk.layers[before:]
    del walk.layers[before:]
    walk.letters = letters
    assumed = any(placed.depth_assumed for placed in layers)
    inside = tuple((each.path[len(prefix) :], each) for each in layers)
    return _Part(body, mark, inside, end), walk.quiet or not assumed


def _placed(walk: "Walk", part: _Part, flow: Flow, prefix: str, names: dict[str, str]) -> Flow:
    """Put a part's layers where it stands, their sources named."""
    assert part.end is not None
    if part.layers:
        letters = sum(len(inside) for inside, _ in part.layers) + len(prefix) * len(part.layers)
        walk.named(part.layers[0][1].origin.span, letters)
    for inside, each in part.layers:
        path = names[each.path] = prefix + inside
        sources = tuple([names.get(source, source) for source in each.sources])
        walk.layers.append(
            Placed(
                path,
                each.layer,
                each.origin,
                each.assumed,
                each.input,
                each.output,
                sources,
                each.depth_assumed,
                each.aux,
            )
        )
    source = names.get(part.end.source, part.end.source)
    return part.end._replace(source=source, scope=flow.scope)


class Tried:
    """What parts came to that are followed for their shapes alone, and will be followed again.

    Without it those inside them would be tried again at every depth.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        """Those that are shown."""
        self.crops = 0
        """Tries of branches for the size that a crop leaves, inside of other tries."""
        self._ends: dict[object, tuple[Item, Flow, Scope[Value]]] = {}
        self._taps = Taps()

    def follow(self, walk: "Walk", item: Item, flow: Flow) -> Flow:
        values = tuple((tap, _unnamed(flow.scope.find(tap))) for tap in self._taps.of(item))
        key = (id(item), _unnamed_flow(flow), values)
        if key not in self._ends:
            inside: Scope[Value] = Scope(flow.scope)
            ended = walk.part(item, flow._replace(scope=inside), "", "")
            self._ends[key] = item, ended, inside
        _, ended, inside = self._ends[key]
        flow.scope.own.update(inside.own)  # what a labelled group gives on
        return ended._replace(scope=flow.scope)


def _unnamed(value: Value | None) -> object:
    """What a value is, wherever it comes from."""
    return value and (exactly(value.shape), value._replace(shape=None, source=""))


def _unnamed_flow(flow: Flow) -> object:
    """What comes in, wherever it comes from and whatever labels stand around it."""
    return exactly(flow.shape), flow._replace(shape=None, source="", scope=NO_LABELS)
