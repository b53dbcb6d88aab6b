"""What an index answers with. All spans count from the start of the first text, behind which the others lie."""

from typing import Literal, TypeAlias

from cnndsl.analyse.figures import LayerFigures
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import Shape
from cnndsl.text import Span

Kind: TypeAlias = Literal[
    "network",
    "input",
    "label",
    "head",
    "constant",
    "parameter",
    "list",
    "block",
    "layer",
    "argument",
    "figure",
    "file",
    "word",
    "function",
]
Role: TypeAlias = Literal["definition", "use", "key"]
"""How a symbol stands somewhere; a key is the name of what a call gives."""


class Symbol(NamedTuple):
    """What has a name."""

    kind: Kind
    name: str
    definition: Span | None
    """Where it gets its name; None for what the language brings along."""
    scope: Span | None
    """Where it is seen; None for everywhere."""
    detail: str = ""
    """A line about it."""


class Reference(NamedTuple):
    """A place where a symbol's name stands."""

    span: Span
    symbol: Symbol
    role: Role = "use"


class ShapesOfCopy(NamedTuple):
    """What comes into one copy of an item and what goes out; None where not even an input is known."""

    before: Shape | None
    behind: Shape | None


class Occurrence(NamedTuple):
    """A layer, a join, a tap or a part as it is written, with all its copies in the network."""

    span: Span
    rows: tuple[LayerFigures, ...]
    """The figures of the layers that it is, or that are in it; of those before the first mistake."""
    shapes: tuple[ShapesOfCopy, ...]
    """In the order in which data meets the copies."""
