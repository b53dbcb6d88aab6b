"""The networks that come along and a library has too: which library, which of its networks, and how its weights come.

docs/networks.md and docs/weights.md show it; tests/pytorch/test_libraries.py holds each against the library.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Held(NamedTuple):
    """A library's network that one of ours computes, too."""

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
    "cbam_resnet50": Held("pytorchcv", "cbam_resnet50", as_it_is=False),
    "cspdarknet53": Held("timm", "cspdarknet53"),
    "darknet53": Held("pytorchcv", "darknet53"),
    "densenet121": Held("torchvision", "densenet121"),
    "efficientnet_b0": Held("torchvision", "efficientnet_b0"),
    "ghostnet": Held("pytorchcv", "ghostnet", as_it_is=False),
    "googlenet_torchvision": Held("torchvision", "googlenet"),
    "hrnet_w18_small_v1": Held("pytorchcv", "hrnet_w18_small_v1", as_it_is=False),
    "inceptionresnetv2": Held("pytorchcv", "inceptionresnetv2", as_it_is=False),
    "inceptionv4": Held("pytorchcv", "inceptionv4", as_it_is=False),
    "mobilenet_v2": Held("torchvision", "mobilenet_v2"),
    "mobileone_s0": Held("timm", "mobileone_s0", as_it_is=False),
    "repvgg_a0": Held("timm", "repvgg_a0"),
    "resnet101": Held("torchvision", "resnet101"),
    "resnet152": Held("torchvision", "resnet152"),
    "resnet18": Held("torchvision", "resnet18"),
    "resnet34": Held("torchvision", "resnet34"),
    "resnet50": Held("torchvision", "resnet50"),
    "resnetv2_50x1_bit": Held(
        "timm",
        "resnetv2_50x1_bit",
        {"eps": 1e-6},
        apart="the epsilon of standardised filters, which is 1e-8 there and 1e-6 here",
    ),
    "resnext101_32x8d": Held("torchvision", "resnext101_32x8d"),
    "senet154": Held("pytorchcv", "senet154", as_it_is=False),
    "seresnet50": Held("pytorchcv", "seresnet50", as_it_is=False),
    "squeezenet1_0": Held("torchvision", "squeezenet1_0"),
    "vgg16_bn": Held("torchvision", "vgg16_bn"),
    "vgg_a": Held("torchvision", "vgg11", as_it_is=False),
    "vgg_b": Held("torchvision", "vgg13", as_it_is=False),
    "vgg_d": Held("torchvision", "vgg16", as_it_is=False),
    "vgg_e": Held("torchvision", "vgg19", as_it_is=False),
    "xception": Held("pytorchcv", "xception", as_it_is=False),
}
"""By the names of ours, in their order."""
