"""Fully connected layers."""

from cnndsl.layers.arguments import argument, flag, whole
from cnndsl.layers.layer import Layer
from cnndsl.layers.memory import INPUT
from cnndsl.layers.torch_calls import TorchLayer, held, module
from cnndsl.layers.window import Window
from cnndsl.sizes import Shape, Size, product, spatial


class FullyConnected(Layer):
    """A fully connected layer: every output is a weighted sum of every input."""

    word, codes, role = "fc", ("FC",), "weights"
    drawn_as = "fc"
    also = "linear dense fully_connected inner_product lin ip fclayer"
    keeps = INPUT
    new = True
    takes_flat = True
    example = "input 3x4x4 FC10"

    features: Size = argument(whole(), "how many numbers come out", letter="size")
    bias: bool = argument(
        flag(), "whether each output adds a learned number", default=True, letter="b"
    )

    def infer(self, x: Shape) -> Shape:
        return (self.features,)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return tuple(Window(size, size, size) for size in spatial(x))

    def weights(self, x: Shape) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.features, product(x))}
        return {**weight, "bias": (self.features,)} if self.bias else weight

    def macs(self, x: Shape) -> Size:
        return self.features * product(x)

    def other_ops(self, x: Shape) -> Size:
        return self.features if self.bias else 0

    def torch(self, x: Shape) -> TorchLayer:
        made = module(
            "nn.Linear",
            True,
            {"bias": True},
            _in_features=product(x),
            _out_features=self.features,
            bias=self.bias,
        )
        return held(made)
