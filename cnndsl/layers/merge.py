"""What stands in branches: what came in, and the projection that makes them agree."""

from typing import Any

from cnndsl.layers.arguments import argument, by_checker, flag
from cnndsl.layers.layer import Layer, need
from cnndsl.layers.memory import INPUT, NOTHING, Kept, Memory
from cnndsl.layers.shuffle import zeros_behind
from cnndsl.layers.torch_calls import (
    MODULE,
    Attribute,
    TorchLayer,
    TorchModule,
    X,
    module,
    only,
    operator,
)
from cnndsl.layers.window import Look, tidy
from cnndsl.sizes import UNKNOWN, PerAxis, Shape, Size, is_flat, known, per_axis, product, spatial


class Identity(Layer):
    """What came in, unchanged."""

    word = "id"
    in_words = "identity"
    also = "identity"
    keeps_sign = True
    example = "input 3x4x4 id"
    in_place = True
    view = True
    keeps = NOTHING

    def other_ops(self, x: Shape) -> Size:
        return 0

    def torch(self, x: Shape) -> TorchLayer:
        return operator(X)


class Projection(Layer):
    """ResNet's projection, which makes a skip fit the sum: alone or last in a branch of `add`.

    It is `id` where the shapes agree, otherwise the 1x1 convolution that makes them: without bias, with a
    batch norm, at the stride of the other branch. One that is `free` has no weights: it takes every s-th
    place, and new channels are zeros (He's option A).
    """

    word = "proj"
    in_words = "projection"
    also = "projection"
    example = "input 4x8x8 add( C3D6s2 | proj )"

    bn: bool = argument(flag(), "whether a batch norm follows its convolution", default=True)
    free: bool = argument(
        flag(),
        "whether it goes without weights: every s-th place, and zeros in new channels",
        default=False,
    )
    to: Shape | None = by_checker(default=None)
    """The shape to agree with."""
    stride: PerAxis = by_checker(default=1)
    agrees: bool = by_checker(default=False)
    """Whether nothing is to be done."""
    biased: bool = by_checker(default=False)
    """Whether its convolution has a bias, as a folded norm leaves it."""

    @property
    def convolves(self) -> bool:
        """Whether it has weights."""
        return not (self.agrees or self.free)

    @property
    def norms(self) -> bool:
        """Whether a batch norm follows its convolution."""
        return self.convolves and self.bn

    @property
    def gives_on(self) -> bool:
        return self.agrees

    def infer(self, x: Shape) -> Shape:
        need(
            self.to is not None,
            "`proj` stands alone or last in a branch of `add`: here there is nothing to agree with",
            help="write the convolution that is meant, as `C1D64s2b0 BN`",
        )
        assert self.to is not None
        need(
            not self.free or self.to[0] >= x[0],
            f"a projection without weights adds channels of zeros and takes none away: {self.to[0]} < {x[0]}",
            arg="free",
            also=("to",),
            axes=(0,),
            offers=({"free": None},),
            help="leave `free=yes` out for a convolution that does, or give the other branch "
            f"{x[0]} channels or more",
        )
        return self.to

    def weights(self, x: Shape) -> dict[str, Shape]:
        if not self.convolves:
            return {}
        depth = self.infer(x)[0]
        weight = (depth, x[0], *(1 for _ in x[1:]))
        if not self.bn:
            return {"weight": weight, "bias": (depth,)} if self.biased else {"weight": weight}
        return {"0.weight": weight, "1.weight": (depth,), "1.bias": (depth,)}

    def buffers(self, x: Shape) -> Size:
        return 2 * self.infer(x)[0] if self.norms else 0

    def macs(self, x: Shape) -> Size:
        return product(self.infer(x)) * x[0] if self.convolves else 0

    def unshared(self, x: Shape) -> Size:
        own = product(self.infer(x)) if self.biased and self.convolves else 0
        norm = 2 * self.infer(x)[0] if self.norms else 0
        return self.macs(x) + own + norm

    def other_ops(self, x: Shape) -> Size:
        return (2 * self.norms + (self.biased and self.convolves)) * product(self.infer(x))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        if self.agrees:
            return ()
        return tuple(Look(stride) for stride in per_axis(self.stride, len(x) - 1))

    def kept(self, x: Shape) -> Kept:
        if not self.convolves:
            return NOTHING
        between = Memory(product(self.infer(x)), once=2 * self.infer(x)[0])
        return Kept(input=True, own=between) if self.bn else INPUT

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(self.infer(x)) if self.norms else 0)

    def torch(self, x: Shape) -> TorchLayer:
        depth = self.infer(x)[0] if self.to is None else self.to[0]
        differs = (("stride", self.stride, 1), ("channels", x[0], depth))
        if self.agrees:
            return TorchLayer(MODULE(X), module("nn.Identity", False), differs)
        if self.free:
            return self._chosen(x, depth)._replace(differs=differs)
        made = self._convolution(x, depth)
        if self.bn:
            norm = module(f"nn.BatchNorm{max(len(x) - 1, 1)}d", _num_features=depth)
            made = module("nn.Sequential", False, _0=made, _1=norm)
        return TorchLayer(MODULE(X), made, differs)

    def _chosen(self, x: Shape, depth: Size) -> TorchLayer:
        """Every s-th place, and zeros for the channels that are new."""
        rank = len(spatial(x))
        same = not isinstance(self.stride, tuple)
        steps = [Attribute("stride")] * rank if same else map(_step, per_axis(self.stride, rank))
        cuts = [slice(None, None, step) for step in steps]
        places = X[(slice(None), slice(None), *cuts)] if cuts else X
        strides = {"stride": self.stride} if same and cuts else {}
        return only(zeros_behind(places, x), takes=strides | {"depth": depth})

    def _convolution(self, x: Shape, depth: Size) -> TorchModule:
        if is_flat(x):
            return module(
                "nn.Linear",
                True,
                {"bias": True},
                _in_features=x[0],
                _out_features=depth,
                bias=self.biased,
            )
        return module(
            f"nn.Conv{len(x) - 1}d",
            True,
            {"stride": 1, "bias": True},
            _in_channels=x[0],
            _out_channels=depth,
            _kernel_size=1,
            stride=self.stride,
            bias=self.biased,
        )


def _step(stride: Size) -> Size | None:
    """A stride as Python's slices have it: 1 is not said."""
    return None if stride == 1 else stride


def settled(layer: Projection, x: Shape, to: Shape, likely: tuple[int, ...]) -> Projection | None:
    """A projection from one shape to another: the identity, or a convolution; None where there is none.

    `likely` is the other branch's stride along each axis.
    """
    if len(x) != len(to):
        return None
    if x == to and all(map(known, (*x, *to))):
        return _with(layer, to=to, agrees=True)
    strides: list[Size] = []
    for size, wanted, stride in zip(spatial(x), spatial(to), likely, strict=True):
        if not known(size) or not known(wanted):
            strides.append(UNKNOWN)
            continue
        smallest = (size - 1) // wanted + 1  # (W-1)//S + 1 = N
        found = [each for each in (stride, smallest) if each and (size - 1) // each + 1 == wanted]
        if not found:
            return None
        strides.append(found[0])
    return _with(layer, to=to, stride=tidy(tuple(strides)) if strides else 1)


def _with(layer: Projection, **settings: Any) -> Projection:
    found = layer.with_arguments(**settings)
    assert isinstance(found, Projection)
    return found
