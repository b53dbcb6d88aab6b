"""A blur: a fixed filter, with which maps are made smaller and a shifted image still gives shifted maps."""

from math import comb
from typing import ClassVar

from cnndsl.layers.arguments import argument, sizes
from cnndsl.layers.conv import pad_amounts
from cnndsl.layers.layer import Layer, need, refuse, remembered
from cnndsl.layers.memory import Kept, Memory
from cnndsl.layers.torch_calls import (
    Attribute,
    Expression,
    Let,
    OwnTensor,
    Symbol,
    TorchLayer,
    X,
    function,
    let,
    own,
)
from cnndsl.layers.window import Window, need_rank, tidy
from cnndsl.sizes import (
    PerAxis,
    Shape,
    Size,
    certain,
    known,
    per_axis,
    product,
    show_shape,
    spatial,
)

LARGEST = 127
"""The ends of a longer filter are below 2**-126, where float32 ends."""


def binomials(k: int) -> tuple[float, ...]:
    """A row of Pascal's triangle, as shares of its sum: 1/4, 1/2, 1/4."""
    return tuple(comb(k - 1, place) / 2 ** (k - 1) for place in range(k))


class Blur(Layer):
    """A fixed binomial filter over each channel, padded by reflection."""

    word = "blur"
    also = "blurpool max_blur_pool antialias anti_alias anti_aliasing aa_layer"
    much_like = "gaussian_blur lowpass low_pass smooth"
    example = "input 3x8x7 blur(3, 2)"
    keeps_sign = True
    idle_at: ClassVar = {"k": 1, "stride": 1}

    k: PerAxis = argument(sizes(), "the filter's size")
    stride: PerAxis = argument(sizes(), "how far the filter moves")

    @remembered
    def windows(self, x: Shape) -> tuple[Window, ...]:
        rank = len(x) - 1
        need(rank > 0, "flat", features=x[0])
        need_rank(x, {"k": self.k, "stride": self.stride})
        each = list(
            zip(spatial(x), per_axis(self.k, rank), per_axis(self.stride, rank), strict=True)
        )
        self._need_reflections([size for size, *_ in each], [k for _, k, _ in each])
        return tuple(Window(size, k, s, (k - 1) // 2, k // 2) for size, k, s in each)

    def _need_reflections(self, sizes: list[Size], kernels: list[Size]) -> None:
        """Rows are reflected in the outermost one, so there have to be as many beside that."""
        most = [2 * size - 1 for size in sizes]
        long = [axis for axis, k in enumerate(kernels) if not k <= LARGEST]
        far = [axis for axis, k in enumerate(kernels) if not k <= most[axis]]
        if not (long or far):
            return
        axis = (far or long)[0]
        k, size = kernels[axis], sizes[axis]
        why = f"it reflects {k // 2} rows beside the outermost one, and there is {size - 1}"
        if not far:
            why = f"the ends of its filter are below 2**-{LARGEST - 1}, where float32 ends"
        bounds = [min(certain(each), LARGEST) if known(each) else LARGEST for each in most]
        fitting = tuple(
            min(certain(k), each) if known(k) else k
            for k, each in zip(kernels, bounds, strict=True)
        )
        taken: PerAxis = fitting if isinstance(self.k, tuple) else min(bounds)
        refuse(
            f"a blur of {k} is too long: {why}",
            arg="k",
            axes=tuple(far or long),
            offers=({"k": taken},),
            help=f"take at most {show_shape(taken if isinstance(taken, tuple) else (taken,))}",
        )

    def infer(self, x: Shape) -> Shape:
        return (x[0], *(look.output for look in self.windows(x)))

    def buffers(self, x: Shape) -> Size:
        """The filter, once for all channels."""
        return product(per_axis(self.k, len(x) - 1))

    def macs(self, x: Shape) -> Size:
        return product(self.infer(x)) * product(per_axis(self.k, len(x) - 1))

    def other_ops(self, x: Shape) -> Size:
        return 0

    def _padded(self, x: Shape) -> Size:
        """Numbers of the input with its reflections, where there are any."""
        looks = self.windows(x)
        if all(look.kernel == 1 for look in looks):
            return 0
        return x[0] * product(look.size + look.kernel - 1 for look in looks)

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        return Memory(self._padded(x))

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        rank = len(looks)
        amounts = tuple(int(certain(rows)) for rows in pad_amounts(looks))
        strides = tidy(tuple(int(certain(look.stride)) for look in looks))
        options = {} if strides == 1 else {"stride": strides}
        each = Attribute("filter").expand(X.size(1), *(-1 for _ in range(rank + 1)))

        def filtered(wide: Expression) -> Expression:
            return function(f"F.conv{rank}d", wide, each, **options, groups=X.size(1))

        padded = function("F.pad", X, amounts, mode="reflect")
        does = let("wide", padded, filtered) if any(amounts) else filtered(X)
        return own(does, self._filter(looks), called=f"Blur{rank}d")

    def _filter(self, looks: tuple[Window, ...]) -> OwnTensor:
        """A row for each size, and the product of those of all axes."""
        sizes = [int(certain(look.kernel)) for look in looks]
        axes = "ijk"[: len(sizes)]
        rows = [Symbol(f"row{k}") for k in sizes]
        whole = function("torch.einsum", f"{','.join(axes)}->{axes}", *rows)
        start: Expression = Attribute("filter").copy_(whole if len(rows) > 1 else rows[0])
        for k in sorted(set(sizes), reverse=True):
            row = function("torch.tensor", binomials(k), dtype=Symbol("torch.float64"))
            start = Let(f"row{k}", row, start)
        return OwnTensor("filter", (1, 1, *sizes), start, learned=False)
