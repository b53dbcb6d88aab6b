"""The words for layers that do not fit what comes in: one function for each rule that a layer may refuse by."""

from collections.abc import Callable
from math import gcd

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.layers.layer import Layer, Refusal
from cnndsl.layers.window import Window
from cnndsl.network import Origin
from cnndsl.sizes import Shape, known, show_shape
from cnndsl.text import Span


@diagnostic("shape-kernel-too-large")
def kernel_too_large(span: Span, layer: Layer, window: Window) -> Diagnostic:
    """A window is larger than the input it slides over, padding included.

    (W - F + 2P)/S + 1 has no place for even one window when F > W + 2P.

    Bad:  input 3x8x8 C11D8p0 FC10
    Good: input 3x8x8 C5D8p0 FC10
    """
    w, p, f = window.size, window.before, window.reach
    sum_ = f"{w} + 2*{p}" if window.before == window.after else f"{w} + {p} + {window.after}"
    what = "window" if layer.role == "pool" else "kernel"
    dilated = (
        f" ({window.kernel} dilated by {window.dilation} spans {f})" if f != window.kernel else ""
    )
    enough = -(-(f - w) // 2)
    most = (w + window.before + window.after - 1) // window.dilation + 1
    return Diagnostic(
        span,
        f"the {what} is larger than the padded input: {sum_} < {f}{dilated}",
        f"the input here is {w} wide",
        help=f"a {what} of at most {most}, or padding of at least {enough}",
    )


@diagnostic("shape-flat")
def after_flat(span: Span, layer: Layer, features: int) -> Diagnostic:
    """A layer that works on maps stands after the maps have been flattened.

    `FC` and `F` turn maps into one row of features; no convolution or pool can follow.

    Bad:  input 3x32x32 FC10 R C3D8
    Good: input 3x32x32 C3D8 R FC10
    """
    return Diagnostic(
        span,
        f"`{layer.word}` needs maps, and what comes in is flat"
        + (f": {features} feature{'s' * (features != 1)}" if known(features) else ""),
        help="put it before the first `FC` or `F`, or give the input its height and width, as `1x28x28`",
    )


@diagnostic("shape-rank")
def wrong_rank(span: Span, arg: str, given: int, rank: int, shape: Shape) -> Diagnostic:
    """A kernel, stride or padding has another number of axes than the input.

    Bad:  input 3x32x32 C3x3x3D8 FC10
    Good: input 3x32x32 C3x3D8 FC10
    """
    axes = "axis" if given == 1 else "axes"
    shown = f"{show_shape(shape)} " if all(map(known, shape)) else ""
    return Diagnostic(
        span,
        f"`{arg}` has {given} {axes}, and the input {shown}has {rank}",
        help=f"write one number for all axes, or {rank}",
    )


@diagnostic("shape-half-padding")
def half_padding(span: Span, kernel: int, reach: int) -> Diagnostic:
    """A convolution with an even kernel is left to half padding, which only an odd one has.

    Half padding is (F-1)/2 at each side; for an even F that is no whole number, and the spec must say
    what it wants.

    Bad:  input 3x32x32 C4D8 R FC10
    Good: input 3x32x32 C4D8s2p1 R FC10
    """
    return Diagnostic(
        span,
        f"half padding needs an odd kernel: ({reach}-1)/2 is no whole number",
        help=f"say the padding, as `p{reach // 2 - 1}` or `p{reach // 2}`, or spelled out `pad=same`; "
        f"or take a kernel of {kernel + 1}",
    )


@diagnostic("shape-pool-padding")
def pool_padding(span: Span, pad: int, window: int) -> Diagnostic:
    """A pool is padded by more than half its window, so that a window could lie in padding alone.

    Bad:  input 3x32x32 M2p2 FC10
    Good: input 3x32x32 M2p1 FC10
    """
    return Diagnostic(
        span,
        f"a window of {window} takes padding of at most half of it: {pad} > {window}/2",
        help=f"take a padding of at most {window // 2}",
    )


@diagnostic("shape-groups")
def groups(span: Span, groups: int, depth: int, out: bool, other: int = 0) -> Diagnostic:
    """A number of channels does not divide into the groups that a layer wants.

    Bad:  input 3x32x32 C3D8g2 R FC10
    Good: input 4x32x32 C3D8g2 R FC10
    """
    which = "come out" if out else "come in"
    shared = gcd(*(each for each in (depth, other) if known(each) and each))
    divisors = [each for each in range(1, min(shared, 4096) + 1) if shared % each == 0]
    near = sorted(sorted(divisors, key=lambda each: abs(each - groups))[:3])
    return Diagnostic(
        span,
        f"{depth} channels {which}, and {depth} does not divide by {groups}: {depth} % {groups} = {depth % groups}",
        help=f"take {' or '.join(map(str, near))}",
    )


@diagnostic("shape-depth")
def depth_not_multiple(span: Span, depth: int, input: int) -> Diagnostic:
    """A depthwise convolution's depth is no multiple of the channels that come in.

    Bad:  input 4x32x32 DW3D6 R FC10
    Good: input 4x32x32 DW3D8 R FC10
    """
    lower = max(depth // input, 1) * input
    return Diagnostic(
        span,
        f"the depth is no multiple of the {input} channels that come in: {depth} % {input} = {depth % input}",
        help=f"the nearest are {lower} and {lower + input}",
    )


@diagnostic("shape-out-padding")
def out_padding(span: Span, out_pad: int, stride: int, dilation: int) -> Diagnostic:
    """A transposed convolution's output padding is not smaller than its stride or its dilation.

    Bad:  input 4x8x8 T2D4o2 R FC10
    Good: input 4x8x8 T2D4o1 R FC10
    """
    return Diagnostic(
        span,
        f"the output padding must be below the stride or the dilation: {out_pad} >= {max(stride, dilation)}",
        help=f"take at most {max(stride, dilation) - 1}",
    )


@diagnostic("shape-empty")
def nothing_left(
    span: Span, size: int, k: int, s: int, p: int, o: int, d: int, out: int
) -> Diagnostic:
    """A transposed convolution's padding takes away all that comes out.

    Bad:  input 4x2x2 T2D4p2 R FC10
    Good: input 4x2x2 T2D4p0 R FC10
    """
    return Diagnostic(
        span,
        f"nothing is left: ({size}-1)*{s} - 2*{p} + {d}*({k}-1) + {o} + 1 = {out}",
        help="take a smaller padding",
    )


@diagnostic("shape-refused")
def refused(span: Span, reason: str, help: str = "") -> Diagnostic:
    """A layer does not fit what comes in, for the reason that it gives.

    Bad:  input 3x8x8 crop(9) FC10
    Good: input 3x8x8 crop(6) FC10
    """
    return Diagnostic(span, reason, help=help)


RULES: dict[str, Callable[..., Diagnostic]] = {
    "kernel-too-large": lambda span, layer, window: kernel_too_large(span, layer, window),
    "half-padding": lambda span, layer, **numbers: half_padding(span, **numbers),
    "pool-padding": lambda span, layer, **numbers: pool_padding(span, **numbers),
    "groups-input": lambda span, layer, **numbers: groups(span, out=False, **numbers),
    "groups-depth": lambda span, layer, **numbers: groups(span, out=True, **numbers),
    "depth-multiple": lambda span, layer, **numbers: depth_not_multiple(span, **numbers),
    "out-pad": lambda span, layer, **numbers: out_padding(span, **numbers),
    "deconv-empty": lambda span, layer, **numbers: nothing_left(span, **numbers),
}


def describe(refusal: Refusal, layer: Layer, origin: Origin) -> Diagnostic:
    """The diagnostic for a refusal, at the argument that is at fault."""
    span = origin.arguments.get(refusal.arg, origin.span)
    if refusal.rule == "flat":
        return after_flat(origin.span, layer, **refusal.numbers)
    if refusal.rule == "rank":
        return wrong_rank(span, refusal.arg, **refusal.numbers)
    if refusal.rule in RULES:
        return RULES[refusal.rule](span, layer, **refusal.numbers)
    return refused(span, refusal.rule, **refusal.numbers)
