"""The memory of training: what is kept for the gradients, and what an optimizer keeps of each weight."""

from typing import NamedTuple

from cnndsl.analyse.values import Storage, Value, Values
from cnndsl.layers.memory import NOTHING, Kept
from cnndsl.network import Network, Placed

OPTIMIZERS = {
    "sgd": 0,
    "momentum": 1,
    "nesterov": 1,
    "rmsprop": 1,
    "adagrad": 1,
    "adadelta": 2,
    "adam": 2,
    "adamw": 2,
    "nadam": 2,
    "radam": 2,
    "adamax": 2,
    "amsgrad": 3,
}
"""Numbers that are kept for each weight, by the optimizer's usual name."""


class Held(NamedTuple):
    """Bytes that training keeps: for each image, and however many there are."""

    each: int = 0
    once: int = 0

    def of_batch(self, images: int) -> int:
        return images * self.each + self.once


class Training(Values):
    """What autograd keeps of one forward pass, each stretch of memory once, weights and buffers left out."""

    def __init__(self, network: Network, size: int, on_gpu: bool = False) -> None:
        self.on_gpu = on_gpu
        self.kept: dict[str, Held | None] = {}
        """By path, for the layer that first needs it; None where a kind does not say."""
        self._seen: set[Storage] = set()
        super().__init__(network, size, aux=True)

    def layer(self, placed: Placed, x: Value, like: Value | None) -> Value:
        layer = placed.layer
        learned = x.learned or bool(layer.weights(placed.input))
        over = self.goes_over(placed, x)
        y = x._replace(free=False)
        if not over and not layer.gives_on:
            y = self.made(placed.output, learned, layer.new)
        kept = layer.kept_over(placed.input) if over else layer.kept(placed.input)
        self._keep(placed, kept if learned else NOTHING, x, y)
        return y

    def renamed(self, placed: Placed) -> None:
        self.kept[placed.path] = Held()

    def joined(self, placed: Placed, ends: list[Value], into: Storage | None) -> Value:
        y = self.made(placed.output, any(end.learned for end in ends), placed.layer.new)
        if into:
            y = y._replace(storage=into)
        factors = self._factors(placed, ends) if placed.layer.word == "mul" else []
        self.kept[placed.path] = Held(self._newly(factors))
        return y

    def _factors(self, placed: Placed, ends: list[Value]) -> list[Value]:
        """What the gradients of a product need: each factor the other, of more than two in pairs."""
        shapes = vars(placed.layer)["inputs"]
        value, shape = ends[0], shapes[0]
        needed: list[Value] = []
        for end, other in zip(ends[1:], shapes[1:], strict=True):
            needed += [value] * end.learned + [end] * value.learned
            shape = tuple(map(max, shape, other))
            value = self.made(shape, value.learned or end.learned)
        return needed

    def _newly(self, values: list[Value]) -> int:
        """The bytes of values that nothing before keeps."""
        fresh = {each.storage for each in values} - self._seen
        self._seen |= fresh
        return sum(storage.size for storage in fresh)

    def _keep(self, placed: Placed, kept: Kept | None, x: Value, y: Value) -> None:
        if kept is None:
            self.kept[placed.path] = None
            return
        newly = self._newly([x] * kept.input + [y] * kept.output)
        masks = kept.own.masks * (1 if self.on_gpu else self.size)
        self.kept[placed.path] = Held(
            newly + self.bytes_of(kept.own) + masks,
            (4 if self.on_gpu else self.size) * kept.own.once,
        )


def optimizer_bytes(name: str, params: int, size: int) -> int:
    """What an optimizer keeps beside the weights and their gradients."""
    return OPTIMIZERS[name] * params * size
