"""Docstrings as prose, for what is explained and listed."""

import sys
from collections.abc import Callable
from inspect import cleandoc, getsource
from textwrap import dedent
from typing import Any


def docstring(thing: Callable[..., Any]) -> str:
    """A class's or a function's; read from its source where Python, run with -OO, has dropped it."""
    if thing.__doc__ or sys.flags.optimize < 2:
        return cleandoc(thing.__doc__ or "")
    import ast

    try:
        (written,) = ast.parse(dedent(getsource(thing))).body
    except (OSError, TypeError):
        return ""  # without a file: there is nothing to read
    assert isinstance(written, ast.FunctionDef | ast.ClassDef)
    return ast.get_docstring(written) or ""
