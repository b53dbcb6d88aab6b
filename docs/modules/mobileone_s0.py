# Written by cnndsl 0.1.0: cnndsl build mobileone_s0.cnn
# checksum of what follows: 794a2b1e794e7b46
"""MobileOneS0: 5,293,272 parameters, 1,051,935,232 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["MobileOneS0"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Stem(nn.Module):
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
            in_channels, 48, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(48, **factory)
        self.conv2 = nn.Conv2d(in_channels, 48, 1, stride=2, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(48, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 48x112x112
        a = self.bn1(a)
        b = self.conv2(x)
        b = self.bn2(b)
        return a + b


class DepthwiseDown(nn.Module):
    """The depthwise convolutions at half the size."""

    def __init__(
        self,
        in_channels: int,
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
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv2 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv3 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn3 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv4 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn4 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv5 = nn.Conv2d(
            in_channels,
            in_channels,
            1,
            stride=2,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn5 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.dwconv1(x)
        a = self.bn1(a)
        b = self.dwconv2(x)
        b = self.bn2(b)
        c = self.dwconv3(x)
        c = self.bn3(c)
        d = self.dwconv4(x)
        d = self.bn4(d)
        e = self.dwconv5(x)
        e = self.bn5(e)
        x = a + b + c + d + e
        return self.relu1(x)


class Pointwise(nn.Module):
    """Four 1x1 convolutions and what came in, each behind its norm."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.conv2 = nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.conv3 = nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(in_channels, **factory)
        self.conv4 = nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(in_channels, **factory)
        self.bn5 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)
        a = self.bn1(a)
        b = self.conv2(x)
        b = self.bn2(b)
        c = self.conv3(x)
        c = self.bn3(c)
        d = self.conv4(x)
        d = self.bn4(d)
        e = self.bn5(x)
        x = a + b + c + d + e
        return self.relu1(x)


class Depthwise(nn.Module):
    """Four depthwise 3x3 convolutions, a 1x1 one, and what came in, each behind its
    norm.
    """

    def __init__(
        self,
        in_channels: int,
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
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv2 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv3 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn3 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv4 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn4 = nn.BatchNorm2d(in_channels, **factory)
        self.dwconv5 = nn.Conv2d(
            in_channels, in_channels, 1, groups=in_channels, bias=False, **factory
        )
        self.bn5 = nn.BatchNorm2d(in_channels, **factory)
        self.bn6 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.dwconv1(x)
        a = self.bn1(a)
        b = self.dwconv2(x)
        b = self.bn2(b)
        c = self.dwconv3(x)
        c = self.bn3(c)
        d = self.dwconv4(x)
        d = self.bn4(d)
        e = self.dwconv5(x)
        e = self.bn5(e)
        f = self.bn6(x)
        x = a + b + c + d + e + f
        return self.relu1(x)


class Unit(nn.Sequential):
    """A depthwise and a pointwise sum."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.depthwise1 = Depthwise(in_channels, **factory)
        self.pointwise1 = Pointwise(in_channels, **factory)


class PointwiseTo(nn.Module):
    """The 1x1 convolutions to another depth."""

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
        self.conv2 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.conv3 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.conv4 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)
        a = self.bn1(a)
        b = self.conv2(x)
        b = self.bn2(b)
        c = self.conv3(x)
        c = self.bn3(c)
        d = self.conv4(x)
        d = self.bn4(d)
        x = a + b + c + d
        return self.relu1(x)


class MobileOneS0(nn.Module):
    """MobileOne-S0: Vasu et al., MobileOne: an improved one millisecond mobile backbone
    (2023).

    Each sum of branches comes to one convolution once the network is trained. Weights
    of timm's `mobileone_s0` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 48, "reduction": 2},
        {"name": "unit1", "channels": 48, "reduction": 4},
        {"name": "unit2", "channels": 128, "reduction": 8},
        {"name": "unit3", "channels": 256, "reduction": 16},
        {"name": "pointwise_to3", "channels": 1024, "reduction": 32},
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
        self.stem = Stem(in_channels, **factory)
        self.relu1 = nn.ReLU()
        self.depthwise_down1 = DepthwiseDown(48, **factory)
        self.pointwise1 = Pointwise(48, **factory)
        self.unit1 = Unit(48, **factory)
        self.depthwise_down2 = DepthwiseDown(48, **factory)
        self.pointwise_to1 = PointwiseTo(48, 128, **factory)
        self.unit2 = nn.Sequential(*(Unit(128, **factory) for _ in range(7)))
        self.depthwise_down3 = DepthwiseDown(128, **factory)
        self.pointwise_to2 = PointwiseTo(128, 256, **factory)
        self.unit3 = nn.Sequential(*(Unit(256, **factory) for _ in range(9)))
        self.depthwise_down4 = DepthwiseDown(256, **factory)
        self.pointwise_to3 = PointwiseTo(256, 1024, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1024, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)  # 48x112x112
        x = self.relu1(x)
        x = self.depthwise_down1(x)  # 48x56x56
        x = self.pointwise1(x)
        x = self.unit1(x)
        x = self.depthwise_down2(x)  # 48x28x28
        x = self.pointwise_to1(x)  # 128x28x28
        x = self.unit2(x)
        x = self.depthwise_down3(x)  # 128x14x14
        x = self.pointwise_to2(x)  # 256x14x14
        x = self.unit3(x)
        x = self.depthwise_down4(x)  # 256x7x7
        return self.pointwise_to3(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.flatten(x)  # 1024
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
