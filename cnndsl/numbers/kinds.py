"""What every layer kind makes of numbers: one row each, for a network that is trained and at work.

The arithmetic that takes more than a line is in `windows.py`, `resize.py` and `activations.py`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnndsl.layers.activation import (
    Clip,
    Elu,
    Gelu,
    Hardsigmoid,
    Hardswish,
    LeakyRelu,
    LogSoftmax,
    Mish,
    Prelu,
    Relu,
    Relu6,
    Selu,
    Sigmoid,
    Silu,
    Softmax,
    Softplus,
    Tanh,
)
from cnndsl.layers.blur import Blur, binomials
from cnndsl.layers.conv import Conv, Deconv, DwConv
from cnndsl.layers.coords import Coords
from cnndsl.layers.layer import Layer
from cnndsl.layers.linear import FullyConnected
from cnndsl.layers.local import Local, equation
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.norm import (
    BatchNorm,
    Grn,
    GroupNorm,
    InstanceNorm,
    L2Norm,
    LayerNorm,
    LocalResponseNorm,
)
from cnndsl.layers.pool import AvgPool, ChannelMax, ChannelMean, Gap, GlobalMaxPool, MaxPool
from cnndsl.layers.regularise import Dropout, DropPath
from cnndsl.layers.reshape import Crop, Flatten, Pad, Upsample
from cnndsl.layers.scale import Affine, Eca, Scale
from cnndsl.layers.shuffle import ChannelShuffle, PixelShuffle, PixelUnshuffle, Take, Widen
from cnndsl.layers.unpool import Unpool
from cnndsl.layers.window import Window
from cnndsl.numbers import activations as act
from cnndsl.numbers import resize, windows
from cnndsl.numbers.meanings import Array, Undecided, Weights, meaning
from cnndsl.sizes import KnownShape, Sides, Size, certain, per_axis, sides_of, spatial

PLAIN: dict[type[Layer], Callable[[Array], Array]] = {
    Relu: lambda x: np.maximum(x, 0),
    Gelu: act.gelu,
    Silu: act.silu,
    Mish: act.mish,
    Sigmoid: act.sigmoid,
    Tanh: np.tanh,
    Elu: act.elu,
    Selu: act.selu,
    Relu6: act.relu6,
    Hardswish: act.hardswish,
    Hardsigmoid: act.hardsigmoid,
    Softplus: act.softplus,
    LogSoftmax: act.log_softmax,
    Softmax: lambda x: np.exp(act.log_softmax(x)),
    Identity: lambda x: x,
    Dropout: lambda x: x,
    DropPath: lambda x: x,
    Flatten: lambda x: x.reshape(len(x), -1),
    GlobalMaxPool: lambda x: x.max(_places(x), keepdims=True),
    ChannelMean: lambda x: x.mean(1, keepdims=True),
    ChannelMax: lambda x: x.max(1, keepdims=True),
}
"""Kinds whose output depends on nothing but what comes in."""


def _enter(kind: type[Layer], function: Callable[[Array], Array]) -> None:
    meaning(kind)(lambda _layer, x, _weights: function(x))


for _kind, _function in PLAIN.items():
    _enter(_kind, _function)


def _places(x: Array) -> tuple[int, ...]:
    """The axes of the maps."""
    return tuple(range(2, x.ndim))


def _shape(x: Array) -> KnownShape:
    """One image's shape, as the layers' own rules take it."""
    return tuple(x.shape[1:])


def _places_behind(layer: Layer, x: Array) -> KnownShape:
    """The sizes of the maps that go out."""
    return tuple(map(certain, spatial(layer.infer(_shape(x)))))


def _by_channel(values: Array, x: Array) -> Array:
    return values.reshape(-1, *(1 for _ in _places(x)))


def _by_place(values: Array, x: Array) -> Array:
    """A number for each channel of each image, as it meets all places."""
    return values.reshape(*x.shape[:2], *(1 for _ in _places(x)))


def _with_bias(x: Array, weights: Weights) -> Array:
    return x + _by_channel(weights["bias"], x) if "bias" in weights else x


def _learned(x: Array, weights: Weights) -> Array:
    """With the learned factor and offset of a norm, where it has them."""
    if "weight" in weights:
        x = x * _by_channel(weights["weight"], x)
    return _with_bias(x, weights)


def _standard(x: Array, axes: int | tuple[int, ...], eps: float) -> Array:
    """Brought to mean 0 and variance 1 along some axes."""
    variance = x.var(axes, keepdims=True)
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(variance + eps)


@meaning(LeakyRelu)
def leaky_relu(layer: LeakyRelu, x: Array, _: Weights) -> Array:
    return act.sloped(x, layer.slope)


@meaning(Clip)
def clip(layer: Clip, x: Array, _: Weights) -> Array:
    return np.clip(x, layer.low, layer.high)


@meaning(Prelu)
def prelu(_: Prelu, x: Array, weights: Weights) -> Array:
    return act.sloped(x, _by_channel(weights["weight"], x))


@meaning(Conv)
def conv(layer: Conv, x: Array, weights: Weights) -> Array:
    if layer.std:
        filters = weights["weight"]
        rows = _standard(filters.reshape(len(filters), -1), 1, 1e-6)
        weights = {**weights, "weight": rows.reshape(filters.shape)}
    return _convolved(layer, x, weights, certain(layer.groups))


@meaning(Local)
def local(layer: Local, x: Array, weights: Weights) -> Array:
    looks, out = layer.windows(_shape(x)), layer.infer(_shape(x))
    filters = weights["weight"].reshape(*map(certain, out), *weights["weight"].shape[1:])
    found = np.einsum(equation(len(looks)), windows.patches(x, looks), filters)
    return found + weights["bias"] if "bias" in weights else found


@meaning(DwConv)
def dwconv(layer: DwConv, x: Array, weights: Weights) -> Array:
    return _convolved(layer, x, weights, x.shape[1])


def _convolved(layer: Conv | DwConv, x: Array, weights: Weights, groups: int) -> Array:
    looks = layer.windows(_shape(x))
    if layer.pad == "reflect":
        x, looks = _mirrored(x, looks)
    return _with_bias(windows.convolution(x, weights["weight"], looks, groups), weights)


def _mirrored(x: Array, looks: tuple[Window, ...]) -> tuple[Array, tuple[Window, ...]]:
    """Maps with their sides mirrored, and windows over them that need no padding."""
    margins = [(certain(look.before), certain(look.after)) for look in looks]
    wide = np.pad(x, [(0, 0), (0, 0), *margins], mode="reflect")
    whole = zip(looks, wide.shape[2:], strict=True)
    return wide, tuple(look._replace(size=size, before=0, after=0) for look, size in whole)


@meaning(Deconv)
def deconv(layer: Deconv, x: Array, weights: Weights) -> Array:
    axes = [tuple(map(certain, axis)) for axis in layer.axes(_shape(x))]
    spread = windows.transposed_convolution(x, weights["weight"], axes, certain(layer.groups))
    return _with_bias(spread, weights)


@meaning(FullyConnected)
def fc(_: FullyConnected, x: Array, weights: Weights) -> Array:
    return _with_bias(x.reshape(len(x), -1) @ weights["weight"].T, weights)


@meaning(Projection)
def proj(layer: Projection, x: Array, weights: Weights) -> Array:
    if layer.agrees:
        return x
    strides = per_axis(layer.stride, len(_places(x)))
    if layer.free:
        assert layer.to is not None
        cuts = (slice(None, None, certain(stride)) for stride in strides)
        return _with_zeros(x[(slice(None), slice(None), *cuts)], certain(layer.to[0]))
    looks = tuple(Window(size, 1, s) for size, s in zip(x.shape[2:], strides, strict=True))
    filters = weights["0.weight" if layer.bn else "weight"]
    mixed = windows.convolution(x, filters, looks) if looks else x @ filters.T
    if not layer.bn:
        return _with_bias(mixed, weights)
    own = {name: weights[f"1.{name}"] for name in ("weight", "bias", "running_mean", "running_var")}
    return bn(BatchNorm(), mixed, own)


@meaning(MaxPool)
def maxpool(layer: MaxPool, x: Array, _: Weights) -> Array:
    return windows.largest(x, layer.windows(_shape(x)))


@meaning(Unpool)
def unpool(layer: Unpool, x: Array, _: Weights, pooled: Array) -> Array:
    if windows.nearly_tied(pooled, layer.windows_of_pool):
        raise Undecided("numbers in a window are so alike that rounding decides which is largest")
    at = windows.places(pooled, layer.windows_of_pool).reshape(*x.shape[:2], -1)
    whole = np.zeros((*x.shape[:2], pooled[0, 0].size))
    np.put_along_axis(whole, at, x.reshape(at.shape), 2)
    if not np.array_equal(np.take_along_axis(whole, at, 2), x.reshape(at.shape)):
        raise Undecided("windows share a place, and which number stays there is open")
    return whole.reshape(*x.shape[:2], *_places_behind(layer, x))


@meaning(AvgPool)
def avgpool(layer: AvgPool, x: Array, _: Weights) -> Array:
    return windows.mean(x, layer.windows(_shape(x)), layer.padded)


@meaning(Blur)
def blur(layer: Blur, x: Array, _: Weights) -> Array:
    looks = layer.windows(_shape(x))
    margins = [(0, 0), (0, 0), *((look.before, look.after) for look in looks)]
    bare = tuple(Window(look.size + look.kernel - 1, look.kernel, look.stride) for look in looks)
    entries = windows.patches(np.pad(x, margins, mode="reflect"), bare)
    for look in reversed(looks):
        entries = entries @ np.array(binomials(certain(look.kernel)))
    return entries


@meaning(Gap)
def gap(layer: Gap, x: Array, _: Weights) -> Array:
    return resize.resized(x, _places_behind(layer, x), resize.means)


@meaning(BatchNorm)
def bn(layer: BatchNorm, x: Array, weights: Weights) -> Array:
    centred = x - _by_channel(weights["running_mean"], x)
    return _learned(centred / np.sqrt(_by_channel(weights["running_var"], x) + layer.eps), weights)


@meaning(LayerNorm)
def layernorm(layer: LayerNorm, x: Array, weights: Weights) -> Array:
    return _learned(_standard(x, 1, layer.eps), weights)


@meaning(L2Norm)
def l2norm(layer: L2Norm, x: Array, _: Weights) -> Array:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), layer.eps)


@meaning(Grn)
def grn(_: Grn, x: Array, weights: Weights) -> Array:
    length = np.sqrt(np.square(x).sum(_places(x), keepdims=True))
    response = length / (length.mean(1, keepdims=True) + 1e-6)
    return weights["weight"] * x * response + weights["bias"] + x


@meaning(InstanceNorm)
def instancenorm(layer: InstanceNorm, x: Array, weights: Weights) -> Array:
    return _learned(_standard(x, _places(x), layer.eps), weights)


@meaning(GroupNorm)
def groupnorm(layer: GroupNorm, x: Array, weights: Weights) -> Array:
    grouped = x.reshape(len(x), layer.groups, -1)
    return _learned(_standard(grouped, 2, layer.eps).reshape(x.shape), weights)


@meaning(LocalResponseNorm)
def lrn(layer: LocalResponseNorm, x: Array, _: Weights) -> Array:
    """`alpha` is a factor of the mean of the squares, with zeros beyond the first and last channel or place."""
    window = certain(layer.window)
    if layer.within:
        looks = tuple(Window(size, window, 1, window // 2, window // 2) for size in x.shape[2:])
        return x / (layer.k + layer.alpha * windows.mean(x * x, looks, True)) ** layer.beta
    before = window // 2
    margins = [(0, 0), (before, window - 1 - before), *((0, 0) for _ in _places(x))]
    squares = np.pad(x * x, margins)
    total = sum(squares[:, first : first + x.shape[1]] for first in range(window))
    return x / (layer.k + layer.alpha * total / window) ** layer.beta


@meaning(Scale)
def scale(_: Scale, x: Array, weights: Weights) -> Array:
    return x * weights[""]


@meaning(Eca)
def eca(layer: Eca, x: Array, weights: Weights) -> Array:
    side = layer.k // 2
    means = np.pad(x.mean(_places(x)), [(0, 0), (side, side)])
    mixed = sliding_window_view(means, certain(layer.k), 1) @ weights["weight"][0, 0]
    return x * _by_place(act.sigmoid(mixed), x)


@meaning(Affine)
def affine(layer: Affine, x: Array, _: Weights) -> Array:
    return layer.a * x + layer.b


@meaning(Upsample)
def upsample(layer: Upsample, x: Array, _: Weights) -> Array:
    sizes = _places_behind(layer, x)
    if layer.mode == "nearest":
        return resize.nearest(x, sizes)
    shares = resize.cubic if layer.mode == "bicubic" else resize.linear
    return resize.resized(x, sizes, partial(shares, corners=layer.corners))


@meaning(Pad)
def pad(layer: Pad, x: Array, _: Weights) -> Array:
    sides = [tuple(map(certain, each)) for each in sides_of(layer.n, len(_places(x)))]
    margins = [(0, 0), (0, 0), *sides]
    if layer.mode == "constant":
        return np.pad(x, margins, constant_values=layer.value or 0)
    filled: Any = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[layer.mode]
    return np.pad(x, margins, mode=filled)


@meaning(Crop)
def crop(layer: Crop, x: Array, _: Weights) -> Array:
    assert layer.size is not None
    rank = len(_places(x))
    each = layer.size if isinstance(layer.size, tuple) else (layer.size,) * rank
    cuts = [_left(size, rows) for size, rows in zip(x.shape[2:], each, strict=True)]
    return x[(slice(None), slice(None), *cuts)]


@meaning(Coords)
def coords(_: Coords, x: Array, __: Weights) -> Array:
    places = np.meshgrid(*(np.linspace(-1, 1, size) for size in x.shape[2:]), indexing="ij")
    channels = np.broadcast_to(np.stack(places), (len(x), len(places), *x.shape[2:]))
    return np.concatenate([x, channels], 1)


def _left(size: int, rows: Size | Sides) -> slice:
    """What a crop leaves of an axis."""
    if isinstance(rows, Sides):
        return slice(certain(rows.before), size - certain(rows.after))
    start = (size - certain(rows)) // 2
    return slice(start, start + certain(rows))


@meaning(Take)
def take(layer: Take, x: Array, _: Weights) -> Array:
    return x[:, layer.start : layer.stop]


def _with_zeros(x: Array, depth: int) -> Array:
    """With channels of zeros behind, up to so many."""
    return np.pad(x, [(0, 0), (0, depth - x.shape[1]), *((0, 0) for _ in _places(x))])


@meaning(Widen)
def widen(layer: Widen, x: Array, _: Weights) -> Array:
    return _with_zeros(x, certain(layer.depth))


@meaning(ChannelShuffle)
def channel_shuffle(layer: ChannelShuffle, x: Array, _: Weights) -> Array:
    dealt = x.reshape(len(x), layer.groups, -1, *x.shape[2:]).swapaxes(1, 2)
    return dealt.reshape(x.shape)


@meaning(PixelShuffle)
def pixel_shuffle(layer: PixelShuffle, x: Array, _: Weights) -> Array:
    f, (count, depth, height, width) = certain(layer.factor), x.shape
    apart = x.reshape(count, depth // f**2, f, f, height, width)
    return apart.transpose(0, 1, 4, 2, 5, 3).reshape(count, -1, height * f, width * f)


@meaning(PixelUnshuffle)
def pixel_unshuffle(layer: PixelUnshuffle, x: Array, _: Weights) -> Array:
    f, (count, depth, height, width) = layer.factor, x.shape
    apart = x.reshape(count, depth, height // f, f, width // f, f)
    return apart.transpose(0, 1, 3, 5, 2, 4).reshape(count, -1, height // f, width // f)
