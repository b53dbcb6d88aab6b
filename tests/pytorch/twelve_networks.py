"""Twelve bundled networks of every structure, at sizes small enough to be run by every tool."""

from typing import Any

import torch
from torch import nn

from cnndsl.compile import Options, Result, compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class

INPUTS = {
    "resnet18": (3, 64, 64),
    "resnet50": (3, 64, 64),
    "densenet121": (3, 64, 64),
    "mobilenet_v2": (3, 64, 64),
    "efficientnet_b0": (3, 64, 64),
    "squeezenet1_0": (3, 64, 64),
    "vgg16_bn": (3, 64, 64),
    "vgg_a": (3, 64, 64),
    "alexnet": (3, 227, 227),
    "lenet5": (1, 32, 32),
    "googlenet": (3, 224, 224),
    "unet": (1, 188, 188),
}


def result(name: str) -> Result:
    return compile_text(load(name), Options(inputs={"": INPUTS[name]}))


def built(name: str) -> tuple[Any, torch.Tensor]:
    """The module, in evaluation, and two images for it."""
    torch.manual_seed(0)
    model = module_class(result(name), Build())().eval()
    return model, torch.randn(2, *INPUTS[name])


def hooked(model: nn.Module, names: list[str], image: torch.Tensor) -> dict[str, torch.Tensor]:
    """What modules give while the network runs."""
    values: dict[str, torch.Tensor] = {}
    hooks = [
        model.get_submodule(name).register_forward_hook(
            lambda *given, name=name: values.update({name: given[-1].clone()})
        )
        for name in names
    ]
    with torch.no_grad():
        model(image)
    for hook in hooks:
        hook.remove()
    return values


def feature_names(model: Any) -> list[str]:
    """The last module at each scale; of a network without a head, its own parts."""
    info = getattr(model, "feature_info", None)
    return [each["name"] for each in info] if info else ["enc1", "enc4", "up2", "conv1"]
