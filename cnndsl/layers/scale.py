"""Factors and offsets that are not a norm's."""

from typing import ClassVar

from cnndsl.layers.arguments import argument, flag, real
from cnndsl.layers.layer import Layer
from cnndsl.layers.memory import INPUT, NOTHING, Memory
from cnndsl.layers.torch_calls import MODULE, FunctionCall, TorchLayer, X, module, only, operator
from cnndsl.sizes import Shape, Size, product


class Scale(Layer):
    """A learned factor: one for each channel (ConvNeXt's layer scale), or one for all (ReZero)."""

    word = "scale"
    also = "layer_scale"
    much_like = "rezero"
    example = "input 4x5x5 scale(0.5)"
    keeps = INPUT

    init: float = argument(real(), "what each factor starts from", default=1)
    one: bool = argument(flag(), "whether all channels share one factor", default=False)

    def weights(self, x: Shape) -> dict[str, Shape]:
        return {"": (1,) if self.one else (x[0], *(1 for _ in x[1:]))}

    def macs(self, x: Shape) -> Size:
        return 0

    def torch(self, x: Shape) -> TorchLayer:
        start = FunctionCall("torch.full", (self.weights(x)[""], self.init), {}, learned=True)
        return operator(X * MODULE, module("nn.Parameter", False, _data=start))


class Affine(Layer):
    """A fixed a*x + b."""

    word = "affine"
    idle_at: ClassVar = {"a": 1, "b": 0}
    example = "input 3x4x4 affine(2, -1)"
    in_place = True
    keeps = NOTHING

    a: float = argument(real(), "the factor")
    b: float = argument(real(), "the offset", default=0)

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(x) if self.b else 0)

    def torch(self, x: Shape) -> TorchLayer:
        return only(X * self.a if self.b == 0 else X * self.a + self.b)
