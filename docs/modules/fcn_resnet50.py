# Written by cnndsl 0.1.0: cnndsl build fcn_resnet50.cnn
# checksum of what follows: 780542a190c944f9
"""FCNResNet50: 32,957,013 parameters, 142,725,772,800 multiply-accumulates an image.

Its aux heads, in training only, have another 2,365,205 parameters.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["FCNResNet50"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class FCNResNet50TrainingOutput(NamedTuple):
    out: torch.Tensor  # 21x520x520
    aux_classifier: torch.Tensor  # 21x520x520


class Bottleneck(nn.Module):
    """A 3x3 convolution, which has the stride and the dilation, between two 1x1 ones,
    and a shortcut round them.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        dilation: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth,
            depth,
            3,
            stride=stride,
            padding=dilation,
            dilation=dilation,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.downsample = nn.Sequential(
                nn.Conv2d(
                    in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * depth, **factory),
            )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y += self.downsample(x)
        return self.relu3(y)


class Backbone(nn.Module):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(
            in_channels, 64, 7, stride=2, padding=3, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(
            Bottleneck(64, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
        )
        self.layer2 = nn.Sequential(
            Bottleneck(256, depth=128, stride=2, **factory),
            *(Bottleneck(512, depth=128, **factory) for _ in range(3)),
        )
        self.layer3 = nn.Sequential(
            Bottleneck(512, depth=256, **factory),
            *(Bottleneck(1024, depth=256, dilation=2, **factory) for _ in range(5)),
        )
        self.layer4 = nn.Sequential(
            Bottleneck(1024, depth=512, dilation=2, **factory),
            Bottleneck(2048, depth=512, dilation=4, **factory),
            Bottleneck(2048, depth=512, dilation=4, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.conv1(x)  # 64x260x260
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x130x130
        x = self.layer1(x)  # 256x130x130
        x = self.layer2(x)  # 512x65x65
        layer3 = self.layer3(x)  # 1024x65x65
        x = self.layer4(layer3)  # 2048x65x65
        return x, layer3


class AuxClassifier(nn.Module):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.add_module("0", nn.Conv2d(1024, 256, 3, padding=1, bias=False, **factory))
        self.add_module("1", nn.BatchNorm2d(256, **factory))
        self.add_module("2", nn.ReLU(inplace=True))
        self.add_module("3", nn.Dropout(0.1))
        self.add_module("4", nn.Conv2d(256, classes, 1, **factory))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.get_submodule("0"))

    def forward(self, x: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
        x = self.get_submodule("0")(x)  # 256x65x65
        x = self.get_submodule("1")(x)
        x = self.get_submodule("2")(x)
        x = self.get_submodule("3")(x)
        x = self.get_submodule("4")(x)  # 21x65x65
        return F.interpolate(x, size=image.size()[2:], mode="bilinear")  # 21x520x520


class Classifier(nn.Module):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.add_module("0", nn.Conv2d(2048, 512, 3, padding=1, bias=False, **factory))
        self.add_module("1", nn.BatchNorm2d(512, **factory))
        self.add_module("2", nn.ReLU(inplace=True))
        self.add_module("3", nn.Dropout(0.1))
        self.add_module("4", nn.Conv2d(512, classes, 1, **factory))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.get_submodule("0"))

    def forward(self, x: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
        x = self.get_submodule("0")(x)  # 512x65x65
        x = self.get_submodule("1")(x)
        x = self.get_submodule("2")(x)
        x = self.get_submodule("3")(x)
        x = self.get_submodule("4")(x)  # 21x65x65
        return F.interpolate(x, size=image.size()[2:], mode="bilinear")  # 21x520x520


class FCNResNet50(nn.Module):
    """FCN with ResNet-50 as torchvision has it: Long et al., Fully convolutional
    networks for semantic segmentation (2015).

    The last two stages keep the size and look further, by dilation; an aux head tells
    the classes half way up. Its parts have torchvision's names, so that weights from
    there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 520, 520) to (N, 21, 520, 520)
    """

    def __init__(
        self,
        classes: int = 21,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.backbone = Backbone(in_channels, **factory)
        self.aux_classifier = AuxClassifier(classes, **factory)
        self.classifier = Classifier(classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, image: torch.Tensor) -> torch.Tensor | FCNResNet50TrainingOutput:
        x, backbone__layer3 = self.backbone(image)
        aux_classifier = (
            self.aux_classifier(backbone__layer3, image) if self.training else None
        )
        x = self.classifier(x, image)  # 21x520x520
        if aux_classifier is not None:
            return FCNResNet50TrainingOutput(x, aux_classifier)
        return x
