"""A checkpoint's tensors by name, in the order of its file, found in what the file holds."""

from typing import Any, NamedTuple, cast

import torch

from cnndsl.gates.words import quoted
from cnndsl.text import visible
from cnndsl.weights.names import Tensor, is_counter, within
from cnndsl.weights.reading import Unreadable, contents
from cnndsl.weights.values import is_count

DEEPEST = 4
"""How deeply the tensors may lie in what a file holds."""
DEEPEST_NAME = 256
PREFIXES = ("module.", "_orig_mod.")
"""What DistributedDataParallel and torch.compile put before every name."""


class Checkpoint(NamedTuple):
    """Tensors by name; whether their order means something; and what was taken off around them."""

    tensors: dict[str, Any]
    ordered: bool = True
    unwrapped: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Values beside the tensors that are none."""

    def shapes(self) -> list[Tensor]:
        return [Tensor(name, tuple(value.shape)) for name, value in self.tensors.items()]


def loaded(given: "str | dict[object, object]", key: str | None) -> Checkpoint:
    """A checkpoint from a file, or from what such a file holds."""
    return read(given, key) if isinstance(given, str) else checkpoint(given, key)


def read(path: str, key: str | None = None) -> Checkpoint:
    """A checkpoint from a file of PyTorch's or of safetensors'. `key` says where in it the tensors lie."""
    held, ordered = contents(path)
    return checkpoint(held, key, path)._replace(ordered=ordered)


def checkpoint(loaded: Any, key: str | None = None, path: str = "the checkpoint") -> Checkpoint:
    """Find the tensors in what a file holds."""
    path = visible(path)
    found = _mappings(loaded)
    if any("." in name for _, values in found for name in values):
        found = [(at, values) for at, values in found if any("." in name for name in values)]
    if key is not None:
        found = [(at, values) for at, values in found if at == key]
    if len(found) != 1:
        raise Unreadable(f"{path}: {_which(loaded, [at for at, _ in found], key)}")
    ((at, values),) = found
    tensors = {name: value for name, value in values.items() if _is_tensor(value)}
    _plain(path, tensors)
    tensors = {name: v for name, v in tensors.items() if not is_counter(name) or is_count(v)}
    around = [name for name in _by_name(loaded) if at and not within(at, name)]
    aside = (*around, *(name for name in values if name not in tensors))
    unwrapped = [f"`{at}`"] if at else []
    while prefix := next((p for p in PREFIXES if all(n.startswith(p) for n in tensors)), ""):
        tensors = {name.removeprefix(prefix): value for name, value in tensors.items()}
        unwrapped.append(f"the prefix `{prefix}`")
    return Checkpoint(tensors, True, tuple(unwrapped), aside)


def _mappings(
    value: Any, at: str = "", depth: int = 0, seen: set[int] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """The mappings from names to tensors, with their places, each once. An optimizer's state is none."""
    seen = set() if seen is None else seen
    named = _by_name(value)
    if not named or "param_groups" in named or depth > DEEPEST or id(value) in seen:
        return []
    seen.add(id(value))
    own = any(map(_is_tensor, named.values()))
    found = [(at, named)] if own else []
    for name, inside in named.items():
        found += _mappings(inside, f"{at}.{name}".lstrip("."), depth + 1, seen)
    return found


def _by_name(value: object) -> dict[str, Any]:
    """What a dict holds by names or numbers; nothing is asked of the values, nor of what else it has for names."""
    if not issubclass(type(value), dict):
        return {}
    items = dict.items(cast(dict[object, Any], value))
    return {
        str.__str__(name) if issubclass(type(name), str) else int.__repr__(cast(int, name)): inside
        for name, inside in items
        if issubclass(type(name), str | int)
    }


def _is_tensor(value: object) -> bool:
    return issubclass(type(value), torch.Tensor)


def _which(loaded: Any, found: list[str], key: str | None) -> str:
    if found:
        named = " and ".join(quoted(each or "(the top)") for each in found)
        return f"it holds several sets of tensors, {named}; `--key {visible(found[0] or found[-1])}` takes that one"
    at = f" at {quoted(key)}" if key else ""
    held = ", ".join(repr(each[:DEEPEST_NAME]) for each in list(_by_name(loaded))[:6])
    return f"it holds no tensors by name{at}" + (f", but {held}" if held else "")


def _plain(path: str, tensors: dict[str, Any]) -> None:
    for name, value in tensors.items():
        if value.layout != torch.strided or value.is_quantized or value.is_meta:
            raise Unreadable(f"{path}: `{name}` is no plain tensor, but sparse, quantised or empty")
        if not name.isprintable() or name.count(".") > DEEPEST_NAME:
            raise Unreadable(f"{path}: {name[:60]!r} is no name of a layer's tensor")
