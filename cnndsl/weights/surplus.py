"""Which parts together hold just the tensors that one side has too many: what could be fresh, or left out."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from cnndsl.weights.tensor_names import Tensor, Token, parts_of, within

MOST_PARTS = 8
"""With more, another network is meant."""
MOST_STEPS = 500
Held: TypeAlias = dict[str, Counter[Token]]
"""What each part holds."""


def parts_of_surplus(tensors: list[Tensor], surplus: Counter[Token]) -> Iterator[list[str]]:
    """Sets of parts that hold just the surplus, the smallest sets first."""
    held = _held(tensors, surplus)
    steps = iter(range(MOST_STEPS))
    places = list(parts_of(each.name for each in tensors))
    for size in range(MOST_PARTS + 1):
        for parts in _of_size(size, held, surplus, steps):
            yield sorted(parts, key=places.index)


def _held(tensors: list[Tensor], surplus: Counter[Token]) -> Held:
    """The parts that hold nothing beside the surplus; those called aux first, then the last of the file."""
    tokens = {each.name: each.token for each in tensors}
    known: dict[tuple[str, ...], str] = {}
    for part, inside in parts_of(tokens).items():
        known.setdefault(tuple(inside), part)
    counted = {part: Counter(map(tokens.__getitem__, inside)) for inside, part in known.items()}
    fitting = [part for part in reversed(counted) if counted[part] <= surplus]
    fitting.sort(key=lambda part: "aux" not in part.lower())
    return {part: counted[part] for part in fitting}


def _of_size(
    size: int, held: Held, surplus: Counter[Token], steps: Iterator[int]
) -> Iterator[list[str]]:
    if not (size and surplus):
        yield from [] if size or surplus else [[]]
        return
    largest = sorted((inside.total() for inside in held.values()), reverse=True)
    if sum(largest[:size]) < surplus.total():
        return
    rarest = min(surplus, key=lambda token: sum(token in inside for inside in held.values()))
    for part, inside in held.items():
        if rarest in inside and next(steps, None) is not None:
            rest = surplus - inside
            left = {
                other: more
                for other, more in held.items()
                if more <= rest and not within(other, part) and not within(part, other)
            }
            for parts in _of_size(size - 1, left, rest, steps):
                yield [part, *parts]
