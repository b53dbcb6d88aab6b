# Written by cnndsl 0.1.0: cnndsl build efficientnet_v2_m.cnn
# checksum of what follows: 74b05cf89d441164
"""EfficientNetV2_M: 54,139,356 parameters, 24,582,460,384 multiply-accumulates an
image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetV2_M"]


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


class Plain(nn.Module):
    """A convolution beside a shortcut; it is left out with probability `drop`
    (stochastic depth).
    """

    def __init__(
        self,
        in_channels: int,
        p: float,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, in_channels, 3, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(in_channels, eps=0.001, **factory),
                nn.SiLU(),
            ),
        )
        self.drop_path1 = DropPath(p)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)  # 24x240x240
        y = self.drop_path1(y)
        return y + x


class Fused(nn.Sequential):
    """A wide 3x3 convolution, then a narrow 1x1 one without activation."""

    def __init__(
        self,
        in_channels: int,
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
                nn.Conv2d(
                    in_channels,
                    4 * in_channels,
                    3,
                    stride=stride,
                    padding=1,
                    bias=False,
                    **factory,
                ),
                nn.BatchNorm2d(4 * in_channels, eps=0.001, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                nn.Conv2d(4 * in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])


class FusedResidual(nn.Module):
    """A wide 3x3 convolution and a narrow 1x1 one beside a shortcut; they are left out
    with probability `drop`.
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
                    in_channels, 4 * in_channels, 3, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * in_channels, eps=0.001, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                nn.Conv2d(4 * in_channels, in_channels, 1, bias=False, **factory),
                nn.BatchNorm2d(in_channels, eps=0.001, **factory),
            ),
        )
        self.drop_path1 = DropPath(drop)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)
        y = self.drop_path1(y)
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
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, expansion * in_channels, 1, bias=False, **factory
                ),
                nn.BatchNorm2d(expansion * in_channels, eps=0.001, **factory),
                nn.SiLU(),
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
                nn.BatchNorm2d(expansion * in_channels, eps=0.001, **factory),
                nn.SiLU(),
            ),
            Excitation(expansion * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(expansion * in_channels, depth, 1, bias=False, **factory),
                nn.BatchNorm2d(depth, eps=0.001, **factory),
            ),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.block[0], self.block[1])


