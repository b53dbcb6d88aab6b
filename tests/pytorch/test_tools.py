"""The tools of PyTorch and torchvision on built modules: what they find is what runs."""

from importlib import import_module

import pytest
import torch
from test_torchvision import models
from torch import fx, nn
from torch.ao.quantization import fuse_modules
from torch.utils.checkpoint import checkpoint
from twelve_networks import INPUTS, built, feature_names, hooked

IntermediateLayerGetter = models._utils.IntermediateLayerGetter
extraction = import_module("torchvision.models.feature_extraction")  # once torchvision is ready


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_extractors_find_the_features_that_run(name: str) -> None:
    model, image = built(name)
    names = (
        feature_names(model)
        if name != "squeezenet1_0"
        else ["features.2", "features", "classifier"]
    )
    wanted = hooked(model, names, image)
    with torch.no_grad():
        extracted = extraction.create_feature_extractor(model, names)(image)
        traced = fx.symbolic_trace(model)(image)
        assert torch.equal(traced, model(image))
    for each in names:
        torch.testing.assert_close(extracted[each], wanted[each], msg=each)


@pytest.mark.parametrize("name", ["resnet18", "vgg_a", "alexnet", "lenet5", "mobilenet_v2"])
def test_what_runs_child_by_child_gives_the_networks_features(name: str) -> None:
    model, image = built(name)
    names = [each for each in feature_names(model) if "." not in each]
    wanted = hooked(model, names, image)
    with torch.no_grad():
        found = IntermediateLayerGetter(model, {each: each for each in names})(image)
    for each in names:
        torch.testing.assert_close(found[each], wanted[each], msg=each)


def test_convolutions_fuse_with_their_norms_and_activations() -> None:
    model, image = built("resnet18")
    with torch.no_grad():
        before = model(image)
        fused = fuse_modules(
            model,
            [["conv1", "bn1", "relu1"], *(
                [f"layer{k}.{n}.conv1", f"layer{k}.{n}.bn1", f"layer{k}.{n}.relu1"]
                for k in range(1, 5)
                for n in range(2)
            )],
        )  # fmt: skip
        torch.testing.assert_close(fused(image), before, rtol=1e-4, atol=1e-4)
    assert isinstance(fused.layer1[0].bn1, nn.Identity)


def test_a_stage_is_called_and_checkpointed_by_itself() -> None:
    model, image = built("resnet18")
    x = model.maxpool1(model.relu1(model.bn1(model.conv1(image)))).detach().requires_grad_()
    plain = model.layer1(x)
    plain.sum().backward()
    wanted, x.grad = x.grad, None
    again = checkpoint(model.layer1, x, use_reentrant=False)
    again.sum().backward()
    torch.testing.assert_close(again, plain)
    torch.testing.assert_close(x.grad, wanted)
