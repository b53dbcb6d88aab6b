# Written by cnndsl 0.1.0: cnndsl build efficientnet_b4.cnn
# checksum of what follows: 639c947a2e50cfce
"""EfficientNetB4: 19,341,616 parameters, 4,393,771,024 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetB4"]


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
        y = self.block(x)  # 24x190x190
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


class EfficientNetB4(nn.Module):
    """EfficientNet-B4 as torchvision has it: Tan and Le, EfficientNet: rethinking model
    scaling for convolutional neural networks (2019).

    B0 made 1.4 times wider and 1.8 times deeper, for larger images. Its parts have
    torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 380, 380) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 24, "reduction": 2},
        {"name": "features.2", "channels": 32, "reduction": 4},
        {"name": "features.3", "channels": 56, "reduction": 8},
        {"name": "features.5", "channels": 160, "reduction": 16},
        {"name": "features", "channels": 1792, "reduction": 32},
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
                    in_channels, 48, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(48, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                Separable(48, 24, **factory), SeparableResidual(24, 0.00625, **factory)
            ),
            nn.Sequential(
                Inverted(24, depth=32, kernel=3, stride=2, **factory),
                Residual(32, kernel=3, drop=0.01875, **factory),
                Residual(32, kernel=3, drop=0.025, **factory),
                Residual(32, kernel=3, drop=0.03125, **factory),
            ),
            nn.Sequential(
                Inverted(32, depth=56, kernel=5, stride=2, **factory),
                Residual(56, kernel=5, drop=0.04375, **factory),
                Residual(56, kernel=5, drop=0.05, **factory),
                Residual(56, kernel=5, drop=0.05625, **factory),
            ),
            nn.Sequential(
                Inverted(56, depth=112, kernel=3, stride=2, **factory),
                Residual(112, kernel=3, drop=0.06875, **factory),
                Residual(112, kernel=3, drop=0.075, **factory),
                Residual(112, kernel=3, drop=0.08125, **factory),
                Residual(112, kernel=3, drop=0.0875, **factory),
                Residual(112, kernel=3, drop=0.09375, **factory),
            ),
            nn.Sequential(
                Inverted(112, depth=160, kernel=5, **factory),
                Residual(160, kernel=5, drop=0.10625, **factory),
                Residual(160, kernel=5, drop=0.1125, **factory),
                Residual(160, kernel=5, drop=0.11875, **factory),
                Residual(160, kernel=5, drop=0.125, **factory),
                Residual(160, kernel=5, drop=0.13125, **factory),
            ),
            nn.Sequential(
                Inverted(160, depth=272, kernel=5, stride=2, **factory),
                Residual(272, kernel=5, drop=0.14375, **factory),
                Residual(272, kernel=5, drop=0.15, **factory),
                Residual(272, kernel=5, drop=0.15625, **factory),
                Residual(272, kernel=5, drop=0.1625, **factory),
                Residual(272, kernel=5, drop=0.16875, **factory),
                Residual(272, kernel=5, drop=0.175, **factory),
                Residual(272, kernel=5, drop=0.18125, **factory),
            ),
            nn.Sequential(
                Inverted(272, depth=448, kernel=3, **factory),
                Residual(448, kernel=3, drop=0.19375, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(448, 1792, 1, bias=False, **factory),
                nn.BatchNorm2d(1792, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(1792, classes, **factory)
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
        return self.features(x)  # 1792x12x12

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1792x1x1
        x = self.flatten(x)  # 1792
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
