"""The code that a module's file has for weights: how they start, and how a trained network's become a folded one's."""

from cnndsl.program.folding import Fold
from cnndsl.program.initialisation import HELD

HE = '''def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, HELD):
                STARTED
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)'''
PLAIN = 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")'
SPREAD = """inputs: float = layer.weight[0].numel()
                if isinstance(layer, SPREADING):
                    inputs = layer.weight[:, 0].numel() / layer.groups
                    inputs /= torch.Size(layer.stride).numel()
                nn.init.normal_(layer.weight, std=(2 / inputs) ** 0.5)"""
"""Of a transposed convolution, each output is a sum over the inputs that its strided windows meet."""


def he_normal(held: set[str]) -> str:
    """The function `he_normal`, for the modules that it is given."""
    spreading = " | ".join(each for each in HELD if each in held and "Transpose" in each)
    started = SPREAD.replace("SPREADING", spreading) if spreading else PLAIN
    listed = " | ".join(each for each in HELD if each in held)
    return HE.replace("HELD", listed).replace("STARTED", started)


def folded(layer: str, fold: Fold) -> str:
    """What a class says of a norm that went into one of its layers."""
    axis = f", {fold.axis}" if fold.axis else ""
    return f'("{layer}", "{fold.norm}", {fold.eps!r}{axis})'


CONVERT = '''    @classmethod
    def convert_state(cls, trained: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The state dict of the trained network as this one's."""
        network = cls(device="meta")
        state = dict(trained)
AUXFOLDING        if differing := sorted(state.keys() ^ network.state_dict().keys()):
            raise KeyError(f"{differing[0]}: not both in the state and here")
        return state'''
WITHOUT = """        for key in trained:
            if key.startswith(HEADS):
                del state[key]
"""
FOLDING = """        for path, module in network.named_modules():
            around = f"{path}." if path else ""
            for layer, norm, *how in getattr(module, "_folded", ()):
                held, copies = getattr(module, layer), [""]
                if isinstance(held, nn.ModuleList):
                    copies = [f".{number}" for number in range(len(held))]
                for copy in copies if list(held.parameters()) else []:
                    names = f"{around}{layer}{copy}", f"{around}{norm}{copy}"
                    fold_norm(state, *names, *how)
"""
FOLD = '''def fold_norm(
    state: dict[str, torch.Tensor], layer: str, norm: str, eps: float, axis: int = 0
) -> None:
    """Let a layer, its channels along an axis, do what the norm behind it does."""
    old = f"{layer}.0" if f"{layer}.0.weight" in state else layer  # of a projection
    weight, bias = state.pop(f"{old}.weight"), state.pop(f"{old}.bias", 0)
    factor = (state.pop(f"{norm}.running_var").double() + eps).rsqrt()
    factor = factor * state.pop(f"{norm}.weight", 1)
    offset = (bias - state.pop(f"{norm}.running_mean").double()) * factor
    offset = offset + state.pop(f"{norm}.bias", 0)
    state.pop(f"{norm}.num_batches_tracked", None)
    shape = [1] * weight.dim()
    shape[axis] = -1
    state[f"{layer}.weight"] = (weight * factor.view(shape)).to(weight.dtype)
    state[f"{layer}.bias"] = offset.to(weight.dtype)'''


def conversion(heads: list[str], folding: bool) -> list[str]:
    """The method of the network's class that makes a trained network's weights its own."""
    starts = ", ".join(f'"{head}."' for head in heads)
    starts = f"({starts})" if len(heads) > 1 else starts
    aux = WITHOUT.replace("HEADS", starts) if heads else ""
    return CONVERT.replace("AUX", aux).replace("FOLDING", FOLDING if folding else "").split("\n")
