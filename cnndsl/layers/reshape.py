"""What moves numbers without changing them: flatten, upsample, pad, crop, take and shuffles."""

from typing import Any, ClassVar

from cnndsl.layers.arguments import Tap, Type, Unsuitable, argument, choice, real, sizes, whole
from cnndsl.layers.layer import Layer, need
from cnndsl.layers.memory import NOTHING
from cnndsl.layers.torch_calls import LIKE, SIZE, TorchLayer, X, function, only, stateless
from cnndsl.layers.window import Look, tidy
from cnndsl.sizes import PerAxis, Shape, Size, per_axis, product, spatial

UPSAMPLE_RANKS = {
    "nearest": (1, 2, 3),
    "linear": (1,),
    "bilinear": (2,),
    "bicubic": (2,),
    "trilinear": (3,),
}


def tap() -> Type:
    def read(value: object) -> Tap:
        if not isinstance(value, Tap):
            raise Unsuitable("a label is wanted, as in `@enc1`")
        return value

    return Type("a label, as `@enc1`", read)


class _Moves(Layer):
    """What only moves numbers does no arithmetic."""

    keeps = NOTHING

    def other_ops(self, x: Shape) -> Size:
        return 0


class Flatten(_Moves):
    """All channels and places in one row of features."""

    word, codes = "flatten", ("F", "FLATTEN")
    also, much_like = "flat", "reshape"
    example = "input 3x4x4 F"
    in_place = view = keeps_sign = twice_is_once = True

    def infer(self, x: Shape) -> Shape:
        return (product(x),)

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """All of it, as the row has no places."""
        return tuple(Look(size, 0, size - 1) for size in spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.Flatten", "torch.flatten")._replace(inlined=X.flatten(1))


class Upsample(_Moves):
    """Larger maps, by repeating or interpolating; to a factor, a size, or the size at a label."""

    word, codes = "upsample", ("U", "UPSAMPLE")
    also = "upsampling interpolate up ups upsampl unpooling2x"
    much_like = "resize upscale"
    idle_at: ClassVar = {"factor": 1}
    example = "input 3x4x4 U2"

    factor: PerAxis | None = argument(
        sizes(), "how many times larger", default=None, letter="size", otherwise="2"
    )
    mode: str = argument(
        choice(*UPSAMPLE_RANKS), "how numbers are found between", default="nearest"
    )
    size: PerAxis | None = argument(sizes(), "the size itself", default=None, otherwise="by factor")
    like: Shape | None = argument(
        tap(), "a label whose size is taken", default=None, otherwise="by factor"
    )

    def infer(self, x: Shape) -> Shape:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        given = [name for name in ("factor", "size", "like") if vars(self)[name] is not None]
        need(
            len(given) < 2,
            f"`{given[0] if given else ''}` and another size are both given",
            arg=given[-1] if given else "",
        )
        need(
            rank in UPSAMPLE_RANKS[self.mode],
            f"`{self.mode}` is for {UPSAMPLE_RANKS[self.mode][0]} axes, and this input has {rank}",
            arg="mode",
        )
        if self.like is not None:
            need(
                len(self.like) == len(x),
                "rank",
                arg="like",
                given=len(self.like) - 1,
                rank=rank,
                shape=x,
            )
            return (x[0], *spatial(self.like))
        name, value = ("size", self.size) if self.size is not None else ("factor", self.factor or 2)
        each = per_axis(value, rank)
        need(len(each) == rank, "rank", arg=name, given=len(each), rank=rank, shape=x)
        if name == "size":
            return (x[0], *each)
        return (x[0], *(size * times for size, times in zip(spatial(x), each, strict=True)))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """The place itself, or those between which it lies: two, and with bicubic two more."""
        axes = zip(spatial(x), spatial(self.infer(x)), strict=True)
        if self.mode == "nearest":
            return tuple(Look(size, parts=wide) for size, wide in axes)
        more = 2 * (self.mode == "bicubic")
        return tuple(
            Look(2 * size, size - (1 + more) * wide, size + (1 + more) * wide - 1, 2 * wide)
            for size, wide in axes
        )

    def torch(self, x: Shape) -> TorchLayer:
        options: dict[str, Any] = {} if self.mode == "nearest" else {"mode": self.mode}
        if self.like is not None:
            size = SIZE[(slice(2, None),)]
            return only(function("F.interpolate", X, size=size, **options))
        if self.size is not None:
            return stateless(
                "nn.Upsample", "F.interpolate", size=tidy(spatial(self.infer(x))), **options
            )
        factor = tidy(per_axis(self.factor or 2, len(x) - 1))
        return stateless("nn.Upsample", "F.interpolate", scale_factor=factor, **options)


class Pad(_Moves):
    """Rows of one value at each side."""

    word, also = "pad", "padding zeropad zero_padding constant_pad"
    idle_at: ClassVar = {"n": 0}
    example = "input 3x4x4 pad(1x2)"

    n: PerAxis = argument(sizes(0), "how many rows at each side")
    value: float = argument(real(), "what they hold", default=0)

    def _rows(self, x: Shape) -> tuple[int, ...]:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        rows = per_axis(self.n, rank)
        need(len(rows) == rank, "rank", arg="n", given=len(rows), rank=rank, shape=x)
        return rows

    def infer(self, x: Shape) -> Shape:
        rows = self._rows(x)
        return (x[0], *(size + 2 * n for size, n in zip(spatial(x), rows, strict=True)))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, -rows, -rows) for rows in self._rows(x))

    def torch(self, x: Shape) -> TorchLayer:
        amounts = tuple(n for rows in reversed(self._rows(x)) for n in (rows, rows))
        options: dict[str, Any] = {} if self.value == 0 else {"value": self.value}
        return only(function("F.pad", X, amounts, **options))


