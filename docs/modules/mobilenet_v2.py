# Written by cnndsl 0.1.0: cnndsl build mobilenet_v2.cnn
# checksum of what follows: 0a19df7232359b3b
"""MobileNetV2: 3,504,872 parameters, 300,774,272 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["MobileNetV2"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Separable(nn.Sequential):
    """A depthwise convolution, then a 1x1 one without activation."""

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
        self.conv = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels,
                    in_channels,
                    3,
                    padding=1,
                    groups=in_channels,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(in_channels, **factory),
                nn.ReLU6(inplace=True),
            ),
            nn.Conv2d(in_channels, depth, 1, bias=False, **factory),
            nn.BatchNorm2d(depth, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv[0])


class Inverted(nn.Sequential):
    """Wide inside and narrow at both ends, where no activation is."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        expansion: int = 6,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, expansion * in_channels, 1, bias=False, **factory
                ),
                nn.BatchNorm2d(expansion * in_channels, **factory),
                nn.ReLU6(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    expansion * in_channels,
                    expansion * in_channels,
                    3,
                    stride=stride,
                    padding=1,
                    groups=expansion * in_channels,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(expansion * in_channels, **factory),
                nn.ReLU6(inplace=True),
            ),
            nn.Conv2d(expansion * in_channels, depth, 1, bias=False, **factory),
            nn.BatchNorm2d(depth, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv[0], self.conv[1])


class Residual(nn.Module):
    """Wide inside and narrow at both ends, with a shortcut between these."""

    def __init__(
        self,
        in_channels: int,
        expansion: int = 6,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, expansion * in_channels, 1, bias=False, **factory
                ),
                nn.BatchNorm2d(expansion * in_channels, **factory),
                nn.ReLU6(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    expansion * in_channels,
                    expansion * in_channels,
                    3,
                    padding=1,
                    groups=expansion * in_channels,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(expansion * in_channels, **factory),
                nn.ReLU6(inplace=True),
            ),
            nn.Conv2d(expansion * in_channels, in_channels, 1, bias=False, **factory),
            nn.BatchNorm2d(in_channels, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv[0], self.conv[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(x)
        return y + x


class MobileNetV2(nn.Module):
    """MobileNet V2 as torchvision has it: Sandler et al., MobileNetV2: inverted
    residuals and linear bottlenecks (2018).

    For phones: blocks are narrow at both ends, where the shortcuts are, and wide
    inside, where they are depthwise. Its parts have torchvision's names, so that
    weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 16, "reduction": 2},
        {"name": "features.3", "channels": 24, "reduction": 4},
        {"name": "features.6", "channels": 32, "reduction": 8},
        {"name": "features.13", "channels": 96, "reduction": 16},
        {"name": "features", "channels": 1280, "reduction": 32},
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
        self.features = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, 32, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(32, **factory),
                nn.ReLU6(inplace=True),
            ),
            Separable(32, 16, **factory),
            Inverted(16, depth=24, stride=2, **factory),
            Residual(24, **factory),
            Inverted(24, depth=32, stride=2, **factory),
            Residual(32, **factory),
            Residual(32, **factory),
            Inverted(32, depth=64, stride=2, **factory),
            *(Residual(64, **factory) for _ in range(3)),
            Inverted(64, depth=96, **factory),
            Residual(96, **factory),
            Residual(96, **factory),
            Inverted(96, depth=160, stride=2, **factory),
            Residual(160, **factory),
            Residual(160, **factory),
            Inverted(160, depth=320, **factory),
            nn.Sequential(
                nn.Conv2d(320, 1280, 1, bias=False, **factory),
                nn.BatchNorm2d(1280, **factory),
                nn.ReLU6(inplace=True),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(1280, classes, **factory)
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features[0], self.features[18])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 1280x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1280x1x1
        x = self.flatten(x)  # 1280
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
