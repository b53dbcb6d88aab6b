# Written by cnndsl 0.1.0: cnndsl build mobilenet_v3_large.cnn
# checksum of what follows: 1330b8fa650bf530
"""MobileNetV3Large: 5,483,032 parameters, 216,589,760 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["MobileNetV3Large"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


def divisible(x: float, n: int) -> int:
    """The multiple of `n` nearest to `x`, at least `n` and at least nine tenths."""
    nearest = max(n, int(x + n / 2) // n * n)
    return nearest + n if 10 * nearest < 9 * x else nearest


class Separable(nn.Module):
    """A depthwise convolution, then a 1x1 one without activation, and a shortcut."""

    def __init__(
        self,
        in_channels: int,
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
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 16x112x112
        return y + x


class Inverted(nn.Sequential):
    """Wide inside and narrow at both ends."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        depth: int,
        stride: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    stride=stride,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(wide, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class Inverted2(nn.Sequential):
    """Wide inside and narrow at both ends."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        depth: int,
        stride: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    stride=stride,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(wide, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class Residual(nn.Module):
    """Wide inside and narrow at both ends, with a shortcut between these."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(wide, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 24x56x56
        return y + x


class Residual2(nn.Module):
    """Wide inside and narrow at both ends, with a shortcut between these."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(wide, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 80x14x14
        return y + x


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
        self.hardsigmoid1 = nn.Hardsigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.gap1(x)
        y = self.fc1(y)
        y = self.relu1(y)
        y = self.fc2(y)
        y = self.hardsigmoid1(y)
        return x * y


class Excited(nn.Sequential):
    """Wide inside and narrow at both ends, with squeeze and excitation."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        depth: int,
        stride: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    stride=stride,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            Excitation(wide, divisible(wide // 4, 8), **factory),
            nn.Sequential(
                nn.Conv2d(wide, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class Excited2(nn.Sequential):
    """Wide inside and narrow at both ends, with squeeze and excitation."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        depth: int,
        stride: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    stride=stride,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            Excitation(wide, divisible(wide // 4, 8), **factory),
            nn.Sequential(
                nn.Conv2d(wide, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class ExcitedResidual(nn.Module):
    """Wide inside and narrow at both ends, with squeeze and excitation, and a shortcut
    round all.
    """

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.ReLU(inplace=True),
            ),
            Excitation(wide, divisible(wide // 4, 8), **factory),
            nn.Sequential(
                nn.Conv2d(wide, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 40x28x28
        return y + x


class ExcitedResidual2(nn.Module):
    """Wide inside and narrow at both ends, with squeeze and excitation, and a shortcut
    round all.
    """

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, wide, 1, bias=False, **factory),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            nn.Sequential(
                nn.Conv2d(
                    wide,
                    wide,
                    kernel,
                    padding=kernel // 2,
                    groups=wide,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(wide, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            Excitation(wide, divisible(wide // 4, 8), **factory),
            nn.Sequential(
                nn.Conv2d(wide, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)
        return y + x


class MobileNetV3Large(nn.Module):
    """MobileNet V3 Large as torchvision has it: Howard et al., Searching for
    MobileNetV3 (2019).

    V2's blocks, some with squeeze and excitation, chosen by a search that measured the
    time on a phone, too. Its parts have torchvision's names, so that weights from there
    load as they are.

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
        {"name": "features.6", "channels": 40, "reduction": 8},
        {"name": "features.12", "channels": 112, "reduction": 16},
        {"name": "features", "channels": 960, "reduction": 32},
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
                    in_channels, 16, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(16, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
            Separable(16, **factory),
            Inverted(16, kernel=3, wide=64, depth=24, stride=2, **factory),
            Residual(24, kernel=3, wide=72, **factory),
            Excited(24, kernel=5, wide=72, depth=40, stride=2, **factory),
            ExcitedResidual(40, kernel=5, wide=120, **factory),
            ExcitedResidual(40, kernel=5, wide=120, **factory),
            Inverted2(40, kernel=3, wide=240, depth=80, stride=2, **factory),
            Residual2(80, kernel=3, wide=200, **factory),
            Residual2(80, kernel=3, wide=184, **factory),
            Residual2(80, kernel=3, wide=184, **factory),
            Excited2(80, kernel=3, wide=480, depth=112, stride=1, **factory),
            ExcitedResidual2(112, kernel=3, wide=672, **factory),
            Excited2(112, kernel=5, wide=672, depth=160, stride=2, **factory),
            ExcitedResidual2(160, kernel=5, wide=960, **factory),
            ExcitedResidual2(160, kernel=5, wide=960, **factory),
            nn.Sequential(
                nn.Conv2d(160, 960, 1, bias=False, **factory),
                nn.BatchNorm2d(960, eps=0.001, momentum=0.01, **factory),
                nn.Hardswish(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(960, 1280, **factory),
            nn.Hardswish(),
            nn.Dropout(0.2),
            nn.Linear(1280, classes, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features[0], self.features[16], self.classifier[0])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 960x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 960x1x1
        x = self.flatten(x)  # 960
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
