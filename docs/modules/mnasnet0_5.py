# Written by cnndsl 0.1.0: cnndsl build mnasnet0_5.cnn
# checksum of what follows: 5f56d9909cae0214
"""MNASNet0_5: 2,218,512 parameters, 104,455,968 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["MNASNet0_5"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Inverted(nn.Sequential):
    """Wide inside and narrow at both ends, where no activation is."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int,
        expansion: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, expansion * in_channels, 1, bias=False, **factory),
            nn.BatchNorm2d(expansion * in_channels, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(
                expansion * in_channels,
                expansion * in_channels,
                kernel,
                stride=stride,
                padding=kernel // 2,
                groups=expansion * in_channels,
                bias=False,
                **factory,
            ),
            nn.BatchNorm2d(expansion * in_channels, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(expansion * in_channels, depth, 1, bias=False, **factory),
            nn.BatchNorm2d(depth, momentum=0.0003, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.layers[0], self.layers[3])


class Residual(nn.Module):
    """Wide inside and narrow at both ends, with a shortcut between these."""

    def __init__(
        self,
        in_channels: int,
        kernel: int,
        expansion: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, expansion * in_channels, 1, bias=False, **factory),
            nn.BatchNorm2d(expansion * in_channels, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(
                expansion * in_channels,
                expansion * in_channels,
                kernel,
                padding=kernel // 2,
                groups=expansion * in_channels,
                bias=False,
                **factory,
            ),
            nn.BatchNorm2d(expansion * in_channels, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(expansion * in_channels, in_channels, 1, bias=False, **factory),
            nn.BatchNorm2d(in_channels, momentum=0.0003, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.layers[0], self.layers[3])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.layers(x)
        return y + x


class MNASNet0_5(nn.Module):
    """MNASNet 0.5 as torchvision has it: Tan et al., MnasNet: platform-aware neural
    architecture search for mobile (2019).

    Half as wide as MNASNet 1.0, which was found by a search that measured the time on a
    phone, too. Its parts have torchvision's names, so that weights from there load as
    they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "layers.7", "channels": 8, "reduction": 2},
        {"name": "layers.8", "channels": 16, "reduction": 4},
        {"name": "layers.9", "channels": 24, "reduction": 8},
        {"name": "layers.11", "channels": 48, "reduction": 16},
        {"name": "layers", "channels": 1280, "reduction": 32},
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
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, 16, 3, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(16, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False, **factory),
            nn.BatchNorm2d(16, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(16, 8, 1, bias=False, **factory),
            nn.BatchNorm2d(8, momentum=0.0003, **factory),
            nn.Sequential(
                Inverted(8, depth=16, kernel=3, expansion=3, stride=2, **factory),
                Residual(16, kernel=3, expansion=3, **factory),
                Residual(16, kernel=3, expansion=3, **factory),
            ),
            nn.Sequential(
                Inverted(16, depth=24, kernel=5, expansion=3, stride=2, **factory),
                Residual(24, kernel=5, expansion=3, **factory),
                Residual(24, kernel=5, expansion=3, **factory),
            ),
            nn.Sequential(
                Inverted(24, depth=40, kernel=5, expansion=6, stride=2, **factory),
                Residual(40, kernel=5, expansion=6, **factory),
                Residual(40, kernel=5, expansion=6, **factory),
            ),
            nn.Sequential(
                Inverted(40, depth=48, kernel=3, expansion=6, **factory),
                Residual(48, kernel=3, expansion=6, **factory),
            ),
            nn.Sequential(
                Inverted(48, depth=96, kernel=5, expansion=6, stride=2, **factory),
                *(Residual(96, kernel=5, expansion=6, **factory) for _ in range(3)),
            ),
            nn.Sequential(Inverted(96, depth=160, kernel=3, expansion=6, **factory)),
            nn.Conv2d(160, 1280, 1, bias=False, **factory),
            nn.BatchNorm2d(1280, momentum=0.0003, **factory),
            nn.ReLU(inplace=True),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(1280, classes, **factory)
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.layers[0], self.layers[3], self.layers[14])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)  # 1280x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1280x1x1
        x = self.flatten(x)  # 1280
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
