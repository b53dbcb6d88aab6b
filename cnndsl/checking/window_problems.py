"""The words for windows that do not fit: kernels too large, paddings that cannot be, and the ways out."""

from collections.abc import Iterable

from cnndsl.checking.advice import Case, between, bounds, extent, written
from cnndsl.checking.text_places import Change
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.layers.conv import Spread
from cnndsl.layers.window import Window, tidy
from cnndsl.sizes import PerAxis, Shape, Size, known, show_shape

Windows = tuple[Window, ...]


def _either(ways: Iterable[str]) -> str:
    """Ways out, one or the other."""
    return ", or ".join(each for each in ways if each)


@diagnostic("shape-kernel-too-large")
def kernel_too_large(case: Case, axes: tuple[int, ...], windows: Windows) -> Diagnostic:
    """A window is larger than the input it slides over, padding included.

    (W - F + 2P)/S + 1 has no place for even one window when F > W + 2P.

    Bad:  input 3x8x8 C11D8p0 FC10
    Good: input 3x8x8 C5D8p0 FC10
    """
    what = "window" if case.layer.role == "pool" else "kernel"
    shown = dict.fromkeys(_too_large(windows[axis]) for axis in axes)
    here = " and ".join(extent(axis, case.rank, windows[axis].size) for axis in axes)
    ways, changes = _smaller(case, axes, windows, what)
    return Diagnostic(
        case.span,
        f"the {what} is larger than the padded input: {' and '.join(shown)}",
        f"the input here is {here}",
        help=_either(ways),
        fixes=case.fixes(changes),
    )


def _too_large(window: Window) -> str:
    w, p, f = window.size, window.before, window.reach
    padded = f"{w} + 2*{p}" if window.before == window.after else f"{w} + {p} + {window.after}"
    dilated = f" ({window.kernel} dilated by {window.dilation} spans {f})"
    return f"{padded} < {f}{dilated if f != window.kernel else ''}"


def _smaller(
    case: Case, axes: tuple[int, ...], windows: Windows, what: str
) -> tuple[list[str], list[Change]]:
    """Kernels, paddings and dilations with which a window finds its place."""
    ways: list[str] = []
    changes: list[Change] = []
    rooms = [_room(window) for window in windows]
    most = [
        (room - 1) // window.dilation + 1 if axis in axes else window.kernel
        for axis, (room, window) in enumerate(zip(rooms, windows, strict=True))
    ]
    pool = case.layer.role == "pool"
    least = [max(2 * window.before, 2 * window.after, 1) if pool else 1 for window in windows]
    found = bounds(case, case.arg, most, least)
    if found:
        ways.append(f"a {what} {between(*found, 1)}")
        changes.append({case.arg: found[1]})
    pads = _enough(case, axes, windows)
    if pads:
        ways.append(pads[0])
        changes.append({"pad": pads[1]})
    if pool and found and found[1] == 1 and not any(map(_rows, windows)):
        ways[0] = "leave it out"  # a window of 1 does nothing
        changes.pop(0)
        narrow = tuple(1 if axis in axes else each.kernel for axis, each in enumerate(windows))
        if len(axes) < len(windows) and case.takes({case.arg: narrow}):
            ways[0] = f"a {what} of {written(narrow)}"
            changes.insert(0, {case.arg: narrow})
    if any(windows[axis].dilation > 1 for axis in axes):
        spread = [
            (room - 1) // (window.kernel - 1) if axis in axes else window.dilation
            for axis, (room, window) in enumerate(zip(rooms, windows, strict=True))
        ]
        less = bounds(case, "dilation", spread, [1] * len(windows))
        if less:
            ways.append(f"a dilation {between(*less, 1)}")
            changes.append({"dilation": less[1]})
    return ways, changes


def _room(window: Window) -> Size:
    """How much a window may span; a last, partial one counts where `ceil` says so."""
    partial = window.stride - 1 if window.ceil else 0
    return window.size + window.before + window.after + partial


