"""Generated modules of twelve networks, as they were read before they were kept: tests/golden/modules/."""

from pathlib import Path

import pytest

from cnndsl.compile import compile_text, load
from cnndsl.emit.pytorch import source

FOLDER = Path(__file__).parent / "golden" / "modules"
NETWORKS = (
    "alexnet_torchvision",
    "cifar_example",
    "densenet121",
    "efficientnet_b0",
    "googlenet",
    "localization",
    "mobilenet_v2",
    "resnet50",
    "sound_1d",
    "squeezenet1_0",
    "unet",
    "vgg_d",
)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_module_is_as_it_was_read(name: str, request: pytest.FixtureRequest) -> None:
    found, path = source(compile_text(load(name))), FOLDER / f"{name}.py"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_no_other_modules_are_kept() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == sorted(NETWORKS)
