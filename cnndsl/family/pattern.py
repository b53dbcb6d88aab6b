"""A pattern as it is unfolded: what may be chosen, side by side, and what its meaning hangs on."""

from collections.abc import Iterator

from cnndsl.checking.flow import Afters
from cnndsl.checking.order import order
from cnndsl.checking.trail import no_afters
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Projection
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Choice,
    Counted,
    Fork,
    Inputs,
    Item,
    Later,
    Nest,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
)
from cnndsl.text import Span
from cnndsl.walker import bodies_of, with_bodies


class Unsupported(Exception):
    """What the automaton cannot carry, so that members are looked at one by one."""


class World(NamedTuple):
    """A pattern's structure, with one value for each constant that is to be chosen."""

    body: Sequence
    afters: Afters = no_afters
    chosen: tuple[int, ...] = ()
    """The constants' values, by number."""


class Traits(NamedTuple):
    """What the meaning of a pattern's layers hangs on beside the shape that comes in."""

    taps: frozenset[str] = frozenset()
    """The labels that something taps."""
    asks_past: bool = False
    """Whether a convolution has no depth, so that it goes by what is before it."""
    projects: bool = False
    afters: Afters = no_afters
    """What `after` says."""
    activates: bool = False
    """Whether activations are filled in."""
    adds: bool = False
    """Whether anything is added to hidden layers."""


class Pattern(NamedTuple):
    """A family's spec, unfolded."""

    worlds: tuple[World, ...]
    inputs: Inputs

    @property
    def bodies(self) -> list[Sequence]:
        return [world.body for world in self.worlds]


def bodies_in(item: Item) -> tuple[Sequence, ...]:
    """All sequences inside an item, those to choose from too."""
    if isinstance(item, Choice):
        return item.options
    if isinstance(item, Counted):
        return item.copies.copies
    return (item.likely,) if isinstance(item, Later) else bodies_of(item)


def has_choices(body: Sequence) -> bool:
    """Whether anything is to be chosen in a sequence."""
    return any(isinstance(item, Choice | Counted | Later) for item in items_in([body]))


def items_in(bodies: list[Sequence]) -> Iterator[Item]:
    """Every item of some sequences and of all inside of them, each once."""
    waiting, seen = list(bodies), set(map(id, bodies))
    while waiting:
        for item in waiting.pop():
            yield item
            for body in bodies_in(item):
                if id(body) not in seen:
                    seen.add(id(body))
                    waiting.append(body)


def traits_of(pattern: Pattern) -> Traits:
    """What a pattern's meaning hangs on; Unsupported where an automaton would not carry that."""
    items = list(items_in(pattern.bodies))
    layers = [item.layer for item in items if isinstance(item, Step) and item.layer]
    taps = frozenset(end for item in items for label in _tapped(item) for end in _ends(label))
    if any(isinstance(item, Use) and item.shared for item in items):
        raise Unsupported("a shared block")
    for layer in layers:
        if layer.takes_places:
            raise Unsupported(f"`{layer.word}`")
    activates = not writes_activation(pattern)
    added = _added(pattern)
    adds = activates or bool(added)
    if adds and (taps or any(isinstance(item, Fork) for item in items)):
        raise Unsupported("labels or heads beside what is filled in behind hidden layers")
    if not all(map(_always_fits, added)):
        raise Unsupported("layers that `after` adds and that may not fit")
    return Traits(
        taps,
        any(isinstance(layer, Conv) and layer.depth is None for layer in layers),
        any(isinstance(layer, Projection) for layer in layers),
        pattern.worlds[0].afters,
        activates,
        adds,
    )


def _tapped(item: Item) -> tuple[str, ...]:
    """The labels that an item takes values of."""
    if isinstance(item, Use):
        return (*item.taps, *item.taps.values())
    if isinstance(item, Step):
        return labels_taken(item)
    return (item.of,) if isinstance(item, Tap) else ()


def _ends(label: str) -> list[str]:
    """A label, and what is meant by it inside the groups that give it on: of `a.b` also `b`."""
    names = label.split(".")
    return [".".join(names[start:]) for start in range(len(names))]


def _added(pattern: Pattern) -> list[Layer]:
    """What `after` adds to the layers of a pattern."""
    found: dict[Span, list[Layer | None]] = {}
    for world in pattern.worlds:
        for item in items_in([world.body]):
            if isinstance(item, Step) and item.layer:
                span = item.origin.span
                behind = world.afters(span).get(item.layer.word, ())
                added = [step.layer for step in behind if isinstance(step, Step)]
                if found.setdefault(span, added) != added or len(added) < len(behind):
                    raise Unsupported("an `after` that is not the same for all")
    return [layer for added in found.values() for layer in added if layer]


def _always_fits(layer: Layer) -> bool:
    """Whether a layer takes whatever comes in, and leaves its shape."""
    kinds = ("bn", "layernorm", "dropout", "drop_path")
    return layer.role == "activation" or layer.word in kinds


def writes_activation(pattern: Pattern) -> bool:
    """Whether an activation may stand between layers with weights, whatever is chosen."""
    return any(
        order(_with_afters(_as_one(world.body), world.afters)).has_activation()
        for world in pattern.worlds
    )


def _as_one(body: Sequence) -> Sequence:
    """A network that has all there is to choose from: side by side, and the most copies."""
    return tuple(map(_item_as_one, body))


def _item_as_one(item: Item) -> Item:
    if isinstance(item, Choice):
        span = item.span
        return Branches("cat", tuple(map(_as_one, item.options)), span, span, item.label)
    if isinstance(item, Counted):
        return _item_as_one(item.copies)
    if isinstance(item, Later):
        return Nest(_as_one(item.likely), item.span)
    inner = bodies_of(item)
    return with_bodies(item, tuple(map(_as_one, inner))) if inner else item


def _with_afters(body: Sequence, afters: Afters) -> Sequence:
    """The same with what `after` says behind all layers of its kinds."""
    found: list[Item] = []
    for item in body:
        inner = bodies_of(item)
        if inner:
            item = with_bodies(item, tuple(_with_afters(each, afters) for each in inner))
        found.append(item)
        if isinstance(item, Step) and item.layer:
            found += afters(item.origin.span).get(item.layer.word, ())
    return tuple(found)


def choices_in(pattern: Pattern) -> int:
    """How many choices stand in the text: places at which there is more than one way."""
    items = items_in(pattern.bodies)
    places = {item.span for item in items if isinstance(item, Choice | Counted)}
    return len(places) + (len(pattern.worlds) > 1)
