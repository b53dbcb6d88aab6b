# Written by cnndsl 0.1.0: cnndsl build darknet53.cnn
# checksum of what follows: 7e7acfe7f760cb54
"""Darknet53: 41,609,928 parameters, 7,109,156,864 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Darknet53"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class BasicConv(nn.Sequential):
    """A convolution with its norm and its activation."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int = 3,
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
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Residual(nn.Module):
    """Half the channels, then all of them again, and a shortcut round both."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = BasicConv(in_channels, depth=in_channels // 2, kernel=1, **factory)
        self.conv2 = BasicConv(in_channels // 2, depth=in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.conv2(y)
        return y + x


class Stage(nn.Sequential):
    """Half the size, then residual blocks."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.unit1 = BasicConv(in_channels, depth=depth, stride=2, **factory)
        for i in range(blocks):
            self.add_module(f"unit{i + 2}", Residual(depth, **factory))


class Features(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.init_block = BasicConv(3, depth=32, **factory)
        self.stage1 = Stage(32, depth=64, blocks=1, **factory)
        self.stage2 = Stage(64, depth=128, blocks=2, **factory)
        self.stage3 = Stage(128, depth=256, blocks=8, **factory)
        self.stage4 = Stage(256, depth=512, blocks=8, **factory)
        self.stage5 = Stage(512, depth=1024, blocks=4, **factory)


class Darknet53(nn.Module):
    """Darknet-53 as pytorchcv has it: Redmon and Farhadi, YOLOv3: an incremental
    improvement (2018).

    Residual blocks of a 1x1 and a 3x3 convolution; the size is halved by strides, and
    no pool is left. Its parts have pytorchcv's names, so that weights from there load
    as they are.

    Args:
        classes: the number of classes
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.init_block", "channels": 32, "reduction": 1},
        {"name": "features.stage1", "channels": 64, "reduction": 2},
        {"name": "features.stage2", "channels": 128, "reduction": 4},
        {"name": "features.stage3", "channels": 256, "reduction": 8},
        {"name": "features.stage4", "channels": 512, "reduction": 16},
        {"name": "features", "channels": 1024, "reduction": 32},
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
        self.features = Features(**factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.output = nn.Linear(1024, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.flatten(x)  # 1024
        return self.output(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
