"""Calls of PyTorch and Keras as a spec has them."""

import ast
import re
from collections.abc import Callable
from typing import Any

from cnndsl.syntax.torch_layers import CALLS, Arguments, Untold, layer_behind, shape_of


def in_spec(words: str) -> str | None:
    """A call as a spec has it; None where that cannot be told."""
    try:
        return _written(ast.parse(words, mode="eval").body)
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError, Untold):
        return None


def _written(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        raise Untold
    name = ast.unparse(node.func).rpartition(".")[2]
    functional = re.fullmatch(r"(?:torch\.nn\.functional|F|torch)\.\w+", ast.unparse(node.func))
    if name == "Sequential":
        parts = node.args[0].elts if _is_list(node.args) else node.args  # type: ignore[attr-defined]
        return " ".join(map(_written, parts))
    call = CALLS.get(_plain(name)) or CALLS.get(name)
    if call is None:
        raise Untold
    values = [_value(each) for each in (node.args[1:] if functional else node.args)]
    names = call.names.split()
    if len(values) > len(names):
        raise Untold
    given = dict(zip(names, values, strict=False))
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in given:
            raise Untold
        given[keyword.arg] = _value(keyword.value)
    given.pop("name", None)
    given.pop("inplace", None)
    return _around(given, call.write)


def _is_list(nodes: list[ast.expr]) -> bool:
    return len(nodes) == 1 and isinstance(nodes[0], ast.List | ast.Tuple)


def _around(given: Arguments, write: Callable[[Arguments], str]) -> str:
    """The layer, with the input before it and the activation behind it where the call has them."""
    shape, name = given.pop("input_shape", None), given.pop("activation", None)
    written = write(given)
    if given:
        raise Untold
    front = f"INPUT [{shape_of(shape)}] " if shape else ""
    return f"{front}{written}{layer_behind(name)}"


def _plain(name: str) -> str:
    """Without the number of dimensions: `Conv2d` and `Conv1d` are one."""
    return re.sub(r"[123](d|D)", r"\1", name)


def _value(node: ast.expr) -> Any:
    value = ast.literal_eval(node)
    return tuple(value) if isinstance(value, list) else value
