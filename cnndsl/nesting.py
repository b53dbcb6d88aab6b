"""How deeply brackets may nest, and the room on Python's stack that the stages need for it."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

LIMIT = 500
FRAMES = 12
"""The most calls that any stage spends on one level."""
P = ParamSpec("P")
R = TypeVar("R")


def with_room(stage: Callable[P, R]) -> Callable[P, R]:
    """Let a stage go down as deeply as brackets may nest, whatever the caller's own limit is."""

    @wraps(stage)
    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, LIMIT * FRAMES + 1000))
        try:
            return stage(*args, **kwargs)
        finally:
            sys.setrecursionlimit(before)

    return roomy
