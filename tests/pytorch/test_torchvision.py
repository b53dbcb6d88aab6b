"""Networks that torchvision has too: with the same weights, in order, the outputs are equal."""

from typing import Any

import pytest
import torch

from cnndsl.analyse.figures import Result
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.paths import show_path
from cnndsl.verify.verification import module_class

# Its compiled operators belong to detection and are not loaded here; their names alone are wanted.
LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    LIBRARY.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")

from torchvision import models  # noqa: E402

SAME = {
    "alexnet_torchvision": "alexnet",
    "vgg_a": "vgg11",
    "vgg_b": "vgg13",
    "vgg_d": "vgg16",
    "vgg_e": "vgg19",
    "vgg16_bn": "vgg16_bn",
    "googlenet_torchvision": "googlenet",
    "resnet18": "resnet18",
    "resnet34": "resnet34",
    "resnet50": "resnet50",
    "resnet101": "resnet101",
    "resnet152": "resnet152",
    "resnext101_32x8d": "resnext101_32x8d",
    "densenet121": "densenet121",
    "squeezenet1_0": "squeezenet1_0",
    "mobilenet_v2": "mobilenet_v2",
    "efficientnet_b0": "efficientnet_b0",
}
OPTIONS: dict[str, dict[str, Any]] = {"googlenet": {"aux_logits": True, "transform_input": False}}


def theirs(name: str) -> torch.nn.Module:
    """torchvision's network, with weights that keep the sizes of what goes through it."""
    with torch.device("meta"):
        options = {"init_weights": False} if name == "googlenet" else {}
        model: torch.nn.Module = getattr(models, name)(**OPTIONS.get(name, {}), **options)
    model = model.to_empty(device="cpu").eval()
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if value.dim() > 1:
                value.normal_(std=(2 / value[0].numel()) ** 0.5)
            elif key.endswith(("running_var", "weight")):
                value.uniform_(0.5, 1.5)
            elif value.is_floating_point():
                value.normal_(std=0.1)
            else:
                value.zero_()
    return model


def in_order(result: Result, state: dict[str, torch.Tensor], aux: bool) -> list[str]:
    """The names of a module's weights, in the order in which data meets their layers."""
    layers = [show_path(placed.path) for placed in result.network.layers if placed.aux == aux]
    owners: dict[str, list[str]] = {path: [] for path in layers}
    for key in state:
        parts = key.split(".")
        for end in range(len(parts), 0, -1):
            if (owner := ".".join(parts[:end])) in owners:
                owners[owner].append(key)
                break
    return [key for path in layers for key in owners[path]]


@pytest.mark.parametrize("name", sorted(SAME))
def test_the_outputs_are_torchvisions(name: str) -> None:
    torch.manual_seed(0)
    model = theirs(SAME[name])
    result = compile_text(load(name))
    ours = module_class(result, Build(logits=True))(device="meta").eval()
    state = ours.state_dict()
    given = model.state_dict()
    for aux in (False, True):
        keys = in_order(result, state, aux)
        values = [value for key, value in given.items() if key.startswith("aux") == aux]
        assert [state[key].shape for key in keys] == [value.shape for value in values]
        ours.load_state_dict(dict(zip(keys, values, strict=True)), strict=False, assign=True)
    image = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        expected = model(image)
        found = ours(image)
    assert expected.std() > 0.01
    assert (found - expected).abs().max() <= 1e-5 * expected.abs().max()
