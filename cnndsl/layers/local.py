"""A convolution without sharing: filters that stay where they are."""

from itertools import pairwise

from cnndsl.formulas import Name, Operation
from cnndsl.layers.arguments import Padding, argument, whole
from cnndsl.layers.conv import BIAS, KERNEL, PAD, STRIDE, Slides, pad_amounts
from cnndsl.layers.memory import INPUT, Kept, Memory
from cnndsl.layers.torch_calls import (
    Attribute,
    Expression,
    OwnTensor,
    TorchLayer,
    X,
    convolutions_start,
    function,
    let,
    own,
)
from cnndsl.layers.window import Window
from cnndsl.sizes import PerAxis, Shape, Size, certain, per_axis, product, spatial

PLACES, ENTRIES = ("", "h", "hw", "thw"), ("", "i", "ij", "ijk")
"""Letters for the axes of maps, and for those of windows."""
SIZES = ((), ("length",), ("height", "width"), ("frames", "height", "width"))


def equation(rank: int) -> str:
    """The sums that a local layer makes: windows times filters, as `einsum` has them."""
    places, entries = PLACES[rank], ENTRIES[rank]
    return f"nc{places}{entries},d{places}c{entries}->nd{places}"


class Local(Slides):
    """A convolution without sharing: each place has filters of its own, and a bias each."""

    word = "local"
    in_words = "unshared conv"
    also = "locally_connected local_conv unshared_conv"
    example = "input 3x7x6 local(4, 3, stride=2)"
    dilation: PerAxis = 1

    depth: Size = argument(whole(), "how many filters each place has, and so channels")
    kernel: PerAxis = KERNEL
    stride: PerAxis = STRIDE
    pad: Padding = PAD
    bias: bool = BIAS

    def filter_shape(self, x: Shape) -> Shape:
        return (x[0], *per_axis(self.kernel, len(x) - 1))

    def infer(self, x: Shape) -> Shape:
        return (self.depth, *(look.output for look in self.windows(x)))

    def weights(self, x: Shape) -> dict[str, Shape]:
        """A filter for each number that goes out."""
        out = self.infer(x)
        weight: dict[str, Shape] = {"weight": (product(out), *self.filter_shape(x))}
        return {**weight, "bias": out} if self.bias else weight

    def _padded(self, x: Shape) -> Size:
        looks = self.windows(x)
        if not any(pad_amounts(looks)):
            return 0
        return x[0] * product(look.size + look.before + look.after for look in looks)

    def _copied(self, x: Shape) -> Size:
        """Numbers in all windows, which PyTorch puts side by side where they do not lie so."""
        looks = self.windows(x)
        if _in_one_piece(x[0], looks):
            return 0
        return product(look.output for look in looks) * product(self.filter_shape(x))

    def kept(self, x: Shape) -> Kept:
        beside = self._copied(x) or self._padded(x)
        return Kept(own=Memory(beside)) if beside else INPUT

    def work_space(self, x: Shape) -> Memory:
        """What is padded, and the windows or, when these are gone, the sums without their biases."""
        sums = product(self.infer(x)) if self.bias else 0
        copied = self._copied(x)
        return Memory(self._padded(x) + (copied if copied > sums else sums))

    def torch(self, x: Shape) -> TorchLayer:
        looks, out = self.windows(x), self.infer(x)
        rank = len(looks)
        given = {"in_channels": x[0], "out_channels": out[0]}
        given |= dict(zip(SIZES[rank], spatial(out), strict=True))
        sizes = tuple(list(given)[1:])
        count = Operation("*", tuple(map(Name, sizes)))
        kernel = tuple(int(certain(look.kernel)) for look in looks)
        weight = OwnTensor(
            "weight", (count, Name("in_channels"), *kernel), convolutions_start("weight")
        )
        zeros = function("nn.init.zeros_", Attribute("bias")) if self.bias else None
        bias = OwnTensor("bias", tuple(map(Name, sizes)), zeros)
        does = let("windows", _windows(looks), lambda windows: self._sums(windows, sizes))
        return own(does, weight, bias, given=given, called=f"Local{rank}d")

    def _sums(self, windows: Expression, sizes: tuple[str, ...]) -> Expression:
        """Windows times filters, which are laid out by the places that they belong to."""
        rule = equation(len(sizes) - 1)

        def by_place(filters: Expression) -> Expression:
            sums = function("torch.einsum", rule, windows, filters)
            return let("sums", sums, lambda sums: sums + Attribute("bias")) if self.bias else sums

        laid_out = Attribute("weight").unflatten(0, tuple(map(Attribute, sizes)))
        return let("filters", laid_out, by_place)


def _windows(looks: tuple[Window, ...]) -> Expression:
    """Every window of what comes in, without copies."""
    amounts = tuple(int(certain(rows)) for rows in pad_amounts(looks))
    found: Expression = function("F.pad", X, amounts) if any(amounts) else X
    for axis, look in enumerate(looks, 2):
        found = found.unfold(axis, int(certain(look.kernel)), int(certain(look.stride)))
    return found


def _in_one_piece(depth: Size, looks: tuple[Window, ...]) -> bool:
    """Whether the places of all windows, and the entries of each, are evenly spaced in memory."""
    sizes = [look.size + look.before + look.after for look in looks]
    steps = [product(sizes[axis + 1 :]) for axis in range(len(sizes))]
    places = [(look.output, look.stride * step) for look, step in zip(looks, steps, strict=True)]
    entries = [(look.kernel, step) for look, step in zip(looks, steps, strict=True)]
    return _even(places) and _even([(depth, product(sizes)), *entries])


def _even(axes: list[tuple[Size, Size]]) -> bool:
    """Whether axes, with their sizes and steps, can be gone through as one."""
    real = [(size, step) for size, step in axes if size != 1]
    return all(step == size * inner for (_, step), (size, inner) in pairwise(real))
