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
    "botnet50": Held("reference", "botnet50", as_it_is=False),
    "cbam_resnet50": Held("pytorchcv", "cbam_resnet50", as_it_is=False),
    "conv_tasnet": Held("reference", "ConvTasNet", as_it_is=False),
    "convnext_base": Held("torchvision", "convnext_base", as_it_is=False),
    "convnext_large": Held("torchvision", "convnext_large", as_it_is=False),
    "convnext_small": Held("torchvision", "convnext_small", as_it_is=False),
    "convnext_tiny": Held("torchvision", "convnext_tiny", as_it_is=False),
    "cspdarknet53": Held("timm", "cspdarknet53"),
    "cyclegan_g": Held("reference", "ResnetGenerator"),
    "darknet53": Held("pytorchcv", "darknet53"),
    "dcgan_d": Held("reference", "DCGANDiscriminator"),
    "dcgan_g": Held("reference", "DCGANGenerator"),
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
    "densenet161": Held("torchvision", "densenet161"),
    "densenet169": Held("torchvision", "densenet169"),
    "densenet201": Held("torchvision", "densenet201"),
    "dncnn": Held("reference", "DnCNN", as_it_is=False),
    "dqn": Held("reference", "dqn", as_it_is=False),
    "ds_cnn": Held("reference", "ds_cnn", as_it_is=False),
    "ecaresnet50d": Held("timm", "ecaresnet50d"),
    "edsr": Held("reference", "EDSR", as_it_is=False),
    "eegnet": Held("reference", "eegnet", as_it_is=False),
    "efficientnet_b0": Held("torchvision", "efficientnet_b0"),
    "efficientnet_b1": Held("torchvision", "efficientnet_b1"),
    "efficientnet_b2": Held("torchvision", "efficientnet_b2"),
    "efficientnet_b3": Held("torchvision", "efficientnet_b3"),
    "efficientnet_b4": Held("torchvision", "efficientnet_b4"),
    "efficientnet_b5": Held("torchvision", "efficientnet_b5"),
    "efficientnet_b6": Held("torchvision", "efficientnet_b6"),
    "efficientnet_b7": Held("torchvision", "efficientnet_b7"),
    "efficientnet_v2_l": Held("torchvision", "efficientnet_v2_l"),
    "efficientnet_v2_m": Held("torchvision", "efficientnet_v2_m"),
    "efficientnet_v2_s": Held("torchvision", "efficientnet_v2_s"),
    "ese_vovnet39b": Held("timm", "ese_vovnet39b", as_it_is=False),
    "espcn": Held("reference", "espcn", as_it_is=False),
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
    "googlenet_torchvision": Held(
        "torchvision", "googlenet", {"aux_logits": True, "init_weights": False}
    ),
    "hrnet_w18_small_v1": Held("pytorchcv", "hrnet_w18_small_v1", as_it_is=False),
    "i3d": Held("reference", "I3D"),
    "inception_v3": Held(
        "torchvision", "inception_v3", {"transform_input": False, "init_weights": False}
    ),
    "inceptionresnetv2": Held("pytorchcv", "inceptionresnetv2", as_it_is=False),
    "inceptionv4": Held("pytorchcv", "inceptionv4", as_it_is=False),
    "lenet5_1998": Held("reference", "LeNet5", as_it_is=False),
    "m5": Held("reference", "M5"),
    "mnasnet0_5": Held("torchvision", "mnasnet0_5"),
    "mnasnet0_75": Held("torchvision", "mnasnet0_75"),
    "mnasnet1_0": Held("torchvision", "mnasnet1_0"),
    "mnasnet1_3": Held("torchvision", "mnasnet1_3"),
    "mobilenet_v2": Held("torchvision", "mobilenet_v2"),
    "mobilenet_v3_large": Held("torchvision", "mobilenet_v3_large"),
    "mobilenet_v3_small": Held("torchvision", "mobilenet_v3_small"),
    "mobileone_s0": Held("timm", "mobileone_s0", as_it_is=False),
    "nonlocal_resnet50": Held("reference", "nonlocal_resnet50"),
    "pix2pix_d": Held("reference", "PatchGAN"),
    "pix2pix_g": Held("reference", "unet_256", as_it_is=False),
    "pspnet_resnet18": Held(
        "segmentation_models_pytorch",
        "PSPNet",
        {"encoder_name": "resnet18", "encoder_weights": None},
        as_it_is=False,
    ),
    "r2plus1d_18": Held("torchvision", "video.r2plus1d_18"),
    "r3d_18": Held("torchvision", "video.r3d_18"),
    "regnet_x_16gf": Held("torchvision", "regnet_x_16gf", as_it_is=False),
    "regnet_x_1_6gf": Held("torchvision", "regnet_x_1_6gf", as_it_is=False),
    "regnet_x_32gf": Held("torchvision", "regnet_x_32gf", as_it_is=False),
    "regnet_x_3_2gf": Held("torchvision", "regnet_x_3_2gf", as_it_is=False),
    "regnet_x_400mf": Held("torchvision", "regnet_x_400mf", as_it_is=False),
    "regnet_x_800mf": Held("torchvision", "regnet_x_800mf", as_it_is=False),
    "regnet_x_8gf": Held("torchvision", "regnet_x_8gf", as_it_is=False),
    "regnet_y_128gf": Held("torchvision", "regnet_y_128gf", as_it_is=False),
    "regnet_y_16gf": Held("torchvision", "regnet_y_16gf", as_it_is=False),
    "regnet_y_1_6gf": Held("torchvision", "regnet_y_1_6gf", as_it_is=False),
    "regnet_y_32gf": Held("torchvision", "regnet_y_32gf", as_it_is=False),
    "regnet_y_3_2gf": Held("torchvision", "regnet_y_3_2gf", as_it_is=False),
    "regnet_y_400mf": Held("torchvision", "regnet_y_400mf", as_it_is=False),
    "regnet_y_800mf": Held("torchvision", "regnet_y_800mf", as_it_is=False),
    "regnet_y_8gf": Held("torchvision", "regnet_y_8gf", as_it_is=False),
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
    "resnext101_64x4d": Held("torchvision", "resnext101_64x4d"),
    "resnext50_32x4d": Held("torchvision", "resnext50_32x4d"),
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
    "shufflenet_v2_x0_5": Held("torchvision", "shufflenet_v2_x0_5"),
    "shufflenet_v2_x1_0": Held("torchvision", "shufflenet_v2_x1_0"),
    "shufflenet_v2_x1_5": Held("torchvision", "shufflenet_v2_x1_5"),
    "shufflenet_v2_x2_0": Held("torchvision", "shufflenet_v2_x2_0"),
    "siamese": Held("reference", "Siamese", as_it_is=False),
    "slowfast_r50": Held("reference", "SlowFast", as_it_is=False),
    "squeezenet1_0": Held("torchvision", "squeezenet1_0"),
    "squeezenet1_1": Held("torchvision", "squeezenet1_1"),
    "srcnn": Held("reference", "srcnn", as_it_is=False),
    "ssd300_vgg16": Held(
        "torchvision",
        "detection.ssd300_vgg16",
        {"weights_backbone": None},
        as_it_is=False,
        apart="how images are normalised, and how boxes are made of the heads' numbers",
    ),
    "stacked_hourglass": Held("reference", "StackedHourglass", as_it_is=False),
    "tcn": Held("reference", "TCN", as_it_is=False),
    "unet3d_basic": Held(
        "monai",
        "BasicUNet",
        {"spatial_dims": 3, "in_channels": 1, "out_channels": 2},
        as_it_is=False,
    ),
    "vgg11_bn": Held("torchvision", "vgg11_bn"),
    "vgg13_bn": Held("torchvision", "vgg13_bn"),
    "vgg16_bn": Held("torchvision", "vgg16_bn"),
    "vgg19_bn": Held("torchvision", "vgg19_bn"),
    "vgg_a": Held("torchvision", "vgg11", as_it_is=False),
    "vgg_b": Held("torchvision", "vgg13", as_it_is=False),
    "vgg_d": Held("torchvision", "vgg16", as_it_is=False),
    "vgg_e": Held("torchvision", "vgg19", as_it_is=False),
    "wavenet": Held("reference", "WaveNet", as_it_is=False),
    "wide_resnet101_2": Held("torchvision", "wide_resnet101_2"),
    "wide_resnet50_2": Held("torchvision", "wide_resnet50_2"),
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
