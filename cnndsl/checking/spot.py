"""Where a part stands in the files: what its words may name."""

from typing import NamedTuple

from cnndsl.checking.evaluate import Here
from cnndsl.checking.files import Source
from cnndsl.network import Scope
from cnndsl.text import Span


class Spot(NamedTuple):
    """A place in a body: its file, what names mean there, and the labels around it."""

    source: Source
    here: Here
    labels: Scope[Span]

    def inside(self) -> "Spot":
        """Inside brackets here, where labels are of their own."""
        return self._replace(labels=Scope(self.labels))
