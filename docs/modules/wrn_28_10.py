# Written by cnndsl 0.1.0: cnndsl build wrn_28_10.cnn
# checksum of what follows: bfb470caeb62589d
"""WRN_28_10: 36,479,194 parameters, 5,243,328,768 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["WRN_28_10"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Wide(nn.Module):
    """Two wide 3x3 convolutions, each behind its norm and its ReLU, and a shortcut
    (Zagoruyko and Komodakis 2016).
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
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(
            in_channels, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != depth:
            self.proj1 = nn.Conv2d(
                in_channels, depth, 1, stride=stride, bias=False, **factory
            )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn1(x)
        y = self.relu1(y)
        y = self.conv1(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv2(y)
        return y + self.proj1(x)


class Wides(nn.Sequential):
    """Wide blocks of one depth; the first may halve the size."""

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
        self.wide1 = Wide(in_channels, depth=depth, stride=stride, **factory)
        self.wide2 = nn.Sequential(
            *(Wide(depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class WRN_28_10(nn.Module):
    """Wide ResNet 28-10 for CIFAR-10: Zagoruyko and Komodakis, Wide residual networks
    (2016).

    Few blocks, ten times as wide as ResNet's for CIFAR-10; projections have no norm.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "stage1", "channels": 160, "reduction": 1},
        {"name": "stage2", "channels": 320, "reduction": 2},
        {"name": "relu1", "channels": 640, "reduction": 4},
    )

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 16, 3, padding=1, bias=False, **factory)
        self.stage1 = Wides(16, depth=160, blocks=4, stride=1, **factory)
        self.stage2 = Wides(160, depth=320, blocks=4, **factory)
        self.stage3 = Wides(320, depth=640, blocks=4, **factory)
        self.bn1 = nn.BatchNorm2d(640, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(640, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 16x32x32
        x = self.stage1(x)  # 160x32x32
        x = self.stage2(x)  # 320x16x16
        x = self.stage3(x)  # 640x8x8
        x = self.bn1(x)
        return self.relu1(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 640x1x1
        x = self.flatten(x)  # 640
        return self.fc1(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
