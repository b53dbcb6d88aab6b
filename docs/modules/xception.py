# Written by cnndsl 0.1.0: cnndsl build xception.cnn
# checksum of what follows: 25005f0721185027
"""Xception: 22,855,952 parameters, 8,357,403,496 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
Copies of a layer start alike: one that feeds a ReLU is enough.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Xception"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Separable(nn.Sequential):
    """A depthwise convolution and a 1x1 one, with nothing between them."""

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
        self.dwconv1 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Entry(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.separable1 = Separable(64, 128, **factory)
        self.relu1 = nn.ReLU()
        self.separable2 = Separable(128, 128, **factory)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.proj1 = nn.Sequential(
            nn.Conv2d(64, 128, 1, stride=2, bias=False, **factory),
            nn.BatchNorm2d(128, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.proj1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.separable1(x)  # 128x147x147
        y = self.relu1(y)
        y = self.separable2(y)
        y = self.maxpool1(y)  # 128x74x74
        return y + self.proj1(x)


class Down(nn.Module):
    """Two separable convolutions, then half the size, and a shortcut round all."""

    def __init__(
        self,
        in_channels: int,
        between: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.relu1 = nn.ReLU()
        self.separable1 = Separable(in_channels, between, **factory)
        self.relu2 = nn.ReLU()
        self.separable2 = Separable(between, depth, **factory)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.proj1 = nn.Sequential(
            nn.Conv2d(in_channels, depth, 1, stride=2, bias=False, **factory),
            nn.BatchNorm2d(depth, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.proj1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.relu1(x)
        y = self.separable1(y)
        y = self.relu2(y)
        y = self.separable2(y)
        y = self.maxpool1(y)
        return y + self.proj1(x)


class Middle(nn.Module):
    """Three separable convolutions of one depth and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.relu1 = nn.ReLU()
        self.separable1 = Separable(in_channels, in_channels, **factory)
        self.relu2 = nn.ReLU()
        self.separable2 = Separable(in_channels, in_channels, **factory)
        self.relu3 = nn.ReLU()
        self.separable3 = Separable(in_channels, in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.relu1(x)  # 728x19x19
        y = self.separable1(y)
        y = self.relu2(y)
        y = self.separable2(y)
        y = self.relu3(y)
        y = self.separable3(y)
        return y + x


class Xception(nn.Module):
    """Xception: Chollet, Xception: deep learning with depthwise separable convolutions
    (2017).

    Channels and places are looked at apart: depthwise 3x3 convolutions, each before a
    1x1 one. Weights of pytorchcv's `xception` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 299, 299) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 2},
        {"name": "relu2", "channels": 64, "reduction": 2},
        {"name": "entry", "channels": 128, "reduction": 4},
        {"name": "down1", "channels": 256, "reduction": 8},
        {"name": "middle1", "channels": 728, "reduction": 16},
        {"name": "relu4", "channels": 2048, "reduction": 32},
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
        self.conv1 = nn.Conv2d(in_channels, 32, 3, stride=2, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(32, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 64, 3, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.entry = Entry(**factory)
        self.down1 = Down(128, between=256, depth=256, **factory)
        self.down2 = Down(256, between=728, depth=728, **factory)
        self.middle1 = nn.Sequential(*(Middle(728, **factory) for _ in range(8)))
        self.down3 = Down(728, between=728, depth=1024, **factory)
        self.separable1 = Separable(1024, 1536, **factory)
        self.relu3 = nn.ReLU()
        self.separable2 = Separable(1536, 2048, **factory)
        self.relu4 = nn.ReLU()
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x149x149
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.conv2(x)  # 64x147x147
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.entry(x)  # 128x74x74
        x = self.down1(x)  # 256x37x37
        x = self.down2(x)  # 728x19x19
        x = self.middle1(x)
        x = self.down3(x)  # 1024x10x10
        x = self.separable1(x)  # 1536x10x10
        x = self.relu3(x)
        x = self.separable2(x)  # 2048x10x10
        return self.relu4(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
