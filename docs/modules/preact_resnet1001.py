# Written by cnndsl 0.1.0: cnndsl build preact_resnet1001.cnn
# checksum of what follows: b741de010bb1c677
"""PreActResNet1001: 10,327,706 parameters, 1,490,995,712 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["PreActResNet1001"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Preact(nn.Module):
    """A 3x3 convolution between two 1x1 ones, each behind its norm and its ReLU, and a
    shortcut round them.
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
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.proj1 = nn.Conv2d(
                in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
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
        y = self.bn3(y)
        y = self.relu3(y)
        y = self.conv3(y)
        return y + self.proj1(x)


class Preacts(nn.Sequential):
    """Blocks of one depth; the first may halve the size."""

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
        self.preact1 = Preact(in_channels, depth=depth, stride=stride, **factory)
        self.preact2 = nn.Sequential(
            *(Preact(4 * depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class PreActResNet1001(nn.Module):
    """Pre-activation ResNet-1001 for CIFAR-10: He et al., Identity mappings in deep
    residual networks (2016).

    Norms and ReLUs come before the convolutions, so that sums are handed on as they
    are; projections have no norm.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "stage1", "channels": 64, "reduction": 1},
        {"name": "stage2", "channels": 128, "reduction": 2},
        {"name": "relu1", "channels": 256, "reduction": 4},
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
        self.stage1 = Preacts(16, depth=16, blocks=111, stride=1, **factory)
        self.stage2 = Preacts(64, depth=32, blocks=111, **factory)
        self.stage3 = Preacts(128, depth=64, blocks=111, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(256, classes, **factory)
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
        x = self.stage1(x)  # 64x32x32
        x = self.stage2(x)  # 128x16x16
        x = self.stage3(x)  # 256x8x8
        x = self.bn1(x)
        return self.relu1(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 256x1x1
        x = self.flatten(x)  # 256
        return self.fc1(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
