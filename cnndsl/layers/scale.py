"""Factors and offsets that are not a norm's."""

from typing import ClassVar

from cnndsl.formulas import Name
from cnndsl.layers.arguments import argument, flag, real, whole
from cnndsl.layers.layer import Layer, need, refuse
from cnndsl.layers.memory import INPUT, NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import (
    MODULE,
    Attribute,
    Expression,
    FunctionCall,
    OwnTensor,
    TorchLayer,
    X,
    convolutions_start,
    function,
    let,
    module,
    only,
    operator,
    own,
)
from cnndsl.layers.window import Look
from cnndsl.sizes import Shape, Size, product, spatial


class Scale(Layer):
    """A learned factor: one for each channel (ConvNeXt's layer scale), or one for all (ReZero)."""

    word = "scale"
    also = "layer_scale"
    much_like = "rezero"
    example = "input 4x5x5 scale(0.5)"
    keeps = INPUT

    init: float = argument(real(), "what each factor starts from", default=1)
    one: bool = argument(flag(), "whether all channels share one factor", default=False)

    def weights(self, x: Shape) -> dict[str, Shape]:
        return {"": (1,) if self.one else (x[0], *(1 for _ in x[1:]))}

    def macs(self, x: Shape) -> Size:
        return 0

    def torch(self, x: Shape) -> TorchLayer:
        start = FunctionCall("torch.full", (self.weights(x)[""], self.init), {}, learned=True)
        return operator(X * MODULE, module("nn.Parameter", False, _data=start))


class Eca(Layer):
    """Efficient channel attention: each channel is weighed by the averages of its neighbours (ECA-Net)."""

    word = "eca"
    in_words = "ECA"
    also = "ecanet eca_layer eca_module efficient_channel_attention"
    example = "input 6x5x5 eca(3)"
    keeps_sign = True

    k: Size = argument(whole(), "how many neighbours across the channels are mixed, odd", default=3)

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        if self.k % 2 != 1:
            near = (self.k - 1, self.k + 1)
            refuse(
                f"{self.k} is even: a channel would have {self.k // 2} neighbours on one side "
                f"and {self.k // 2 - 1} on the other",
                arg="k",
                offers=tuple({"k": each} for each in near),
                help=f"take {near[0]} or {near[1]}",
            )
        most = 2 * x[0] - 1
        need(
            self.k <= most,
            f"{self.k} > 2*{x[0]} - 1: the outermost of {self.k} neighbours are never among {x[0]} channels",
            arg="k",
            offers=({"k": most},),
            help=f"take at most {most}",
        )
        return x

    def weights(self, x: Shape) -> dict[str, Shape]:
        return {"weight": (1, 1, self.k)}

    def macs(self, x: Shape) -> Size:
        return self.k * x[0]

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """As wide as the map that is averaged, in steps of its own."""
        return tuple(Look(1, 0, size - 1) for size in spatial(x))

    def other_ops(self, x: Shape) -> Size:
        """The averages, a sigmoid for each channel, and the product."""
        return 2 * product(x) + x[0]

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=Memory(2 * x[0]))

    def work_space(self, x: Shape) -> Memory:
        """The averages, what is mixed of them, and its sigmoid."""
        return Memory(3 * x[0])

    def torch(self, x: Shape) -> TorchLayer:
        places = tuple(range(2, len(x) + 1))
        each = (X.size(0), -1, *(1 for _ in places))

        def weighed(means: Expression) -> Expression:
            mixed = function("F.conv1d", means, Attribute("weight"), padding="same")
            return let(
                "mixed", mixed, lambda mixed: X * function("torch.sigmoid", mixed).view(*each)
            )

        does = let("means", X.mean(dim=places).unsqueeze(1), weighed)
        weight = OwnTensor("weight", (1, 1, Name("k")), convolutions_start("weight"))
        return own(does, weight, given={"k": self.k}, called=f"Eca{len(x) - 1}d")


class Affine(Layer):
    """A fixed a*x + b."""

    word = "affine"
    idle_at: ClassVar = {"a": 1, "b": 0}
    example = "input 3x4x4 affine(2, -1)"
    in_place = True
    keeps = NOTHING

    a: float = argument(real(), "the factor")
    b: float = argument(real(), "the offset", default=0)

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(x) if self.b else 0)

    def torch(self, x: Shape) -> TorchLayer:
        return only(X * self.a if self.b == 0 else X * self.a + self.b)
