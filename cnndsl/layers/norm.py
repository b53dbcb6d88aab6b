"""Normalisation."""

from cnndsl.formulas import Name
from cnndsl.layers.arguments import argument, flag, real, whole
from cnndsl.layers.layer import Layer, need, refuse
from cnndsl.layers.memory import Kept, Memory
from cnndsl.layers.torch_calls import (
    Arithmetic,
    Attribute,
    Expression,
    OwnTensor,
    TorchLayer,
    X,
    function,
    held,
    let,
    module,
    only,
    own,
)
from cnndsl.sizes import Shape, Size, certain, is_flat, product, spatial

ALONE = "each number would be normalised by itself, and nothing but 0 is left"


class _ChannelNorm(Layer):
    """What the norms with a learned factor and offset a channel share."""

    role = "norm"
    new = True

    def macs(self, x: Shape) -> Size:
        return 0

    def weights(self, x: Shape) -> dict[str, Shape]:
        if not vars(self).get("affine", True):
            return {}
        return {"weight": (x[0],), "bias": (x[0],)}

    def other_ops(self, x: Shape) -> Size:
        return 2 * product(x)


class LocalResponseNorm(Layer):
    """Local response normalisation, AlexNet's: each number by its neighbours, across channels or in one."""

    word, codes = "lrn", ("LRN", "NORM")
    in_words = "LRN"
    also = "local_response_norm local_response_normalization localresponse"
    much_like = "norm normalization"
    example = "input 8x5x5 LRN5"

    window: Size = argument(
        whole(), "how many neighbours, itself among them", default=5, letter="size"
    )
    alpha: float = argument(
        real(), "the factor of the mean of squares, as in PyTorch", default=1e-4
    )
    beta: float = argument(real(), "the power", default=0.75)
    k: float = argument(real(), "what is added first", default=2)
    within: bool = argument(
        flag(), "whether neighbours are places of a channel's own (a window an axis)", default=False
    )

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        odd = self.window % 2 == 1
        need(
            not self.within or odd,
            f"within a channel a window has its number in the middle, and {self.window} is even",
            arg="window",
            offers=({"window": self.window + 1}, {"window": self.window - 1}),
            help=f"take {self.window - 1} or {self.window + 1}",
        )
        return x

    def other_ops(self, x: Shape) -> Size:
        windows = product(self.window for _ in spatial(x)) if self.within else self.window
        return windows * product(x)

    def kept(self, x: Shape) -> Kept:
        """Its squares, across channels with room at the ends, their mean and the power of that."""
        room = 0 if self.within else self.window - 1
        squares = (x[0] + room) * product(spatial(x))
        return Kept(input=True, own=Memory(squares + 2 * product(x)))

    def work_space(self, x: Shape) -> Memory:
        """Of few channels most is there while squares are averaged, before there is a result."""
        room = 0 if self.within else self.window - 1
        return Memory(max(2 * x[0], x[0] + room) * product(spatial(x)))

    def torch(self, x: Shape) -> TorchLayer:
        settings = {"alpha": (self.alpha, 1e-4), "beta": (self.beta, 0.75), "k": (self.k, 1)}
        options = {name: value for name, (value, usual) in settings.items() if value != usual}
        made = module("nn.LocalResponseNorm", False, _size=self.window, **options)
        if self.within:
            return held(made, self._by_places(len(x) - 1), f"ResponseNormWithin{len(x) - 1}d")
        if len(x) == 2:
            return held(made)
        # On maps PyTorch takes an average pool over three axes, which halves lack on the CPU; in rows, over two.
        rows = X.flatten(2)
        settled = map(Attribute, ("size", "alpha", "beta", "k"))
        does = function("F.local_response_norm", rows, *settled).view_as(X)
        return held(made, does, "LocalResponseNorm")

    def _by_places(self, rank: int) -> Expression:
        """Caffe's: the mean of the squares in a window around each place, padding counted."""
        size, half = Attribute("size"), Arithmetic("//", Attribute("size"), 2)
        alpha, beta, k = map(Attribute, ("alpha", "beta", "k"))
        mean = function(f"F.avg_pool{rank}d", X * X, size, stride=1, padding=half)
        return let("mean", mean, lambda mean: X / (mean * alpha + k).pow(beta))


