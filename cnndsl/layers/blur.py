"""A blur: a fixed filter, with which maps are made smaller and a shifted image still gives shifted maps."""

from collections.abc import Callable
from functools import reduce
from math import comb
from operator import mul
from typing import ClassVar

from cnndsl.layers.arguments import argument, sizes
from cnndsl.layers.conv import pad_amounts
from cnndsl.layers.layer import Layer, need, refuse, remembered
from cnndsl.layers.memory import Kept, Memory
from cnndsl.layers.torch_calls import Expression, Let, Symbol, TorchLayer, X, function, let, only
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

    def _rows(self, x: Shape) -> list[int]:
        """The sizes of the filter, each once."""
        return sorted({int(certain(look.kernel)) for look in self.windows(x)})

    def kept(self, x: Shape) -> Kept:
        """The input, with its reflections too, and the filter."""
        entries = product(look.kernel for look in self.windows(x))
        return Kept(input=True, own=Memory(self._padded(x), once=entries))

    def work_space(self, x: Shape) -> Memory:
        """The same, and the rows that the filter of several axes is made of."""
        own = self.kept(x).own
        rows = sum(self._rows(x)) if len(x) > 2 else 0
        return own._replace(once=own.once + rows)

    def torch(self, x: Shape) -> TorchLayer:
        looks = self.windows(x)
        amounts = tuple(int(certain(rows)) for rows in pad_amounts(looks))
        strides = tidy(tuple(int(certain(look.stride)) for look in looks))
        options = {} if strides == 1 else {"stride": strides}
        wide = function("F.pad", X, amounts, mode="reflect") if any(amounts) else X

        def filtered(entries: Expression) -> Expression:
            each = entries.expand(X.size(1), 1, *(-1 for _ in looks))
            return function(f"F.conv{len(looks)}d", wide, each, **options, groups=X.size(1))

        does = _with_filter([int(certain(look.kernel)) for look in looks], filtered)
        for k in reversed(self._rows(x)):
            does = Let(f"row{k}", X.new_tensor(binomials(k)), does)
        return only(does, f"Blur{len(looks)}d")


def _with_filter(sizes: list[int], body: Callable[[Expression], Expression]) -> Expression:
    """What is made of the filter: the rows of all axes, multiplied."""
    turned: list[Expression] = [
        Symbol(f"row{k}").view(-1, *(1 for _ in sizes[axis:]))
        for axis, k in enumerate(sizes[:-1], 1)
    ]
    last: Expression = Symbol(f"row{sizes[-1]}")
    if not turned:
        return body(last)
    return let("entries", reduce(mul, [*turned, last]), body)
