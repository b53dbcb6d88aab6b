"""A checkpoint's tensors as a tree of parts, by the dots in their names."""

import re
from collections.abc import Iterable

from cnndsl.named_tuple import NamedTuple
from cnndsl.weights.tensor_names import ELSEWHERE, ROLES, Tensor, number, stem

ROLES_ALONE = [[], *([role] for role in (*ROLES, *ELSEWHERE))]
"""What is left of the names in a part that is a layer."""


class TensorPart(NamedTuple):
    """A module with the parts in it; or one layer's tensors, without parts."""

    key: str
    tensors: tuple[Tensor, ...]
    parts: tuple["TensorPart", ...] = ()
    likeness: str = ""
    """Its path without the numbers, and the keys in it: parts that share both are taken for one class."""


def tensor_tree(tensors: Iterable[Tensor], key: str = "", depth: int = 0) -> TensorPart:
    """The part that tensors make, all of which share the first pieces of their names."""
    tensors = list(tensors)
    if all(each.name.split(".")[depth:] in ROLES_ALONE for each in tensors):
        return _layer(key, tensors)
    groups: dict[str, list[Tensor]] = {}
    for each in tensors:
        rest = each.name.split(".")[depth:]
        own = not rest or (len(rest) == 1 and rest[0] in ROLES)
        groups.setdefault("" if own else rest[0], []).append(each)
    parts = tuple(
        tensor_tree(inside, name, depth + 1) if name else _layer(ROLES[0], inside)
        for name, inside in groups.items()
    )
    everything = tuple(each for part in parts for each in part.tensors)
    path = ".".join(everything[0].name.split(".")[:depth]) if everything else ""
    likeness = " ".join([re.sub(r"\d+", "", path), *sorted(groups)])
    return TensorPart(key, everything, parts, likeness)


def _layer(key: str, tensors: list[Tensor]) -> TensorPart:
    """A layer's tensors, by role: an order of names would put the bias first."""
    roles = [each.token[0] for each in tensors]
    order = sorted(range(len(tensors)), key=lambda at: ROLES.index(roles[at]))
    return TensorPart(key, tuple(tensors[at] for at in order))


def opened(part: TensorPart) -> TensorPart:
    """The tree without its lists: what they hold stands beside them, for `convs.0 bns.0 convs.1 bns.1`."""
    parts: list[TensorPart] = []
    for each in map(opened, part.parts):
        parts += _held(each) if _is_list(each) else [each]
    return part._replace(parts=tuple(parts))


def in_turns(parts: tuple[TensorPart, ...]) -> list[list[TensorPart]]:
    """Queues in which lists of the same length are used in turns; none where there are no such lists."""
    lists = list(filter(_is_list, parts))
    lengths = [len(each.parts) for each in lists]
    lists = [each for each in lists if lengths.count(len(each.parts)) > 1]
    if not lists:
        return []
    lengths = sorted({len(each.parts) for each in lists})
    turns = [_turns([each for each in lists if len(each.parts) == length]) for length in lengths]
    return [*queues(by_number(each for each in parts if each not in lists)), *turns]


def _turns(lists: list[TensorPart]) -> list[TensorPart]:
    """One part for each turn: what the lists hold at one number."""
    held = [by_number(_held(each)) for each in lists]
    return [
        TensorPart(str(turn), tuple(each for part in parts for each in part.tensors), parts)
        for turn, parts in enumerate(zip(*held, strict=True))
    ]


def _is_list(part: TensorPart) -> bool:
    return bool(part.parts) and all(each.key.isdigit() for each in part.parts)


def _held(part: TensorPart) -> list[TensorPart]:
    """What a list holds, under names that stand beside the list's own."""
    return [each._replace(key=f"{part.key}.{each.key}") for each in part.parts]


def queues(parts: Iterable[TensorPart]) -> list[list[TensorPart]]:
    """Parts in queues, one for each stem; between queues no name tells which comes first."""
    found: dict[str, list[TensorPart]] = {}
    for part in parts:
        found.setdefault(stem(part.key), []).append(part)
    return list(found.values())


def by_number(parts: Iterable[TensorPart]) -> list[TensorPart]:
    return sorted(parts, key=lambda part: number(part.key))