class BatchNorm(_ChannelNorm):
    """Batch normalisation: each channel is brought to mean 0 and variance 1 over the batch."""

    word, codes = "bn", ("BN", "BATCHNORM")
    in_words = "BN"
    also = "batchnorm batch_normalization bnorm batchnormalisation batchn"
    much_like = "norm normalization sync_batchnorm"
    example = "input 4x5x5 BN"

    eps: float = argument(real(0, 1, above=True), "what is added to the variance", default=1e-5)
    momentum: float = argument(
        real(0, 1), "how much of a new batch enters the running figures", default=0.1
    )
    affine: bool = argument(flag(), "whether factor and offset are learned", default=True)

    def buffers(self, x: Shape) -> Size:
        return 2 * x[0]

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=Memory(once=2 * x[0]))

    def torch(self, x: Shape) -> TorchLayer:
        made = module(
            f"nn.BatchNorm{max(len(x) - 1, 1)}d",
            True,
            {"eps": 1e-5, "momentum": 0.1, "affine": True},
            _num_features=x[0],
            eps=self.eps,
            momentum=self.momentum,
            affine=self.affine,
        )
        return held(made)


class LayerNorm(_ChannelNorm):
    """Layer normalisation over the channels at each place, as in ConvNeXt."""

    word = "layernorm"
    in_words = "layer norm"
    also = "layer_normalization ln"
    example = "input 4x5x5 layernorm(1e-6)"
    new = False

    eps: float = argument(real(0, 1, above=True), "what is added to the variance", default=1e-5)

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        """Mean and variance at each place."""
        return Memory(2 * product(spatial(x)))

    def torch(self, x: Shape) -> TorchLayer:
        made = module("nn.LayerNorm", True, {"eps": 1e-5}, _normalized_shape=x[0], eps=self.eps)
        if is_flat(x):
            return held(made)
        settled = map(Attribute, ("normalized_shape", "weight", "bias", "eps"))
        does = function("F.layer_norm", X.movedim(1, -1), *settled).movedim(-1, 1)
        return held(made, does, f"LayerNorm{len(x) - 1}d")


class GroupNorm(_ChannelNorm):
    """Group normalisation: over each of several groups of channels."""

    word = "groupnorm"
    in_words = "group norm"
    also = "group_normalization gn"
    example = "input 6x5x5 groupnorm(3)"

    groups: Size = argument(whole(), "into how many parts the channels are cut")
    eps: float = argument(real(0, 1, above=True), "what is added to the variance", default=1e-5)

    def infer(self, x: Shape) -> Shape:
        need(x[0] % self.groups == 0, "groups-input", arg="groups", groups=self.groups, depth=x[0])
        if not product(x) > self.groups:  # one number a group: all channels apart, one place
            fewer = [each for each in range(1, min(certain(x[0]), 4096)) if x[0] % each == 0]
            refuse(
                ALONE,
                offers=tuple({"groups": each} for each in fewer[-1:]),
                help=(f"take fewer groups, as {fewer[-1]}, or " if fewer else "")
                + "put it before the pool",
            )
        return x

    def kept(self, x: Shape) -> Kept:
        return Kept(input=True, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        """Mean and variance of each group."""
        return Memory(2 * self.groups)

    def torch(self, x: Shape) -> TorchLayer:
        made = module(
            "nn.GroupNorm",
            True,
            {"eps": 1e-5},
            _num_groups=self.groups,
            _num_channels=x[0],
            eps=self.eps,
        )
        return held(made)


class L2Norm(Layer):
    """L2 normalisation: the channels at each place are a vector that is brought to length 1."""

    word = "l2norm"
    in_words = "L2 norm"
    also = "l2_normalize l2_normalization l2_normalisation unit_normalization"
    much_like = "normalize"
    keeps_sign = twice_is_once = True
    example = "input 4x5x5 l2norm"

    eps: float = argument(
        real(0, 1, above=True), "the least that a vector is divided by", default=1e-12
    )

    def other_ops(self, x: Shape) -> Size:
        return 2 * product(x)

    def kept(self, x: Shape) -> Kept:
        """The length at each place, and what is divided by there."""
        return Kept(input=True, own=Memory(2 * product(spatial(x))))

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(spatial(x)))

    def torch(self, x: Shape) -> TorchLayer:
        options = {} if self.eps == 1e-12 else {"eps": self.eps}
        return only(function("F.normalize", X, **options))


