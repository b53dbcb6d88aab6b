"""Layers that move channels, or trade them for places: take, widen and the shuffles."""

from math import gcd
from typing import ClassVar

from cnndsl.layers.arguments import argument, whole
from cnndsl.layers.layer import need, refuse
from cnndsl.layers.reshape import Moves, axes_in_words
from cnndsl.layers.torch_calls import (
    Attribute,
    Expression,
    TorchLayer,
    X,
    function,
    number,
    only,
    operator,
    stateless,
)
from cnndsl.layers.window import Look
from cnndsl.sizes import Shape, Size, certain, known, spatial


def _nearest(numbers: list[int], wanted: int) -> list[int]:
    """The two that are nearest, the smaller first."""
    return sorted(sorted(numbers, key=lambda each: abs(each - wanted))[:2])


def _either(factors: list[int]) -> str:
    """The start of a way out that names the factors which work, if there are any."""
    return f"take a factor of {' or '.join(map(str, factors))}, or " if factors else "take "


class Take(Moves):
    """A range of the channels, from one up to (not including) another."""

    word = "take"
    example = "input 6x4x4 take(2, 5)"
    view = True

    start: Size = argument(whole(0), "the first channel, counted from 0", name="from")
    stop: Size = argument(whole(1), "the channel before which it ends", name="to")

    def infer(self, x: Shape) -> Shape:
        need(
            self.start < self.stop,
            f"{self.start} to {self.stop} is no channel at all",
            arg="stop",
            also=("start",),
            offers=({"start": self.stop, "stop": self.start}, {"stop": self.start + 1}),
            help="the second number is the channel before which it ends, and above the first",
        )
        need(
            self.stop <= x[0],
            f"{self.stop} > {x[0]}: there are {x[0]} channels",
            arg="stop",
            also=("start",),
            offers=({"stop": x[0]},),
            help=f"end it at {x[0]} at most" if self.start < x[0] else "",
        )
        return (self.stop - self.start, *spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        channels = slice(number(start=self.start), number(stop=self.stop))
        return operator(X[(slice(None), channels)])


def zeros_behind(value: Expression, x: Shape) -> Expression:
    """A value with channels of zeros behind its own, up to the `depth` of the module that does it."""
    around = (0, 0) * len(spatial(x))
    return function("F.pad", value, (*around, 0, Attribute("depth") - X.size(1)))


class Widen(Moves):
    """Channels of zeros behind those that come in."""

    word = "widen"
    much_like = "channel_pad pad_channels"
    example = "input 3x4x4 widen(5)"

    depth: Size = argument(whole(), "how many channels there are then")

    def infer(self, x: Shape) -> Shape:
        need(
            self.depth >= x[0],
            f"{self.depth} < {x[0]}: `widen` adds channels and takes none away",
            arg="depth",
            offers=({"depth": x[0]},),
            help=f"take at least {x[0]}, or `take(0, {self.depth})` for the first {self.depth}",
        )
        return (self.depth, *spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return only(zeros_behind(X, x), takes={"depth": self.depth})


class ChannelShuffle(Moves):
    """Channels of several groups dealt out in turn (ShuffleNet)."""

    word, also = "channel_shuffle", "shuffle"
    in_words = "channel shuffle"
    idle_at: ClassVar = {"groups": 1}
    example = "input 6x4x4 channel_shuffle(2)"

    groups: Size = argument(whole(), "how many groups are mixed")

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        need(x[0] % self.groups == 0, "groups-input", arg="groups", groups=self.groups, depth=x[0])
        return x

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.ChannelShuffle", _groups=self.groups)


class PixelShuffle(Moves):
    """Channels into places: f*f channels become f times the height and width."""

    word, much_like = "pixel_shuffle", "depth_to_space depth2space subpixel"
    in_words = "pixel shuffle"
    drawn_as = "up"
    idle_at: ClassVar = {"factor": 1}
    example = "input 8x3x3 pixel_shuffle(2)"

    factor: Size = argument(whole(), "how many times higher and wider")

    def infer(self, x: Shape) -> Shape:
        need(
            len(x) == 3,
            f"a pixel shuffle is for images, and this input has {axes_in_words(len(x) - 1)}",
        )
        square = self.factor * self.factor
        if x[0] % square != 0:
            near = _nearest(
                [f for f in range(2, 4096) if x[0] % (f * f) == 0], certain(self.factor)
            )
            refuse(
                f"{x[0]} channels do not divide by {self.factor}*{self.factor}",
                arg="factor",
                offers=tuple({"factor": each} for each in near),
                help=_either(near) + f"a depth before it that {square} divides",
            )
        return (x[0] // square, *(size * self.factor for size in spatial(x)))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, parts=self.factor) for _ in spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.PixelShuffle", _upscale_factor=self.factor)


class PixelUnshuffle(Moves):
    """Places into channels: the reverse of a pixel shuffle."""

    word, much_like = "pixel_unshuffle", "space_to_depth space2depth"
    in_words = "pixel unshuffle"
    idle_at: ClassVar = {"factor": 1}
    example = "input 2x6x6 pixel_unshuffle(2)"

    factor: Size = argument(whole(), "how many times lower and narrower")

    def infer(self, x: Shape) -> Shape:
        need(
            len(x) == 3,
            f"a pixel shuffle is for images, and this input has {axes_in_words(len(x) - 1)}",
        )
        uneven = [size for size in spatial(x) if size % self.factor != 0]
        if uneven:
            shared = gcd(*(size for size in spatial(x) if known(size)))
            near = _nearest(
                [f for f in range(2, min(shared, 4096) + 1) if shared % f == 0],
                certain(self.factor),
            )
            refuse(
                f"{' and '.join(dict.fromkeys(map(str, uneven)))} "
                f"{'does' if len(set(uneven)) == 1 else 'do'} not divide by {self.factor}",
                arg="factor",
                offers=tuple({"factor": each} for each in near),
                help=_either(near)
                + f"sizes before it that {self.factor} divides: `pad` and `crop` change them",
            )
        return (
            x[0] * self.factor * self.factor,
            *(size // self.factor for size in spatial(x)),
        )

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(self.factor, 0, self.factor - 1) for _ in spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.PixelUnshuffle", _downscale_factor=self.factor)
