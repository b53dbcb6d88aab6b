"""The layers that a file writes, wherever it does: in its trunk, in blocks, heads and branches, in what is given."""

from collections.abc import Collection, Iterator

from cnndsl.layers.layer import CODES, KINDS, Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree


class Written(NamedTuple):
    """Layers of one word, or one that is spelled out, with the kind of each."""

    body: tree.Shorthand | tree.Spelled
    layers: tuple[tuple[tree.WrittenLayer, type[Layer]], ...]
    offset: int
    """What the spans of the layers count from."""


def layers_written(file: tree.File, blocks: Collection[str]) -> Iterator[Written]:
    """All of them; a name that is a block's means that and no layer."""
    for part in tree.parts_in(_parts(file)):
        body = part.body
        if isinstance(body, tree.Shorthand):
            layers = tuple(
                (each, CODES[each.name]) for each in body.word.layers if each.name in CODES
            )
            yield Written(body, layers, body.offset)
        elif isinstance(body, tree.Spelled) and body.layer.name in KINDS.keys() - set(blocks):
            yield Written(body, ((body.layer, KINDS[body.layer.name]),), 0)


def _parts(file: tree.File) -> Iterator[tree.Part]:
    for entry in file.entries:
        if isinstance(entry, tree.Part):
            yield entry
        elif isinstance(entry, tree.Head | tree.Block | tree.After):
            yield from entry.parts
        if isinstance(entry, tree.Block):
            for parameter in entry.parameters:
                if isinstance(parameter.default, tree.Layers):
                    yield from parameter.default.parts
