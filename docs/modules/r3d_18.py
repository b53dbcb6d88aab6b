# Written by cnndsl 0.1.0: cnndsl build r3d_18.cnn
# checksum of what follows: 9f1122084abc2ebd
"""R3D18: 33,371,472 parameters, 40,696,553,472 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["R3D18"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv3d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Basic(nn.Module):
    """Two 3x3x3 convolutions and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Sequential(
            nn.Conv3d(
                in_channels, depth, 3, stride=stride, padding=1, bias=False, **factory
            ),
            nn.BatchNorm3d(depth, **factory),
            nn.ReLU(inplace=True),
        )
        self.conv2 = nn.Sequential(
            nn.Conv3d(depth, depth, 3, padding=1, bias=False, **factory),
            nn.BatchNorm3d(depth, **factory),
        )
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != depth:
            self.downsample = nn.Sequential(
                nn.Conv3d(in_channels, depth, 1, stride=stride, bias=False, **factory),
                nn.BatchNorm3d(depth, **factory),
            )
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.downsample)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.conv2(y)
        x = y + self.downsample(x)
        return self.relu1(x)


class R3D18(nn.Module):
    """R3D-18 as torchvision has it: Tran et al., A closer look at spatiotemporal
    convolutions for action recognition (2018).

    ResNet-18 with convolutions over time and space. Its parts have torchvision's names,
    so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 16, 112, 112) to (N, 400)
    """

    def __init__(
        self,
        classes: int = 400,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.stem = nn.Sequential(
            nn.Conv3d(
                in_channels,
                64,
                (3, 7, 7),
                stride=(1, 2, 2),
                padding=(1, 3, 3),
                bias=False,
                **factory,
            ),
            nn.BatchNorm3d(64, **factory),
            nn.ReLU(inplace=True),
        )
        self.layer1 = nn.Sequential(
            Basic(64, depth=64, **factory), Basic(64, depth=64, **factory)
        )
        self.layer2 = nn.Sequential(
            Basic(64, depth=128, stride=2, **factory), Basic(128, depth=128, **factory)
        )
        self.layer3 = nn.Sequential(
            Basic(128, depth=256, stride=2, **factory), Basic(256, depth=256, **factory)
        )
        self.layer4 = nn.Sequential(
            Basic(256, depth=512, stride=2, **factory), Basic(512, depth=512, **factory)
        )
        self.gap1 = nn.AdaptiveAvgPool3d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(512, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.stem)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)  # 64x16x56x56
        x = self.layer1(x)
        x = self.layer2(x)  # 128x8x28x28
        x = self.layer3(x)  # 256x4x14x14
        return self.layer4(x)  # 512x2x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 512x1x1x1
        x = self.flatten(x)  # 512
        return self.fc(x)  # 400

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
