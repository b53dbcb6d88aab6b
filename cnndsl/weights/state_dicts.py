"""The state dicts in what a file holds: under `state_dict`, `model` or `ema`, say, or layer by layer."""

from collections.abc import Iterator
from typing import Any, TypeAlias, cast

import torch

from cnndsl.weights.tensor_names import COUNTER, ELSEWHERE, ROLES

DEEPEST = 8
"""How deeply the tensors may lie in what a file holds."""
Contents: TypeAlias = frozenset[tuple[str, int]]
"""Names, and the identities of what they name."""


def state_dicts(held: Any) -> dict[str, dict[str, Any]]:
    """Each state dict that is found, by where it lies. If any has names with dots, only those that do."""
    found = dict(_mappings(held, "", (), set()))
    names = [name for values in found.values() for name in values]
    if any("." in name for name in names):
        return {at: values for at, values in found.items() if any("." in name for name in values)}
    if len(found) > 1 and all(name in (*ROLES, *ELSEWHERE, COUNTER) for name in names):
        return _layer_by_layer(found)
    return found


def _layer_by_layer(layers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """One set of what the layers hold, a mapping each, under what is around them all."""
    pieces = [at.split(".") for at in layers]
    around = 0
    while len({tuple(each[: around + 1]) for each in pieces}) == 1:
        around += 1
    tensors = {
        ".".join([*at.split(".")[around:], role]): value
        for at, values in layers.items()
        for role, value in values.items()
    }
    return {".".join(pieces[0][:around]): tensors}


def _mappings(
    value: Any, at: str, around: tuple[Contents, ...], seen: set[int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mappings that have tensors, with their places, each once, and none that holds itself, of which the top
    may be a copy. An optimizer's state is none.
    """
    named = by_name(value)
    held = frozenset((name, id(inside)) for name, inside in named.items())
    if not named or "param_groups" in named or len(around) > DEEPEST:
        return
    if id(value) in seen or held in around:
        return
    seen.add(id(value))
    if any(map(is_tensor, named.values())):
        yield at, named
    for name, inside in named.items():
        yield from _mappings(inside, f"{at}.{name}".lstrip("."), (*around, held), seen)


def by_name(value: object) -> dict[str, Any]:
    """What a dict holds by names or numbers; nothing is asked of the values, nor of what else it has for names."""
    if not issubclass(type(value), dict):
        return {}
    items = dict.items(cast(dict[object, Any], value))
    return {
        str.__str__(name) if issubclass(type(name), str) else int.__repr__(cast(int, name)): inside
        for name, inside in items
        if issubclass(type(name), str | int)
    }


def is_tensor(value: object) -> bool:
    return issubclass(type(value), torch.Tensor)
