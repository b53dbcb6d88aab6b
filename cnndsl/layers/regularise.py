"""Layers that act in training alone: dropout and drop path."""

from typing import ClassVar

from cnndsl.layers.arguments import argument, real
from cnndsl.layers.layer import Layer
from cnndsl.layers.memory import NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import Attribute, TorchLayer, X, function, held, module
from cnndsl.sizes import Shape, product


class Dropout(Layer):
    """Dropout: in training, each number is dropped with a probability, and the rest grow to match."""

    word, codes = "dropout", ("DO", "DROPOUT")
    also = "drop dropp"
    much_like = "dropout1d dropout2d dropout3d spatial_dropout alpha_dropout"
    idle_at: ClassVar = {"p": 0}
    keeps_sign = True
    example = "input 3x4x4 DO0.25"
    in_place = True
    only_in_training = True
    passes_on = True

    p: float = argument(real(0, 1), "the probability", default=0.5, letter="size")

    @property
    def gives_on(self) -> bool:
        """PyTorch gives on what it is given where nothing is dropped."""
        return not self.p

    def kept(self, x: Shape) -> Kept:
        """What it has kept of each number; where it drops all, the 0 by which it multiplies."""
        if self.p == 1:
            return Kept(own=Memory(once=1))
        return Kept(own=Memory(masks=product(x))) if self.p else NOTHING

    def torch(self, x: Shape) -> TorchLayer:
        return held(module("nn.Dropout", False, _p=self.p))


class DropPath(Layer):
    """Stochastic depth: in training, whole images of the batch are dropped, and the rest grow to match."""

    word = "drop_path"
    in_words = "drop path"
    also = "stochastic_depth"
    idle_at: ClassVar = {"p": 0}
    keeps_sign = True
    example = "input 3x4x4 drop_path(0.2)"
    in_place = True
    only_in_training = True
    passes_on = True

    p: float = argument(real(0, 1), "the probability")

    def kept(self, x: Shape) -> Kept:
        """One number for each image."""
        return Kept(own=Memory(1))

    def torch(self, x: Shape) -> TorchLayer:
        ones = X.new_ones((X.size(0), *(1 for _ in x)))
        does = X * function("F.dropout", ones, Attribute("p"))
        return held(module("nn.Dropout", False, _p=self.p), does)
