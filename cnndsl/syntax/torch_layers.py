"""Each layer of PyTorch and Keras: what it is called with, and how that is written here.

What a call leaves out is what that program takes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

Arguments = dict[str, Any]


class Untold(Exception):
    """What has no equal here, or cannot be told from the call alone."""


class Call(NamedTuple):
    """What a class of layers is called with, in order, and how that is written here."""

    names: str
    write: Callable[[Arguments], str]


def layer_behind(name: Any) -> str:
    """The activation that Keras takes as an argument of a layer."""
    if name in (None, "linear"):
        return ""
    if name not in ACTIVATIONS:
        raise Untold
    return f" {ACTIVATIONS[name]}"


def _size(value: Any) -> str:
    """One number, or one an axis."""
    each = value if isinstance(value, tuple) else (value,)
    if not each or not all(type(size) is int and size >= 0 for size in each):
        raise Untold
    return "x".join(map(str, each if len(set(each)) > 1 else each[:1]))


def _letters(given: Arguments, **letters: tuple[str, Any]) -> str:
    """Shorthand parameters, for values that are not the defaults here."""
    text = ""
    for letter, (name, default) in letters.items():
        value = given.pop(name, default)
        if value != default:
            text += f"{letter}{_size(int(value) if isinstance(value, bool) else value)}"
    return text


def shape_of(value: Any) -> str:
    """Sizes with the channels last, as Keras has them."""
    if not isinstance(value, tuple) or not all(type(size) is int and size > 0 for size in value):
        raise Untold
    return "x".join(map(str, value))


def _depth(given: Arguments, name: str) -> str:
    value = given.pop(name)
    if type(value) is not int:
        raise Untold
    return str(value)


def _conv(given: Arguments) -> str:
    """PyTorch's convolution: no padding unless it is said."""
    given.pop("in_channels")
    return _convolution(
        given, "out_channels", "stride", "dilation", "bias", given.pop("padding", 0)
    )


def _keras_conv(given: Arguments) -> str:
    return _convolution(
        given, "filters", "strides", "dilation_rate", "use_bias", given.pop("padding", "valid")
    )


def _convolution(
    given: Arguments, depth: str, stride: str, dilation: str, bias: str, padding: Any
) -> str:
    kernel, strides = _size(given.pop("kernel_size")), given.get(stride, 1)
    word = f"C{kernel}D{_depth(given, depth)}"
    rest = _letters(given, s=(stride, 1), d=(dilation, 1), g=("groups", 1), b=(bias, True))
    odd = all(int(size) % 2 for size in kernel.split("x"))
    if padding == "same" and not (odd and _size(strides) == "1"):
        raise Untold
    return word + ("" if padding == "same" else f"p{_padding(padding)}") + rest


def _padding(padding: Any) -> str:
    return "0" if padding == "valid" else _size(padding)


def _deconv(given: Arguments) -> str:
    given.pop("in_channels")
    kernel, stride = _size(given.pop("kernel_size")), _size(given.pop("stride", 1))
    word = f"T{kernel}D{_depth(given, 'out_channels')}s{stride}"
    return word + _letters(
        given,
        p=("padding", 0),
        o=("output_padding", 0),
        g=("groups", 1),
        b=("bias", True),
        d=("dilation", 1),
    )


def _depthwise(given: Arguments) -> str:
    if given.pop("depth_multiplier", 1) != 1:
        raise Untold
    kernel, padding = _size(given.pop("kernel_size")), given.pop("padding", "valid")
    if padding == "same":
        raise Untold
    return f"DW{kernel}p{_padding(padding)}" + _letters(
        given, s=("strides", 1), b=("use_bias", True)
    )


