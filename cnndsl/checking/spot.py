"""Where a part stands in the files: what its words may name."""

from typing import NamedTuple

from cnndsl.checking.evaluate import Here
from cnndsl.checking.files import Block, Source
from cnndsl.network import Scope
from cnndsl.text import Span


class Spot(NamedTuple):
    """A place in a body: its file, what names mean there, and the labels around it."""

    source: Source
    here: Here
    labels: Scope[Span]
    depth: int = 0
    """How many brackets, blocks and copies stand around it."""
    blocks: tuple[Block, ...] = ()
    """The blocks that it is in, the innermost last."""

    def inside(self) -> "Spot":
        """Inside brackets here, where labels are of their own."""
        return self._replace(labels=Scope(self.labels))

    def deeper(self) -> "Spot":
        return self._replace(depth=self.depth + 1)
