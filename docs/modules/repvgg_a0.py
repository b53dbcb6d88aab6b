# Written by cnndsl 0.1.0: cnndsl build repvgg_a0.cnn
# checksum of what follows: 22c8646aaf4ff04d
"""RepVGG_A0: 9,108,968 parameters, 1,512,581,120 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["RepVGG_A0"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class ConvNorm(nn.Sequential):
    """A convolution with its norm."""

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
        self.conv = nn.Conv2d(
            in_channels,
            depth,
            kernel,
            stride=stride,
            padding=kernel // 2,
            bias=False,
            **factory,
        )
        self.bn = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Down(nn.Module):
    """A 3x3 and a 1x1 convolution, summed, at half the size."""

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
        self.conv_kxk = ConvNorm(
            in_channels, depth=depth, kernel=3, stride=2, **factory
        )
        self.conv_1x1 = ConvNorm(
            in_channels, depth=depth, kernel=1, stride=2, **factory
        )
        self.relu1 = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv_kxk(x)
        b = self.conv_1x1(x)
        x = a + b
        return self.relu1(x)


class Rep(nn.Module):
    """A 3x3 and a 1x1 convolution and what came in, each behind its norm."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv_kxk = ConvNorm(in_channels, depth=in_channels, kernel=3, **factory)
        self.conv_1x1 = ConvNorm(in_channels, depth=in_channels, kernel=1, **factory)
        self.identity = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv_kxk(x)
        b = self.conv_1x1(x)
        c = self.identity(x)
        x = a + b + c
        return self.relu1(x)


class Head(nn.Sequential):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(1280, classes, **factory)


class RepVGG_A0(nn.Module):
    """RepVGG-A0 as timm has it: Ding et al., RepVGG: making VGG-style ConvNets great
    again (2021).

    Each block's branches are sums of linear maps, which come to one 3x3 convolution
    once the network is trained. Its parts have timm's names, so that weights from there
    load as they are.

    Args:
        classes: the number of classes
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "stem", "channels": 48, "reduction": 2},
        {"name": "stages.0", "channels": 48, "reduction": 4},
        {"name": "stages.1", "channels": 96, "reduction": 8},
        {"name": "stages.2", "channels": 192, "reduction": 16},
        {"name": "stages", "channels": 1280, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.stem = Down(3, 48, **factory)
        self.stages = nn.Sequential(
            nn.Sequential(Down(48, 48, **factory), Rep(48, **factory)),
            nn.Sequential(
                Down(48, 96, **factory), *(Rep(96, **factory) for _ in range(3))
            ),
            nn.Sequential(
                Down(96, 192, **factory), *(Rep(192, **factory) for _ in range(13))
            ),
            nn.Sequential(Down(192, 1280, **factory)),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.head = Head(classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)  # 48x112x112
        return self.stages(x)  # 1280x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1280x1x1
        return self.head(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