def _pool(code: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        window = _size(given.pop("kernel_size", given.pop("pool_size", 2)))
        stride = given.pop("stride", given.pop("strides", None))
        padding = given.pop("padding", 0)
        if padding == "same":
            raise Untold
        text = f"{code}{window}" + (f"s{_size(stride)}" if stride is not None else "")
        text += f"p{_size(padding)}" if padding not in (0, "valid") else ""
        return text + _letters(given, d=("dilation", 1), c=("ceil_mode", False))

    return write


def _feature(name: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        given.pop("in_features", None)
        text = f"FC{_depth(given, name)}"
        return text + _letters(given, b=("bias" if name == "out_features" else "use_bias", True))

    return write


def _alone(text: str, *ignored: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        for name in ignored:
            given.pop(name, None)
        return text

    return write


def _norm(given: Arguments) -> str:
    given.pop("num_features", None)
    return "BN"


def _dropout(given: Arguments) -> str:
    share = given.pop("p", given.pop("rate", 0.5))
    if type(share) not in (int, float) or not 0 <= share <= 1:
        raise Untold
    return f"DO{share}"


def _slope(given: Arguments) -> str:
    slope = given.pop("negative_slope", None)
    if type(slope) not in (int, float, type(None)):
        raise Untold
    return "leaky_relu" if slope is None else f"leaky_relu({slope})"


def _gap(given: Arguments) -> str:
    size = _size(given.pop("output_size"))
    return "GAP" if size == "1" else f"GAP{size}"


def _groups(given: Arguments) -> str:
    given.pop("num_channels")
    return f"groupnorm({_depth(given, 'num_groups')})"


def _upsample(given: Arguments) -> str:
    return f"U{_size(given.pop('scale_factor'))}"


def _input(given: Arguments) -> str:
    shape = given.pop("shape")
    return f"INPUT [{shape_of(shape)}]"


def _named_activation(given: Arguments) -> str:
    return layer_behind(given.pop("activation_name")).strip()


ACTIVATIONS = {
    "relu": "R",
    "softmax": "S",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "gelu": "gelu",
    "swish": "silu",
    "silu": "silu",
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "relu6": "relu6",
}
CONV = "in_channels out_channels kernel_size stride padding dilation groups bias"
CALLS = {
    "Convd": Call(CONV, _conv),
    "ConvD": Call("filters kernel_size strides padding", _keras_conv),
    "ConvolutionD": Call("filters kernel_size strides padding", _keras_conv),
    "ConvTransposed": Call(
        "in_channels out_channels kernel_size stride padding output_padding groups bias dilation",
        _deconv,
    ),
    "DepthwiseConvD": Call("kernel_size strides padding depth_multiplier", _depthwise),
    "MaxPoold": Call("kernel_size stride padding dilation", _pool("M")),
    "max_poold": Call("kernel_size stride padding dilation", _pool("M")),
    "AvgPoold": Call("kernel_size stride padding ceil_mode", _pool("A")),
    "avg_poold": Call("kernel_size stride padding ceil_mode", _pool("A")),
    "MaxPoolingD": Call("pool_size strides padding", _pool("M")),
    "MaxPoolD": Call("pool_size strides padding", _pool("M")),
    "AveragePoolingD": Call("pool_size strides padding", _pool("A")),
    "AvgPoolD": Call("pool_size strides padding", _pool("A")),
    "AdaptiveAvgPoold": Call("output_size", _gap),
    "adaptive_avg_poold": Call("output_size", _gap),
    "GlobalAveragePoolingD": Call("", _alone("GAP")),
    "GlobalAvgPoolD": Call("", _alone("GAP")),
    "GlobalMaxPoolingD": Call("", _alone("globalmaxpool")),
    "Linear": Call("in_features out_features bias", _feature("out_features")),
    "Dense": Call("units activation use_bias", _feature("units")),
    "BatchNormd": Call("num_features", _norm),
    "BatchNormalization": Call("", _alone("BN")),
    "LocalResponseNorm": Call("size", lambda given: f"LRN{_depth(given, 'size')}"),
    "GroupNorm": Call("num_groups num_channels", _groups),
    "Dropout": Call("p", _dropout),
    "Dropoutd": Call("p", _dropout),
    "dropout": Call("p", _dropout),
    "Flatten": Call("", _alone("F")),
    "flatten": Call("start_dim", _alone("F", "start_dim")),
    "Softmax": Call("dim", _alone("S", "dim")),
    "softmax": Call("dim", _alone("S", "dim")),
    "ReLU": Call("", _alone("R")),
    "relu": Call("", _alone("R")),
    "ReLU6": Call("", _alone("relu6")),
    "LeakyReLU": Call("negative_slope", _slope),
    "leaky_relu": Call("negative_slope", _slope),
    "Sigmoid": Call("", _alone("sigmoid")),
    "sigmoid": Call("", _alone("sigmoid")),
    "Tanh": Call("", _alone("tanh")),
    "tanh": Call("", _alone("tanh")),
    "GELU": Call("", _alone("gelu")),
    "SiLU": Call("", _alone("silu")),
    "Mish": Call("", _alone("mish")),
    "ELU": Call("", _alone("elu")),
    "SELU": Call("", _alone("selu")),
    "Hardswish": Call("", _alone("hardswish")),
    "Identity": Call("", _alone("id")),
    "Activation": Call("activation_name", _named_activation),
    "Upsample": Call("size scale_factor", _upsample),
    "UpSamplingD": Call("scale_factor", _upsample),
    "Input": Call("shape", _input),
    "InputLayer": Call("shape", _input),
}
"""By the class, without the number of dimensions."""
