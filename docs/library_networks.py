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
    "botnet50": Held("reference", "botnet50", as_it_is=False),
    "cbam_resnet50": Held("pytorchcv", "cbam_resnet50", as_it_is=False),
    "cspdarknet53": Held("timm", "cspdarknet53"),
    "darknet53": Held("pytorchcv", "darknet53"),
    "deeplabv3_resnet101": Held(
        "torchvision",
        "segmentation.deeplabv3_resnet101",
        {"weights_backbone": None, "aux_loss": True},
        as_it_is=False,
        apart="the aux head's output",
    ),
    "deeplabv3_resnet50": Held(
        "torchvision",
        "segmentation.deeplabv3_resnet50",
        {"weights_backbone": None, "aux_loss": True},
        as_it_is=False,
        apart="the aux head's output",
    ),
    "densenet121": Held("torchvision", "densenet121"),
    "ecaresnet50d": Held("timm", "ecaresnet50d"),
    "efficientnet_b0": Held("torchvision", "efficientnet_b0"),
    "ese_vovnet39b": Held("timm", "ese_vovnet39b", as_it_is=False),
    "fcn_resnet101": Held(
        "torchvision",
        "segmentation.fcn_resnet101",
        {"weights_backbone": None, "aux_loss": True},
        apart="the aux head's output",
    ),
    "fcn_resnet50": Held(
        "torchvision",
        "segmentation.fcn_resnet50",
        {"weights_backbone": None, "aux_loss": True},
        apart="the aux head's output",
    ),
    "ghostnet": Held("pytorchcv", "ghostnet", as_it_is=False),
    "googlenet_torchvision": Held("torchvision", "googlenet"),
    "hrnet_w18_small_v1": Held("pytorchcv", "hrnet_w18_small_v1", as_it_is=False),
    "inceptionresnetv2": Held("pytorchcv", "inceptionresnetv2", as_it_is=False),
    "inceptionv4": Held("pytorchcv", "inceptionv4", as_it_is=False),
    "mobilenet_v2": Held("torchvision", "mobilenet_v2"),
    "mobileone_s0": Held("timm", "mobileone_s0", as_it_is=False),
    "nonlocal_resnet50": Held("reference", "nonlocal_resnet50"),
    "pspnet_resnet18": Held(
        "segmentation_models_pytorch",
        "PSPNet",
        {"encoder_name": "resnet18", "encoder_weights": None},
        as_it_is=False,
    ),
    "repvgg_a0": Held("timm", "repvgg_a0"),
    "resnet101": Held("torchvision", "resnet101"),
    "resnet152": Held("torchvision", "resnet152"),
    "resnet18": Held("torchvision", "resnet18"),
    "resnet34": Held("torchvision", "resnet34"),
    "resnet50": Held("torchvision", "resnet50"),
    "resnetblur50": Held("timm", "resnetblur50"),
    "resnetv2_50x1_bit": Held(
        "timm",
        "resnetv2_50x1_bit",
        {"eps": 1e-6},
        apart="the epsilon of standardised filters, which is 1e-8 there and 1e-6 here",
    ),
    "resnext101_32x8d": Held("torchvision", "resnext101_32x8d"),
    "retinanet_resnet50": Held(
        "torchvision",
        "detection.retinanet_resnet50_fpn",
        {"weights_backbone": None},
        as_it_is=False,
        apart="how images are normalised, and how boxes are made of the heads' numbers",
    ),
    "scnet50": Held("pytorchcv", "scnet50", {"in_size": (256, 256)}, as_it_is=False),
    "segnet": Held("pytorchcv", "segnet_cityscapes", {"in_size": (256, 256)}),
    "senet154": Held("pytorchcv", "senet154", as_it_is=False),
    "seresnet101": Held("pytorchcv", "seresnet101", as_it_is=False),
    "seresnet152": Held("pytorchcv", "seresnet152", as_it_is=False),
    "seresnet50": Held("pytorchcv", "seresnet50", as_it_is=False),
    "squeezenet1_0": Held("torchvision", "squeezenet1_0"),
    "ssd300_vgg16": Held(
        "torchvision",
        "detection.ssd300_vgg16",
        {"weights_backbone": None},
        as_it_is=False,
        apart="how images are normalised, and how boxes are made of the heads' numbers",
    ),
    "vgg16_bn": Held("torchvision", "vgg16_bn"),
    "vgg_a": Held("torchvision", "vgg11", as_it_is=False),
    "vgg_b": Held("torchvision", "vgg13", as_it_is=False),
    "vgg_d": Held("torchvision", "vgg16", as_it_is=False),
    "vgg_e": Held("torchvision", "vgg19", as_it_is=False),
    "xception": Held("pytorchcv", "xception", as_it_is=False),
    "yolov3": Held("reference", "YOLOv3", as_it_is=False),
    "yolov8n": Held(
        "ultralytics",
        "yolov8n",
        as_it_is=False,
        apart="boxes: what makes them of the heads' numbers, 16 fixed weights in it",
    ),
}
"""By the names of ours, in their order."""
