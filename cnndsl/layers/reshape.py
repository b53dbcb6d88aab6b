"""Layers that move numbers: flatten, upsample, pad and crop."""

from typing import Any, ClassVar

from cnndsl.layers.arguments import (
    argument,
    by_checker,
    choice,
    flag,
    real,
    rows,
    sizes,
    tap,
)
from cnndsl.layers.layer import Layer, need, refuse
from cnndsl.layers.memory import INPUT, NOTHING, Kept
from cnndsl.layers.torch_calls import (
    LIKE,
    SIZE,
    TorchLayer,
    X,
    function,
    number,
    operator,
    stateless,
)
from cnndsl.layers.window import Look, need_rank, tidy
from cnndsl.sizes import (
    UNKNOWN,
    PerAxis,
    Rows,
    Shape,
    Sides,
    Size,
    known,
    per_axis,
    product,
    show_shape,
    sides_of,
    smaller,
    spatial,
)

UPSAMPLE_RANKS = {
    "nearest": (1, 2, 3),
    "linear": (1,),
    "bilinear": (2,),
    "bicubic": (2,),
    "trilinear": (3,),
}


def axes_in_words(count: int) -> str:
    return f"{count} {'axis' if count == 1 else 'axes'}"


class Moves(Layer):
    """What only moves numbers does no arithmetic."""

    keeps = NOTHING

    def other_ops(self, x: Shape) -> Size:
        return 0


class Flatten(Moves):
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
        return stateless("nn.Flatten")


def _between_corners(size: Size, wide: Size, more: int) -> Look:
    """The two neighbours of i*(size-1)/(wide-1), and so many more at each side; of one output, the first."""
    steps = wide - 1
    if steps == 0:
        return Look(size, -more, more)
    return Look(size - 1, -more * steps, (more + 1) * steps - 1, steps)


