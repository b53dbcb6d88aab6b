# Written by cnndsl 0.1.0: cnndsl build efficientnet_b6.cnn
# checksum of what follows: c08d3a9fa4390ed0
"""EfficientNetB6: 43,040,704 parameters, 19,067,593,536 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetB6"]


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
        y = self.block(x)  # 32x264x264
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


class EfficientNetB6(nn.Module):
    """EfficientNet-B6 as torchvision has it: Tan and Le, EfficientNet: rethinking model
    scaling for convolutional neural networks (2019).

    B0 made 1.8 times wider and 2.6 times deeper, for larger images. Its parts have
    torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 528, 528) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 32, "reduction": 2},
        {"name": "features.2", "channels": 40, "reduction": 4},
        {"name": "features.3", "channels": 72, "reduction": 8},
        {"name": "features.5", "channels": 200, "reduction": 16},
        {"name": "features", "channels": 2304, "reduction": 32},
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
                    in_channels, 56, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(56, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                Separable(56, 32, **factory),
                SeparableResidual(32, 0.0044444444444444444, **factory),
                SeparableResidual(32, 0.008888888888888889, **factory),
            ),
            nn.Sequential(
                Inverted(32, depth=40, kernel=3, stride=2, **factory),
                Residual(40, kernel=3, drop=0.017777777777777778, **factory),
                Residual(40, kernel=3, drop=0.022222222222222223, **factory),
                Residual(40, kernel=3, drop=0.02666666666666667, **factory),
                Residual(40, kernel=3, drop=0.03111111111111111, **factory),
                Residual(40, kernel=3, drop=0.035555555555555556, **factory),
            ),
            nn.Sequential(
                Inverted(40, depth=72, kernel=5, stride=2, **factory),
                Residual(72, kernel=5, drop=0.044444444444444446, **factory),
                Residual(72, kernel=5, drop=0.04888888888888889, **factory),
                Residual(72, kernel=5, drop=0.05333333333333334, **factory),
                Residual(72, kernel=5, drop=0.057777777777777775, **factory),
                Residual(72, kernel=5, drop=0.06222222222222222, **factory),
            ),
            nn.Sequential(
                Inverted(72, depth=144, kernel=3, stride=2, **factory),
                Residual(144, kernel=3, drop=0.07111111111111111, **factory),
                Residual(144, kernel=3, drop=0.07555555555555556, **factory),
                Residual(144, kernel=3, drop=0.08, **factory),
                Residual(144, kernel=3, drop=0.08444444444444445, **factory),
                Residual(144, kernel=3, drop=0.08888888888888889, **factory),
                Residual(144, kernel=3, drop=0.09333333333333334, **factory),
                Residual(144, kernel=3, drop=0.09777777777777778, **factory),
            ),
            nn.Sequential(
                Inverted(144, depth=200, kernel=5, **factory),
                Residual(200, kernel=5, drop=0.10666666666666667, **factory),
                Residual(200, kernel=5, drop=0.1111111111111111, **factory),
                Residual(200, kernel=5, drop=0.11555555555555555, **factory),
                Residual(200, kernel=5, drop=0.12, **factory),
                Residual(200, kernel=5, drop=0.12444444444444444, **factory),
                Residual(200, kernel=5, drop=0.1288888888888889, **factory),
                Residual(200, kernel=5, drop=0.13333333333333333, **factory),
            ),
            nn.Sequential(
                Inverted(200, depth=344, kernel=5, stride=2, **factory),
                Residual(344, kernel=5, drop=0.14222222222222222, **factory),
                Residual(344, kernel=5, drop=0.14666666666666667, **factory),
                Residual(344, kernel=5, drop=0.1511111111111111, **factory),
                Residual(344, kernel=5, drop=0.15555555555555556, **factory),
                Residual(344, kernel=5, drop=0.16, **factory),
                Residual(344, kernel=5, drop=0.16444444444444445, **factory),
                Residual(344, kernel=5, drop=0.1688888888888889, **factory),
                Residual(344, kernel=5, drop=0.17333333333333334, **factory),
                Residual(344, kernel=5, drop=0.17777777777777778, **factory),
                Residual(344, kernel=5, drop=0.18222222222222223, **factory),
            ),
            nn.Sequential(
                Inverted(344, depth=576, kernel=3, **factory),
                Residual(576, kernel=3, drop=0.19111111111111112, **factory),
                Residual(576, kernel=3, drop=0.19555555555555557, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(576, 2304, 1, bias=False, **factory),
                nn.BatchNorm2d(2304, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(2304, classes, **factory)
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
        return self.features(x)  # 2304x17x17

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2304x1x1
        x = self.flatten(x)  # 2304
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
