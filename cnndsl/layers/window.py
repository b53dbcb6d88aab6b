"""How a layer looks at its input along one axis: the window and its steps, (W - F + 2P)/S + 1."""

from typing import NamedTuple

from cnndsl.layers.arguments import Padding
from cnndsl.layers.layer import need
from cnndsl.sizes import PerAxis, Shape, Size, divide_up, per_axis, smaller, spatial


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
    stride: int = 1
    before: Size = 0
    after: Size = 0
    dilation: int = 1
    ceil: bool = False

    @property
    def reach(self) -> Size:
        """How much of the input one window spans: d(F-1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def room(self) -> Size:
        """How far the window can move: W - F' + 2P."""
        return self.size + self.before + self.after - self.reach

    @property
    def look(self) -> Look:
        return Look(self.stride, -self.before, self.reach - 1 - self.before)

    @property
    def output(self) -> Size:
        if self.ceil:
            # The last window starts inside the input or its leading padding, as PyTorch has it.
            return smaller(
                divide_up(self.room, self.stride) + 1,
                divide_up(self.size + self.before, self.stride),
            )
        return self.room // self.stride + 1

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
    if pad == "same":
        return tuple(_same(window) for window in windows)
    if pad == "half":
        for window in windows:
            need(
                window.reach % 2 == 1,
                "half-padding",
                arg=kernel_name,
                kernel=window.kernel,
                reach=window.reach,
            )
        return tuple(((window.reach - 1) // 2,) * 2 for window in windows)
    if pad == "full":
        return tuple((window.reach - 1,) * 2 for window in windows)
    each = per_axis(0 if isinstance(pad, str) else pad, len(windows))
    return tuple((rows, rows) for rows in each)


def _same(window: Window) -> tuple[Size, Size]:
    total = (divide_up(window.size, window.stride) - 1) * window.stride + window.reach - window.size
    total = total if total > 0 else 0
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
    for arg, value in (
        (kernel_name, kernel),
        ("stride", stride),
        ("pad", pad),
        ("dilation", dilation),
    ):
        given = len(value) if isinstance(value, tuple) else rank
        need(given == rank, "rank", arg=arg, given=given, rank=rank, shape=x)
    bare = tuple(
        Window(size, k, s, dilation=d, ceil=ceil)
        for size, k, s, d in zip(
            spatial(x),
            per_axis(kernel, rank),
            per_axis(stride, rank),
            per_axis(dilation, rank),
            strict=True,
        )
    )
    padded = tuple(
        window._replace(before=before, after=after)
        for window, (before, after) in zip(bare, margins(pad, bare, kernel_name), strict=True)
    )
    for window in padded:
        short = window.stride - 1 if ceil else 0  # a last, partial window counts
        need(window.room + short >= 0, "kernel-too-large", arg=kernel_name, window=window)
    return padded


def tidy(values: tuple[int, ...]) -> int | tuple[int, ...]:
    """One number where all axes agree, as one would write it."""
    return values[0] if len(set(values)) == 1 else values
