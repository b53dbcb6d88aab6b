# Written by cnndsl 0.1.0: cnndsl build efficientnet_v2_l.cnn
# checksum of what follows: b8e73e8a4ed2ec7f
"""EfficientNetV2_L: 118,515,272 parameters, 56,079,699,008 multiply-accumulates an
image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EfficientNetV2_L"]


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
        y = self.block(x)  # 32x240x240
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


class EfficientNetV2_L(nn.Module):
    """EfficientNetV2-L as torchvision has it: Tan and Le, EfficientNetV2: smaller
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
        {"name": "features.1", "channels": 32, "reduction": 2},
        {"name": "features.2", "channels": 64, "reduction": 4},
        {"name": "features.3", "channels": 96, "reduction": 8},
        {"name": "features.5", "channels": 224, "reduction": 16},
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
                nn.BatchNorm2d(32, eps=0.001, **factory),
                nn.SiLU(),
            ),
            nn.Sequential(
                *(
                    Plain(32, p, **factory)
                    for p in (
                        0.0,
                        0.002531645569620253,
                        0.005063291139240506,
                        0.007594936708860759,
                    )
                ),
            ),
            nn.Sequential(
                Fused(32, depth=64, stride=2, **factory),
                FusedResidual(64, 0.012658227848101266, **factory),
                FusedResidual(64, 0.015189873417721518, **factory),
                FusedResidual(64, 0.017721518987341773, **factory),
                FusedResidual(64, 0.020253164556962026, **factory),
                FusedResidual(64, 0.02278481012658228, **factory),
                FusedResidual(64, 0.02531645569620253, **factory),
            ),
            nn.Sequential(
                Fused(64, depth=96, stride=2, **factory),
                FusedResidual(96, 0.030379746835443037, **factory),
                FusedResidual(96, 0.03291139240506329, **factory),
                FusedResidual(96, 0.035443037974683546, **factory),
                FusedResidual(96, 0.0379746835443038, **factory),
                FusedResidual(96, 0.04050632911392405, **factory),
                FusedResidual(96, 0.043037974683544304, **factory),
            ),
            nn.Sequential(
                Inverted(96, depth=192, stride=2, expansion=4, **factory),
                Residual(192, drop=0.04810126582278481, expansion=4, **factory),
                Residual(192, drop=0.05063291139240506, expansion=4, **factory),
                Residual(192, drop=0.053164556962025315, expansion=4, **factory),
                Residual(192, drop=0.05569620253164557, expansion=4, **factory),
                Residual(192, drop=0.05822784810126582, expansion=4, **factory),
                Residual(192, drop=0.060759493670886074, expansion=4, **factory),
                Residual(192, drop=0.06329113924050633, expansion=4, **factory),
                Residual(192, drop=0.06582278481012659, expansion=4, **factory),
                Residual(192, drop=0.06835443037974684, expansion=4, **factory),
            ),
            nn.Sequential(
                Inverted(192, depth=224, **factory),
                Residual(224, drop=0.07341772151898734, **factory),
                Residual(224, drop=0.0759493670886076, **factory),
                Residual(224, drop=0.07848101265822785, **factory),
                Residual(224, drop=0.0810126582278481, **factory),
                Residual(224, drop=0.08354430379746836, **factory),
                Residual(224, drop=0.08607594936708861, **factory),
                Residual(224, drop=0.08860759493670886, **factory),
                Residual(224, drop=0.09113924050632911, **factory),
                Residual(224, drop=0.09367088607594937, **factory),
                Residual(224, drop=0.09620253164556962, **factory),
                Residual(224, drop=0.09873417721518987, **factory),
                Residual(224, drop=0.10126582278481013, **factory),
                Residual(224, drop=0.10379746835443038, **factory),
                Residual(224, drop=0.10632911392405063, **factory),
                Residual(224, drop=0.10886075949367088, **factory),
                Residual(224, drop=0.11139240506329114, **factory),
                Residual(224, drop=0.11392405063291139, **factory),
                Residual(224, drop=0.11645569620253164, **factory),
            ),
            nn.Sequential(
                Inverted(224, depth=384, stride=2, **factory),
                Residual(384, drop=0.12151898734177215, **factory),
                Residual(384, drop=0.1240506329113924, **factory),
                Residual(384, drop=0.12658227848101267, **factory),
                Residual(384, drop=0.1291139240506329, **factory),
                Residual(384, drop=0.13164556962025317, **factory),
                Residual(384, drop=0.1341772151898734, **factory),
                Residual(384, drop=0.13670886075949368, **factory),
                Residual(384, drop=0.13924050632911392, **factory),
                Residual(384, drop=0.14177215189873418, **factory),
                Residual(384, drop=0.14430379746835442, **factory),
                Residual(384, drop=0.1468354430379747, **factory),
                Residual(384, drop=0.14936708860759493, **factory),
                Residual(384, drop=0.1518987341772152, **factory),
                Residual(384, drop=0.15443037974683543, **factory),
                Residual(384, drop=0.1569620253164557, **factory),
                Residual(384, drop=0.15949367088607594, **factory),
                Residual(384, drop=0.1620253164556962, **factory),
                Residual(384, drop=0.16455696202531644, **factory),
                Residual(384, drop=0.1670886075949367, **factory),
                Residual(384, drop=0.16962025316455695, **factory),
                Residual(384, drop=0.17215189873417722, **factory),
                Residual(384, drop=0.17468354430379746, **factory),
                Residual(384, drop=0.17721518987341772, **factory),
                Residual(384, drop=0.17974683544303796, **factory),
            ),
            nn.Sequential(
                Inverted(384, depth=640, **factory),
                Residual(640, drop=0.1848101265822785, **factory),
                Residual(640, drop=0.18734177215189873, **factory),
                Residual(640, drop=0.189873417721519, **factory),
                Residual(640, drop=0.19240506329113924, **factory),
                Residual(640, drop=0.1949367088607595, **factory),
                Residual(640, drop=0.19746835443037974, **factory),
            ),
            nn.Sequential(
                nn.Conv2d(640, 1280, 1, bias=False, **factory),
                nn.BatchNorm2d(1280, eps=0.001, **factory),
                nn.SiLU(),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(1280, classes, **factory)
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
