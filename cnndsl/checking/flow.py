"""What goes from layer to layer while shapes are followed, and what labels stand for on the way."""

from collections.abc import Callable, Mapping

from cnndsl.layers.unpool import Found
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Scope, Sequence
from cnndsl.paths import Path
from cnndsl.sizes import UNKNOWN, Shape, Unknown, exactly
from cnndsl.text import Span

Afters = Callable[[Span], Mapping[str, Sequence]]
"""What `after` says in the file where a place is, by kind."""


class Past(NamedTuple):
    """What a value has been through, as far as the depth of a bare `C` hangs on it."""

    conv: bool = False
    """Whether a convolution lies behind it."""
    pool: bool = False
    """Whether a pool lies between it and the last convolution."""
    join: bool = False


class Value(NamedTuple):
    """What stands at a spot: its shape, the layer that it comes from, and what it has been through."""

    shape: Shape | None
    source: Path
    past: Past
    found: Found | Unknown | None = None
    """Straight behind a max pool: where that found its numbers; unknown where a mistake hides the layer."""

    @property
    def unnamed(self) -> object:
        """What it is, wherever it comes from; what is unknown of it equals itself alone."""
        return exactly(self.shape), self.past, self.found and _exact(self.found)


class Flow(NamedTuple):
    """What goes from layer to layer."""

    shape: Shape | None
    """None where not even the input is known."""
    source: Path
    scope: Scope[Value]
    past: Past = Past()
    in_part: bool = False
    """Whether it is inside a block or a branch, and not in the trunk with its groups and heads."""
    stride: tuple[int, ...] = ()
    """Along each axis since the last fork; 0 where it is no whole number."""
    aux: bool = False
    found: Found | Unknown | None = None

    @property
    def value(self) -> Value:
        """What a label means that stands here."""
        return Value(self.shape, self.source, self.past, self.found)

    @property
    def unnamed(self) -> object:
        """What it is, wherever it comes from and whatever labels stand around it."""
        found = self.found and _exact(self.found)
        return exactly(self.shape), self.past, self.in_part, self.stride, self.aux, found


def _exact(found: Found | Unknown) -> object:
    return (found.pool, exactly(found.before)) if isinstance(found, Found) else "unknown"


def branch_start(how: str, flow: Flow, count: int) -> Flow:
    """What goes into one of several branches."""
    shape = flow.shape
    if how == "split" and shape is not None:
        shape = (UNKNOWN if shape[0] % count else shape[0] // count, *shape[1:])
    rank = len(shape or ()) - 1
    return flow._replace(shape=shape, scope=Scope(flow.scope), in_part=True, stride=(1,) * rank)
