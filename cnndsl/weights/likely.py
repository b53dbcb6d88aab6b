"""Which of several orders of a part's parts is likelier: by shapes that are the same to the last one, by names."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from cnndsl.weights.names import Tensor, layer, stem
from cnndsl.weights.tree import Part, by_number, queues
from cnndsl.weights.ways import Way, joined_ways

Steps: TypeAlias = tuple[tuple[Part, Way], ...]
"""Parts in an order, each with its own."""


def joined(steps: Steps) -> Way:
    """The order of the whole."""
    return joined_ways([way for _, way in steps])


def of_the_very_shapes(found: list[Steps], ours: list[Tensor]) -> list[Steps]:
    """The orders in which most tensors have the very shapes of ours, and not only the same numbers."""
    counts = [
        sum(other.shape == own.shape for other, own in zip(joined(steps).order, ours, strict=True))
        for steps in found
    ]
    most = max(counts)
    return [steps for steps, count in zip(found, counts, strict=True) if count == most]


def of_agreeing_names(found: list[Steps], ours: list[Tensor]) -> list[Steps]:
    """The orders in which names agree with ours where they do in no other one, and wherever they do in another."""
    agreed = [_agreed(steps, ours) for steps in found]
    return [
        steps
        for steps, names in zip(found, agreed, strict=True)
        if not any(names < more for more in agreed)
    ]


def _agreed(steps: Steps, ours: list[Tensor]) -> frozenset[int]:
    """Where a part stands at a part of ours that has its name, or a layer at one of ours."""
    around = len(_shared(ours))
    own, other = _called(ours), _called(joined(steps).order)
    agreed = {own[name] for name in own if stem(name) and own[name] == other.get(name)}
    start = 0
    for part, _ in steps:
        end = start + len(part.tensors)
        if stem(part.key) and part.key in _shared(ours[start:end])[around:]:
            agreed.add(start)
        start = end
    return frozenset(agreed)


def _shared(ours: list[Tensor]) -> list[str]:
    """The pieces that the names of a stretch of ours begin with."""
    shared = ours[0].name.split(".")
    for each in ours[1:]:
        pieces = each.name.split(".")
        same = 0
        while same < min(len(shared), len(pieces)) and shared[same] == pieces[same]:
            same += 1
        shared = shared[:same]
    return shared


def _called(tensors: Sequence[Tensor]) -> dict[str, int]:
    """Where the layers begin that no other one here is called as."""
    layers = dict.fromkeys(layer(each.name) for each in tensors)
    names = Counter(each.rpartition(".")[2] for each in layers)
    places: dict[str, int] = {}
    for at, each in enumerate(tensors):
        called = layer(each.name).rpartition(".")[2]
        if names[called] == 1:
            places.setdefault(called, at)
    return places


def numbered(steps: Steps) -> bool:
    """Whether parts whose names differ in a number stand in the order of the numbers."""
    lines = queues(part for part, _ in steps)
    return all(
        [each.key for each in line] == [each.key for each in by_number(line)] for line in lines
    )
