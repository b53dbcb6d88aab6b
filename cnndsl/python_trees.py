"""Python's syntax trees, made by one thread at a time.

Two that make them at once disturb one another in Python before 3.13 (python/cpython#106905), in a SystemError.
"""

import ast
from threading import Lock

_MAKING = Lock()


def tree_of(text: str, mode: str = "exec") -> ast.AST:
    with _MAKING:
        return ast.parse(text, mode=mode)