def _enough(case: Case, axes: tuple[int, ...], windows: Windows) -> tuple[str, PerAxis] | None:
    """The padding from which on there is a place for the window, in words and as a value."""
    wanted = _needed(case, windows, axes)
    if case.layer.role != "pool":
        return (
            (f"padding of at least {written(wanted)}", wanted)
            if case.takes({"pad": wanted})
            else None
        )
    needed = wanted if isinstance(wanted, tuple) else (wanted,) * len(windows)
    found = bounds(case, "pad", [window.kernel // 2 for window in windows], needed)
    return (f"padding {between(*found, 0)}", found[0]) if found else None


def _needed(case: Case, windows: Windows, axes: tuple[int, ...]) -> PerAxis:
    """The padding that a window needs, as it is written: for all axes, or one an axis."""
    lacking = [
        max(-(-(window.reach - _room(window) + window.before + window.after) // 2), 0)
        for window in windows
    ]
    if not isinstance(case.value("pad"), tuple):
        return max(lacking[axis] for axis in axes)
    return tuple(
        lacking[axis] if axis in axes else window.before for axis, window in enumerate(windows)
    )


@diagnostic("shape-half-padding")
def half_padding(case: Case, axes: tuple[int, ...], windows: Windows) -> Diagnostic:
    """A convolution with an even kernel is left to half padding, which only an odd one has.

    Half padding is (F-1)/2 at each side; for an even F that is no whole number, and the spec must say
    what it wants.

    Bad:  input 3x32x32 C4D8 R FC10
    Good: input 3x32x32 C4D8s2p1 R FC10
    """
    reach = windows[axes[0]].reach
    pads = [
        tidy(tuple(each.reach // 2 - (less and each.reach % 2 == 0) for each in windows))
        for less in (True, False)  # for an odd one (F - 1)/2 both times
    ]
    apart = all(window.stride == window.kernel for window in windows)
    changes: list[Change] = [{"pad": pad} for pad in (*([0] if apart else []), *pads)]
    changes = [each for each in changes if case.takes(each)]
    odd = tuple(window.kernel + (axis in axes) for axis, window in enumerate(windows))
    larger = odd if isinstance(case.value(case.arg), tuple) else max(odd)
    what = "window" if case.layer.role == "pool" else "kernel"
    named = [" or ".join(dict.fromkeys(case.shown("pad", each["pad"]) for each in changes))]
    if case.takes({"pad": "same"}):
        named.append("spelled out `pad=same`" if case.shorthand else "`pad=same`")
    ways = [f"say the padding, as {', or '.join(filter(None, named))}"] if any(named) else []
    if case.takes({case.arg: larger}):
        ways.append(f"take a {what} of {written(larger)}")
    swapped = _swapped(case)
    if swapped:
        depth, kernel = (case.shown(arg, swapped[arg]) for arg in ("depth", "kernel"))
        ways.insert(0, f"write {kernel} and {depth} if it is the depth")
    return Diagnostic(
        case.span,
        f"half padding needs an odd {what}: ({reach}-1)/2 is no whole number",
        help="; or ".join(ways),
        fixes=case.fixes([*([swapped] if swapped else []), *changes, {case.arg: larger}]),
    )


LARGEST_KERNEL = 15
"""Beyond it a kernel is hardly meant."""


def _swapped(case: Case) -> Change | None:
    """`C64`, `C64D3`, `conv(3, 64)`: what stands as the kernel is the depth, and the depth, if any, the kernel."""
    kernel, depth = case.value("kernel"), case.value("depth")
    if case.layer.word != "conv" or not isinstance(kernel, int) or kernel <= LARGEST_KERNEL:
        return None
    assumed = "depth" not in case.origin.arguments
    other = 3 if assumed else depth
    if not isinstance(other, int) or other > LARGEST_KERNEL or other % 2 == 0:
        return None
    return {"kernel": other, "depth": kernel}


@diagnostic("shape-pool-padding")
def pool_padding(case: Case, axes: tuple[int, ...], windows: Windows) -> Diagnostic:
    """A pool is padded by more than half its window, so that a window could lie in padding alone.

    Bad:  input 3x32x32 M2p2 FC10
    Good: input 3x32x32 M2p1 FC10
    """
    worst = windows[axes[0]]
    pad, window = max(worst.before, worst.after), worst.kernel
    ways: list[str] = []
    changes: list[Change] = []
    halves = [
        each.kernel // 2 if axis in axes else max(each.before, each.after)
        for axis, each in enumerate(windows)
    ]
    needed = [max(-(-(each.reach - each.size) // 2), 0) for each in windows]
    found = bounds(case, "pad", halves, needed)
    if found:
        ways.append(f"take a padding {between(*found, 0)}")
        changes.append({"pad": found[1]})
    wider = [max(2 * each.before, 2 * each.after, each.kernel) for each in windows]
    larger = tuple(wider) if isinstance(case.value("window"), tuple) else max(wider)
    if not isinstance(case.value("pad"), str) and case.takes({"window": larger}):
        ways.append(f"take a window of {written(larger)}")
        changes.append({"window": larger})
    return Diagnostic(
        case.span,
        f"a window of {window} takes padding of at most half of it: {pad} > {window}/2",
        help=", or ".join(ways),
        fixes=case.fixes(changes),
    )


@diagnostic("shape-out-padding")
def out_padding(case: Case, axes: tuple[int, ...], sizes: list[Spread]) -> Diagnostic:
    """A transposed convolution's output padding is not smaller than its stride or its dilation.

    Bad:  input 4x8x8 T2D4o2 R FC10
    Good: input 4x8x8 T2D4o1 R FC10
    """
    _, _, stride, _, out_pad, dilation = sizes[axes[0]]
    most = [max(s, d) - 1 if k in axes else o for k, (_, _, s, _, o, d) in enumerate(sizes)]
    found = bounds(case, "out_pad", most, [0] * len(sizes))
    return Diagnostic(
        case.span,
        "the output padding must be below the stride or the dilation: "
        f"{out_pad} >= {max(stride, dilation)}",
        help=f"take {between(*found, 0).removeprefix('of ')}" if found else "",
        fixes=case.fixes([{"out_pad": found[1]}] if found else []),
    )


@diagnostic("shape-empty")
def nothing_left(
    case: Case, axes: tuple[int, ...], sizes: list[Spread], out: list[Size]
) -> Diagnostic:
    """A transposed convolution's padding takes away all that comes out.

    Bad:  input 4x2x2 T2D4p2 R FC10
    Good: input 4x2x2 T2D4p0 R FC10
    """
    size, k, s, p, o, d = sizes[axes[0]]
    most = [
        ((size - 1) * s + d * (k - 1) + o) // 2 if axis in axes else p
        for axis, (size, k, s, p, o, d) in enumerate(sizes)
    ]
    found = bounds(case, "pad", most, [0] * len(sizes))
    return Diagnostic(
        case.span,
        f"nothing is left: ({size}-1)*{s} - 2*{p} + {d}*({k}-1) + {o} + 1 = {out[axes[0]]}",
        help=f"take a padding {between(*found, 0)}" if found else "take a smaller padding",
        fixes=case.fixes([{"pad": found[1]}] if found else []),
    )


@diagnostic("shape-rank")
def wrong_rank(
    case: Case, also: tuple[str, ...], given: int, rank: int, shape: Shape
) -> Diagnostic:
    """A kernel, stride or padding has another number of axes than the input.

    Bad:  input 3x32x32 C3x3x3D8 FC10
    Good: input 3x32x32 C3x3D8 FC10
    """
    axes = "axis" if given == 1 else "axes"
    shown = f"{show_shape(shape)} " if all(map(known, shape)) else ""
    also = tuple(
        arg for arg in also if isinstance(case.value(arg), tuple)
    )  # a stride may be the window
    more = f", and so have {' and '.join(f'`{arg}`' for arg in also)}" if also else ""
    numbers = dict.fromkeys(case.value(case.arg))
    alike: Change = {arg: case.value(arg)[0] for arg in also if len(set(case.value(arg))) == 1}
    changes: list[Change] = [{case.arg: number, **alike} for number in numbers]
    return Diagnostic(
        case.span,
        f"`{case.arg}` has {given} {axes}, and the input {shown}has {rank}{more}",
        help="write one number" + (f" for all axes, or {rank}" if rank > 1 else ""),
        fixes=case.fixes(changes if len(alike) == len(also) else []),
    )


def _rows(window: Window) -> Size:
    """How many rows of padding a window may lie in."""
    return window.before + window.after
