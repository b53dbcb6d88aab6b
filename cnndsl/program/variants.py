"""A network as a build wants it: for scores without its outputs' softmax, for inference without what training needs.

Layers that go are the identity then: their places keep their names, and the code has nothing there.
"""

from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Identity
from cnndsl.network import Fork, Item, Network, Sequence, Step
from cnndsl.paths import WHOLE, Path, Place
from cnndsl.program.folding import Folds, fold
from cnndsl.walker import placed_bodies, with_bodies


def without_softmax(network: Network) -> Network:
    changes: dict[Path, Layer] = {path: Identity() for path in softmax_ends(network)}
    return _changed(network, changes)


def softmax_ends(network: Network) -> set[Path]:
    """The softmaxes that outputs end in, which a loss would rather do itself."""
    wanted = {source for each in network.layers for source in each.sources}
    ends = {each.source for each in network.outputs} - wanted
    words = ("softmax", "log_softmax")
    return {each.path for each in network.layers if each.path in ends and each.layer.word in words}


def for_inference(network: Network) -> tuple[Network, Folds]:
    """Norms in the layers before them, no dropout, no aux heads; and which norm went where, by the layer's path."""
    network = _without_aux(network)
    idle: dict[Path, Layer] = {
        each.path: Identity() for each in network.layers if each.layer.only_in_training
    }
    network = _changed(network, idle)
    changes, folded = fold(network)
    return _changed(network, changes), folded


def _without_aux(network: Network) -> Network:
    trunk = tuple(item for item in network.structure if not (isinstance(item, Fork) and item.aux))
    layers = tuple(each for each in network.layers if not each.aux)
    outputs = tuple(each for each in network.outputs if not each.aux)
    return network._replace(structure=trunk, layers=layers, outputs=outputs)


def _changed(network: Network, changes: dict[Path, Layer]) -> Network:
    """The network with other layers at some paths."""
    if not changes:
        return network
    layers = tuple(
        each._replace(layer=changes[each.path]) if each.path in changes else each
        for each in network.layers
    )
    return network._replace(structure=_sequence(network.structure, WHOLE, changes), layers=layers)


def _sequence(body: Sequence, place: Place, changes: dict[Path, Layer]) -> Sequence:
    return tuple(_item(item, place, changes) for item in body)


def _item(item: Item, place: Place, changes: dict[Path, Layer]) -> Item:
    if isinstance(item, Step):
        path = place.path(item.name)
        return item._replace(layer=changes[path]) if path in changes else item
    bodies = placed_bodies(item, place)
    return with_bodies(item, tuple(_sequence(body, inner, changes) for body, inner in bodies))
