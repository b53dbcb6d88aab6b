"""Each layer of PyTorch and Keras: what it is called with, and how that is written here.

What a call leaves out is what that program takes.
"""

import re
from collections.abc import Callable
from typing import Any

from cnndsl.named_tuple import NamedTuple

Arguments = dict[str, Any]


class Untold(Exception):
    """What has no equal here, or cannot be told from the call alone."""


class FrameworkCall(NamedTuple):
    """What a class of layers is called with, in order, and how that is written here."""

    names: str
    write: Callable[[Arguments], str]


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


def unit_length(given: Arguments) -> str:
    """Over the channels, as PyTorch's `F.normalize` has it where nothing is said."""
    if given.pop("p", 2) != 2 or given.pop("dim", 1) != 1:
        raise Untold
    eps = given.pop("eps", 1e-12)
    if type(eps) is not float:
        raise Untold
    return "l2norm" if eps == 1e-12 else f"l2norm({eps})"


def conv(given: Arguments) -> str:
    """PyTorch's convolution: no padding unless it is said."""
    given.pop("in_channels")
    return _convolution(
        given, "out_channels", "stride", "dilation", "bias", given.pop("padding", 0)
    )


def keras_conv(given: Arguments) -> str:
    return _convolution(
        given, "filters", "strides", "dilation_rate", "use_bias", given.pop("padding", "valid")
    )


def _convolution(
    given: Arguments, depth: str, stride: str, dilation: str, bias: str, padding: Any
) -> str:
    kernel, strides = _size(given.pop("kernel_size")), given.get(stride, 1)
    word = f"C{kernel}D{_depth(given, depth)}"
    rest = _letters(given, s=(stride, 1), d=(dilation, 1), g=("groups", 1), b=(bias, True))
    if padding == "same" and not (_is_odd(kernel) and _size(strides) == "1"):
        return _padded_as_needed(word, rest)
    return word + ("" if padding == "same" else f"p{_padding(padding)}") + rest


def keras_local(given: Arguments) -> str:
    """Keras' layer without sharing; as it stands there, it pads nothing."""
    if given.pop("padding", "valid") != "valid":
        raise Untold
    said = [_depth(given, "filters"), _size(given.pop("kernel_size"))]
    stride, bias = _size(given.pop("strides", 1)), given.pop("use_bias", True)
    said += [] if stride == "1" else [f"stride={stride}"]
    return f"local({', '.join([*said, 'pad=0', *([] if bias else ['bias=no'])])})"


def _padded_as_needed(word: str, rest: str) -> str:
    """TensorFlow's padding has a word, and no letter: `C3D64s2` is `conv(64, 3, stride=2, pad=same)`."""
    kernel, _, depth = word[1:].partition("D")
    letters = dict(re.findall(r"([sdgb])([0-9x]+)", rest))
    names = {"s": "stride", "d": "dilation", "g": "groups"}
    said = [f"{name}={letters[letter]}" for letter, name in names.items() if letter in letters]
    said += ["bias=no"] if letters.get("b") == "0" else []
    return f"conv({', '.join([depth, kernel, *said, 'pad=same'])})"


def _padding(padding: Any) -> str:
    return "0" if padding == "valid" else _size(padding)


def deconv(given: Arguments) -> str:
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


def depthwise(given: Arguments) -> str:
    if given.pop("depth_multiplier", 1) != 1:
        raise Untold
    kernel, padding = _size(given.pop("kernel_size")), given.pop("padding", "valid")
    if padding == "same" and not (_is_odd(kernel) and _size(given.get("strides", 1)) == "1"):
        raise Untold
    word = f"DW{kernel}" + ("" if padding == "same" else f"p{_padding(padding)}")
    return word + _letters(given, s=("strides", 1), b=("use_bias", True))


def _is_odd(kernel: str) -> bool:
    return all(int(size) % 2 for size in kernel.split("x"))


def keras_deconv(given: Arguments) -> str:
    """Without padding; `same` cuts off what no other layer here does, but where kernel and stride are equal."""
    kernel, stride = _size(given.pop("kernel_size")), _size(given.pop("strides", 1))
    if given.pop("padding", "valid") == "same" and kernel != stride:
        raise Untold
    word = f"T{kernel}D{_depth(given, 'filters')}s{stride}"
    return word + _letters(given, b=("use_bias", True))


