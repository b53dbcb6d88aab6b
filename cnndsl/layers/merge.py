"""What stands in branches: what came in, and the projection that makes them agree."""

from typing import Any

from cnndsl.layers.arguments import argument, by_checker, flag
from cnndsl.layers.layer import Layer, need
from cnndsl.layers.memory import INPUT, NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import MODULE, TorchLayer, TorchModule, X, module, operator
from cnndsl.layers.window import Look, tidy
from cnndsl.sizes import UNKNOWN, PerAxis, Shape, Size, is_flat, known, per_axis, product, spatial


class Identity(Layer):
    """What came in, unchanged."""

    word = "id"
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
    """ResNet's projection, alone or last in a branch of `add`.

    It is `id` where the shapes agree, otherwise the 1x1 convolution that makes them: without bias, with a
    batch norm, at the stride of the other branch.
    """

    word = "proj"
    also = "projection"
    example = "input 4x8x8 add( C3D6s2 | proj )"

    bn: bool = argument(flag(), "whether a batch norm follows its convolution", default=True)
    to: Shape | None = by_checker(default=None)
    """The shape to agree with."""
    stride: PerAxis = by_checker(default=1)
    agrees: bool = by_checker(default=False)
    """Whether nothing is to be done."""
    biased: bool = by_checker(default=False)
    """Whether its convolution has a bias, as a folded norm leaves it."""

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
        return self.to

    def weights(self, x: Shape) -> dict[str, Shape]:
        if self.agrees:
            return {}
        depth = self.infer(x)[0]
        weight = (depth, x[0], *(1 for _ in x[1:]))
        if not self.bn:
            return {"weight": weight, "bias": (depth,)} if self.biased else {"weight": weight}
        return {"0.weight": weight, "1.weight": (depth,), "1.bias": (depth,)}

    def buffers(self, x: Shape) -> Size:
        return 2 * self.infer(x)[0] if self.bn and not self.agrees else 0

    def macs(self, x: Shape) -> Size:
        return 0 if self.agrees else product(self.infer(x)) * x[0]

    def unshared(self, x: Shape) -> Size:
        if self.agrees:
            return 0
        own = product(self.infer(x)) if self.biased else 0
        norm = 2 * self.infer(x)[0] if self.bn else 0
        return self.macs(x) + own + norm

    def other_ops(self, x: Shape) -> Size:
        if self.agrees:
            return 0
        return (2 * self.bn + self.biased) * product(self.infer(x))

    def looks(self, x: Shape) -> tuple[Look, ...]:
        if self.agrees:
            return ()
        return tuple(Look(stride) for stride in per_axis(self.stride, len(x) - 1))

    def kept(self, x: Shape) -> Kept:
        if self.agrees:
            return NOTHING
        between = Memory(product(self.infer(x)), once=2 * self.infer(x)[0])
        return Kept(input=True, own=between) if self.bn else INPUT

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(self.infer(x)) if self.bn and not self.agrees else 0)

    def torch(self, x: Shape) -> TorchLayer:
        depth = self.infer(x)[0] if self.to is None else self.to[0]
        differs = (("stride", self.stride, 1), ("channels", x[0], depth))
        if self.agrees:
            return TorchLayer(MODULE(X), module("nn.Identity", False), differs)
        made = self._convolution(x, depth)
        if self.bn:
            norm = module(f"nn.BatchNorm{max(len(x) - 1, 1)}d", _num_features=depth)
            made = module("nn.Sequential", False, _0=made, _1=norm)
        return TorchLayer(MODULE(X), made, differs)

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
