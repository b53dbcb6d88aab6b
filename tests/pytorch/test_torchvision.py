"""Networks that torchvision has too: its weights load, by its own names, and the outputs are equal."""

import re
from typing import Any

import pytest
import torch
from conftest import REPO

import cnndsl

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
OTHER_NAMES = {"vgg_a", "vgg_b", "vgg_d", "vgg_e"}
"""Those that are the table's of the paper, with names of their own; their layers stand in the same order."""
OPTIONS: dict[str, dict[str, Any]] = {"googlenet": {"aux_logits": True, "init_weights": False}}


def without_weights(name: str) -> torch.nn.Module:
    """torchvision's network on the meta device."""
    with torch.device("meta"):
        model: torch.nn.Module = getattr(models, name)(**OPTIONS.get(name, {}))
    return model


def theirs(name: str) -> torch.nn.Module:
    """torchvision's network, with weights that keep the sizes of what goes through it."""
    model = without_weights(name).to_empty(device="cpu").eval()
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


@pytest.mark.parametrize("name", sorted(SAME))
def test_the_outputs_are_torchvisions(name: str) -> None:
    """Where parts have torchvision's names, its state dict loads as it is, strictly; counts of batches are in it."""
    torch.manual_seed(0)
    model = theirs(SAME[name])
    ours = cnndsl.build(name, logits=True, device="meta").eval()
    given = model.state_dict()
    if name in OTHER_NAMES:
        given = dict(zip(ours.state_dict(), given.values(), strict=True))
    ours.load_state_dict(given, assign=True)
    image = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        expected = model(image)
        found = ours(image)
    assert expected.std() > 0.01
    assert (found - expected).abs().max() <= 1e-5 * expected.abs().max()


@pytest.mark.parametrize("name", sorted(SAME.keys() - OTHER_NAMES))
def test_weights_of_ours_load_into_torchvisions(name: str) -> None:
    model = without_weights(SAME[name])
    model.load_state_dict(cnndsl.build(name, device="meta").state_dict(), assign=True)


def test_the_page_on_weights_says_which_load_and_which_are_fitted() -> None:
    page = (REPO / "docs" / "weights.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (loads as it is|`cnndsl weights`)", page, re.M)
    assert {name: other for name, other, _ in rows} == SAME
    assert {name for name, _, how in rows if how == "`cnndsl weights`"} == OTHER_NAMES


@pytest.mark.parametrize("name", sorted(OTHER_NAMES))
def test_torchvisions_weights_fit_where_names_differ(name: str) -> None:
    """Each tensor has one number, so that a large network takes little memory."""
    given = without_weights(SAME[name]).state_dict()
    state = {
        key: torch.tensor(float(number)).expand(value.shape)
        for number, (key, value) in enumerate(given.items())
    }
    found = cnndsl.fit_weights(name, state)
    assert [value.flatten()[0].item() for value in found.values()] == list(range(len(given)))


def test_googlenets_aux_heads_are_torchvisions_by_name() -> None:
    torch.manual_seed(0)
    model = theirs("googlenet")
    ours = cnndsl.build("googlenet_torchvision", device="meta")
    ours.load_state_dict(model.state_dict(), assign=True)
    image = torch.randn(2, 3, 224, 224, dtype=torch.float64)
    for each in (model, ours):
        each.double().train()
        for part in each.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
    with torch.no_grad():
        expected, found = model(image), ours(image)
    pairs = [
        (expected.logits, found.out),
        (expected.aux_logits1, found.aux1),
        (expected.aux_logits2, found.aux2),
    ]
    for wanted, got in pairs:
        assert wanted.std() > 0.01
        torch.testing.assert_close(got, wanted, rtol=1e-9, atol=1e-9)
    assert not torch.equal(found.aux1, found.aux2)