class Upsample(Moves):
    """Larger maps, by repeating or interpolating; to a factor, a size, or the size at a label."""

    word, codes = "upsample", ("U", "UPSAMPLE")
    drawn_as = "up"
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
    corners: bool = argument(
        flag(),
        "whether the outermost numbers stay at the corners, as `align_corners` has it",
        default=False,
    )

    def infer(self, x: Shape) -> Shape:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        given = [name for name in ("factor", "size", "like") if vars(self)[name] is not None]
        sure = [name for name in given if known(vars(self)[name])]
        need(
            len(sure) < 2,
            f"{' and '.join(f'`{name}`' for name in sure)} both say how large it becomes",
            arg=sure[-1] if sure else "",
            also=tuple(sure[:-1]),
            offers=tuple({each: None for each in sure if each != kept} for kept in sure),
            help="give one of them",
        )
        own = ("linear", "bilinear", "trilinear")[rank - 1]
        aligned = known(self.corners) and self.corners
        if known(self.mode) and rank not in UPSAMPLE_RANKS[self.mode]:
            refuse(
                f"`{self.mode}` is for {axes_in_words(UPSAMPLE_RANKS[self.mode][0])}, "
                f"and this input has {rank}",
                arg="mode",
                offers=({"mode": own}, {"mode": "nearest"}),
                help=f"take `{own}`" + ("" if aligned else " or `nearest`"),
            )
        need(
            not (aligned and known(self.mode) and self.mode == "nearest"),
            "`corners` says where numbers lie between which others are found, and `nearest` finds none between",
            arg="corners",
            also=("mode",),
            offers=({"corners": None}, {"mode": own}),
            help=f"take `mode={own}`, or leave `corners` out",
        )
        if len(given) > len(sure):
            return (x[0], *(UNKNOWN for _ in spatial(x)))
        if self.like is not None:
            need(
                len(self.like) == len(x),
                f"the label's value has {axes_in_words(len(self.like) - 1)}, and the input has {rank}",
                arg="like",
                help="take a label with as many axes, or say the `size`",
            )
            return (x[0], *spatial(self.like))
        name, value = ("size", self.size) if self.size is not None else ("factor", self.factor or 2)
        need_rank(x, {name: value})
        each = per_axis(value, rank)
        if name == "size":
            return (x[0], *each)
        return (x[0], *(size * times for size, times in zip(spatial(x), each, strict=True)))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """The place itself, or those between which it lies: two, and with bicubic two more."""
        axes = zip(spatial(x), spatial(self.infer(x)), strict=True)
        if self.mode == "nearest":
            return tuple(Look(size, parts=wide) for size, wide in axes)
        more = 2 * (self.mode == "bicubic")
        if self.corners:
            return tuple(_between_corners(size, wide, more // 2) for size, wide in axes)
        return tuple(
            Look(2 * size, size - (1 + more) * wide, size + (1 + more) * wide - 1, 2 * wide)
            for size, wide in axes
        )

    def torch(self, x: Shape) -> TorchLayer:
        options: dict[str, Any] = {} if self.mode == "nearest" else {"mode": self.mode}
        if self.corners:
            options["align_corners"] = True
        if self.like is not None:
            size = SIZE[(slice(2, None),)]
            return operator(function("F.interpolate", X, size=size, **options))
        if self.size is not None:
            return stateless("nn.Upsample", size=tidy(spatial(self.infer(x))), **options)
        factor = tidy(per_axis(self.factor or 2, len(x) - 1))
        return stateless("nn.Upsample", scale_factor=factor, **options)


PAD_MODES = {
    "constant": "ConstantPad",
    "reflect": "ReflectionPad",
    "replicate": "ReplicationPad",
    "circular": "CircularPad",
}
"""How PyTorch calls what fills the rows."""


class Pad(Moves):
    """Rows at each side: of one value, or what the map has, mirrored, repeated or from its other end."""

    word = "pad"
    also = "padding zeropad zero_padding constant_pad"
    much_like = "reflection_pad replication_pad circular_pad reflect_pad mirror_pad"
    idle_at: ClassVar = {"n": 0}
    example = "input 3x4x4 pad(1x2)"

    n: Rows = argument(rows(), "how many rows at each side, or `before:after`")
    value: float | None = argument(real(), "what they hold", default=None, otherwise="0")
    mode: str = argument(
        choice(*PAD_MODES),
        "whether they hold one value, or the map mirrored, its border or its other end",
        default="constant",
    )

    def idle(self) -> bool:
        return all(side == 0 for sides in sides_of(self.n, 1) for side in sides)

    def _sides(self, x: Shape) -> tuple[Sides, ...]:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        need_rank(x, {"n": self.n})
        need(
            not known(self.mode) or self.mode == "constant" or self.value is None,
            f"`mode={self.mode}` fills the rows with what the map has, and `value` says what they hold",
            arg="value",
            also=("mode",),
            offers=({"value": None}, {"mode": None}),
            help="give one of them",
        )
        sides = sides_of(self.n, rank)
        if known(self.mode) and self.mode in ("reflect", "circular"):
            self._need_enough(x, sides, spare=int(self.mode == "reflect"))
        return sides

    def _need_enough(self, x: Shape, sides: tuple[Sides, ...], spare: int) -> None:
        """The map has as many rows to give; mirrored, its border stays where it is."""
        most = [size - spare for size in spatial(x)]
        much = [k for k, each in enumerate(sides) if not all(rows <= most[k] for rows in each)]
        if not much:
            return
        axis = much[0]
        rows = max(rows for rows in sides[axis] if known(rows))
        least = min((limit for limit in most if known(limit)), default=0)
        n = (
            tuple(map(_at_most, self.n, most))
            if isinstance(self.n, tuple)
            else _at_most(self.n, least)
        )
        refuse(
            f"{rows} {'>' if not spare else '>='} {x[axis + 1]}: "
            + ("mirrored without its border, a map" if spare else "a map")
            + f" of {x[axis + 1]} has {most[axis]} rows to give at a side",
            arg="n",
            axes=tuple(much),
            offers=({"n": n},),
            help=f"take {show_shape(n if isinstance(n, tuple) else (n,))}, or `mode=replicate`",
        )

    def infer(self, x: Shape) -> Shape:
        axes = zip(spatial(x), self._sides(x), strict=True)
        return (x[0], *(size + before + after for size, (before, after) in axes))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, -before, -before) for before, _ in self._sides(x))

    def torch(self, x: Shape) -> TorchLayer:
        amounts = tuple(side for sides in reversed(self._sides(x)) for side in sides)
        even = amounts[0] if len(set(amounts)) == 1 else amounts
        rank = len(x) - 1
        if self.mode != "constant":
            return stateless(f"nn.{PAD_MODES[self.mode]}{rank}d", _padding=even)
        if not self.value:
            return stateless(f"nn.ZeroPad{rank}d", _padding=even)
        return stateless(f"nn.ConstantPad{rank}d", _padding=even, _value=self.value)

    def kept(self, x: Shape) -> Kept:
        """PyTorch keeps what it mirrors or repeats."""
        return INPUT if self.mode in ("reflect", "replicate") else NOTHING


