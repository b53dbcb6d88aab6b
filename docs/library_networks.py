"""The networks that come along and a library has too: which library, which of its networks, and how its weights come.

docs/networks.md and docs/weights.md show it; tests/pytorch/test_libraries.py holds each against the library.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Held(NamedTuple):
    """A library's network that one of ours computes, too; or one of `reference`, tests/pytorch/reference_networks.py,
    which has those that no library has."""

    library: str
    network: str
    """Its name there, as one would ask the library for it."""
    options: Mapping[str, Any] = {}
    as_it_is: bool = True
    """Whether its state dict loads into ours without `cnndsl weights`."""
    map: str = ""
    """Lines of a map file, where weights do not come by names, order and shapes alone."""
    apart: str = ""
    """What is not compared, in words; empty where everything is."""


LIBRARIES = {
    "torchvision": "0.28.0",
    "timm": "1.0.31",
    "pytorchcv": "0.0.74",
    "monai": "1.6.1",
    "ultralytics": "8.4.190",
    "segmentation_models_pytorch": "0.6.0",
}
"""Their versions here."""

HELD = {
    "alexnet_torchvision": Held("torchvision", "alexnet"),
    "alphago_zero": Held("reference", "AlphaGoZero", as_it_is=False),
    "attention_unet": Held(
        "monai",
        "AttentionUnet",
        {
            "spatial_dims": 2,
            "in_channels": 1,
            "out_channels": 2,
            "channels": (16, 32, 64, 128),
            "strides": (2, 2, 2),
        },
        as_it_is=False,
        map="""
            up1.gate1.conv1 = model.1.submodule.1.submodule.1.attention.W_g.0.conv
            up2.gate1.conv1 = model.1.submodule.1.attention.W_g.0.conv
            up3.gate1.conv1 = model.1.attention.W_g.0.conv
        """,
    ),
    "conv_tasnet": Held("reference", "ConvTasNet", as_it_is=False),
    "cyclegan_g": Held("reference", "ResnetGenerator"),
    "dcgan_d": Held("reference", "DCGANDiscriminator"),
    "dcgan_g": Held("reference", "DCGANGenerator"),
    "densenet121": Held("torchvision", "densenet121"),
    "dncnn": Held("reference", "DnCNN", as_it_is=False),
    "dqn": Held("reference", "dqn", as_it_is=False),
    "ds_cnn": Held("reference", "ds_cnn", as_it_is=False),
    "edsr": Held("reference", "EDSR", as_it_is=False),
    "eegnet": Held("reference", "eegnet", as_it_is=False),
    "efficientnet_b0": Held("torchvision", "efficientnet_b0"),
    "espcn": Held("reference", "espcn", as_it_is=False),
    "googlenet_torchvision": Held("torchvision", "googlenet"),
    "i3d": Held("reference", "I3D"),
    "lenet5_1998": Held("reference", "LeNet5", as_it_is=False),
    "m5": Held("reference", "M5"),
    "mobilenet_v2": Held("torchvision", "mobilenet_v2"),
    "pix2pix_d": Held("reference", "PatchGAN"),
    "pix2pix_g": Held("reference", "unet_256", as_it_is=False),
    "r2plus1d_18": Held("torchvision", "video.r2plus1d_18"),
    "r3d_18": Held("torchvision", "video.r3d_18"),
    "resnet101": Held("torchvision", "resnet101"),
    "resnet152": Held("torchvision", "resnet152"),
    "resnet18": Held("torchvision", "resnet18"),
    "resnet34": Held("torchvision", "resnet34"),
    "resnet50": Held("torchvision", "resnet50"),
    "resnext101_32x8d": Held("torchvision", "resnext101_32x8d"),
    "siamese": Held("reference", "Siamese", as_it_is=False),
    "slowfast_r50": Held("reference", "SlowFast", as_it_is=False),
    "squeezenet1_0": Held("torchvision", "squeezenet1_0"),
    "srcnn": Held("reference", "srcnn", as_it_is=False),
    "stacked_hourglass": Held("reference", "StackedHourglass", as_it_is=False),
    "tcn": Held("reference", "TCN", as_it_is=False),
    "unet3d_basic": Held(
        "monai",
        "BasicUNet",
        {"spatial_dims": 3, "in_channels": 1, "out_channels": 2},
        as_it_is=False,
    ),
    "vgg16_bn": Held("torchvision", "vgg16_bn"),
    "vgg_a": Held("torchvision", "vgg11", as_it_is=False),
    "vgg_b": Held("torchvision", "vgg13", as_it_is=False),
    "vgg_d": Held("torchvision", "vgg16", as_it_is=False),
    "vgg_e": Held("torchvision", "vgg19", as_it_is=False),
    "wavenet": Held("reference", "WaveNet", as_it_is=False),
}
"""By the names of ours, in their order."""
