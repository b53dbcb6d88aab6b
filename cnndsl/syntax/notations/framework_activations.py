"""The activations of PyTorch and Keras, and how they are written here."""

from typing import Any

from cnndsl.syntax.notations.framework_layers import Arguments, Untold

ACTIVATIONS = {
    "relu": "R",
    "softmax": "S",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "gelu": "gelu",
    "swish": "silu",
    "silu": "silu",
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "relu6": "relu6",
}


def layer_behind(name: Any) -> str:
    """The activation that Keras takes as an argument of a layer."""
    if name in (None, "linear"):
        return ""
    if name not in ACTIVATIONS:
        raise Untold
    return f" {ACTIVATIONS[name]}"


def leaky_slope(given: Arguments) -> str:
    slope = given.pop("negative_slope", given.pop("alpha", None))
    if type(slope) not in (int, float, type(None)):
        raise Untold
    return "leaky_relu" if slope is None else f"leaky_relu({slope})"


def keras_slope(given: Arguments) -> str:
    """Keras takes 0.3 where nothing is said."""
    slope = given.pop("alpha", given.pop("negative_slope", 0.3))
    return leaky_slope({"negative_slope": slope})


def one_slope(given: Arguments) -> str:
    """One learned slope for all channels is the default."""
    if given.pop("num_parameters", 1) != 1:
        raise Untold
    return "prelu"


def named_activation(given: Arguments) -> str:
    return layer_behind(given.pop("activation_name")).strip()