class Crop(_Moves):
    """The middle of each map, of a given size."""

    word, also = "crop", "cropping center_crop centre_crop"
    example = "input 3x8x7 crop(4x3)"
    view = True

    size: PerAxis | None = argument(
        sizes(),
        "the size that is left",
        default=None,
        otherwise="inside `cat` or `add`, the smallest of the branches",
    )
    joined: ClassVar[bool] = False
    """Whether the size is another branch's; the checker settles it."""

    def infer(self, x: Shape) -> Shape:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        need(
            self.size is not None,
            "a crop without a size takes that of other branches, and here there is none",
            help="give it its size, as `crop(24)`, or put it last in a branch beside maps",
        )
        left = per_axis(self.size or 1, rank)
        need(len(left) == rank, "rank", arg="size", given=len(left), rank=rank, shape=x)
        for size, wanted in zip(spatial(x), left, strict=True):
            need(
                wanted <= size,
                f"{wanted} > {size}: a crop cannot be larger than its input",
                arg="size",
            )
        return (x[0], *left)

    def _starts(self, x: Shape) -> list[tuple[Size, Size]]:
        """Where what is left begins, and its size."""
        sizes = zip(spatial(x), spatial(self.infer(x)), strict=True)
        return [((size - left) // 2, left) for size, left in sizes]

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, start, start) for start, _ in self._starts(x))

    def torch(self, x: Shape) -> TorchLayer:
        if self.joined:
            return only(function("crop_like", X, LIKE))
        cuts = [slice(start, start + left) for start, left in self._starts(x)]
        return only(X[(slice(None), slice(None), *cuts)])


class Take(_Moves):
    """A range of the channels, from one up to (not including) another."""

    word = "take"
    example = "input 6x4x4 take(2, 5)"
    view = True

    start: Size = argument(whole(0), "the first channel, counted from 0", name="from")
    stop: Size = argument(whole(1), "the channel before which it ends", name="to")

    def infer(self, x: Shape) -> Shape:
        need(
            self.start < self.stop, f"{self.start} to {self.stop} is no channel at all", arg="stop"
        )
        need(self.stop <= x[0], f"{self.stop} > {x[0]}: there are {x[0]} channels", arg="stop")
        return (self.stop - self.start, *spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return only(X[(slice(None), slice(self.start, self.stop))])


class ChannelShuffle(_Moves):
    """Channels of several groups dealt out in turn (ShuffleNet)."""

    word, also = "channel_shuffle", "shuffle"
    idle_at: ClassVar = {"groups": 1}
    example = "input 6x4x4 channel_shuffle(2)"

    groups: int = argument(whole(), "how many groups are mixed")

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        need(x[0] % self.groups == 0, "groups-input", arg="groups", groups=self.groups, depth=x[0])
        return x

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.ChannelShuffle", "F.channel_shuffle", _groups=self.groups)


class PixelShuffle(_Moves):
    """Channels into places: f*f channels become f times the height and width."""

    word, much_like = "pixel_shuffle", "depth_to_space depth2space subpixel"
    idle_at: ClassVar = {"factor": 1}
    example = "input 8x3x3 pixel_shuffle(2)"

    factor: int = argument(whole(), "how many times higher and wider")

    def infer(self, x: Shape) -> Shape:
        need(len(x) == 3, f"a pixel shuffle is for images, and this input has {len(x) - 1} axes")
        square = self.factor * self.factor
        need(
            x[0] % square == 0,
            f"{x[0]} channels do not divide by {self.factor}*{self.factor}",
            arg="factor",
            help=f"take a depth before it that {square} divides",
        )
        return (x[0] // square, *(size * self.factor for size in spatial(x)))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, parts=self.factor) for _ in spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.PixelShuffle", "F.pixel_shuffle", _upscale_factor=self.factor)


class PixelUnshuffle(_Moves):
    """Places into channels: the reverse of a pixel shuffle."""

    word, much_like = "pixel_unshuffle", "space_to_depth space2depth"
    idle_at: ClassVar = {"factor": 1}
    example = "input 2x6x6 pixel_unshuffle(2)"

    factor: int = argument(whole(), "how many times lower and narrower")

    def infer(self, x: Shape) -> Shape:
        need(len(x) == 3, f"a pixel shuffle is for images, and this input has {len(x) - 1} axes")
        for size in spatial(x):
            need(size % self.factor == 0, f"{size} does not divide by {self.factor}", arg="factor")
        return (
            x[0] * self.factor * self.factor,
            *(size // self.factor for size in spatial(x)),
        )

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(self.factor, 0, self.factor - 1) for _ in spatial(x))

    def torch(self, x: Shape) -> TorchLayer:
        return stateless("nn.PixelUnshuffle", "F.pixel_unshuffle", _downscale_factor=self.factor)
