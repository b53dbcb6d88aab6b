# Written by cnndsl 0.1.0: cnndsl build efficientnet_b5.cnn
# checksum of what follows: 4ed896d0d64c33b3
"""EfficientNetB5: 30,389,784 parameters, 10,266,384,752 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetB5"]


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
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            Excitation(in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
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
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            Excitation(in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.drop_path1 = DropPath(drop)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 24x228x228
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
                nn.BatchNorm2d(6 * in_channels, eps=0.001, momentum=0.01, **factory),
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
                nn.BatchNorm2d(6 * in_channels, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            Excitation(6 * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(6 * in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
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
                nn.BatchNorm2d(6 * in_channels, eps=0.001, momentum=0.01, **factory),
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
                nn.BatchNorm2d(6 * in_channels, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            Excitation(6 * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(6 * in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
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


class EfficientNetB5(nn.Module):
    """EfficientNet-B5 as torchvision has it: Tan and Le, EfficientNet: rethinking model
    scaling for convolutional neural networks (2019).

    B0 made 1.6 times wider and 2.2 times deeper, for larger images. Its parts have
    torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 456, 456) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 24, "reduction": 2},
        {"name": "features.2", "channels": 40, "reduction": 4},
        {"name": "features.3", "channels": 64, "reduction": 8},
        {"name": "features.5", "channels": 176, "reduction": 16},
        {"name": "features", "channels": 2048, "reduction": 32},
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
                nn.BatchNorm2d(48, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                Separable(48, 24, **factory),
                SeparableResidual(24, 0.005128205128205128, **factory),
                SeparableResidual(24, 0.010256410256410256, **factory),
            ),
            nn.Sequential(
                Inverted(24, depth=40, kernel=3, stride=2, **factory),
                Residual(40, kernel=3, drop=0.020512820512820513, **factory),
                Residual(40, kernel=3, drop=0.02564102564102564, **factory),
                Residual(40, kernel=3, drop=0.03076923076923077, **factory),
                Residual(40, kernel=3, drop=0.035897435897435895, **factory),
            ),
            nn.Sequential(
                Inverted(40, depth=64, kernel=5, stride=2, **factory),
                Residual(64, kernel=5, drop=0.046153846153846156, **factory),
                Residual(64, kernel=5, drop=0.05128205128205128, **factory),
                Residual(64, kernel=5, drop=0.05641025641025641, **factory),
                Residual(64, kernel=5, drop=0.06153846153846154, **factory),
            ),
            nn.Sequential(
                Inverted(64, depth=128, kernel=3, stride=2, **factory),
                Residual(128, kernel=3, drop=0.07179487179487179, **factory),
                Residual(128, kernel=3, drop=0.07692307692307693, **factory),
                Residual(128, kernel=3, drop=0.08205128205128205, **factory),
                Residual(128, kernel=3, drop=0.08717948717948718, **factory),
                Residual(128, kernel=3, drop=0.09230769230769231, **factory),
                Residual(128, kernel=3, drop=0.09743589743589744, **factory),
            ),
            nn.Sequential(
                Inverted(128, depth=176, kernel=5, **factory),
                Residual(176, kernel=5, drop=0.1076923076923077, **factory),
                Residual(176, kernel=5, drop=0.11282051282051282, **factory),
                Residual(176, kernel=5, drop=0.11794871794871795, **factory),
                Residual(176, kernel=5, drop=0.12307692307692308, **factory),
                Residual(176, kernel=5, drop=0.1282051282051282, **factory),
                Residual(176, kernel=5, drop=0.13333333333333333, **factory),
            ),
            nn.Sequential(
                Inverted(176, depth=304, kernel=5, stride=2, **factory),
                Residual(304, kernel=5, drop=0.14358974358974358, **factory),
                Residual(304, kernel=5, drop=0.14871794871794872, **factory),
                Residual(304, kernel=5, drop=0.15384615384615385, **factory),
                Residual(304, kernel=5, drop=0.15897435897435896, **factory),
                Residual(304, kernel=5, drop=0.1641025641025641, **factory),
                Residual(304, kernel=5, drop=0.16923076923076924, **factory),
                Residual(304, kernel=5, drop=0.17435897435897435, **factory),
                Residual(304, kernel=5, drop=0.1794871794871795, **factory),
            ),
            nn.Sequential(
                Inverted(304, depth=512, kernel=3, **factory),
                Residual(512, kernel=3, drop=0.18974358974358974, **factory),
                Residual(512, kernel=3, drop=0.19487179487179487, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(512, 2048, 1, bias=False, **factory),
                nn.BatchNorm2d(2048, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(2048, classes, **factory)
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
        return self.features(x)  # 2048x15x15

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
