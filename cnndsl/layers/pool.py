"""Pools, over windows and over whole maps, and pools across channels."""

from typing import Any, ClassVar

from cnndsl.layers.arguments import Padding, argument, by_checker, flag, padding, sizes
from cnndsl.layers.conv import pad_amounts, padded, wider
from cnndsl.layers.layer import Layer, need, refuse, remembered
from cnndsl.layers.memory import INDEX, INPUT, NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import (
    MODULE,
    Attribute,
    Expression,
    TorchLayer,
    X,
    function,
    held,
    let,
    only,
    operator,
    stateless,
)
from cnndsl.layers.window import Look, Window, need_rank, tidy, windows
from cnndsl.sizes import PerAxis, Shape, Size, per_axis, product, show_shape, spatial

CEIL = flag("caffe")
CEIL_HELP = (
    "whether a last, partial window counts; `caffe` counts one that starts behind the input, too"
)


class _Pool(Layer):
    """What max and average pools share."""

    role = "pool"
    keeps_sign = True
    idle_at: ClassVar = {"window": 1, "stride": 1}
    torch_name: ClassVar[str]
    padding_value: ClassVar[float | None] = None
    finds_places: ClassVar[bool] = False
    gives_places: bool = False
    dilation: PerAxis = 1
    ceil: bool | str

    window: PerAxis = argument(sizes(), "the window's size", default=2, letter="size")
    stride: PerAxis | None = argument(
        sizes(), "how far the window moves", default=None, letter="s", otherwise="the window"
    )
    pad: Padding = argument(padding(), "rows at each side", default=0, letter="p")

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        stride = self.window if self.stride is None else self.stride
        looks = windows(
            x, self.window, stride, self.pad, self.dilation, bool(self.ceil), kernel_name="window"
        )
        # What pads unevenly has more behind than before.
        much = tuple(axis for axis, look in enumerate(looks) if not 2 * look.after <= look.kernel)
        need(not much, "pool-padding", arg="pad", also=("window",), axes=much, windows=looks)
        if self.ceil == "caffe" and not any(look.before or look.after for look in looks):
            return tuple(map(self.with_last, looks))
        return looks

    def with_last(self, look: Window) -> Window:
        """A window's steps with one more, where Caffe has that."""
        return look.with_all_steps

    def widens(self, looks: tuple[Window, ...]) -> bool:
        """Whether what comes in is padded first, since PyTorch's pools pad alike at both sides."""
        return any(look.before != look.after for look in looks)

    def idle(self) -> bool:
        if self.stride is None:
            return self.with_arguments(stride=self.window).idle()
        return super().idle()

    def infer(self, x: Shape) -> Shape:
        looks = self.windows(x)
        return (x[0], *(look.output for look in looks))

    def other_ops(self, x: Shape) -> Size:
        return product(self.infer(x)) * product(look.kernel for look in self.windows(x))

    def kept(self, x: Shape) -> Kept:
        """What is taken in, and of a max pool where it found its numbers, unless these places are a value."""
        return Kept(input=not self.widens(self.windows(x)), own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        finds = self.finds_places and not self.gives_places
        places = INDEX * product(self.infer(x)) if finds else 0
        looks = self.windows(x)
        return Memory(padded(x, looks) if self.widens(looks) else 0, bytes=places)

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        plain = self.plain(looks)
        if not self.widens(looks):
            return plain
        value = None if self.padding_value is None else function("float", "-inf")
        return operator(MODULE(wider(looks, value=value)), plain.module)

    def plain(self, looks: tuple[Window, ...], **more: Any) -> TorchLayer:
        """PyTorch's module, without padding where it could not have it."""
        options: dict[str, Any] = {}
        if any(look.stride != look.kernel for look in looks):
            options["stride"] = tidy(tuple(look.stride for look in looks))
        rows = tidy(tuple(look.before for look in looks))
        if rows != 0 and not self.widens(looks):
            options["padding"] = rows
        if (dilation := tidy(tuple(look.dilation for look in looks))) != 1:
            options["dilation"] = dilation
        if any(look.ceil for look in looks):
            options["ceil_mode"] = True
        if self.gives_places:
            options["return_indices"] = True
        kernel = tidy(tuple(look.kernel for look in looks))
        name = self.torch_name.title().replace("_", "")
        return stateless(f"nn.{name}{len(looks)}d", _kernel_size=kernel, **options | more)


class MaxPool(_Pool):
    """A max pool: the largest number in each window."""

    word, codes = "maxpool", ("M", "P", "POOL", "MAXPOOL")
    in_words = "max pool"
    also = "pool max_pooling mp mpool maxp max pooling subsample"
    example = "input 3x9x8 P3s2p1d1c1"
    torch_name, padding_value = "max_pool", float("-inf")
    finds_places = True

    dilation: PerAxis = argument(
        sizes(), "the distance between the window's entries", default=1, letter="d"
    )
    ceil: bool | str = argument(CEIL, CEIL_HELP, default=False, letter="c")
    gives_places: bool = by_checker(default=False)
    """Whether it gives the places where it found its numbers, too, since an `unpool` takes them."""


class AvgPool(_Pool):
    """An average pool: the mean of each window."""

    word, codes = "avgpool", ("A", "AVGPOOL")
    in_words = "average pool"
    also = "average_pool average_pooling avg_pooling meanpool ap apool avg avgp mean average"
    example = "input 3x9x8 A3s2p1c1"
    torch_name = "avg_pool"

    ceil: bool | str = argument(CEIL, CEIL_HELP, default=False, letter="c")
    padded: bool = argument(flag(), "whether padding counts in the average", default=True)

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        looks = super().windows(x)
        large = [axis for axis, look in enumerate(looks) if not look.size >= look.kernel]
        if len(looks) == 3 and large:
            first = looks[large[0]]
            most: Shape = (min(looks[axis].size for axis in large),)
            if isinstance(self.window, tuple):
                most = tuple(
                    look.size if k in large else look.kernel for k, look in enumerate(looks)
                )
            refuse(
                f"{first.size} < {first.kernel}: over three axes PyTorch averages no window "
                "that is larger than its input without padding",
                arg="window",
                axes=tuple(large),
                offers=({"window": tidy(most)},),
                help=f"take a window of at most {show_shape(most)}",
            )
        return looks

    def with_last(self, look: Window) -> Window:
        need(
            look.with_all_steps == look,
            f"a last window would start at row {look.output * look.stride}, behind all {look.size}, "
            "and have nothing to average",
            arg="ceil",
            offers=({"ceil": True},),
            help="take `ceil=yes`, which leaves that window out",
        )
        return look

    def widens(self, looks: tuple[Window, ...]) -> bool:
        return super().widens(looks) and (self.padded or not all(map(_by_ceil, looks)))

    def work_space(self, x: Shape) -> Memory:
        """What is padded, and beside it, where padding does not count, how much of each window is."""
        taken = super().work_space(x)
        widens = not self.padded and self.widens(self.windows(x))
        return taken._replace(numbers=taken.numbers + product(self.infer(x))) if widens else taken

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        if self.padded or not any(look.before or look.after for look in looks):
            return super().torch(x)
        if not self.widens(looks):
            ceil = {"ceil_mode": True} if super().widens(looks) else {}
            return self.plain(looks, **ceil, count_include_pad=False)
        made = self.plain(looks).module
        assert made is not None
        return held(made, self._by_counts(looks), f"AvgPoolWithin{len(looks)}d")

    def _by_counts(self, looks: tuple[Window, ...]) -> Expression:
        """With the padding's zeros counted, over how much of each window is no padding."""
        settled = tuple(map(Attribute, ("kernel_size", "stride")))

        def mean(value: Expression) -> Expression:
            padded = function("F.pad", value, pad_amounts(looks))
            return function(f"F.avg_pool{len(looks)}d", padded, *settled)

        counted = mean(function("torch.ones_like", X))
        return let(
            "counted", counted, lambda counted: let("total", mean(X), lambda total: total / counted)
        )


def _by_ceil(look: Window) -> bool:
    """Whether rounding up does what one more row behind does."""
    return look._replace(after=look.before, ceil=True).output == look.output


def _whole_map(x: Shape) -> tuple[Window, ...]:
    need(len(x) > 1, "flat", features=x[0])
    return tuple(Window(size, size, size) for size in spatial(x))


class Gap(Layer):
    """Global average pooling: the mean of each channel; with a size, of that many parts an axis."""

    word, codes = "gap", ("G", "GAP")
    in_words = "global average pool"
    drawn_as = "pool"
    also = (
        "global_avgpool global_average_pool global_average_pooling global_avg_pooling global_avg global_pool gpool gavg"
        " gavgpool adaptive_avgpool adaptive_average_pool"
    )
    keeps_sign = twice_is_once = True
    example = "input 3x6x6 G"

    size: PerAxis = argument(sizes(), "the size that comes out", default=1, letter="size")

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return _whole_map(x)

    def infer(self, x: Shape) -> Shape:
        rank = len(self.windows(x))
        need_rank(x, {"size": self.size})
        return (x[0], *per_axis(self.size, rank))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        parts = spatial(self.infer(x))
        return tuple(
            Look(size, 0, size - 1, part) for size, part in zip(spatial(x), parts, strict=True)
        )

    def other_ops(self, x: Shape) -> Size:
        return product(x)

    def kept(self, x: Shape) -> Kept:
        """A mean over everything needs nothing; PyTorch takes other averages by windows."""
        return NOTHING if product(spatial(self.infer(x))) == 1 else INPUT

    def torch(self, x: Shape) -> TorchLayer:
        rank = len(x) - 1
        return stateless(f"nn.AdaptiveAvgPool{rank}d", _output_size=tidy(per_axis(self.size, rank)))


class GlobalMaxPool(Layer):
    """Global max pooling: the largest number of each channel."""

    word = "globalmaxpool"
    in_words = "global max pool"
    drawn_as = "pool"
    also = "global_max_pooling gmp gmaxpool globalmax"
    much_like = "adaptive_maxpool"
    keeps_sign = twice_is_once = True
    example = "input 3x6x6 globalmaxpool"

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return _whole_map(x)

    def infer(self, x: Shape) -> Shape:
        return (x[0], *(1 for _ in self.windows(x)))

    def other_ops(self, x: Shape) -> Size:
        return product(x)

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        return Memory(bytes=INDEX * x[0])

    def torch(self, x: Shape) -> TorchLayer:
        rank = len(x) - 1
        return stateless(f"nn.AdaptiveMaxPool{rank}d", _output_size=1)


class ChannelMean(Layer):
    """The mean over the channels at each place, as one channel (CBAM)."""

    word = "channel_mean"
    in_words = "channel mean"
    example = "input 3x6x6 channel_mean"
    keeps = NOTHING

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        return (1, *spatial(x))

    def other_ops(self, x: Shape) -> Size:
        return product(x)

    def torch(self, x: Shape) -> TorchLayer:
        return only(X.mean(dim=1, keepdim=True))


class ChannelMax(ChannelMean):
    """The largest over the channels at each place, as one channel (CBAM)."""

    word = "channel_max"
    in_words = "channel max"
    example = "input 3x6x6 channel_max"
    keeps = Kept(input=True, output=True)

    def torch(self, x: Shape) -> TorchLayer:
        return only(X.amax(dim=1, keepdim=True))
