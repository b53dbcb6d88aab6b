# Written by cnndsl 0.1.0: cnndsl build resnetv2_50x1_bit.cnn
# checksum of what follows: b2b9e4af1a74c0b1
"""ResNetV2_50x1: 25,549,352 parameters, 4,089,184,256 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from collections import OrderedDict
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["ResNetV2_50x1"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class StdConv(nn.Conv2d):
    """A convolution with standardised filters."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self._conv_forward(
            x,
            F.batch_norm(
                self.weight.flatten(1).unsqueeze(0),
                None,
                None,
                training=True,
                eps=1e-06,
            ).view_as(self.weight),
            self.bias,
        )


class Stem(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = StdConv(
            in_channels, 64, 7, stride=2, padding=3, bias=False, **factory
        )
        self.pad1 = nn.ZeroPad2d((1, 0, 1, 0))
        self.maxpool1 = nn.MaxPool2d(3, stride=2)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Downsample(nn.Sequential):
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
        self.conv = StdConv(
            in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class First(nn.Module):
    """Three convolutions to another depth, and a shortcut with a convolution behind the
    first norm.
    """

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
        self.norm1 = nn.GroupNorm(32, in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = StdConv(in_channels, depth, 1, bias=False, **factory)
        self.norm2 = nn.GroupNorm(32, depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = StdConv(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.norm3 = nn.GroupNorm(32, depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv3 = StdConv(depth, 4 * depth, 1, bias=False, **factory)
        self.downsample = Downsample(in_channels, depth=depth, stride=stride, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.norm1(x)
        x = self.relu1(x)
        a = self.conv1(x)
        a = self.norm2(a)
        a = self.relu2(a)
        a = self.conv2(a)
        a = self.norm3(a)
        a = self.relu3(a)
        a = self.conv3(a)
        b = self.downsample(x)
        return a + b


class Bottleneck(nn.Module):
    """Three convolutions, each behind its norm, and a shortcut round all."""

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
        self.norm1 = nn.GroupNorm(32, in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = StdConv(in_channels, depth, 1, bias=False, **factory)
        self.norm2 = nn.GroupNorm(32, depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = StdConv(depth, depth, 3, padding=1, bias=False, **factory)
        self.norm3 = nn.GroupNorm(32, depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv3 = StdConv(depth, 4 * depth, 1, bias=False, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm1(x)
        y = self.relu1(y)
        y = self.conv1(y)
        y = self.norm2(y)
        y = self.relu2(y)
        y = self.conv2(y)
        y = self.norm3(y)
        y = self.relu3(y)
        y = self.conv3(y)
        return y + x


class Head(nn.Sequential):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.fc = nn.Conv2d(2048, classes, 1, **factory)
        self.flatten1 = nn.Flatten()


class ResNetV2_50x1(nn.Module):
    """ResNet-v2-50x1 of Big Transfer as timm has it: Kolesnikov et al., Big Transfer
    (BiT): general visual representation learning (2020).

    Group norms, which come first in each block, and standardised filters. The zeros in
    front of the pool are those that it reads, of one row at each side. Its parts have
    timm's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

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
        self.stem = Stem(in_channels, **factory)
        self.stages = nn.Sequential(
            nn.Sequential(
                OrderedDict(
                    {
                        "blocks": nn.Sequential(
                            First(64, depth=64, stride=1, **factory),
                            Bottleneck(256, 64, **factory),
                            Bottleneck(256, 64, **factory),
                        ),
                    },
                ),
            ),
            nn.Sequential(
                OrderedDict(
                    {
                        "blocks": nn.Sequential(
                            First(256, depth=128, stride=2, **factory),
                            *(Bottleneck(512, 128, **factory) for _ in range(3)),
                        ),
                    },
                ),
            ),
            nn.Sequential(
                OrderedDict(
                    {
                        "blocks": nn.Sequential(
                            First(512, depth=256, stride=2, **factory),
                            *(Bottleneck(1024, 256, **factory) for _ in range(5)),
                        ),
                    },
                ),
            ),
            nn.Sequential(
                OrderedDict(
                    {
                        "blocks": nn.Sequential(
                            First(1024, depth=512, stride=2, **factory),
                            Bottleneck(2048, 512, **factory),
                            Bottleneck(2048, 512, **factory),
                        ),
                    },
                ),
            ),
        )
        self.norm = nn.GroupNorm(32, 2048, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.head = Head(classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)  # 64x56x56
        x = self.stages(x)  # 2048x7x7
        x = self.norm(x)
        x = self.relu1(x)
        x = self.gap1(x)  # 2048x1x1
        return self.head(x)  # 1000
