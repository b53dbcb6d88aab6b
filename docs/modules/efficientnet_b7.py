# Written by cnndsl 0.1.0: cnndsl build efficientnet_b7.cnn
# checksum of what follows: 0fbd9173c44262b6
"""EfficientNetB7: 66,347,960 parameters, 37,745,884,192 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetB7"]


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
        y = self.block(x)  # 32x300x300
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


class EfficientNetB7(nn.Module):
    """EfficientNet-B7 as torchvision has it: Tan and Le, EfficientNet: rethinking model
    scaling for convolutional neural networks (2019).

    B0 made 2 times wider and 3.1 times deeper, for larger images. Its parts have
    torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 600, 600) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 32, "reduction": 2},
        {"name": "features.2", "channels": 48, "reduction": 4},
        {"name": "features.3", "channels": 80, "reduction": 8},
        {"name": "features.5", "channels": 224, "reduction": 16},
        {"name": "features", "channels": 2560, "reduction": 32},
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
                    in_channels, 64, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(64, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                Separable(64, 32, **factory),
                SeparableResidual(32, 0.0036363636363636364, **factory),
                SeparableResidual(32, 0.007272727272727273, **factory),
                SeparableResidual(32, 0.01090909090909091, **factory),
            ),
            nn.Sequential(
                Inverted(32, depth=48, kernel=3, stride=2, **factory),
                Residual(48, kernel=3, drop=0.01818181818181818, **factory),
                Residual(48, kernel=3, drop=0.02181818181818182, **factory),
                Residual(48, kernel=3, drop=0.025454545454545455, **factory),
                Residual(48, kernel=3, drop=0.02909090909090909, **factory),
                Residual(48, kernel=3, drop=0.03272727272727273, **factory),
                Residual(48, kernel=3, drop=0.03636363636363636, **factory),
            ),
            nn.Sequential(
                Inverted(48, depth=80, kernel=5, stride=2, **factory),
                Residual(80, kernel=5, drop=0.04363636363636364, **factory),
                Residual(80, kernel=5, drop=0.04727272727272727, **factory),
                Residual(80, kernel=5, drop=0.05090909090909091, **factory),
                Residual(80, kernel=5, drop=0.05454545454545454, **factory),
                Residual(80, kernel=5, drop=0.05818181818181818, **factory),
                Residual(80, kernel=5, drop=0.06181818181818182, **factory),
            ),
            nn.Sequential(
                Inverted(80, depth=160, kernel=3, stride=2, **factory),
                Residual(160, kernel=3, drop=0.06909090909090909, **factory),
                Residual(160, kernel=3, drop=0.07272727272727272, **factory),
                Residual(160, kernel=3, drop=0.07636363636363637, **factory),
                Residual(160, kernel=3, drop=0.08, **factory),
                Residual(160, kernel=3, drop=0.08363636363636363, **factory),
                Residual(160, kernel=3, drop=0.08727272727272728, **factory),
                Residual(160, kernel=3, drop=0.09090909090909091, **factory),
                Residual(160, kernel=3, drop=0.09454545454545454, **factory),
                Residual(160, kernel=3, drop=0.09818181818181818, **factory),
            ),
            nn.Sequential(
                Inverted(160, depth=224, kernel=5, **factory),
                Residual(224, kernel=5, drop=0.10545454545454545, **factory),
                Residual(224, kernel=5, drop=0.10909090909090909, **factory),
                Residual(224, kernel=5, drop=0.11272727272727273, **factory),
                Residual(224, kernel=5, drop=0.11636363636363636, **factory),
                Residual(224, kernel=5, drop=0.12, **factory),
                Residual(224, kernel=5, drop=0.12363636363636364, **factory),
                Residual(224, kernel=5, drop=0.12727272727272726, **factory),
                Residual(224, kernel=5, drop=0.13090909090909092, **factory),
                Residual(224, kernel=5, drop=0.13454545454545455, **factory),
            ),
            nn.Sequential(
                Inverted(224, depth=384, kernel=5, stride=2, **factory),
                Residual(384, kernel=5, drop=0.14181818181818182, **factory),
                Residual(384, kernel=5, drop=0.14545454545454545, **factory),
                Residual(384, kernel=5, drop=0.14909090909090908, **factory),
                Residual(384, kernel=5, drop=0.15272727272727274, **factory),
                Residual(384, kernel=5, drop=0.15636363636363637, **factory),
                Residual(384, kernel=5, drop=0.16, **factory),
                Residual(384, kernel=5, drop=0.16363636363636364, **factory),
                Residual(384, kernel=5, drop=0.16727272727272727, **factory),
                Residual(384, kernel=5, drop=0.1709090909090909, **factory),
                Residual(384, kernel=5, drop=0.17454545454545456, **factory),
                Residual(384, kernel=5, drop=0.1781818181818182, **factory),
                Residual(384, kernel=5, drop=0.18181818181818182, **factory),
            ),
            nn.Sequential(
                Inverted(384, depth=640, kernel=3, **factory),
                Residual(640, kernel=3, drop=0.1890909090909091, **factory),
                Residual(640, kernel=3, drop=0.19272727272727272, **factory),
                Residual(640, kernel=3, drop=0.19636363636363635, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(640, 2560, 1, bias=False, **factory),
                nn.BatchNorm2d(2560, eps=0.001, momentum=0.01, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(2560, classes, **factory)
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
        return self.features(x)  # 2560x19x19

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2560x1x1
        x = self.flatten(x)  # 2560
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
