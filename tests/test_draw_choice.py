"""Which style is chosen when none is named."""

import pytest
from chain_pictures import checked, network

from cnndsl.draw.choice import suited

CHOSEN = {
    "lenet5": "stacks",
    "cifar_example": "stacks",
    "eegnet": "stacks",
    "lenet_caffe": "volumes",
    "alexnet": "volumes",
    "alexnet_grouped": "volumes",
    "vgg_d": "volumes",
    "vgg_e": "volumes",
    "zfnet": "volumes",
    "darknet19": "volumes",
    "dcgan_g": "volumes",
    "m5": "volumes",
    "video_3d": "volumes",
    "mobilenet_v1": "graph",
    "resnet18": "graph",
    "resnet50": "graph",
    "googlenet": "graph",
}
SPECS = {
    "network Flat\ninput 784\nFC100 R FC10\n": "graph",
    "network Empty\ninput 3x8x8\nC50D4p0\n": "graph",
    "network Cut\ninput 3x32x32\nC3D8 R C3D64 R C50D8p0\n": "volumes",
    "network Cut\ninput 3x32x32\nC3D8 R P2 C50D8p0\n": "stacks",
    "network Cut\ninput 3x32x32\nC3D8 C50D8p0 add[C3D8 | id]\n": "graph",
    "network Few\ninput 3x32x32\nC3D20 FC10\n": "stacks",
    "network Many\ninput 3x32x32\nC3D21 FC10\n": "volumes",
    "network Sound\ninput 1x80\nC3D4 FC10\n": "volumes",
    "network Long\ninput 3x32x32\n" + "C3D4 C1D4 " * 4 + "\n": "stacks",
    "network Long\ninput 3x32x32\n" + "C3D4 C1D4 " * 4 + "C3D4\n": "volumes",
    "network Long\ninput 3x32x32\n" + "C3D4 C1D4 " * 5 + "\n": "volumes",
    "network Long\ninput 3x32x32\n" + "C3D4 C1D4 " * 13 + "\n": "volumes",
    "network Long\ninput 3x32x32\n" + "C3D4 C1D4 " * 14 + "\n": "graph",
}


@pytest.mark.parametrize(("name", "style"), CHOSEN.items())
def test_bundled_networks_have_the_style_that_they_are_known_by(name: str, style: str) -> None:
    assert suited((network(name),)) == style


@pytest.mark.parametrize(("spec", "style"), SPECS.items())
def test_what_decides_is_the_form(spec: str, style: str) -> None:
    assert suited((checked(spec),)) == style


def test_several_networks_are_a_table() -> None:
    assert suited((network("vgg_a"), network("vgg_d"))) == "table"
