"""Convolutions: conv, dwconv and deconv."""

from typing import Any, TypeAlias

from cnndsl.layers.arguments import Padding, argument, flag, padding, sizes, whole
from cnndsl.layers.layer import Layer, need, remembered
from cnndsl.layers.memory import INPUT, Kept, Memory
from cnndsl.layers.torch_calls import (
    MODULE,
    Attribute,
    Expression,
    Number,
    TorchLayer,
    X,
    function,
    held,
    module,
    number,
    operator,
)
from cnndsl.layers.window import Look, Window, need_rank, tidy, windows
from cnndsl.sizes import UNKNOWN, PerAxis, Shape, Size, known, per_axis, product, spatial

KERNEL = argument(sizes(), "the filter's size", default=3, letter="size")
STRIDE = argument(sizes(), "how far the filter moves", default=1, letter="s")
PAD = argument(
    padding("causal", "reflect"),
    "rows of zeros at each side; `causal`: all before; `reflect`: half, mirrored",
    default="half",
    letter="p",
)
DILATION = argument(sizes(), "the distance between the filter's entries", default=1, letter="d")
GROUPS = argument(whole(), "parts of the channels that keep to themselves", default=1, letter="g")
BIAS = argument(flag(), "whether each filter adds a learned number", default=True, letter="b")
"""What several kinds of convolution are told in the same words."""
Spread: TypeAlias = tuple[Size, Size, Size, Size, Size, Size]
"""A transposed convolution along one axis: size, kernel, stride, padding, output padding and dilation."""
USUAL = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": True,
    "padding_mode": "zeros",
}
"""What PyTorch's convolutions take for what is left out."""

STANDARDISED = function(
    "F.batch_norm",
    Attribute("weight").flatten(1).unsqueeze(0),
    None,
    None,
    training=True,
    eps=1e-6,
).view_as(Attribute("weight"))
"""A convolution's filters, each at mean 0 and variance 1, as timm has them for Big Transfer."""


def pad_amounts(looks: tuple[Window, ...]) -> tuple[Size, ...]:
    """As `F.pad` wants them: the last axis first."""
    return tuple(rows for look in reversed(looks) for rows in (look.before, look.after))


def wider(
    looks: tuple[Window, ...], pad: Padding = 0, value: Expression | None = None
) -> Expression:
    """What comes in, padded by two unequal sides, with zeros or a value."""
    amounts: tuple[Any, ...] = tuple(number(padding=rows) for rows in pad_amounts(looks))
    if pad == "causal":
        (look,) = looks
        before = Number(_all_before, kernel_size=look.kernel, dilation=look.dilation)
        amounts = before, 0
    return function("F.pad", X, amounts, **({} if value is None else {"value": value}))


def _all_before(kernel: Size, dilation: Size) -> Size:
    """The rows before an input of which a window sees nothing that comes later."""
    return (kernel - 1) * dilation


def _need_groups(groups: Size, incoming: Size, depth: Size) -> None:
    """Channels that come in, and those that go out, divide into the groups."""
    need(
        incoming % groups == 0,
        "groups-input",
        arg="groups",
        groups=groups,
        depth=incoming,
        other=depth,
    )
    need(
        depth % groups == 0,
        "groups-depth",
        arg="groups",
        also=("depth",),
        groups=groups,
        depth=depth,
        other=incoming,
    )


class _Filters(Layer):
    """What the kinds with filters share: weights, work and the unshared count."""

    role = "weights"
    keeps = INPUT
    new = True
    depth: Size | None
    bias: bool

    def filter_shape(self, x: Shape) -> Shape:
        """The weights of one filter."""
        raise NotImplementedError

    def weights(self, x: Shape) -> dict[str, Shape]:
        depth = self.infer(x)[0]
        weight = {"weight": (depth, *self.filter_shape(x))}
        return {**weight, "bias": (depth,)} if self.bias else weight

    def macs(self, x: Shape) -> Size:
        return product(self.infer(x)) * product(self.filter_shape(x))

    def unshared(self, x: Shape) -> Size:
        return product(self.infer(x)) * (product(self.filter_shape(x)) + self.bias)

    def other_ops(self, x: Shape) -> Size:
        return product(self.infer(x)) if self.bias else 0


def padded(x: Shape, looks: tuple[Window, ...], always: bool = False) -> Size:
    """How many numbers PyTorch makes of an input that it pads itself: `always`, or where the sides differ."""
    if not always and all(look.before == look.after for look in looks):
        return 0
    return x[0] * product(look.size + look.before + look.after for look in looks)


