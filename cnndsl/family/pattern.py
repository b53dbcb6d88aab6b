"""A pattern as it is unfolded: what may be chosen, side by side, and what its meaning hangs on."""

from collections.abc import Iterator

from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Projection
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Choice,
    Counted,
    Inputs,
    Item,
    Later,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
)
from cnndsl.walker import bodies_of


class Unsupported(Exception):
    """What the automaton cannot carry, so that members are looked at one by one."""


class World(NamedTuple):
    """A pattern's structure, with one value for each constant that is to be chosen."""

    body: Sequence


class Traits(NamedTuple):
    """What the meaning of a pattern's layers hangs on beside the shape that comes in."""

    taps: frozenset[str] = frozenset()
    """The labels that something taps."""
    asks_past: bool = False
    """Whether a convolution has no depth, so that it goes by what is before it."""
    projects: bool = False


class Pattern(NamedTuple):
    """A family's spec, unfolded."""

    worlds: tuple[World, ...]
    inputs: Inputs
    fills: bool
    """Whether something is filled in behind hidden layers: activations, or what `after` says."""


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
    asks_past = projects = False
    for item in items_in([world.body for world in pattern.worlds]):
        if isinstance(item, Step):
            taps.update(labels_taken(item))
            asks_past |= isinstance(item.layer, Conv) and item.layer.depth is None
            projects |= isinstance(item.layer, Projection)
            _look_at(item.layer)
        elif isinstance(item, Tap):
            taps.add(item.of)
        elif isinstance(item, Use):
            taps |= {*item.taps, *item.taps.values()}
            if item.shared:
                raise Unsupported("a shared block")
    if pattern.fills:
        raise Unsupported("what is filled in behind hidden layers")
    return Traits(frozenset(taps), asks_past, projects)


def _look_at(layer: Layer | None) -> None:
    if layer is not None and layer.takes_places:
        raise Unsupported(f"`{layer.word}`")


def choices_in(pattern: Pattern) -> int:
    """How many choices stand in the text: places at which there is more than one way."""
    items = items_in([world.body for world in pattern.worlds])
    places = {item.span for item in items if isinstance(item, Choice | Counted)}
    return len(places) + (len(pattern.worlds) > 1)
