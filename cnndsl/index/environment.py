"""What is seen from a place in a file, beside its constants and blocks."""

from collections.abc import Mapping

from cnndsl.checking.files import Source
from cnndsl.index.values import Symbol
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Scope


class Environment(NamedTuple):
    """What names mean at a place; each part hands it on to those inside of it."""

    source: Source
    labels: Scope[Symbol]
    end: int
    """Where what is labelled here goes out of sight."""
    names: Mapping[str, Symbol] = {}
    """Parameters, and the names of lists."""
    layers: frozenset[str] = frozenset()
    """Those of which that stand for layers."""

    def inside(self, end: int) -> "Environment":
        """Inside brackets, where labels are of their own."""
        return self._replace(labels=Scope(self.labels), end=end)

    def knowing(self, symbol: Symbol) -> "Environment":
        """Where one more name stands for a number or the like."""
        return self._replace(names={**self.names, symbol.name: symbol})