class Residual(nn.Module):
    """Wide inside and narrow at both ends, beside a shortcut; left out with probability
    `drop`.
    """

    def __init__(
        self,
        in_channels: int,
        drop: float,
        expansion: int = 6,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(
                    in_channels, expansion * in_channels, 1, bias=False, **factory
                ),
                nn.BatchNorm2d(expansion * in_channels, eps=0.001, **factory),
                nn.SiLU(),
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
                nn.BatchNorm2d(expansion * in_channels, eps=0.001, **factory),
                nn.SiLU(),
            ),
            Excitation(expansion * in_channels, in_channels // 4, **factory),
            nn.Sequential(
                nn.Conv2d(
                    expansion * in_channels, in_channels, 1, bias=False, **factory
                ),
                nn.BatchNorm2d(in_channels, eps=0.001, **factory),
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


class EfficientNetV2_M(nn.Module):
    """EfficientNetV2-M as torchvision has it: Tan and Le, EfficientNetV2: smaller
    models and faster training (2021).

    The first stages have one 3x3 convolution where EfficientNet has a 1x1 and a
    depthwise one. Its parts have torchvision's names, so that weights from there load
    as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 480, 480) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 24, "reduction": 2},
        {"name": "features.2", "channels": 48, "reduction": 4},
        {"name": "features.3", "channels": 80, "reduction": 8},
        {"name": "features.5", "channels": 176, "reduction": 16},
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
                    in_channels, 24, 3, stride=2, padding=1, bias=False, **factory
                ),
                nn.BatchNorm2d(24, eps=0.001, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                Plain(24, 0.0, **factory),
                Plain(24, 0.0035087719298245615, **factory),
                Plain(24, 0.007017543859649123, **factory),
            ),
            nn.Sequential(
                Fused(24, depth=48, stride=2, **factory),
                FusedResidual(48, 0.014035087719298246, **factory),
                FusedResidual(48, 0.017543859649122806, **factory),
                FusedResidual(48, 0.021052631578947368, **factory),
                FusedResidual(48, 0.02456140350877193, **factory),
            ),
            nn.Sequential(
                Fused(48, depth=80, stride=2, **factory),
                FusedResidual(80, 0.031578947368421054, **factory),
                FusedResidual(80, 0.03508771929824561, **factory),
                FusedResidual(80, 0.03859649122807018, **factory),
                FusedResidual(80, 0.042105263157894736, **factory),
            ),
            nn.Sequential(
                Inverted(80, depth=160, stride=2, expansion=4, **factory),
                Residual(160, drop=0.04912280701754386, expansion=4, **factory),
                Residual(160, drop=0.05263157894736842, expansion=4, **factory),
                Residual(160, drop=0.056140350877192984, expansion=4, **factory),
                Residual(160, drop=0.05964912280701754, expansion=4, **factory),
                Residual(160, drop=0.06315789473684211, expansion=4, **factory),
                Residual(160, drop=0.06666666666666667, expansion=4, **factory),
            ),
            nn.Sequential(
                Inverted(160, depth=176, **factory),
                Residual(176, drop=0.07368421052631578, **factory),
                Residual(176, drop=0.07719298245614035, **factory),
                Residual(176, drop=0.08070175438596491, **factory),
                Residual(176, drop=0.08421052631578947, **factory),
                Residual(176, drop=0.08771929824561403, **factory),
                Residual(176, drop=0.0912280701754386, **factory),
                Residual(176, drop=0.09473684210526316, **factory),
                Residual(176, drop=0.09824561403508772, **factory),
                Residual(176, drop=0.10175438596491228, **factory),
                Residual(176, drop=0.10526315789473684, **factory),
                Residual(176, drop=0.10877192982456141, **factory),
                Residual(176, drop=0.11228070175438597, **factory),
                Residual(176, drop=0.11578947368421053, **factory),
            ),
            nn.Sequential(
                Inverted(176, depth=304, stride=2, **factory),
                Residual(304, drop=0.12280701754385964, **factory),
                Residual(304, drop=0.12631578947368421, **factory),
                Residual(304, drop=0.12982456140350876, **factory),
                Residual(304, drop=0.13333333333333333, **factory),
                Residual(304, drop=0.1368421052631579, **factory),
                Residual(304, drop=0.14035087719298245, **factory),
                Residual(304, drop=0.14385964912280702, **factory),
                Residual(304, drop=0.14736842105263157, **factory),
                Residual(304, drop=0.15087719298245614, **factory),
                Residual(304, drop=0.1543859649122807, **factory),
                Residual(304, drop=0.15789473684210525, **factory),
                Residual(304, drop=0.16140350877192983, **factory),
                Residual(304, drop=0.1649122807017544, **factory),
                Residual(304, drop=0.16842105263157894, **factory),
                Residual(304, drop=0.17192982456140352, **factory),
                Residual(304, drop=0.17543859649122806, **factory),
                Residual(304, drop=0.17894736842105263, **factory),
            ),
            nn.Sequential(
                Inverted(304, depth=512, **factory),
                Residual(512, drop=0.18596491228070175, **factory),
                Residual(512, drop=0.18947368421052632, **factory),
                Residual(512, drop=0.19298245614035087, **factory),
                Residual(512, drop=0.19649122807017544, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(512, 1280, 1, bias=False, **factory),
                nn.BatchNorm2d(1280, eps=0.001, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(1280, classes, **factory)
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
        return self.features(x)  # 1280x15x15

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1280x1x1
        x = self.flatten(x)  # 1280
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
