"""The networks of libraries that ours are held against, each with random weights that keep the sizes of values."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import reference_networks
import torch
from conftest import REPO
from torch import nn

import cnndsl

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
    model: nn.Module = getattr(family, name.split(".")[-1])(**options)
    alone = {"SSD": _heads_of_ssd, "RetinaNet": _heads_of_retinanet}
    alone |= {"FCN": _without_aux, "DeepLabV3": _without_aux}
    if forward := alone.get(type(model).__name__):
        model.forward = partial(forward, model)
    return model


def _heads_of_ssd(model: Any, image: torch.Tensor) -> Iterator[torch.Tensor]:
    """What its heads say of each map, before it is brought to boxes; its input is not normalised here."""
    maps = model.backbone(image).values()
    for head in (model.head.classification_head, model.head.regression_head):
        for part, x in zip(head.module_list, maps, strict=True):
            yield part(x)


def _heads_of_retinanet(model: Any, image: torch.Tensor) -> Iterator[torch.Tensor]:
    """What its heads say of each map, before it is brought to boxes; its input is not normalised here."""
    classes, boxes = model.head.classification_head, model.head.regression_head
    for x in model.backbone(image).values():
        yield classes.cls_logits(classes.conv(x))
        yield boxes.bbox_reg(boxes.conv(x))


def _without_aux(model: Any, image: torch.Tensor) -> torch.Tensor:
    """Without the aux head, which torchvision's networks for segmentation ask in evaluation, too."""
    scores = model.classifier(model.backbone(image)["out"])
    return nn.functional.interpolate(scores, size=image.shape[2:], mode="bilinear")


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
    """Without what makes boxes of the heads' numbers."""
    kind = import_module("ultralytics.nn.tasks").DetectionModel
    model: nn.Module = kind(f"{name}.yaml", verbose=False, **options).model
    model[-1].dfl = nn.Identity()
    model.forward = partial(_heads_of_yolo, model)
    return model


def _heads_of_yolo(model: Any, image: torch.Tensor) -> Iterator[torch.Tensor]:
    """What its heads say of each map; each part says where its inputs are from."""
    given: list[Any] = [image]
    for part in model:
        places = part.f if isinstance(part.f, list) else [part.f]
        found = [given[at if at < 0 else at + 1] for at in places]
        if part is not model[-1]:
            given.append(part(found[0] if len(found) == 1 else found))
    for heads in (model[-1].cv2, model[-1].cv3):
        for head, x in zip(heads, found, strict=True):
            yield head(x)


def _of_segmentation_models(name: str, **options: Any) -> nn.Module:
    """Without the stages of its encoder that it does not use."""
    model: nn.Module = getattr(import_module("segmentation_models_pytorch"), name)(**options)
    if name == "PSPNet":
        del model.encoder.layer3, model.encoder.layer4
    return model


def _of_reference(name: str, **options: Any) -> nn.Module:
    model: nn.Module = getattr(reference_networks, name)(**options)
    return model


MAKE: dict[str, Callable[..., nn.Module]] = {
    "torchvision": _of_torchvision,
    "timm": _of_timm,
    "pytorchcv": _of_pytorchcv,
    "monai": _of_monai,
    "ultralytics": _of_ultralytics,
    "segmentation_models_pytorch": _of_segmentation_models,
    "reference": _of_reference,
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


def ours_with_weights_of(theirs: nn.Module, name: str, held: Held) -> nn.Module:
    """Our network with the weights of a library's, in evaluation; where names differ, as `cnndsl weights` fits them."""
    ours: nn.Module = cnndsl.build(name, logits=True, device="meta").eval()
    given = theirs.state_dict()
    found = given if held.as_it_is else cnndsl.fit_weights(name, given, map=held.map)
    ours.load_state_dict(found, assign=True)
    return ours


def values(given: Any) -> Iterator[torch.Tensor]:
    """All values that a network gives, in its order."""
    if isinstance(given, torch.Tensor):
        yield given
    else:
        for each in given.values() if isinstance(given, dict) else given:
            yield from values(each)
