"""What stands in the branches of a network that branches: what came in, as it is or brought to a shape."""

from cnndsl.layers.arguments import argument, flag
from cnndsl.layers.layer import Layer, need
from cnndsl.layers.torch_calls import TorchLayer, X, only
from cnndsl.sizes import Shape, Size


class Identity(Layer):
    """What came in, unchanged."""

    word = "id"
    example = "input 3x4x4 id"
    in_place = True

    def other_ops(self, x: Shape) -> Size:
        return 0

    def torch(self, x: Shape) -> TorchLayer:
        return only(X)


class Projection(Layer):
    """ResNet's projection, alone or last in a branch of `add`."""

    word = "proj"
    example = ""

    bn: bool = argument(flag(), "whether a batch norm follows its convolution", default=True)

    def infer(self, x: Shape) -> Shape:
        need(
            False,
            "`proj` stands alone or last in a branch of `add`: here there is nothing to agree with",
        )
        return x
