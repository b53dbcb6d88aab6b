"""The memory of training: what is kept for the gradients, and what an optimizer keeps of each weight."""

from typing import NamedTuple

from cnndsl.analyse.values import Storage, Value, Values
from cnndsl.layers.memory import NOTHING, Kept
from cnndsl.network import Network, Placed
from cnndsl.sizes import product

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
        over = self.goes_over(layer, x)
        y = x._replace(free=False)
        if not over and not layer.gives_on:
            y = self.made(product(placed.output), learned, layer.new)
        kept = layer.kept_over(placed.input) if over else layer.kept(placed.input)
        self._keep(placed, kept if learned else NOTHING, [x], y)
        return y

    def joined(self, placed: Placed, ends: list[Value]) -> Value:
        learned = [end.learned for end in ends]
        y = self.made(product(placed.output), any(learned), placed.layer.new)
        needed = [
            end for number, end in enumerate(ends) if any(learned[:number] + learned[number + 1 :])
        ]
        kept = placed.layer.kept(placed.input) if any(learned) else NOTHING
        self._keep(placed, kept, needed, y)
        return y

    def shares(self, x: Value, count: int) -> list[Value]:
        return [x] * count

    def _keep(self, placed: Placed, kept: Kept | None, inputs: list[Value], output: Value) -> None:
        if kept is None:
            self.kept[placed.path] = None
            return
        values = (inputs if kept.input else []) + ([output] if kept.output else [])
        fresh = {each.storage for each in values} - self._seen
        self._seen |= fresh
        own = kept.own
        each = sum(storage.size for storage in fresh) + self.bytes_of(own)
        masks = own.masks * (1 if self.on_gpu else self.size)
        self.kept[placed.path] = Held(each + masks, 4 * own.once)


def optimizer_bytes(name: str, params: int, size: int) -> int:
    """What an optimizer keeps beside the weights and their gradients."""
    return OPTIMIZERS[name] * params * size