def _at_most(rows: Size | Sides, limit: Size) -> Size | Sides:
    """As many rows, and no more than there are at a side."""
    if isinstance(rows, Sides):
        return Sides(smaller(rows.before, limit), smaller(rows.after, limit))
    return smaller(rows, limit)


class Crop(Moves):
    """The middle of each map, of a given size; or what is left without some rows before and after."""

    word, also = "crop", "cropping center_crop centre_crop"
    example = "input 3x8x7 crop(4x3)"
    view = True

    size: Rows | None = argument(
        rows(1),
        "the size that is left, or `before:after`, the rows that go",
        default=None,
        otherwise="inside `cat` or `add`, the smallest of the branches",
    )
    joined: bool = by_checker(default=False)
    """Whether the size is another branch's."""

    def infer(self, x: Shape) -> Shape:
        return (x[0], *(left for _, left in self._cuts(x)))

    def _cuts(self, x: Shape) -> list[tuple[Size, Size]]:
        """Where what is left begins, and its size, for each axis."""
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        need(
            self.size is not None,
            "a crop without a size takes that of other branches, and here there is none",
            arg="size",
            help="give it its size, as `crop(24)`, or put it last in a branch beside maps",
        )
        need_rank(x, {"size": self.size})
        each = self.size if isinstance(self.size, tuple) else (self.size or 1,) * rank
        self._need_room(x, each)
        return [_cut(size, rows) for size, rows in zip(spatial(x), each, strict=True)]

    def _need_room(self, x: Shape, each: tuple[Size | Sides, ...]) -> None:
        """A crop leaves something, and no more than there is."""
        axes = [*zip(spatial(x), each, strict=True)]
        small = [k for k, (size, rows) in enumerate(axes) if not _is_left(size, rows)]
        if not small:
            return
        most = [_largest_crop(size, rows) for size, rows in axes]
        most = most if isinstance(self.size, tuple) else [most[min(small, key=lambda k: x[k + 1])]]
        size, rows = axes[small[0]]
        sides = isinstance(rows, Sides)
        reason = (
            f"{size} - {rows.before} - {rows.after} = {size - rows.before - rows.after}: nothing is left"
            if isinstance(rows, Sides)
            else f"{rows} > {size}: a crop cannot be larger than its input"
        )
        refuse(
            reason,
            arg="size",
            axes=tuple(small),
            offers=({"size": tidy(tuple(most))},),
            help=f"take {'' if sides else 'at most '}{show_shape(most)}"
            if all(map(known, most))
            else "",
        )

    def looks(self, x: Shape) -> tuple[Look, ...]:
        return tuple(Look(1, start, start) for start, _ in self._cuts(x))

    def torch(self, x: Shape) -> TorchLayer:
        if self.joined:
            return operator(function("crop_like", X, LIKE))
        cuts = [
            slice(number(start=start), number(stop=start + left)) for start, left in self._cuts(x)
        ]
        return operator(X[(slice(None), slice(None), *cuts)])


def _cut(size: Size, rows: Size | Sides) -> tuple[Size, Size]:
    """Where what is left of an axis begins, and its size."""
    if isinstance(rows, Sides):
        return rows.before, size - rows.before - rows.after
    return (size - rows) // 2, rows


def _is_left(size: Size, rows: Size | Sides) -> bool:
    if isinstance(rows, Sides):
        return size - rows.before - rows.after >= 1
    return rows <= size


def _largest_crop(size: Size, rows: Size | Sides) -> Size | Sides:
    """The nearest crop that leaves something: of two sides, first the rows behind go."""
    if not isinstance(rows, Sides):
        return smaller(size, rows)
    before = smaller(rows.before, size - 1)
    return Sides(before, smaller(rows.after, size - 1 - before))
