# Written by cnndsl 0.1.0: cnndsl build scnet50.cnn
# checksum of what follows: 6f489fb650a18add
"""SCNet50: 25,564,584 parameters, 5,135,089,664 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["SCNet50"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Narrow(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Calibrated(nn.Module):
    """A convolution that is calibrated by what lies around: weights come of averages,
    brought back to each place.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.narrow = Narrow(in_channels, depth, **factory)
        self.avgpool1 = nn.AvgPool2d(4)
        self.conv1 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.conv3 = nn.Conv2d(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        narrow = self.narrow(x)
        a1 = self.avgpool1(narrow)
        a1 = self.conv1(a1)
        a1 = self.bn1(a1)
        a1 = F.interpolate(a1, size=narrow.size()[2:])
        a = narrow + a1
        a = self.sigmoid1(a)
        b = self.conv2(narrow)
        b = self.bn2(b)
        x = a * b
        x = self.conv3(x)
        x = self.bn3(x)
        return self.relu1(x)


class Bottleneck(nn.Module):
    """Half of a bottleneck as ever, the other half calibrated, and a shortcut round
    both.
    """

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
        self.conv1 = nn.Conv2d(in_channels, depth // 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth // 2, depth // 2, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.calibrated1 = Calibrated(
            in_channels, depth=depth // 2, stride=stride, **factory
        )
        self.conv3 = nn.Conv2d(2 * (depth // 2), 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.proj1 = nn.Sequential(
                nn.Conv2d(
                    in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * depth, **factory),
            )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.proj1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y1 = self.conv1(x)
        y1 = self.bn1(y1)
        y1 = self.relu1(y1)
        y1 = self.conv2(y1)
        y1 = self.bn2(y1)
        y1 = self.relu2(y1)
        y2 = self.calibrated1(x)
        y = torch.cat((y1, y2), dim=1)
        y = self.conv3(y)
        y = self.bn3(y)
        y += self.proj1(x)
        return self.relu3(y)


class Bottlenecks(nn.Sequential):
    """Bottlenecks of one depth; the first may halve the size."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        stride: int = 2,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.bottleneck1 = Bottleneck(
            in_channels, depth=depth, stride=stride, **factory
        )
        self.bottleneck2 = nn.Sequential(
            *(Bottleneck(4 * depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class SCNet50(nn.Module):
    """SCNet-50 as pytorchcv has it: Liu et al., Improving convolutional networks with
    self-calibrated convolutions (2020).

    In one half of each block, averages over 4x4 places say what of a convolution is
    kept; sizes divide for 256 pixels. Weights of pytorchcv's `scnet50` come through
    `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 64, "reduction": 2},
        {"name": "stage1", "channels": 256, "reduction": 4},
        {"name": "stage2", "channels": 512, "reduction": 8},
        {"name": "stage3", "channels": 1024, "reduction": 16},
        {"name": "stage4", "channels": 2048, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
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
        self.stage1 = Bottlenecks(64, depth=64, blocks=3, stride=1, **factory)
        self.stage2 = Bottlenecks(256, depth=128, blocks=4, **factory)
        self.stage3 = Bottlenecks(512, depth=256, blocks=6, **factory)
        self.stage4 = Bottlenecks(1024, depth=512, blocks=3, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x128x128
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x64x64
        x = self.stage1(x)  # 256x64x64
        x = self.stage2(x)  # 512x32x32
        x = self.stage3(x)  # 1024x16x16
        return self.stage4(x)  # 2048x8x8

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
