"""The networks that come along, in PyTorch: shapes, counts, and a step of training."""

import pytest
import torch
from conftest import tried
from library_models import HELD

from cnndsl.compile import Options, compile_text, load
from cnndsl.emit.build import Build
from cnndsl.resources import bundled
from cnndsl.verify.verification import module_class, verify


@pytest.mark.parametrize("name", tried(bundled()))
def test_pytorch_agrees(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shapes, parameters, buffers and work on the meta device; the small ones that no library has also run on the CPU.

    The numbers of the others are held against these, in tests/pytorch/test_torchvision.py and test_libraries.py.
    """
    monkeypatch.setattr("cnndsl.verify.numbers.LARGEST_RUN", 0 if name in HELD else 200 * 1024**2)
    found = verify(compile_text(load(name)))
    assert found.ok, [each for each in found.comparisons if not each.agrees]


SMALLER = {  # inputs at which a step of training takes little time
    "vgg_d": (3, 32, 32),
    "alexnet": (3, 67, 67),
    "localization": (3, 67, 67),
    "video_3d": (3, 16, 32, 32),
    "nin": (3, 32, 32),
    "unet": (1, 188, 188),
    "googlenet": (3, 96, 96),
    "googlenet_torchvision": (3, 96, 96),
    "densenet121": (3, 64, 64),
    "squeezenet1_0": (3, 64, 64),
    "mobilenet_v2": (3, 64, 64),
    "efficientnet_b0": (3, 64, 64),
    **{name: (3, 64, 64) for name in bundled() if name.startswith("resn")},
    **dict.fromkeys(("preact_resnet1001", "wrn_28_10", "densenet_bc_100_12"), (3, 16, 16)),
}


@pytest.mark.parametrize(("name", "shape"), sorted(SMALLER.items()))
def test_a_step_of_training_reaches_every_weight(name: str, shape: tuple[int, ...]) -> None:
    result = compile_text(load(name), Options(inputs={"": shape}))
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build(logits=True))().train()
    given = model(torch.randn(2, *shape))
    values = [given] if isinstance(given, torch.Tensor) else given
    assert len(values) == len(result.network.outputs)
    sum(value.square().mean() for value in values).backward()
    assert all(
        weight.grad is not None and bool(torch.isfinite(weight.grad).all())
        for weight in model.parameters()
    )
