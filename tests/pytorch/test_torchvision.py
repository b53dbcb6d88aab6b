"""Networks that torchvision has too: its weights load, by its own names, and the outputs are equal.

These are some of them, of differing structure; test_libraries.py has all.
"""

import re

import pytest
import torch
from library_models import (
    HELD,
    Held,
    ours_with_weights_of,
    values,
    with_weights,
    without_weights,
)
from torch import nn
from torchvision import models  # noqa: F401  (others take it from here)

import cnndsl

OURS = {name: held for name, held in HELD.items() if held.library == "torchvision"}
SAMPLE = {
    name: OURS[name]
    for name in (
        "alexnet_torchvision",
        "convnext_tiny",
        "densenet121",
        "efficientnet_b0",
        "googlenet_torchvision",
        "inception_v3",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "regnet_y_400mf",
        "resnet18",
        "shufflenet_v2_x0_5",
        "squeezenet1_1",
    )
}
TABLES = sorted(name for name in OURS if re.fullmatch("vgg_[a-e]", name))
"""Those that are the table's of the paper, with names of their own; their layers stand in the same order."""


@pytest.mark.parametrize(("name", "held"), SAMPLE.items())
def test_the_outputs_are_torchvisions(name: str, held: Held) -> None:
    """Where parts have torchvision's names, its state dict loads as it is, strictly; counts of batches are in it."""
    model = with_weights(held, seed=0)
    ours = ours_with_weights_of(model, name, held)
    image = torch.randn(2, *cnndsl.check(name).result.network.input)
    with torch.no_grad():
        (expected,), (found,) = values(model(image)), values(ours(image))
    assert expected.std() > 0.01
    assert (found - expected).abs().max() <= 1e-5 * expected.abs().max()


@pytest.mark.parametrize("name", [name for name, held in SAMPLE.items() if held.as_it_is])
def test_weights_of_ours_load_into_torchvisions(name: str) -> None:
    model = without_weights(SAMPLE[name])
    model.load_state_dict(cnndsl.build(name, device="meta").state_dict(), assign=True)


def _for_training(model: nn.Module) -> dict[str, list[object]]:
    """What only training shows: dropout, stochastic depth where there is a shortcut, and running figures."""
    parts = [(type(part).__name__, part) for part in model.modules()]
    norms = [part for _, part in parts if isinstance(part, nn.BatchNorm2d)]
    blocks = [part for kind, part in parts if kind == "CNBlock"]
    blocks += [part for kind, part in parts if getattr(part, "use_res_connect", False)]
    depths = [part.stochastic_depth for part in blocks if hasattr(part, "stochastic_depth")]
    depths += [part for kind, part in parts if kind == "DropPath"]
    return {
        "dropout": [part.p for _, part in parts if type(part) is nn.Dropout],
        "drop_path": [round(part.p, 9) for part in depths],
        "norms": sorted((part.eps, round(part.momentum, 9)) for part in norms),
    }


@pytest.mark.full
@pytest.mark.parametrize(
    "name",
    [
        name
        for name, held in OURS.items()
        if name not in TABLES and "." not in held.network and not name.startswith("regnet")
    ],
)
def test_what_only_training_shows_is_torchvisions(name: str) -> None:
    """The paper's tables have no dropout; a RegNet cannot be made without weights, and has the usual norms alone."""
    ours = cnndsl.build(name, device="meta")
    assert _for_training(ours) == _for_training(without_weights(OURS[name]))


@pytest.mark.parametrize("name", TABLES)
def test_torchvisions_weights_fit_where_names_differ(name: str) -> None:
    """Each tensor has one number, so that a large network takes little memory."""
    given = without_weights(OURS[name]).state_dict()
    state = {
        key: torch.tensor(float(number)).expand(value.shape)
        for number, (key, value) in enumerate(given.items())
    }
    found = cnndsl.fit_weights(name, state)
    assert [value.flatten()[0].item() for value in found.values()] == list(range(len(given)))


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("googlenet_torchvision", {"logits": "out", "aux_logits1": "aux1", "aux_logits2": "aux2"}),
        ("inception_v3", {"logits": "out", "aux_logits": "AuxLogits"}),
    ],
)
def test_aux_heads_are_torchvisions_by_name(name: str, heads: dict[str, str]) -> None:
    model = with_weights(OURS[name], seed=0)
    ours = cnndsl.build(name, device="meta")
    ours.load_state_dict(model.state_dict(), assign=True)
    image = torch.randn(2, *cnndsl.check(name).result.network.input, dtype=torch.float64)
    for each in (model, ours):
        each.double().train()
        for part in each.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
    with torch.no_grad():
        expected, found = model(image), ours(image)
    for one, other in heads.items():
        assert getattr(expected, one).std() > 0.01
        torch.testing.assert_close(
            getattr(found, other), getattr(expected, one), rtol=1e-9, atol=1e-9
        )
    assert len({each.sum().item() for each in found}) == len(heads)
