"""The pictures of docs/: one of each network that comes along, those of the page on pictures, and the README's."""

from collections.abc import Iterator

from cnndsl.compile import compile_text, load
from cnndsl.draw.draw import draw
from cnndsl.draw.options import Wanted
from cnndsl.draw.svg import svg
from cnndsl.resources import bundled
from cnndsl.text import Text

BROKEN = "network Broken input 3x32x32 C5D16 R P C5D32 R P C99D64p0 R FC10"
PLAIN = """network Plain34 default conv(bias=no) input 3x224x224 C7D64s2 BN R P3s2p1 [C3D64 BN R]*6
C3D128s2 BN R [C3D128 BN R]*7 C3D256s2 BN R [C3D256 BN R]*11 C3D512s2 BN R [C3D512 BN R]*5 GAP FC1000"""
"""ResNet-34 without its shortcuts: He et al., Deep residual learning for image recognition (2015), figure 3."""
SHOWN: dict[str, tuple[tuple[str, ...], Wanted]] = {
    "alexnet_volumes": (("alexnet",), Wanted("volumes")),
    "alexnet_streams": (("alexnet_grouped",), Wanted("volumes")),
    "lenet5_stacks": (("lenet5",), Wanted("stacks")),
    "resnet152_graph": (("resnet152",), Wanted("graph", landscape=True)),
    "googlenet_graph": (("googlenet",), Wanted("graph")),
    "unet_u": (("unet",), Wanted("u")),
    "vgg_table": (("vgg_a", "vgg_b", "vgg_c", "vgg_d", "vgg_e"), Wanted("table")),
    "resnet_table": (("resnet18", "resnet34", "resnet50", "resnet101"), Wanted("table")),
    "alexnet_receptive": (("alexnet",), Wanted("receptive")),
    "siamese_graph": (("siamese",), Wanted("graph")),
    "he_2015": (("vgg_e", PLAIN, "resnet34"), Wanted("graph", unfold=True)),
    "densenet_arcs": (("densenet121",), Wanted(only="features.denseblock1")),
    "mistake": ((BROKEN,), Wanted("graph")),
}
"""Those of the page on pictures, by the names of their files: the specs, and what is asked for."""


def picture(specs: tuple[str, ...], wanted: Wanted) -> str:
    """A picture's text."""
    texts = (Text("broken.cnn", each) if " " in each else load(each) for each in specs)
    return svg(draw(tuple(map(compile_text, texts)), wanted))


def all_pictures() -> Iterator[tuple[str, str]]:
    """The file of each picture, below docs/pictures, and its text."""
    for name in bundled():
        yield f"{name}.svg", picture((name,), Wanted())
    for name, (specs, wanted) in SHOWN.items():
        yield f"shown/{name}.svg", picture(specs, wanted)
