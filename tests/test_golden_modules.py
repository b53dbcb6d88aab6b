"""The modules that bundled networks build, as docs/modules/ shows them; twelve were read line by line."""

import pytest
from conftest import REPO

from cnndsl.compile import compile_text, load
from cnndsl.emit.pytorch import source
from cnndsl.resources import bundled

FOLDER = REPO / "docs" / "modules"
READ = (
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


@pytest.mark.parametrize("name", READ)
def test_a_module_is_as_it_was_read(name: str, request: pytest.FixtureRequest) -> None:
    found, path = source(compile_text(load(name))), FOLDER / f"{name}.py"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(bundled().keys() - set(READ)))
def test_a_module_is_what_the_network_builds_now(name: str) -> None:
    assert source(compile_text(load(name))) == (FOLDER / f"{name}.py").read_text(encoding="utf-8")


def test_there_is_a_module_for_each_network() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == sorted(bundled())
