"""A network's outputs in NumPy, from its structure and the meaning of each layer kind.

A kind without a meaning hides what depends on it, and nothing else.
"""

from typing import TypeAlias

import numpy as np

from cnndsl.analyse.walk import PlacedWalk
from cnndsl.layers.conv import Conv, Deconv, DwConv
from cnndsl.layers.linear import FullyConnected
from cnndsl.layers.local import Local
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Placed
from cnndsl.numbers import kinds as _the_meanings  # noqa: F401  (importing them enters them)
from cnndsl.numbers.joins import JOINED
from cnndsl.numbers.meanings import MEANINGS, Array, Undecided, Weights, WrongMeaning
from cnndsl.paths import Path, module_path, show_path
from cnndsl.sizes import show_shape

Unknown: TypeAlias = frozenset[str]
"""In place of numbers: why they are not known, for each kind on the way to them that has no meaning."""
Value: TypeAlias = np.ndarray | Unknown


class Outputs(NamedTuple):
    """What could be worked out, by name, and what could not."""

    known: dict[str, Array]
    unknown: dict[str, Unknown]


def evaluate(network: Network, weights: Weights, *images: Array) -> Outputs:
    """Every output for a batch of each input; weights are named by their layers' paths."""
    return _sorted(Evaluation(network, weights).outputs(*images))


def settle(network: Network, weights: Weights, *images: Array) -> Outputs:
    """The same, while weights are scaled in place so that numbers keep their size on the way.

    Otherwise they would fade or grow through many layers, and a last softmax would hide every difference.
    """
    return _sorted(_Settling(network, weights).outputs(*images))


def _sorted(outputs: dict[str, Value]) -> Outputs:
    unknown = {name: value for name, value in outputs.items() if isinstance(value, frozenset)}
    known = {name: value for name, value in outputs.items() if name not in unknown}
    return Outputs(known, unknown)


def _unknown(taken: list[Value]) -> Unknown:
    """Why what is made of some values is not known; nothing where it is."""
    return frozenset().union(*(each for each in taken if isinstance(each, frozenset)))


class Evaluation(PlacedWalk[Value]):
    """One evaluation of one network."""

    def __init__(self, network: Network, weights: Weights) -> None:
        super().__init__(network)
        self.weights: dict[str, dict[str, Array]] = {}
        """By the path of a layer, or of a part around it, and the rest of the name."""
        for name, value in weights.items():
            parts = name.split(".")
            for cut in range(1, len(parts) + 1):
                own = self.weights.setdefault(".".join(parts[:cut]), {})
                own[".".join(parts[cut:])] = value
        unpooling = [placed for placed in network.layers if placed.layer.takes_places]
        self._pools = {pool for placed in unpooling for pool in placed.sources[1:]}
        self._pooled: dict[Path, Value] = {}
        """What came into the max pools whose places are taken."""

    def layer(self, placed: Placed, x: Value, like: Value | None) -> Value:
        if placed.path in self._pools:
            self._pooled[placed.path] = x
        taken = [x]
        if placed.layer.takes_places:
            taken += [self._pooled[pool] for pool in placed.sources[1:]]
        unknown = _unknown(taken)
        if unknown:
            return unknown
        path, function = show_path(placed.path), MEANINGS.get(type(placed.layer))
        if function is None:
            return frozenset({f"`{placed.layer.word}` has no NumPy meaning"})
        try:
            value = function(placed.layer, x, self.own_weights(placed), *taken[1:])
        except Undecided as reason:
            return frozenset({f"{path}: {reason}"})
        except Exception as problem:  # whatever the meaning of a user's own kind raises
            raise WrongMeaning(
                f"the NumPy meaning of {path}: {type(problem).__name__}: {problem}"
            ) from problem
        if value.shape != (len(x), *placed.output):
            gives = f"gives {show_shape(value.shape[1:])}, not {show_shape(placed.output)}"
            raise WrongMeaning(f"the NumPy meaning of {path} {gives}")
        return value

    def own_weights(self, placed: Placed) -> dict[str, Array]:
        """Those of a layer; of what is shared, those of its first call."""
        return self.weights.get(show_path(module_path(placed.path)), {})

    def shares(self, x: Value, count: int) -> list[Value]:
        return [x] * count if isinstance(x, frozenset) else np.split(x, count, 1)

    def join(self, placed: Placed, ends: list[Value]) -> Value:
        unknown = _unknown(ends)
        if unknown:
            return unknown
        whole: Array = JOINED[placed.layer.word](ends)
        return whole


class _Settling(Evaluation):
    """Halves or doubles weights until what a layer gives is about as large as 1.

    Powers of two change no digit, so that the weights fit any type of numbers as well as before.
    """

    LINEAR = (Conv, DwConv, Deconv, Local, FullyConnected)

    def __init__(self, network: Network, weights: Weights) -> None:
        super().__init__(network, weights)
        self.settled: set[Path] = set()

    def layer(self, placed: Placed, x: Value, like: Value | None) -> Value:
        value = super().layer(placed, x, like)
        module = module_path(placed.path)
        if module in self.settled:  # and used so already
            return value
        self.settled.add(module)
        linear = type(placed.layer) in self.LINEAR and not vars(placed.layer).get("std")
        if not linear or isinstance(value, frozenset):
            return value
        size = float(np.sqrt(np.mean(np.square(value))))
        factor = 2.0 ** -round(np.log2(size)) if size else 1.0
        for weight in self.own_weights(placed).values():
            weight *= factor
        return value * factor
