"""Whether two checked specs are one network: the same layers at the same paths, and what goes between them."""

from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.layers.layer import Layer
from cnndsl.network import Placed
from cnndsl.paths import module_path, show_path


def same_network(one: Result, other: Result) -> bool:
    if not other.network.ok or one.totals != other.totals:
        return False
    return _said(one) == _said(other)


def _said(result: Result) -> list[object]:
    network = result.network
    outputs = [
        (each.name, each.shape, show_path(each.source), each.aux) for each in network.outputs
    ]
    return [network.name, network.shapes, outputs, *map(_placed, network.layers)]


def _placed(placed: Placed) -> object:
    paths = placed.path, module_path(placed.path), *placed.sources
    shapes = placed.input, placed.output, placed.aux
    return tuple(map(show_path, paths)), dict(_layer(placed.layer)), placed.layer.word, shapes


def _layer(layer: Layer) -> Iterator[tuple[str, object]]:
    """A layer's arguments, but labels, which may be called otherwise; `valid` is no padding."""
    for name in layer.arguments.keys() - set(layer.label_arguments):
        value = vars(layer)[name]
        yield name, 0 if value == "valid" else value
