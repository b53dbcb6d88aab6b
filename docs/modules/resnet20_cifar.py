# Written by cnndsl 0.1.0: cnndsl build resnet20_cifar.cnn
# checksum of what follows: 2210d4a94479c940
"""ResNet20: 272,474 parameters, 40,813,184 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["ResNet20"]


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


class Basics(nn.Sequential):
    """Basic blocks of one depth; the first may halve the size."""

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
        self.basic1 = Basic(in_channels, depth=depth, stride=stride, **factory)
        self.basic2 = nn.Sequential(
            *(Basic(depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class ResNet20(nn.Module):
    """ResNet-20 for CIFAR-10: He et al., Deep residual learning for image recognition
    (2015).

    With projections where the paper's shortcuts have channels of zeros.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "stage1", "channels": 16, "reduction": 1},
        {"name": "stage2", "channels": 32, "reduction": 2},
        {"name": "stage3", "channels": 64, "reduction": 4},
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
        self.bn1 = nn.BatchNorm2d(16, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.stage1 = Basics(16, depth=16, blocks=3, stride=1, **factory)
        self.stage2 = Basics(16, depth=32, blocks=3, **factory)
        self.stage3 = Basics(32, depth=64, blocks=3, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, classes, **factory)
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
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.stage1(x)
        x = self.stage2(x)  # 32x16x16
        return self.stage3(x)  # 64x8x8

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 64x1x1
        x = self.flatten(x)  # 64
        return self.fc1(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
