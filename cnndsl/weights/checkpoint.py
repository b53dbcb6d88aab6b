"""A checkpoint's tensors by name, in the order of its file. Nothing in it is executed."""

import argparse
import os
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, NamedTuple, cast

import torch

from cnndsl.gates.words import quoted
from cnndsl.text import visible
from cnndsl.weights.misfit import WeightsError
from cnndsl.weights.names import Tensor, is_counter, within
from cnndsl.weights.values import is_count

DEEPEST = 4
"""How deeply the tensors may lie in what a file holds."""
DEEPEST_NAME = 256
PREFIXES = ("module.", "_orig_mod.")
"""What DistributedDataParallel and torch.compile put before every name."""


class Unreadable(WeightsError):
    """A file that is no checkpoint, or one that would have to be executed."""


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
    """Read a file of PyTorch's or of safetensors'. `key` says where in it the tensors lie."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise Unreadable(f"{visible(path)}: not read: not a file")  # a pipe would be waited for
    with open(path, "rb"):  # so that a file that is not there is said as everywhere
        pass
    if Path(path).suffix == ".safetensors":
        return checkpoint(_safetensors(path), key, path)._replace(ordered=False)
    return checkpoint(_pickled(path), key, path)


def _safetensors(path: str) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except SafetensorError as problem:
        raise Unreadable(
            f"{visible(path)}: not read: not a safetensors file ({visible(str(problem))})"
        ) from None


def _pickled(path: str) -> Any:
    try:
        with torch.serialization.safe_globals([argparse.Namespace]), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(
                path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path) or None
            )
    except Exception as problem:  # whatever a broken or hostile file makes of the reader
        raise Unreadable(f"{visible(path)}: not read: {visible(_why(str(problem)))}") from None


def _why(problem: str) -> str:
    found = re.search(r"GLOBAL ([\w.]+)", problem)
    if found:
        return (
            f"it holds code ({found[1]}), not only tensors, and code is not executed; "
            "where it was made, `torch.save(model.state_dict(), FILE)` writes the tensors alone"
        )
    if "TorchScript" in problem:
        return "it is a TorchScript archive; save its `state_dict()` where it was made"
    first = re.split(r"[.:]\s|\n", problem)[0]
    return "not a checkpoint of PyTorch's" + (f" ({first})" if re.search("[a-z]", first) else "")


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
