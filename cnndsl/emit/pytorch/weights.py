"""The code that a module's file has for how weights start."""

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
    own = sorted(held.difference(HELD))
    listed = " | ".join([*(each for each in HELD if each in held), *own])
    return HE.replace("HELD", listed).replace("STARTED", started)
