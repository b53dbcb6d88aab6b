"""A checkpoint's tensors by name, in the order of its file, found in what the file holds."""

from typing import Any

import torch

from cnndsl.named_tuple import NamedTuple
from cnndsl.spelling import listed
from cnndsl.text import visible
from cnndsl.validation.option_text import quoted
from cnndsl.weights.file_formats import Unreadable, contents
from cnndsl.weights.state_dicts import by_name, is_tensor, state_dicts
from cnndsl.weights.tensor_names import Tensor, added_prefix, is_counter, within
from cnndsl.weights.values import is_count

DEEPEST_NAME = 256
LONGEST_NAME = 60
MOST_NAMED = 6


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


def checkpoint(held: Any, key: str | None = None, path: str = "the checkpoint") -> Checkpoint:
    """Find the tensors in what a file holds."""
    path, found = visible(path), state_dicts(held)
    chosen = {at: values for at, values in found.items() if key in (None, at)}
    if len(chosen) != 1:
        raise Unreadable(f"{path}: {_which(held, list(found), key)}")
    ((at, values),) = chosen.items()
    tensors = {name: value for name, value in values.items() if is_tensor(value)}
    _check_plain(path, tensors)
    tensors = {name: value for name, value in tensors.items() if _belongs(name, value, tensors)}
    around = [name for name in by_name(held) if at and not within(at, name)]
    aside = (*around, *(name for name in values if name not in tensors))
    unwrapped = [f"`{at}`"] if at else []
    while prefix := added_prefix(tensors):
        tensors = {name.removeprefix(prefix): value for name, value in tensors.items()}
        unwrapped.append(f"the prefix `{prefix}`")
    return Checkpoint(tensors, True, tuple(unwrapped), aside)


def _belongs(name: str, value: Any, tensors: dict[str, Any]) -> bool:
    """Whether a tensor may be a layer's: no count that is none, nor what an average of models counts beside it."""
    if is_counter(name):
        return is_count(value)
    return not (value.dim() == 0 and "." not in name and any("." in each for each in tensors))


def _which(held: Any, sets: list[str], key: str | None) -> str:
    """Why no one set of tensors is meant."""
    if not sets:
        names = ", ".join(repr(each[:LONGEST_NAME]) for each in list(by_name(held))[:MOST_NAMED])
        return "it holds no tensors by name" + (f", but {names}" if names else "")
    named = listed(visible(each or "(the top)") for each in sets[:MOST_NAMED])
    if key is not None:
        return f"it holds no tensors at {quoted(key)}, but at {named}"
    return f"it holds several sets of tensors, {named}; `--key {visible(sets[0] or sets[-1])}` takes that one"


def _check_plain(path: str, tensors: dict[str, Any]) -> None:
    for name, value in tensors.items():
        if not name.isprintable() or name.count(".") > DEEPEST_NAME:
            raise Unreadable(f"{path}: {name[:LONGEST_NAME]!r} is no name of a layer's tensor")
        if value.is_nested:
            raise Unreadable(
                f"{path}: `{name}` is nested, a list of tensors of different sizes; `unbind()` gives them"
            )
        if value.is_meta:
            raise Unreadable(
                f"{path}: `{name}` has a shape and no numbers (it is on the meta device)"
            )
        if value.is_quantized:
            raise Unreadable(
                f"{path}: `{name}` is quantised; `dequantize()` gives the numbers of it"
            )
        if value.layout != torch.strided:
            raise Unreadable(
                f"{path}: `{name}` is sparse or the like; `to_dense()` gives all of it"
            )
