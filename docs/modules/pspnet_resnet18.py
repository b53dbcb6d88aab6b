# Written by cnndsl 0.1.0: cnndsl build pspnet_resnet18.cnn
# checksum of what follows: dc2954496185adf9
"""PSPNet: 836,385 parameters, 1,434,132,480 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["PSPNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Basic(nn.Module):
    """Two 3x3 convolutions and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(
            in_channels, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != depth:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, depth, 1, stride=stride, bias=False, **factory),
                nn.BatchNorm2d(depth, **factory),
            )
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y += self.downsample(x)
        return self.relu2(y)


class PSPNet(nn.Module):
    """PSPNet with ResNet-18 as segmentation_models_pytorch has it: Zhao et al., Pyramid
    scene parsing network (2017).

    ResNet-18's first two stages, and beside their map its averages over 1x1, 2x2, 3x3
    and 6x6 parts. Weights of segmentation_models_pytorch's `PSPNet` come through
    `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to (N, 1, 256, 256)
    """

    def __init__(
        self,
        classes: int = 1,
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
        self.basic1 = nn.Sequential(*(Basic(64, depth=64, **factory) for _ in range(2)))
        self.basic2 = Basic(64, depth=128, stride=2, **factory)
        self.map = Basic(128, depth=128, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.conv2 = nn.Conv2d(128, 32, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.gap2 = nn.AdaptiveAvgPool2d(2)
        self.conv3 = nn.Conv2d(128, 32, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.gap3 = nn.AdaptiveAvgPool2d(3)
        self.conv4 = nn.Conv2d(128, 32, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(32, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.gap4 = nn.AdaptiveAvgPool2d(6)
        self.conv5 = nn.Conv2d(128, 32, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(32, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(256, 512, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(512, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.2)
        self.conv7 = nn.Conv2d(512, classes, 3, padding=1, **factory)
        self.upsample5 = nn.Upsample(
            scale_factor=8, mode="bilinear", align_corners=True
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1, self.conv2, self.conv3, self.conv4, self.conv5, self.conv6
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x128x128
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x64x64
        x = self.basic1(x)
        x = self.basic2(x)  # 128x32x32
        map = self.map(x)
        a = self.gap1(map)  # 128x1x1
        a = self.conv2(a)  # 32x1x1
        a = self.relu2(a)
        # 32x32x32
        a = F.interpolate(a, size=map.size()[2:], mode="bilinear", align_corners=True)
        b = self.gap2(map)  # 128x2x2
        b = self.conv3(b)  # 32x2x2
        b = self.bn2(b)
        b = self.relu3(b)
        # 32x32x32
        b = F.interpolate(b, size=map.size()[2:], mode="bilinear", align_corners=True)
        c = self.gap3(map)  # 128x3x3
        c = self.conv4(c)  # 32x3x3
        c = self.bn3(c)
        c = self.relu4(c)
        # 32x32x32
        c = F.interpolate(c, size=map.size()[2:], mode="bilinear", align_corners=True)
        d = self.gap4(map)  # 128x6x6
        d = self.conv5(d)  # 32x6x6
        d = self.bn4(d)
        d = self.relu5(d)
        # 32x32x32
        d = F.interpolate(d, size=map.size()[2:], mode="bilinear", align_corners=True)
        x = torch.cat((a, b, c, d, map), dim=1)  # 256x32x32
        x = self.conv6(x)  # 512x32x32
        x = self.bn5(x)
        x = self.relu6(x)
        x = self.dropout1(x)
        x = self.conv7(x)  # 1x32x32
        return self.upsample5(x)  # 1x256x256
