# Written by cnndsl 0.1.0: cnndsl build efficientnet_b1.cnn
# checksum of what follows: 17571337fee77d62
"""EfficientNetB1: 7,794,184 parameters, 686,802,832 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetB1"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DropPath(nn.Dropout):
    """Stochastic depth."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        return x * F.dropout(x.new_ones((x.size(0), 1, 1, 1)), self.p)


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
        self.silu1 = nn.SiLU()
        self.fc2 = nn.Conv2d(squeeze, in_channels, 1, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.gap1(x)
        y = self.fc1(y)
        y = self.silu1(y)
        y = self.fc2(y)
        y = self.sigmoid1(y)
        return x * y


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
        self.block = nn.Sequential(
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
                nn.SiLU(),
            ),
            Excitation(in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])


class SeparableResidual(nn.Module):
    """A depthwise and a 1x1 convolution beside a shortcut; they are left out with
    probability `drop` (stochastic depth).
    """

    def __init__(
        self,
        in_channels: int,
        drop: float,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
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
                nn.SiLU(),
            ),
            Excitation(in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, **factory),
            ),
        )
        self.drop_path1 = DropPath(drop)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 16x120x120
        y = self.drop_path1(y)
        return y + x


class Inverted(nn.Sequential):
    """Wide inside and narrow at both ends, where no activation is."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, 6 * in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(6 * in_channels, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    6 * in_channels,
                    6 * in_channels,
                    kernel,
                    stride=stride,
                    padding=kernel // 2,
                    groups=6 * in_channels,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(6 * in_channels, **factory),
                nn.SiLU(),
            ),
            Excitation(6 * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(6 * in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class Residual(nn.Module):
    """Wide inside and narrow at both ends, beside a shortcut; left out with probability
    `drop` (stochastic depth).
    """

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        drop: float,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, 6 * in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(6 * in_channels, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    6 * in_channels,
                    6 * in_channels,
                    kernel,
                    padding=kernel // 2,
                    groups=6 * in_channels,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(6 * in_channels, **factory),
                nn.SiLU(),
            ),
            Excitation(6 * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(6 * in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, **factory),
            ),
        )
        self.drop_path1 = DropPath(drop)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)
        y = self.drop_path1(y)
        return y + x


class EfficientNetB1(nn.Module):
    """EfficientNet-B1 as torchvision has it: Tan and Le, EfficientNet: rethinking model
    scaling for convolutional neural networks (2019).

    B0 made 1.1 times deeper, for larger images. Its parts have torchvision's names, so
    that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 240, 240) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 16, "reduction": 2},
        {"name": "features.2", "channels": 24, "reduction": 4},
        {"name": "features.3", "channels": 40, "reduction": 8},
        {"name": "features.5", "channels": 112, "reduction": 16},
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
                nn.SiLU(),
            ),
            nn.Sequential(
                Separable(32, 16, **factory),
                SeparableResidual(16, 0.008695652173913044, **factory),
            ),
            nn.Sequential(
                Inverted(16, depth=24, kernel=3, stride=2, **factory),
                Residual(24, kernel=3, drop=0.02608695652173913, **factory),
                Residual(24, kernel=3, drop=0.034782608695652174, **factory),
            ),
            nn.Sequential(
                Inverted(24, depth=40, kernel=5, stride=2, **factory),
                Residual(40, kernel=5, drop=0.05217391304347826, **factory),
                Residual(40, kernel=5, drop=0.06086956521739131, **factory),
            ),
            nn.Sequential(
                Inverted(40, depth=80, kernel=3, stride=2, **factory),
                Residual(80, kernel=3, drop=0.0782608695652174, **factory),
                Residual(80, kernel=3, drop=0.08695652173913043, **factory),
                Residual(80, kernel=3, drop=0.09565217391304348, **factory),
            ),
            nn.Sequential(
                Inverted(80, depth=112, kernel=5, **factory),
                Residual(112, kernel=5, drop=0.11304347826086956, **factory),
                Residual(112, kernel=5, drop=0.12173913043478261, **factory),
                Residual(112, kernel=5, drop=0.13043478260869565, **factory),
            ),
            nn.Sequential(
                Inverted(112, depth=192, kernel=5, stride=2, **factory),
                Residual(192, kernel=5, drop=0.14782608695652175, **factory),
                Residual(192, kernel=5, drop=0.1565217391304348, **factory),
                Residual(192, kernel=5, drop=0.16521739130434782, **factory),
                Residual(192, kernel=5, drop=0.17391304347826086, **factory),
            ),
            nn.Sequential(
                Inverted(192, depth=320, kernel=3, **factory),
                Residual(320, kernel=3, drop=0.19130434782608696, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(320, 1280, 1, bias=False, **factory),
                nn.BatchNorm2d(1280, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(1280, classes, **factory)
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features[0], self.features[8])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 1280x8x8

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1280x1x1
        x = self.flatten(x)  # 1280
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
