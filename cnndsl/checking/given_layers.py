"""Layers that a block is given for a parameter: `act=[hardswish]`.

Names and labels in them mean what they mean where they are written; `in` and `i`, what they mean where the block has
the parameter. Each such place has layers of its own.
"""

from collections.abc import Iterator

from cnndsl.checking.evaluate import Here
from cnndsl.checking.expansion import Expansion, Made, Unfold
from cnndsl.checking.files import Block
from cnndsl.checking.spot import Spot, depth_of
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.merge import Identity
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Nest, Origin, Scope, Step
from cnndsl.syntax import tree
from cnndsl.text import Span


class Written:
    """Where layers are written, and what is seen from there."""

    def __init__(self, layers: tree.Layers, where: Spot, taps: dict[str, str]) -> None:
        self.layers = layers
        self.where = where
        self.taps = taps
        """The labels around that they tap, by what the block that is given them calls these."""


class GivenLayers(NamedTuple):
    """What a parameter stands for that stands for layers: a tuple, like all values that are no numbers."""

    written: Written

    def taps(self, span: Span) -> dict[str, tree.TapName]:
        """The labels that come with them, like those that a block is given for parameters."""
        return {alias: tree.TapName(path, span) for alias, path in self.written.taps.items()}


def given_layers(layers: tree.Layers, parameter: str, where: Spot) -> GivenLayers:
    """Layers that a block is given where it is used."""
    taps = {f"{parameter}.{path}": path for path in dict.fromkeys(_taps(layers.parts, where))}
    return GivenLayers(Written(layers, where, taps))


def default_layers(layers: tree.Layers, block: Block, here: Here, use: Spot) -> GivenLayers:
    """Layers that a parameter stands for where a use gives none; they see the parameters before it."""
    seen = here._replace(parameters=dict(here.parameters))
    where = use._replace(
        source=block.home, here=seen, labels=Scope(), blocks=(*use.blocks, block), renamed={}
    )
    given = here.parameters
    taps = {
        path: path for path in _taps(layers.parts, where) if isinstance(given.get(path), TapValue)
    }
    return GivenLayers(Written(layers, where, taps))


def _taps(parts: tuple[tree.Part, ...], where: Spot) -> Iterator[str]:
    """The labels around that layers tap."""
    inner = list(tree.parts_in(parts))
    own = {part.label.name for part in inner if part.label}
    for part in inner:
        for path in _tapped(part, where):
            if path.partition(".")[0] not in own:
                yield path


def _tapped(part: tree.Part, where: Spot) -> Iterator[str]:
    body = part.body
    yield from (each.path for each in tree.counts_of(part) if isinstance(each, tree.TapName))
    if isinstance(body, tree.Tap):
        yield body.label
    if not isinstance(body, tree.Spelled):
        return
    for argument in body.layer.arguments:
        if isinstance(argument.value, tree.TapName):
            yield argument.value.path
    inner = where.here.parameters.get(body.layer.name)
    if isinstance(inner, GivenLayers):
        yield from inner.written.taps


def given_here(body: tree.Body, spot: Spot) -> GivenLayers | None:
    """The layers that a parameter in a layer's place stands for."""
    if not isinstance(body, tree.Spelled):
        return None
    found = spot.here.parameters.get(body.layer.name)
    return found if isinstance(found, GivenLayers) else None


def unfolded(
    expansion: Expansion, given: GivenLayers, spot: Spot, span: Span, unfold: Unfold
) -> Made:
    """The layers of a parameter, at the place where a block has it."""
    written = given.written
    where, layers = written.where, written.layers
    if not layers.parts:
        return Made((Step(Identity(), Origin(layers.span, "id", {})),), 1)
    here = where.here._replace(
        depth=depth_of(spot.incoming),
        in_block=spot.here.in_block,
        copy=spot.here.copy,
        uses=spot.uses,
        has_names=False,
        listed=dict.fromkeys(where.here.listed),
    )
    labels: Scope[Span] = Scope()
    outer = spot.renamed
    hidden = {alias for alias in written.taps if spot.here.parameters.get(alias, "") is None}
    renamed = {
        path: "" if alias in hidden else outer.get(alias, alias)
        for alias, path in written.taps.items()
    }
    labels.own |= dict.fromkeys(renamed.values(), layers.span)
    inside = spot._replace(
        source=where.source,
        here=here,
        labels=labels,
        blocks=where.blocks,
        renamed=renamed,
        names_copies=None,
        is_named=False,
    )
    made = unfold(layers.parts, inside, span)
    expansion.labels.close(labels, "what a block is given")
    if any(item.label for item in made.items):
        return made._replace(items=(Nest(made.items, layers.span),))
    return made
