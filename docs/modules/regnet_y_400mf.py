# Written by cnndsl 0.1.0: cnndsl build regnet_y_400mf.cnn
# checksum of what follows: 27b4cbf388b5d487
"""RegNetY_400MF: 4,344,144 parameters, 401,842,848 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["RegNetY_400MF"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Excitation(nn.Module):
    """A weight for each channel, worked out of the means of all: squeeze and excitation
    (Hu et al. 2018).
    """

    def __init__(
        self,
        in_channels: int,
        squeeze: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(in_channels, squeeze, 1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.fc2 = nn.Conv2d(squeeze, in_channels, 1, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.gap1(x)
        y = self.fc1(y)
        y = self.relu1(y)
        y = self.fc2(y)
        y = self.sigmoid1(y)
        return x * y


class YBlock(nn.Module):
    """RegNetY's block, which has squeeze and excitation, a quarter as wide as what
    comes in.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        group: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        narrow = in_channels // 4
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != depth:
            self.proj1 = nn.Sequential(
                nn.Conv2d(in_channels, depth, 1, stride=stride, bias=False, **factory),
                nn.BatchNorm2d(depth, **factory),
            )
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth,
            depth,
            3,
            stride=stride,
            padding=1,
            groups=depth // group,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.excitation1 = Excitation(depth, narrow, **factory)
        self.conv3 = nn.Conv2d(depth, depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.proj1, self.conv1, self.conv2, self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.proj1(x)
        b = self.conv1(x)
        b = self.bn1(b)
        b = self.relu1(b)
        b = self.conv2(b)
        b = self.bn2(b)
        b = self.relu2(b)
        b = self.excitation1(b)
        b = self.conv3(b)
        b = self.bn3(b)
        b += a
        return self.relu3(b)


class YStage(nn.Sequential):
    """RegNetY's blocks of one depth; the first halves the size."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        group: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.y_block1 = YBlock(
            in_channels, depth=depth, group=group, stride=2, **factory
        )
        self.y_block2 = nn.Sequential(
            *(YBlock(depth, depth, group, **factory) for _ in range(blocks - 1))
        )


class RegNetY_400MF(nn.Module):
    """RegNetY-400MF as torchvision has it: Radosavovic et al., Designing network design
    spaces (2020).

    RegNetX with squeeze and excitation; its own numbers for the same formula. Weights
    of torchvision's `regnet_y_400mf` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 2},
        {"name": "block1", "channels": 48, "reduction": 4},
        {"name": "block2", "channels": 104, "reduction": 8},
        {"name": "block3", "channels": 208, "reduction": 16},
        {"name": "block4", "channels": 440, "reduction": 32},
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
            in_channels, 32, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(32, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.block1 = YStage(32, depth=48, blocks=1, group=8, **factory)
        self.block2 = YStage(48, depth=104, blocks=3, group=8, **factory)
        self.block3 = YStage(104, depth=208, blocks=6, group=8, **factory)
        self.block4 = YStage(208, depth=440, blocks=6, group=8, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(440, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x112x112
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.block1(x)  # 48x56x56
        x = self.block2(x)  # 104x28x28
        x = self.block3(x)  # 208x14x14
        return self.block4(x)  # 440x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 440x1x1
        x = self.flatten(x)  # 440
        return self.fc(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
