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
    taps: set[str] = set()
    asks_past = projects = heads = False
    added: dict[Span, list[Sequence | None]] = {}
    for world in pattern.worlds:
        for item in items_in([world.body]):
            if isinstance(item, Step):
                taps.update(labels_taken(item))
                asks_past |= isinstance(item.layer, Conv) and item.layer.depth is None
                projects |= isinstance(item.layer, Projection)
                _look_at(item.layer)
                if item.layer and item.layer.role == "weights":
                    span = item.origin.span
                    added.setdefault(span, []).append(world.afters(span).get(item.layer.word))
            elif isinstance(item, Tap):
                taps.add(item.of)
            elif isinstance(item, Use):
                taps |= {*item.taps, *item.taps.values()}
                if item.shared:
                    raise Unsupported("a shared block")
            heads |= isinstance(item, Fork)
    activates = not writes_activation(pattern)
    adds = activates or any(map(any, added.values()))
    if adds and (taps or heads):
        raise Unsupported("what is filled in behind hidden layers, beside labels or heads")
    if any(map(_differ, added.values())):
        raise Unsupported("`after` that hangs on a constant")
    if any(not _always_fits(_layer(each)) for found in added.values() for each in found[0] or ()):
        raise Unsupported("`after` with what may not fit")
    afters = pattern.worlds[0].afters
    return Traits(frozenset(taps), asks_past, projects, afters, activates, adds)


def _look_at(layer: Layer | None) -> None:
    if layer is not None and layer.takes_places:
        raise Unsupported(f"`{layer.word}`")


def _always_fits(layer: Layer | None) -> bool:
    """Whether a layer takes whatever comes in, and leaves its shape."""
    kinds = ("bn", "layernorm", "dropout", "drop_path")
    return layer is not None and (layer.role == "activation" or layer.word in kinds)


def _differ(added: list[Sequence | None]) -> bool:
    """Whether a layer has other things added to it where constants are others."""
    said = [None if each is None else list(map(_layer, each)) for each in added]
    return any(each != said[0] for each in said)


def _layer(item: Item) -> Layer | None:
    return item.layer if isinstance(item, Step) else None


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
