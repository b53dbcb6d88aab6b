"""Garbage, for which Python looks again and again as objects are made: most of what a check makes stays to its end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_alone() -> Iterator[None]:
    """Look for none meanwhile; behind it all is as it was, behind an exception too."""
    was_looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looked_for:
            gc.enable()
