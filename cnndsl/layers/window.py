"""How a layer looks at its input along one axis: the window and its steps, (W - F + 2P)/S + 1."""

from typing import Any

from cnndsl.layers.arguments import Padding
from cnndsl.layers.layer import need, refuse
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import (
    UNKNOWN,
    PerAxis,
    S,
    Shape,
    Size,
    Unknown,
    divide_up,
    known,
    per_axis,
    smaller,
    spatial,
)


class Look(NamedTuple):
    """What outputs see along one axis: i sees the places (i*step + first)//parts to (i*step + last)//parts."""

    step: Size
    first: Size = 0
    last: Size = 0
    parts: Size = 1


class Window(NamedTuple):
    """One axis of a convolution or a pool."""

    size: Size
    kernel: Size
    stride: Size = 1
    before: Size = 0
    after: Size = 0
    dilation: Size = 1
    ceil: bool | Unknown = False

    @property
    def reach(self) -> Size:
        """How much of the input one window spans: d(F-1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def room(self) -> Size:
        """How far the window can move: W - F' + 2P."""
        return self.size + self.before + self.after - self.reach

    @property
    def fits(self) -> bool:
        """Whether there is a place for one window; a last, partial one counts where `ceil` says so."""
        return self.room + (self.stride - 1 if self.ceil else 0) >= 0

    @property
    def look(self) -> Look:
        return Look(self.stride, -self.before, self.reach - 1 - self.before)

    @property
    def output(self) -> Size:
        if not known(self.ceil):
            return UNKNOWN
        if self.ceil:
            # The last window starts inside the input or its leading padding, as PyTorch has it.
            return smaller(
                divide_up(self.room, self.stride) + 1,
                divide_up(self.size + self.before, self.stride),
            )
        return self.room // self.stride + 1

    @property
    def with_all_steps(self) -> "Window":
        """With rows behind for a last window that starts behind the input, which PyTorch leaves out."""
        steps = divide_up(self.room, self.stride)
        if not (known(steps) and known(self.output) and steps >= self.output):
            return self
        return self._replace(after=self.after + steps * self.stride - self.room, ceil=False)

    @property
    def unread(self) -> Size:
        """Rows of real input at the end that no window reaches."""
        if self.ceil or self.reach < self.stride:
            return 0
        return max(self.room % self.stride - self.after, 0)


def margins(
    pad: Padding, windows: tuple[Window, ...], kernel_name: str
) -> tuple[tuple[Size, Size], ...]:
    """Rows before and after, for each axis."""
    if not known(pad):
        return ((UNKNOWN, UNKNOWN),) * len(windows)
    if pad == "same":
        return tuple(_same(window) for window in windows)
    if pad == "causal":
        need(
            len(windows) == 1,
            f"`causal` is for one axis, whose end a convolution does not look ahead to; this input has {len(windows)}",
            arg="pad",
            offers=({"pad": "half"}, {"pad": "same"}),
            help="take another padding, or `pad(before:after)` in front",
        )
        return ((windows[0].reach - 1, 0),)
    if pad in ("half", "reflect"):
        even = tuple([axis for axis, window in enumerate(windows) if window.reach % 2 != 1])
        need(not even, "half-padding", arg=kernel_name, axes=even, windows=windows)
        rows = tuple([(window.reach - 1) // 2 for window in windows])
        if pad == "reflect":
            _need_to_mirror(rows, windows)
        return tuple([(each, each) for each in rows])
    if pad == "full":
        return tuple((window.reach - 1,) * 2 for window in windows)
    each = per_axis(0 if isinstance(pad, str) else pad, len(windows))
    return tuple([(rows, rows) for rows in each])


def _need_to_mirror(rows: tuple[Size, ...], windows: tuple[Window, ...]) -> None:
    """A side has as many rows to mirror as the map has, but for its border."""
    much = [axis for axis, each in enumerate(rows) if not each < windows[axis].size]
    size = windows[much[0]].size if much else 0
    need(
        not much,
        f"{rows[much[0]] if much else 0} >= {size}: mirrored without its border, a map of {size} has "
        f"{size - 1} rows to give at a side",
        arg="pad",
        also=("kernel", "dilation"),
        axes=tuple(much),
        offers=({"pad": "half"},),
        help="take `pad=half`, which adds zeros, or a smaller kernel",
    )


def _same(window: Window) -> tuple[Size, Size]:
    total = (divide_up(window.size, window.stride) - 1) * window.stride + window.reach - window.size
    # A plain number, since it goes by the input's size.
    total = max(int(total), 0) if known(total) else UNKNOWN
    return total // 2, total - total // 2


def windows(
    x: Shape,
    kernel: PerAxis,
    stride: PerAxis,
    pad: Padding,
    dilation: PerAxis,
    ceil: bool = False,
    kernel_name: str = "kernel",
) -> tuple[Window, ...]:
    """The windows of a layer over what comes in, one for each axis; refuses what does not fit."""
    rank = len(x) - 1
    need(rank > 0, "flat", features=x[0])
    need_rank(x, {kernel_name: kernel, "stride": stride, "pad": pad, "dilation": dilation})
    kernels, strides = per_axis(kernel, rank), per_axis(stride, rank)
    axes = [*zip(spatial(x), kernels, strides, per_axis(dilation, rank), strict=True)]
    bare = tuple([Window(size, k, s, 0, 0, d, ceil) for size, k, s, d in axes])
    rows = margins(pad, bare, kernel_name)
    padded = tuple(
        [
            Window(size, k, s, before, after, d, ceil)
            for (size, k, s, d), (before, after) in zip(axes, rows, strict=True)
        ]
    )
    large = tuple([axis for axis, window in enumerate(padded) if not window.fits])
    if large:
        refuse("kernel-too-large", arg=kernel_name, axes=large, windows=padded)
    return padded


def need_rank(x: Shape, given: dict[str, Any]) -> None:
    """Arguments with one number an axis have as many as what comes in has axes."""
    rank = len(x) - 1
    other = {
        arg: len(value)
        for arg, value in given.items()
        if isinstance(value, tuple) and len(value) != rank
    }
    if other:
        first, *also = other
        refuse("rank", arg=first, also=tuple(also), given=other[first], rank=rank, shape=x)


def tidy(values: tuple[S, ...]) -> S | tuple[S, ...]:
    """One number where all axes agree, as one would write it."""
    return values[0] if len(set(values)) == 1 else values
