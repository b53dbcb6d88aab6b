"""The networks of libraries that ours are held against, each with random weights that keep the sizes of values."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import torch
from conftest import REPO
from torch import nn

sys.path.append(str(REPO / "docs"))
from library_networks import HELD, Held  # noqa: F401

# torchvision's compiled operators belong to detection and are not loaded here; their names alone are wanted.
LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    LIBRARY.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")


def _of_torchvision(name: str, **options: Any) -> nn.Module:
    family = import_module("torchvision.models")
    for part in name.split(".")[:-1]:
        family = import_module(f"torchvision.models.{part}")
    extra = {"googlenet": {"aux_logits": True, "init_weights": False}}.get(name, {})
    model: nn.Module = getattr(family, name.split(".")[-1])(**extra, **options)
    return model


def _of_timm(name: str, eps: float | None = None, **options: Any) -> nn.Module:
    """With another epsilon for standardised filters, where one is given."""
    model: nn.Module = import_module("timm").create_model(name, **options)
    for part in model.modules():
        if eps is not None and type(part).__name__ == "StdConv2d":
            part.eps = eps
    return model


def _of_pytorchcv(name: str, **options: Any) -> nn.Module:
    model: nn.Module = import_module("pytorchcv.model_provider").get_model(name, **options)
    return model


def _of_monai(name: str, **options: Any) -> nn.Module:
    model: nn.Module = getattr(import_module("monai.networks.nets"), name)(**options)
    return model


def _of_ultralytics(name: str, **options: Any) -> nn.Module:
    kind = import_module("ultralytics.nn.tasks").DetectionModel
    model: nn.Module = kind(f"{name}.yaml", verbose=False, **options).model
    return model


def _of_segmentation_models(name: str, **options: Any) -> nn.Module:
    model: nn.Module = getattr(import_module("segmentation_models_pytorch"), name)(**options)
    return model


MAKE: dict[str, Callable[..., nn.Module]] = {
    "torchvision": _of_torchvision,
    "timm": _of_timm,
    "pytorchcv": _of_pytorchcv,
    "monai": _of_monai,
    "ultralytics": _of_ultralytics,
    "segmentation_models_pytorch": _of_segmentation_models,
}


def without_weights(held: Held) -> nn.Module:
    """A library's network on the meta device."""
    with torch.device("meta"):
        return MAKE[held.library](held.network, **held.options)


def with_weights(held: Held, seed: int) -> nn.Module:
    """A library's network, with weights that keep the sizes of what goes through it."""
    made = MAKE[held.library](held.network, **held.options).eval()
    torch.manual_seed(seed)
    with torch.no_grad():
        for key, value in made.state_dict().items():
            if value.dim() > 1:
                value.normal_(std=(2 / value[0].numel()) ** 0.5)
            elif key.endswith(("running_var", "weight")):
                value.uniform_(0.5, 1.5)
            elif value.is_floating_point():
                value.normal_(std=0.1)
            else:
                value.zero_()
    return made


def values(given: Any) -> Iterator[torch.Tensor]:
    """All values that a network gives, in its order."""
    if isinstance(given, torch.Tensor):
        yield given
    else:
        for each in given.values() if isinstance(given, dict) else given:
            yield from values(each)
