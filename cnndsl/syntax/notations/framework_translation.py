"""Calls of PyTorch and Keras translated to what a spec has."""

import ast
import re
import warnings
from collections.abc import Callable
from typing import Any

from cnndsl.python_trees import tree_of
from cnndsl.syntax.notations.framework_activations import layer_behind
from cnndsl.syntax.notations.framework_classes import CALLS, KERAS
from cnndsl.syntax.notations.framework_layers import Arguments, Untold, shape_of


def in_spec(words: str) -> str | None:
    """A call as a spec has it; None where that cannot be told."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, of `2n` and its like
            parsed = tree_of(_as_call(words), "eval")
        assert isinstance(parsed, ast.Expression)
        return _written(parsed.body)
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError, Untold):
        return None


PART = re.compile(r"\(\w+\):\s")
"""How PyTorch shows a part of a model: `(conv1): Conv2d(3, 8, kernel_size=(3, 3))`."""


def _as_call(words: str) -> str:
    """A call; of a model as PyTorch shows it, the parts without their names, and with commas between."""
    return re.sub(r"\(\s*,", "(", PART.sub(", ", words)) if PART.search(words) else words


def _written(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        raise Untold
    full = ast.unparse(node.func)
    name = full.rpartition(".")[2]
    if name == "add" and len(node.args) == 1 and isinstance(node.args[0], ast.Call):
        return _written(node.args[0])  # Keras' `model.add(...)`
    functional = re.fullmatch(r"(?:torch\.nn\.functional|F|torch)\.\w+", full)
    if name == "Sequential":
        parts = node.args[0].elts if _is_list(node.args) else node.args  # type: ignore[attr-defined]
        return " ".join(map(_written, parts))
    call = CALLS.get(_plain(name)) or CALLS.get(name)
    if re.search("keras|layers", full):
        call = KERAS.get(name, call)
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


def _product(node: ast.expr) -> int:
    """`16 * 5 * 5`, as the features that come in are written."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _product(node.left) * _product(node.right)
    if not isinstance(node, ast.Constant) or type(node.value) is not int:
        raise Untold
    return node.value


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
    value = _product(node) if isinstance(node, ast.BinOp) else ast.literal_eval(node)
    return tuple(value) if isinstance(value, list) else value