class Slides(_Filters):
    """What the kinds share whose filters slide over the input."""

    kernel: PerAxis
    stride: PerAxis
    pad: Padding
    dilation: PerAxis

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        return windows(x, self.kernel, self.stride, self.pad, self.dilation)

    def mirrors(self, x: Shape) -> bool:
        """Whether rows at the sides hold what the map has, which PyTorch then pads itself."""
        return self.pad == "reflect" and any(look.before for look in self.windows(x))

    def _copied(self, x: Shape) -> Size:
        """How many numbers PyTorch makes of an input that it pads itself."""
        return padded(x, self.windows(x), always=self.mirrors(x))

    def kept(self, x: Shape) -> Kept:
        """Its input as it is padded; to mirror, what came in too."""
        copied = self._copied(x)
        return Kept(through=self.mirrors(x), own=Memory(copied)) if copied else INPUT

    def work_space(self, x: Shape) -> Memory:
        return Memory(self._copied(x))


class Conv(Slides):
    """A convolution: filters slide over the input, and each gives one channel of the output."""

    word, codes = "conv", ("C", "CONV")
    also = "convolution convolutional convolve"
    example = "input 3x9x9 C5x3D8s2p2x1d1g1"

    depth: Size | None = argument(
        whole(),
        "how many filters, and so channels",
        default=None,
        letter="D",
        otherwise="the input's, doubled after a pool of a plain chain; 64 for the first (assumed)",
    )
    kernel: PerAxis = KERNEL
    stride: PerAxis = STRIDE
    pad: Padding = PAD
    dilation: PerAxis = DILATION
    groups: Size = GROUPS
    bias: bool = BIAS
    std: bool = argument(
        flag(),
        "whether filters are brought to mean 0 and variance 1 (eps 1e-6)",
        default=False,
    )

    def complete(self, x: Shape, *, first: bool, pooled: bool) -> Layer:
        """With the depth that a slide leaves out."""
        if self.depth is not None:
            return self
        return self.with_arguments(depth=64 if first else x[0] * (2 if pooled else 1))

    def filter_shape(self, x: Shape) -> Shape:
        return (x[0] // self.groups, *per_axis(self.kernel, len(x) - 1))

    @remembered
    def infer(self, x: Shape) -> Shape:
        looks = self.windows(x)
        depth = UNKNOWN if self.depth is None else self.depth
        _need_groups(self.groups, x[0], depth)
        need(
            not (known(self.std) and self.std) or product(self.filter_shape(x)) > 1,
            "a filter of one number is 0 once its mean is taken away",
            arg="std",
            offers=({"std": None},),
            help="leave `std=yes` out, or take a larger kernel",
        )
        return (depth, *(look.output for look in looks))

    def kept(self, x: Shape) -> Kept:
        """With `std`, what a convolution keeps, the filters as they are used, and their means and variances."""
        kept = super().kept(x)
        filters = product(self.weights(x)["weight"]) + 2 * self.infer(x)[0]
        return kept._replace(own=kept.own._replace(once=filters)) if self.std else kept

    def work_space(self, x: Shape) -> Memory:
        beside = super().work_space(x)
        return beside._replace(once=product(self.weights(x)["weight"])) if self.std else beside

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        even = not padded(x, looks)
        made = module(
            f"nn.Conv{len(looks)}d",
            True,
            USUAL,
            _in_channels=x[0],
            _out_channels=self.depth,
            _kernel_size=tidy(tuple(look.kernel for look in looks)),
            stride=tidy(tuple(look.stride for look in looks)),
            padding=tidy(tuple(look.before for look in looks)) if even else 0,
            dilation=tidy(tuple(look.dilation for look in looks)),
            groups=self.groups,
            bias=self.bias,
            padding_mode="reflect" if self.mirrors(x) else "zeros",
        )
        wide = X if even else wider(looks, self.pad)
        if self.std:
            slide = function("self._conv_forward", wide, STANDARDISED, Attribute("bias"))
            return held(made, slide, "std_conv", "A convolution with standardised filters.")
        return held(made) if even else operator(MODULE(wide), made)


class DwConv(Slides):
    """A depthwise convolution: each channel has filters of its own and is never mixed with others."""

    word, codes = "dwconv", ("DW",)
    in_words = "depthwise conv"
    also = "depthwise depthwise_conv depthwise_convolution dw_convolution dwc dconv convdw dwcnv depthconv"
    example = "input 4x9x9 DW3D8s2b0"

    kernel: PerAxis = KERNEL
    depth: Size | None = argument(
        whole(),
        "channels that come out, a multiple of the input's",
        default=None,
        letter="D",
        otherwise="the input's",
    )
    stride: PerAxis = STRIDE
    pad: Padding = PAD
    dilation: PerAxis = DILATION
    bias: bool = BIAS

    @remembered
    def _conv(self, x: Shape) -> Conv:
        depth = x[0] if self.depth is None else self.depth
        need(depth % x[0] == 0, "depth-multiple", arg="depth", depth=depth, input=x[0])
        return Conv(
            depth=depth,
            kernel=self.kernel,
            stride=self.stride,
            pad=self.pad,
            dilation=self.dilation,
            groups=x[0],
            bias=self.bias,
        )

    def filter_shape(self, x: Shape) -> Shape:
        return (1, *per_axis(self.kernel, len(x) - 1))

    def infer(self, x: Shape) -> Shape:
        self.windows(x)
        return self._conv(x).infer(x)

    def torch(self, x: Shape) -> TorchLayer:
        return self._conv(x).torch(x)


class Deconv(_Filters):
    """A transposed convolution: it spreads each input over a window, and so makes maps larger."""

    word, codes = "deconv", ("T", "DECONV")
    in_words = "up-conv"
    drawn_as = "up"
    also = "conv_transpose transpose_conv transposed_conv tconv convt upconv deconvolution tc convtr transconv"
    example = "input 4x5x5 T3D6s2p1o1"

    depth: Size | None = argument(
        whole(), "channels that come out", default=None, letter="D", otherwise="the input's"
    )
    kernel: PerAxis = argument(sizes(), "the filter's size", default=2, letter="size")
    stride: PerAxis = argument(
        sizes(), "how far apart inputs land in the output", default=2, letter="s"
    )
    pad: PerAxis = argument(
        sizes(0), "rows taken off the output at each side", default=0, letter="p"
    )
    out_pad: PerAxis = argument(sizes(0), "rows added to the output's end", default=0, letter="o")
    dilation: PerAxis = DILATION
    groups: Size = GROUPS
    bias: bool = BIAS

    def axes(self, x: Shape) -> list[Spread]:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        names = ("kernel", "stride", "pad", "out_pad", "dilation")
        given = {name: vars(self)[name] for name in names}
        need_rank(x, given)
        return list(
            zip(spatial(x), *(per_axis(each, rank) for each in given.values()), strict=True)
        )

    def infer(self, x: Shape) -> Shape:
        depth = x[0] if self.depth is None else self.depth
        axes = self.axes(x)
        _need_groups(self.groups, x[0], depth)
        much = tuple(k for k, (_, _, s, _, o, d) in enumerate(axes) if not (o < s or o < d))
        need(not much, "out-pad", arg="out_pad", axes=much, sizes=axes)
        sizes_out = [(size - 1) * s - 2 * p + d * (k - 1) + o + 1 for size, k, s, p, o, d in axes]
        empty = tuple(k for k, out in enumerate(sizes_out) if not out >= 1)
        need(not empty, "deconv-empty", arg="pad", axes=empty, sizes=axes, out=sizes_out)
        return (depth, *sizes_out)

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """The few inputs whose windows reach it."""
        return tuple(
            Look(1, p - d * (k - 1) + s - 1, p, parts=s) for _, k, s, p, _, d in self.axes(x)
        )

    def filter_shape(self, x: Shape) -> Shape:
        return (x[0] // self.groups, *per_axis(self.kernel, len(x) - 1))

    def weights(self, x: Shape) -> dict[str, Shape]:
        depth = self.infer(x)[0]
        weight = {"weight": (x[0], depth // self.groups, *self.filter_shape(x)[1:])}
        return {**weight, "bias": (depth,)} if self.bias else weight

    def macs(self, x: Shape) -> Size:
        """Each number that comes in meets every weight of its own channel once."""
        return product(x) * product(self.weights(x)["weight"][1:])

    def torch(self, x: Shape) -> TorchLayer:
        kernel, stride, pad, out_pad, dilation = (
            tidy(column) for column in list(zip(*self.axes(x), strict=True))[1:]
        )
        return held(
            module(
                f"nn.ConvTranspose{len(x) - 1}d",
                True,
                {**USUAL, "output_padding": 0},
                _in_channels=x[0],
                _out_channels=x[0] if self.depth is None else self.depth,
                _kernel_size=kernel,
                stride=stride,
                padding=pad,
                output_padding=out_pad,
                groups=self.groups,
                bias=self.bias,
                dilation=dilation,
            )
        )
