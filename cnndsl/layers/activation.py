"""Activations, and softmax. None of them changes the shape."""

from typing import Any, ClassVar

from cnndsl.layers.arguments import argument, flag, real
from cnndsl.layers.layer import Layer, refuse
from cnndsl.layers.memory import INPUT, OUTPUT, Kept, Memory
from cnndsl.layers.torch_calls import TorchLayer, held, module, stateless
from cnndsl.sizes import Shape, Size, product


class _Activation(Layer):
    """An activation: PyTorch's module by name, and the arguments that it takes."""

    role = "activation"
    in_place = True
    keeps = INPUT
    torch_name: ClassVar[str]

    @property
    def rectifies(self) -> bool:
        return True

    def torch_arguments(self) -> dict[str, Any]:
        return {}

    def torch(self, x: Shape) -> TorchLayer:
        return stateless(self.torch_name, **self.torch_arguments())


class Relu(_Activation):
    """max(0, x)."""

    word, codes = "relu", ("R", "RELU")
    in_words = "ReLU"
    also = "rectifier rectify rectified_linear rel"
    example = "input 3x4x4 R"
    torch_name = "nn.ReLU"
    never_negative = passes_positive = keeps_sign = True
    keeps = OUTPUT
    may_write_over = True


class Gelu(_Activation):
    """x times the normal distribution's share below x."""

    word, example = "gelu", "input 3x4x4 gelu"
    in_words = "GELU"
    torch_name = "nn.GELU"


class Silu(_Activation):
    """x times sigmoid(x), also called swish."""

    word, example = "silu", "input 3x4x4 silu"
    in_words = "SiLU"
    also = "swish"
    torch_name = "nn.SiLU"


class Mish(_Activation):
    """x times tanh(softplus(x))."""

    word, example = "mish", "input 3x4x4 mish"
    in_words = "Mish"
    torch_name = "nn.Mish"


class Sigmoid(_Activation):
    """1 / (1 + exp(-x))."""

    word, example = "sigmoid", "input 3x4x4 sigmoid"
    also = "logistic sigm"
    rectifies = False
    torch_name = "nn.Sigmoid"
    never_negative = True
    keeps = OUTPUT


class Tanh(_Activation):
    """The hyperbolic tangent."""

    word, example = "tanh", "input 3x4x4 tanh"
    rectifies = False
    torch_name = "nn.Tanh"
    keeps = OUTPUT


class Elu(_Activation):
    """x above 0, exp(x) - 1 below."""

    word, example = "elu", "input 3x4x4 elu"
    in_words = "ELU"
    torch_name = "nn.ELU"
    passes_positive = keeps_sign = True


class Selu(_Activation):
    """The scaled ELU of self-normalising networks."""

    word, example = "selu", "input 3x4x4 selu"
    in_words = "SELU"
    rectifies = False
    torch_name = "nn.SELU"


class Relu6(_Activation):
    """min(max(0, x), 6)."""

    word, example = "relu6", "input 3x4x4 relu6"
    in_words = "ReLU6"
    torch_name = "nn.ReLU6"
    never_negative = twice_is_once = True
    may_write_over = True

    def kept_over(self, x: Shape) -> Kept:
        """PyTorch keeps a copy of its input."""
        return Kept(own=Memory(product(x)))


class Hardswish(_Activation):
    """x times relu6(x + 3) / 6, MobileNet V3's."""

    word, example = "hardswish", "input 3x4x4 hardswish"
    in_words = "hard swish"
    also = "hswish"
    torch_name = "nn.Hardswish"


class Hardsigmoid(_Activation):
    """relu6(x + 3) / 6."""

    word, example = "hardsigmoid", "input 3x4x4 hardsigmoid"
    in_words = "hard sigmoid"
    also = "hsigmoid"
    rectifies = False
    torch_name = "nn.Hardsigmoid"
    never_negative = True


class Softplus(_Activation):
    """log(1 + exp(x))."""

    word, example = "softplus", "input 3x4x4 softplus"
    rectifies = False
    torch_name = "nn.Softplus"
    never_negative = True


class LeakyRelu(_Activation):
    """x above 0, a small slope below."""

    word, example = "leaky_relu", "input 3x4x4 leaky_relu(0.1)"
    in_words = "leaky ReLU"
    also = "lrelu leaky lkrelu leakyrectify"
    torch_name = "nn.LeakyReLU"
    idle_at: ClassVar = {"slope": 1}
    passes_positive = keeps_sign = True

    slope: float = argument(real(), "the slope below 0", default=0.01)

    @property
    def writes_over(self) -> bool:
        """From its output PyTorch can tell the sign of its input where the slope is not negative."""
        return self.slope >= 0

    def torch_arguments(self) -> dict[str, Any]:
        return {} if self.slope == 0.01 else {"_negative_slope": self.slope}


class Clip(_Activation):
    """Numbers below a become a, and numbers above b become b."""

    word, example = "clip", "input 3x4x4 clip(-0.5, 0.5)"
    also = "clamp hardtanh htanh clip_by_value"
    torch_name = "nn.Hardtanh"
    twice_is_once = True

    low: float = argument(real(), "the smallest number that goes out", name="a")
    high: float = argument(real(), "the largest number that goes out", name="b")

    @property
    def rectifies(self) -> bool:
        return self.low == 0

    @property
    def never_negative(self) -> bool:
        return self.low >= 0

    @property
    def keeps_sign(self) -> bool:
        return self.high >= 0

    def infer(self, x: Shape) -> Shape:
        if not self.low < self.high:
            refuse(
                f"nothing lies between {self.low:g} and {self.high:g}: every number would become "
                f"{self.high:g}",
                arg="high",
                also=("low",),
                help="the first number is the smallest that goes out, and the second the largest: "
                + ("swap them" if self.high < self.low else "take a larger second one"),
            )
        return x

    def torch_arguments(self) -> dict[str, Any]:
        return {"_min_val": self.low, "_max_val": self.high}


class Prelu(_Activation):
    """x above 0, a learned slope below: one for all channels, or one for each."""

    word, example = "prelu", "input 3x4x4 prelu(one=no)"
    in_words = "PReLU"
    also = "parametricrelu"
    passes_positive = keeps_sign = True
    keeps = INPUT
    new = True

    one: bool = argument(flag(), "whether all channels share one slope", default=True)

    def macs(self, x: Shape) -> Size:
        return 0

    def weights(self, x: Shape) -> dict[str, Shape]:
        return {"weight": (1 if self.one else x[0],)}

    def torch(self, x: Shape) -> TorchLayer:
        return held(module("nn.PReLU") if self.one else module("nn.PReLU", _num_parameters=x[0]))


class _Softmax(Layer):
    """What both softmaxes share."""

    in_place = True
    keeps = OUTPUT
    torch_name: ClassVar[str]

    def torch(self, x: Shape) -> TorchLayer:
        return stateless(self.torch_name, dim=1)


class Softmax(_Softmax):
    """Probabilities: exp(x), divided by the sum over the channels."""

    word, codes = "softmax", ("S", "SOFTMAX")
    also = "smax softargmax"
    example = "input 7 S"
    torch_name = "nn.Softmax"
    never_negative = True


class LogSoftmax(_Softmax):
    """The logarithm of softmax."""

    word, example = "log_softmax", "input 7 log_softmax"
    in_words = "log softmax"
    also = "logsoft"
    torch_name = "nn.LogSoftmax"
