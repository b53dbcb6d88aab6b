"""What goes from layer to layer while shapes are followed, and what labels stand for on the way."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cnndsl.network import Scope, Sequence
from cnndsl.sizes import UNKNOWN, Shape
from cnndsl.text import Span

Afters = Callable[[Span], Mapping[str, Sequence]]
"""What `after` says in the file where a place is, by kind."""


class Value(NamedTuple):
    """What stands at a spot: its shape, and the layer that it comes from."""

    shape: Shape | None
    source: str


class Flow(NamedTuple):
    """What goes from layer to layer."""

    shape: Shape | None
    """None where not even the input is known."""
    source: str
    scope: Scope[Value]
    conv_seen: bool = False
    pooled: bool = False
    stride: tuple[int, ...] = ()
    """Along each axis since the last fork; 0 where it is no whole number."""
    aux: bool = False


def branch_start(how: str, flow: Flow, count: int) -> Flow:
    """What goes into one of several branches."""
    shape = flow.shape
    if how == "split" and shape is not None:
        shape = (UNKNOWN if shape[0] % count else shape[0] // count, *shape[1:])
    rank = len(shape or ()) - 1
    return flow._replace(shape=shape, scope=Scope(flow.scope), stride=(1,) * rank)
