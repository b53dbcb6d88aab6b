"""A network without branches as a row of stations: each a layer, with what is done to its output at once.

For styles that draw one thing after another: volumes, stacks, the table of configurations.
"""

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.layer_words import is_small, tag
from cnndsl.layers.joins import Join
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape


class Station(NamedTuple):
    """A layer, and the norms, activations and dropouts behind it."""

    layer: LayerFigures
    tags: tuple[LayerFigures, ...] = ()

    @property
    def shape(self) -> KnownShape:
        """What goes out of it."""
        return self.layer.shape

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.layer.path, *(each.path for each in self.tags))

    @property
    def params(self) -> int:
        return self.layer.params + sum(each.params for each in self.tags)

    @property
    def tag_words(self) -> tuple[str, ...]:
        return tuple(tag(each.placed.layer) for each in self.tags if each.kind != "flatten")

    @property
    def rectified(self) -> bool:
        """Whether an activation is among its tags."""
        return any(each.placed.layer.role == "activation" for each in self.tags)

    @property
    def said(self) -> str:
        """What is said of it where it is pointed at."""
        shape = "×".join(map(str, self.shape))
        return f"{self.layer.path}: {shape}, {self.params:,} parameters"


def stations(rows: tuple[LayerFigures, ...]) -> tuple[Station, ...]:
    """Rows in their order; small layers are tags of what is before them."""
    found: list[Station] = []
    for row in rows:
        if found and is_small(row.placed.layer) and not isinstance(row.placed.layer, Join):
            found[-1] = found[-1]._replace(tags=(*found[-1].tags, row))
        else:
            found.append(Station(row))
    return tuple(found)


def is_chain(result: Result) -> bool:
    """Whether each layer takes what the one before it gives, and nothing else."""
    before: tuple[object, ...] = ((),)
    for row in result.rows:
        if row.placed.sources != before:
            return False
        before = (row.placed.path,)
    return len(result.network.inputs) == 1 and len(result.network.outputs) <= 1