def pool(code: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        window = _size(given.pop("kernel_size", given.pop("pool_size", 2)))
        stride = given.pop("stride", given.pop("strides", None))
        padding, counted = given.pop("padding", 0), given.pop("count_include_pad", True)
        if padding == "same" or not (counted or padding == 0):
            return _without_letters(code, window, stride, padding, given)
        text = f"{code}{window}" + (f"s{_size(stride)}" if stride is not None else "")
        text += f"p{_size(padding)}" if padding not in (0, "valid") else ""
        return text + _letters(given, d=("dilation", 1), c=("ceil_mode", False))

    return write


def _without_letters(code: str, window: str, stride: Any, padding: Any, given: Arguments) -> str:
    """TensorFlow's padding, and an average that does not count any (as TensorFlow's), are spelled out."""
    said = [window] if stride is None else [window, f"stride={_size(stride)}"]
    said.append(f"pad={padding if padding == 'same' else _size(padding)}")
    said += ["ceil=yes"] * bool(given.pop("ceil_mode", False))
    said += ["padded=no"] * (code == "A")
    return f"{'avgpool' if code == 'A' else 'maxpool'}({', '.join(said)})"


def feature(name: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        given.pop("in_features", None)
        text = f"FC{_depth(given, name)}"
        return text + _letters(given, b=("bias" if name == "out_features" else "use_bias", True))

    return write


def alone(text: str, *ignored: str) -> Callable[[Arguments], str]:
    def write(given: Arguments) -> str:
        for name in ignored:
            given.pop(name, None)
        return text

    return write


def flat(given: Arguments) -> str:
    if given.pop("start_dim", 1) != 1 or given.pop("end_dim", -1) != -1:
        raise Untold
    return "F"


def norm(given: Arguments) -> str:
    given.pop("num_features", None)
    if not (given.pop("affine", True) and given.pop("track_running_stats", True)):
        raise Untold
    return _with_values("BN", "bn", given, eps=("eps", 1e-5), momentum=("momentum", 0.1))


def keras_norm(given: Arguments) -> str:
    """Keras has an epsilon of 0.001, and says how much of the mean is kept, not how much is new."""
    kept = given.pop("momentum", 0.99)
    if type(kept) not in (int, float) or not 0 <= kept <= 1 or given.pop("axis", -1) != -1:
        raise Untold
    eps = given.pop("epsilon", 1e-3)
    values = {"eps": eps, "momentum": round(1 - kept, 12)}
    return _with_values("BN", "bn", values, eps=("eps", 1e-5), momentum=("momentum", 0.1))


def _with_values(code: str, name: str, given: Arguments, **values: tuple[str, Any]) -> str:
    """Spelled out with the decimals that are not the defaults here; the code alone where all are."""
    said = []
    for ours, (theirs, default) in values.items():
        value = given.pop(theirs, default)
        if type(value) not in (int, float):
            raise Untold
        if value != default:
            said.append(f"{ours}={value}")
    return f"{name}({', '.join(said)})" if said else code


def lrn(given: Arguments) -> str:
    """PyTorch takes 1 for `k`."""
    size = _depth(given, "size")
    values = {"alpha": 1e-4, "beta": 0.75, "k": 1.0, **given}
    given.clear()
    if values.keys() - {"alpha", "beta", "k"}:
        raise Untold
    ours = {"alpha": 1e-4, "beta": 0.75, "k": 2.0}
    if values == ours:
        return f"LRN{size}"
    said = [f"{name}={values[name]}" for name in ours if values[name] != ours[name]]
    return f"lrn({', '.join([size, *said])})"


def dropout(given: Arguments) -> str:
    share = given.pop("p", given.pop("rate", 0.5))
    if type(share) not in (int, float) or not 0 <= share <= 1:
        raise Untold
    return f"DO{share}"


def gap(given: Arguments) -> str:
    size = _size(given.pop("output_size"))
    return "GAP" if size == "1" else f"GAP{size}"


def groups(given: Arguments) -> str:
    given.pop("num_channels")
    return f"groupnorm({_depth(given, 'num_groups')})"


def upsample(given: Arguments) -> str:
    """The nearest number, or between four: PyTorch's corners are not aligned unless it is said."""
    mode, corners = (
        given.pop("mode", given.pop("interpolation", "nearest")),
        given.pop("align_corners", None),
    )
    factor = _size(given.pop("scale_factor"))
    if mode == "nearest":
        return f"U{factor}"
    if mode != "bilinear" or corners not in (None, False, True):
        raise Untold
    return f"upsample({factor}, bilinear{', corners=yes' * bool(corners)})"


def zeros(given: Arguments) -> str:
    return f"pad({_size(given.pop('padding', 1))})"


def shuffled(name: str) -> Callable[[Arguments], str]:
    return lambda given: f"{name}({_depth(given, 'factor')})"


def input_layer(given: Arguments) -> str:
    shape = given.pop("shape")
    return f"INPUT [{shape_of(shape)}]"
