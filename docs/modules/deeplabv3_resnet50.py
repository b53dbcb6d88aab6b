# Written by cnndsl 0.1.0: cnndsl build deeplabv3_resnet50.cnn
# checksum of what follows: 52696a2efde7afbf
"""DeepLabV3ResNet50: 39,638,869 parameters, 168,731,205,888 multiply-accumulates an
image.

Its aux heads, in training only, have another 2,365,205 parameters.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["DeepLabV3ResNet50"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DeepLabV3ResNet50TrainingOutput(NamedTuple):
    out: torch.Tensor  # 21x520x520
    scores: torch.Tensor  # 21x520x520


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


class Scores(nn.Module):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(1024, 256, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.1)
        self.conv2 = nn.Conv2d(256, classes, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 256x65x65
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.dropout1(x)
        x = self.conv2(x)  # 21x65x65
        return F.interpolate(x, size=image.size()[2:], mode="bilinear")  # 21x520x520


class DeepLabV3ResNet50(nn.Module):
    """DeepLabV3 with ResNet-50 as torchvision has it: Chen et al., Rethinking atrous
    convolution for semantic image segmentation (2017).

    Dilated convolutions look at three distances side by side, next to each place alone
    and the whole map. Weights of torchvision's `segmentation.deeplabv3_resnet50` come
    through `cnndsl weights`.

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
        self.scores = Scores(classes, **factory)
        self.layer4 = nn.Sequential(
            Bottleneck(1024, depth=512, dilation=2, **factory),
            Bottleneck(2048, depth=512, dilation=4, **factory),
            Bottleneck(2048, depth=512, dilation=4, **factory),
        )
        self.conv2 = nn.Conv2d(2048, 256, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(256, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(
            2048, 256, 3, padding=12, dilation=12, bias=False, **factory
        )
        self.bn3 = nn.BatchNorm2d(256, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(
            2048, 256, 3, padding=24, dilation=24, bias=False, **factory
        )
        self.bn4 = nn.BatchNorm2d(256, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(
            2048, 256, 3, padding=36, dilation=36, bias=False, **factory
        )
        self.bn5 = nn.BatchNorm2d(256, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.conv6 = nn.Conv2d(2048, 256, 1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(256, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(1280, 256, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(256, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.5)
        self.conv8 = nn.Conv2d(256, 256, 3, padding=1, bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(256, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(256, classes, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.conv2,
            self.conv3,
            self.conv4,
            self.conv5,
            self.conv6,
            self.conv7,
            self.conv8,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(
        self, image: torch.Tensor
    ) -> torch.Tensor | DeepLabV3ResNet50TrainingOutput:
        x = self.conv1(image)  # 64x260x260
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x130x130
        x = self.layer1(x)  # 256x130x130
        x = self.layer2(x)  # 512x65x65
        x = self.layer3(x)  # 1024x65x65
        scores = self.scores(x, image) if self.training else None
        layer4 = self.layer4(x)  # 2048x65x65
        a = self.conv2(layer4)  # 256x65x65
        a = self.bn2(a)
        a = self.relu2(a)
        b = self.conv3(layer4)
        b = self.bn3(b)
        b = self.relu3(b)
        c = self.conv4(layer4)
        c = self.bn4(c)
        c = self.relu4(c)
        d = self.conv5(layer4)
        d = self.bn5(d)
        d = self.relu5(d)
        e = self.gap1(layer4)  # 2048x1x1
        e = self.conv6(e)  # 256x1x1
        e = self.bn6(e)
        e = self.relu6(e)
        e = F.interpolate(e, size=layer4.size()[2:], mode="bilinear")  # 256x65x65
        x = torch.cat((a, b, c, d, e), dim=1)  # 1280x65x65
        x = self.conv7(x)  # 256x65x65
        x = self.bn7(x)
        x = self.relu7(x)
        x = self.dropout1(x)
        x = self.conv8(x)
        x = self.bn8(x)
        x = self.relu8(x)
        x = self.conv9(x)  # 21x65x65
        x = F.interpolate(x, size=image.size()[2:], mode="bilinear")  # 21x520x520
        if scores is not None:
            return DeepLabV3ResNet50TrainingOutput(x, scores)
        return x
