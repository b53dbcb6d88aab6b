"""What goes from layer to layer while shapes are followed, and what labels stand for on the way."""

from typing import NamedTuple

from cnndsl.network import Scope
from cnndsl.sizes import Shape


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
