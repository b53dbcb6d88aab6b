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


def learned_slope(given: Arguments) -> str:
    """PyTorch takes one slope for all channels, or one for each of the channels that there are."""
    slopes = given.pop("num_parameters", 1)
    if type(slopes) is not int or slopes < 1:
        raise Untold
    return "prelu" if slopes == 1 else "prelu(one=no)"


def named_activation(given: Arguments) -> str:
    return layer_behind(given.pop("activation_name")).strip()
