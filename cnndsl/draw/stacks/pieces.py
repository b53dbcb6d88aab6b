"""One layer in a picture of stacks: its body, what stands above, and what is done to come to it."""

from typing import TypeAlias

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Group, Mark
from cnndsl.draw.options import TEXT, Wanted
from cnndsl.draw.stacks.bodies import Bar, Fault, Stack
from cnndsl.draw.stacks.scale import Scale
from cnndsl.draw.step_words import cut, done_words
from cnndsl.draw.steps import Chain
from cnndsl.draw.text_lines import TextLine, widest
from cnndsl.draw.wrap import wrapped
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat

LONGEST_LINE = 165.0
"""Of what is done."""
Body: TypeAlias = Stack | Bar | Fault


class Piece(NamedTuple):
    """A body with its texts; `station` is None of the input and of a mistake."""

    body: Body
    label: tuple[TextLine, ...]
    done: tuple[TextLine, ...] = ()
    """What stands under the gap before it."""
    station: Station | None = None
    shape: KnownShape = ()
    said: str = ""

    @property
    def middle(self) -> float:
        return self.body.x + self.body.width / 2

    @property
    def half_label(self) -> float:
        return widest(self.label) / 2

    @property
    def half_done(self) -> float:
        return widest(self.done) / 2

    @property
    def mark(self) -> Mark:
        """The body's marks as one group."""
        path = self.station.layer.path if self.station else ""
        return Group(tuple(self.body.marks()), path, self.said)


def pieces(chain: Chain, scale: Scale, wanted: Wanted) -> tuple[Piece, ...]:
    """A chain's layers, the input first, and the mistake that ends it."""
    tags = tuple(map(TextLine, wrapped(", ".join(chain.input_tags), LONGEST_LINE)))
    first = Piece(
        scale.body(chain.input, None),
        (*_label("input", chain.input), *tags),
        shape=chain.input,
        said=f"input: {shape_words(chain.input)}",
    )
    last = (_mistake(chain.mistake),) if chain.mistake else ()
    return (first, *(_piece(each, scale, wanted) for each in chain.steps), *last)


def _piece(station: Station, scale: Scale, wanted: Wanted) -> Piece:
    name = cut(wanted.title(station.layer.path), wanted)
    tags = wrapped(", ".join(station.tag_words), LONGEST_LINE)
    done = (
        *(TextLine(each, TEXT) for each in wrapped(done_words(station), LONGEST_LINE, TEXT)),
        *map(TextLine, tags),
    )
    body = scale.body(station.shape, station)
    return Piece(body, _label(name, station.shape), done, station, station.shape, station.said)


def _label(name: str, shape: KnownShape) -> tuple[TextLine, ...]:
    """`conv1` over `6@28×28`, or over `120`."""
    size = str(shape[0]) if is_flat(shape) else f"{shape[0]}@{shape_words(shape[1:])}"
    return TextLine(name, TEXT, bold=True, fill="ink"), TextLine(size, TEXT, fill="ink")


def _mistake(message: str) -> Piece:
    lines = tuple(TextLine(each, fill="ink") for each in wrapped(message, LONGEST_LINE))
    return Piece(Fault(0), (TextLine("mistake", TEXT, bold=True, fill="ink"),), lines)
