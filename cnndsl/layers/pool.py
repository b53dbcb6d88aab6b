"""Pools, over windows and over whole maps, and pools across channels."""

from typing import Any, ClassVar

from cnndsl.layers.arguments import Padding, argument, by_checker, flag, padding, sizes
from cnndsl.layers.conv import pad_amounts, padded
from cnndsl.layers.layer import Layer, need, refuse, remembered
from cnndsl.layers.memory import INDEX, INPUT, NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import MODULE, TorchLayer, X, function, only, operator, stateless
from cnndsl.layers.window import Look, Window, need_rank, tidy, windows
from cnndsl.sizes import PerAxis, Shape, Size, known, per_axis, product, show_shape, spatial


class _Pool(Layer):
    """What max and average pools share."""

    role = "pool"
    keeps_sign = True
    idle_at: ClassVar = {"window": 1, "stride": 1}
    torch_name: ClassVar[str]
    padding_value: ClassVar[float | None] = None
    finds_places: ClassVar[bool] = False
    gives_places: bool = False
    padded: bool = True
    dilation: PerAxis = 1
    ceil: bool

    window: PerAxis = argument(sizes(), "the window's size", default=2, letter="size")
    stride: PerAxis | None = argument(
        sizes(), "how far the window moves", default=None, letter="s", otherwise="the window"
    )
    pad: Padding = argument(padding(), "rows at each side", default=0, letter="p")

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        stride = self.window if self.stride is None else self.stride
        looks = windows(
            x, self.window, stride, self.pad, self.dilation, self.ceil, kernel_name="window"
        )
        # What pads unevenly has more behind than before.
        much = tuple(axis for axis, look in enumerate(looks) if not 2 * look.after <= look.kernel)
        need(not much, "pool-padding", arg="pad", also=("window",), axes=much, windows=looks)
        return looks

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
        copied = padded(x, self.windows(x))
        return Kept(input=not copied, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        finds = self.finds_places and not self.gives_places
        places = INDEX * product(self.infer(x)) if finds else 0
        return Memory(padded(x, self.windows(x)), bytes=places)

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        options: dict[str, Any] = {}
        if any(look.stride != look.kernel for look in looks):
            options["stride"] = tidy(tuple(look.stride for look in looks))
        even = not padded(x, looks)
        rows = tidy(tuple(look.before for look in looks))
        if even and rows != 0:
            options["padding"] = rows
        if (dilation := tidy(tuple(look.dilation for look in looks))) != 1:
            options["dilation"] = dilation
        if self.ceil:
            options["ceil_mode"] = True
        if not self.padded and rows != 0:
            options["count_include_pad"] = False
        if self.gives_places:
            options["return_indices"] = True
        kernel = tidy(tuple(look.kernel for look in looks))
        rank = len(looks)
        plain = stateless(
            f"nn.{self.torch_name.title().replace('_', '')}{rank}d", _kernel_size=kernel, **options
        )
        if even:
            return plain
        value = {} if self.padding_value is None else {"value": function("float", "-inf")}
        wider = function("F.pad", X, pad_amounts(looks), **value)
        return operator(MODULE(wider), plain.module)


class MaxPool(_Pool):
    """A max pool: the largest number in each window."""

    word, codes = "maxpool", ("M", "P", "POOL", "MAXPOOL")
    also = "pool max_pooling mp mpool maxp max pooling subsample"
    example = "input 3x9x8 P3s2p1d1c1"
    torch_name, padding_value = "max_pool", float("-inf")
    finds_places = True

    dilation: PerAxis = argument(
        sizes(), "the distance between the window's entries", default=1, letter="d"
    )
    ceil: bool = argument(
        flag(), "whether a last, partial window counts", default=False, letter="c"
    )
    gives_places: bool = by_checker(default=False)
    """Whether it gives the places where it found its numbers, too, since an `unpool` takes them."""


class AvgPool(_Pool):
    """An average pool: the mean of each window, its padding included or not."""

    word, codes = "avgpool", ("A", "AVGPOOL")
    also = "average_pool average_pooling avg_pooling meanpool ap apool avg avgp mean average"
    example = "input 3x9x8 A3s2p1c1"
    torch_name = "avg_pool"

    ceil: bool = argument(
        flag(), "whether a last, partial window counts", default=False, letter="c"
    )
    padded: bool = argument(
        flag(), "whether padding counts, as zeros, in the means at the border", default=True
    )

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        looks = super().windows(x)
        uneven = tuple(axis for axis, look in enumerate(looks) if look.before != look.after)
        if uneven and known(self.padded) and not self.padded:
            refuse(
                "an average without its padding needs as many rows before as behind",
                arg="padded",
                axes=uneven,
                offers=({"padded": True},),
                help="leave `padded=no` out, or pad each side alike",
            )
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


def _whole_map(x: Shape) -> tuple[Window, ...]:
    need(len(x) > 1, "flat", features=x[0])
    return tuple(Window(size, size, size) for size in spatial(x))


class Gap(Layer):
    """Global average pooling: the mean of each channel; with a size, of that many parts an axis."""

    word, codes = "gap", ("G", "GAP")
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
    example = "input 3x6x6 channel_max"
    keeps = Kept(input=True, output=True)

    def torch(self, x: Shape) -> TorchLayer:
        return only(X.amax(dim=1, keepdim=True))
