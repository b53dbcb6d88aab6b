"""Which of several orders that fit is likelier: the one with the very same shapes, then the one whose names agree."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TypeAlias

from cnndsl.weights.orderings import Ordering, joined
from cnndsl.weights.tensor_names import Families, Tensor, around, families, layer, stem
from cnndsl.weights.tensor_tree import TensorPart, by_number, queues

Steps: TypeAlias = tuple[tuple[TensorPart, Ordering], ...]
"""Parts in an order, each with its own."""


def ordering_of(steps: Steps) -> Ordering:
    """The order of the whole."""
    return joined([ordering for _, ordering in steps])


def stretch(steps: Steps, first: int, end: int) -> Steps:
    """The parts from one tensor of an order up to another."""
    places = accumulate((len(part.tensors) for part, _ in steps), initial=0)
    return tuple(step for step, place in zip(steps, places, strict=False) if first <= place < end)


def of_the_very_shapes(found: list[Steps], ours: list[Tensor]) -> list[Steps]:
    """The orders in which most tensors have the very shapes of ours, and not only the same numbers."""
    counts = [
        sum(
            other.shape == own.shape
            for other, own in zip(ordering_of(steps).order, ours, strict=True)
        )
        for steps in found
    ]
    most = max(counts)
    return [steps for steps, count in zip(found, counts, strict=True) if count == most]


def of_agreeing_names(found: list[Steps], ours: list[Tensor]) -> list[Steps]:
    """The orders in which names agree with ours where they do in no other one, and wherever they do in another."""
    own = families(ours, around(ours))
    agreed = [_agreed(steps, ours, own) for steps in found]
    return [
        steps
        for steps, names in zip(found, agreed, strict=True)
        if not any(names < more for more in agreed)
    ]


def _agreed(steps: Steps, ours: list[Tensor], own: Families) -> frozenset[int]:
    """Where a part stands at a part of ours that has its name, or a layer at one of ours. Numbers agree as a whole
    or not at all.
    """
    return _layers_agreed(ours, ordering_of(steps).order) | _parts_agreed(own, steps)


def _parts_agreed(own: Families, steps: Steps) -> frozenset[int]:
    keys = _by_stem(part.key for part, _ in steps)
    places = list(accumulate((len(part.tensors) for part, _ in steps), initial=0))
    at = {part.key: place for (part, _), place in zip(steps, places, strict=False)}
    return frozenset(
        place
        for (_, called), begins in own.items()
        if called and keys.get(called) == set(begins)
        for key, place in begins.items()
        if at[key] == place
    )


def _layers_agreed(ours: list[Tensor], theirs: Sequence[Tensor]) -> frozenset[int]:
    own, other = _called(ours), _called(theirs)
    own_stems, other_stems = _by_stem(own), _by_stem(other)
    return frozenset(
        places[0]
        for name, places in own.items()
        if stem(name)
        and places == other.get(name)
        and len(places) == 1
        and own_stems[stem(name)] == other_stems[stem(name)]
    )


def _by_stem(keys: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(stem(key), set()).add(key)
    return found


def _called(tensors: Sequence[Tensor]) -> dict[str, list[int]]:
    """What layers are called, each with the places where one that is called so begins."""
    begins: dict[str, int] = {}
    for at, each in enumerate(tensors):
        begins.setdefault(layer(each.name), at)
    places: dict[str, list[int]] = {}
    for name, at in begins.items():
        places.setdefault(name.rpartition(".")[2], []).append(at)
    return places


def numbered(steps: Steps) -> bool:
    """Whether parts whose names differ in a number stand in the order of the numbers."""
    lines = queues(part for part, _ in steps)
    return all(
        [each.key for each in line] == [each.key for each in by_number(line)] for line in lines
    )