class Grn(Layer):
    """Global response normalisation, ConvNeXt V2's: channels compete by their lengths over the whole map."""

    word = "grn"
    in_words = "GRN"
    also = "global_response_norm global_response_normalization global_response_normalisation"
    example = "input 4x5x5 grn"

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        return x

    def macs(self, x: Shape) -> Size:
        return 0

    def weights(self, x: Shape) -> dict[str, Shape]:
        each = (x[0], *(1 for _ in spatial(x)))
        return {"weight": each, "bias": each}

    def other_ops(self, x: Shape) -> Size:
        """Its square, the response times it, factor, offset and the input itself."""
        return 5 * product(x)

    def kept(self, x: Shape) -> Kept:
        """Lengths, their mean, responses, and the input times these."""
        return Kept(input=True, own=Memory(product(x) + 2 * x[0] + 1))

    def kept_at_start(self, x: Shape) -> Kept:
        return Kept(own=Memory(product(x)))

    def work_space(self, x: Shape) -> Memory:
        return Memory(product(x) + 2 * x[0])

    def torch(self, x: Shape) -> TorchLayer:
        places = tuple(range(2, len(x) + 1))
        lengths = function("torch.linalg.vector_norm", X, dim=places, keepdim=True)
        weight, bias = Attribute("weight"), Attribute("bias")
        does = let(
            "length",
            lengths,
            lambda length: let(
                "response",
                length / (length.mean(dim=1, keepdim=True) + 1e-6),
                lambda response: X * response * weight + bias + X,
            ),
        )
        each = (Name("channels"), *(1 for _ in spatial(x)))
        held = (
            OwnTensor(name, each, function("nn.init.zeros_", Attribute(name)))
            for name in ("weight", "bias")
        )
        return own(does, *held, given={"channels": x[0]}, called=f"Grn{len(x) - 1}d")


class InstanceNorm(_ChannelNorm):
    """Instance normalisation: each channel of each image by itself."""

    word = "instancenorm"
    in_words = "instance norm"
    also = "instance_normalization inorm"
    example = "input 4x5x5 instancenorm(affine=yes)"

    eps: float = argument(real(0, 1, above=True), "what is added to the variance", default=1e-5)
    affine: bool = argument(flag(), "whether factor and offset are learned", default=False)

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        need(product(spatial(x)) > 1, ALONE, help="put it before the pool")
        return x

    def kept(self, x: Shape) -> Kept:
        """Mean and variance of each channel, and its factor, once for each image."""
        return Kept(input=True, own=Memory((2 + self.affine) * x[0]))

    def work_space(self, x: Shape) -> Memory:
        """The same, and its offset."""
        return Memory((2 + 2 * self.affine) * x[0])

    def torch(self, x: Shape) -> TorchLayer:
        made = module(
            f"nn.InstanceNorm{len(x) - 1}d",
            True,
            {"eps": 1e-5, "affine": False},
            _num_features=x[0],
            eps=self.eps,
            affine=self.affine,
        )
        return held(made)
