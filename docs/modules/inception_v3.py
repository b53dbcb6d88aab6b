# Written by cnndsl 0.1.0: cnndsl build inception_v3.cnn
# checksum of what follows: e58e71aa0c9b3fd3
"""InceptionV3: 23,834,568 parameters, 5,713,216,096 multiply-accumulates an image.

Its aux heads, in training only, have another 3,326,696 parameters.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["InceptionV3"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class InceptionV3TrainingOutput(NamedTuple):
    out: torch.Tensor  # 1000
    AuxLogits: torch.Tensor  # 1000


class BasicConv(nn.Sequential):
    """A convolution with its norm and its ReLU."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel_size: int | tuple[int, int],
        padding: int | tuple[int, int],
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
            kernel_size,
            stride=stride,
            padding=padding,
            bias=False,
            **factory,
        )
        self.bn = nn.BatchNorm2d(depth, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class InceptionA(nn.Module):
    """Windows of 1x1, 5x5 and twice 3x3, and a pool, side by side."""

    def __init__(
        self,
        in_channels: int,
        pool_features: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch1x1 = BasicConv(
            in_channels, depth=64, kernel_size=1, padding=0, **factory
        )
        self.branch5x5_1 = BasicConv(
            in_channels, depth=48, kernel_size=1, padding=0, **factory
        )
        self.branch5x5_2 = BasicConv(48, depth=64, kernel_size=5, padding=2, **factory)
        self.branch3x3dbl_1 = BasicConv(
            in_channels, depth=64, kernel_size=1, padding=0, **factory
        )
        self.branch3x3dbl_2 = BasicConv(
            64, depth=96, kernel_size=3, padding=1, **factory
        )
        self.branch3x3dbl_3 = BasicConv(
            96, depth=96, kernel_size=3, padding=1, **factory
        )
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1)
        self.branch_pool = BasicConv(
            in_channels, depth=pool_features, kernel_size=1, padding=0, **factory
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch1x1(x)
        b = self.branch5x5_1(x)
        b = self.branch5x5_2(b)
        c = self.branch3x3dbl_1(x)
        c = self.branch3x3dbl_2(c)
        c = self.branch3x3dbl_3(c)
        d = self.avgpool1(x)
        d = self.branch_pool(d)
        return torch.cat((a, b, c, d), dim=1)


class InceptionB(nn.Module):
    """Half the size by 3x3 convolutions and by a pool."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch3x3 = BasicConv(
            in_channels, depth=384, kernel_size=3, padding=0, stride=2, **factory
        )
        self.branch3x3dbl_1 = BasicConv(
            in_channels, depth=64, kernel_size=1, padding=0, **factory
        )
        self.branch3x3dbl_2 = BasicConv(
            64, depth=96, kernel_size=3, padding=1, **factory
        )
        self.branch3x3dbl_3 = BasicConv(
            96, depth=96, kernel_size=3, padding=0, stride=2, **factory
        )
        self.maxpool1 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch3x3(x)  # 384x17x17
        b = self.branch3x3dbl_1(x)  # 64x35x35
        b = self.branch3x3dbl_2(b)  # 96x35x35
        b = self.branch3x3dbl_3(b)  # 96x17x17
        c = self.maxpool1(x)  # 288x17x17
        return torch.cat((a, b, c), dim=1)  # 768x17x17


class InceptionC(nn.Module):
    """Windows of 7x7, taken as 1x7 and 7x1, once and twice, and a pool."""

    def __init__(
        self,
        in_channels: int,
        narrow: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch1x1 = BasicConv(
            in_channels, depth=192, kernel_size=1, padding=0, **factory
        )
        self.branch7x7_1 = BasicConv(
            in_channels, depth=narrow, kernel_size=1, padding=0, **factory
        )
        self.branch7x7_2 = BasicConv(
            narrow, depth=narrow, kernel_size=(1, 7), padding=(0, 3), **factory
        )
        self.branch7x7_3 = BasicConv(
            narrow, depth=192, kernel_size=(7, 1), padding=(3, 0), **factory
        )
        self.branch7x7dbl_1 = BasicConv(
            in_channels, depth=narrow, kernel_size=1, padding=0, **factory
        )
        self.branch7x7dbl_2 = BasicConv(
            narrow, depth=narrow, kernel_size=(7, 1), padding=(3, 0), **factory
        )
        self.branch7x7dbl_3 = BasicConv(
            narrow, depth=narrow, kernel_size=(1, 7), padding=(0, 3), **factory
        )
        self.branch7x7dbl_4 = BasicConv(
            narrow, depth=narrow, kernel_size=(7, 1), padding=(3, 0), **factory
        )
        self.branch7x7dbl_5 = BasicConv(
            narrow, depth=192, kernel_size=(1, 7), padding=(0, 3), **factory
        )
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1)
        self.branch_pool = BasicConv(
            in_channels, depth=192, kernel_size=1, padding=0, **factory
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch1x1(x)
        b = self.branch7x7_1(x)
        b = self.branch7x7_2(b)
        b = self.branch7x7_3(b)
        c = self.branch7x7dbl_1(x)
        c = self.branch7x7dbl_2(c)
        c = self.branch7x7dbl_3(c)
        c = self.branch7x7dbl_4(c)
        c = self.branch7x7dbl_5(c)
        d = self.avgpool1(x)
        d = self.branch_pool(d)
        return torch.cat((a, b, c, d), dim=1)


class AuxLogits(nn.Sequential):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.avgpool1 = nn.AvgPool2d(5, stride=3)
        self.conv0 = BasicConv(768, depth=128, kernel_size=1, padding=0, **factory)
        self.conv1 = BasicConv(128, depth=768, kernel_size=5, padding=0, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(768, classes, **factory)


class InceptionD(nn.Module):
    """Half the size by a 3x3 convolution, by a 7x7 and a 3x3 one, and by a pool."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch3x3_1 = BasicConv(
            in_channels, depth=192, kernel_size=1, padding=0, **factory
        )
        self.branch3x3_2 = BasicConv(
            192, depth=320, kernel_size=3, padding=0, stride=2, **factory
        )
        self.branch7x7x3_1 = BasicConv(
            in_channels, depth=192, kernel_size=1, padding=0, **factory
        )
        self.branch7x7x3_2 = BasicConv(
            192, depth=192, kernel_size=(1, 7), padding=(0, 3), **factory
        )
        self.branch7x7x3_3 = BasicConv(
            192, depth=192, kernel_size=(7, 1), padding=(3, 0), **factory
        )
        self.branch7x7x3_4 = BasicConv(
            192, depth=192, kernel_size=3, padding=0, stride=2, **factory
        )
        self.maxpool1 = nn.MaxPool2d(3, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch3x3_1(x)  # 192x17x17
        a = self.branch3x3_2(a)  # 320x8x8
        b = self.branch7x7x3_1(x)  # 192x17x17
        b = self.branch7x7x3_2(b)
        b = self.branch7x7x3_3(b)
        b = self.branch7x7x3_4(b)  # 192x8x8
        c = self.maxpool1(x)  # 768x8x8
        return torch.cat((a, b, c), dim=1)  # 1280x8x8


class InceptionE(nn.Module):
    """Windows of 1x3 and 3x1 side by side, behind a 1x1 convolution and behind a 3x3
    one, and a pool.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch1x1 = BasicConv(
            in_channels, depth=320, kernel_size=1, padding=0, **factory
        )
        self.branch3x3_1 = BasicConv(
            in_channels, depth=384, kernel_size=1, padding=0, **factory
        )
        self.branch3x3_2a = BasicConv(
            384, depth=384, kernel_size=(1, 3), padding=(0, 1), **factory
        )
        self.branch3x3_2b = BasicConv(
            384, depth=384, kernel_size=(3, 1), padding=(1, 0), **factory
        )
        self.branch3x3dbl_1 = BasicConv(
            in_channels, depth=448, kernel_size=1, padding=0, **factory
        )
        self.branch3x3dbl_2 = BasicConv(
            448, depth=384, kernel_size=3, padding=1, **factory
        )
        self.branch3x3dbl_3a = BasicConv(
            384, depth=384, kernel_size=(1, 3), padding=(0, 1), **factory
        )
        self.branch3x3dbl_3b = BasicConv(
            384, depth=384, kernel_size=(3, 1), padding=(1, 0), **factory
        )
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1)
        self.branch_pool = BasicConv(
            in_channels, depth=192, kernel_size=1, padding=0, **factory
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch1x1(x)
        b = self.branch3x3_1(x)
        b1 = self.branch3x3_2a(b)
        b2 = self.branch3x3_2b(b)
        b = torch.cat((b1, b2), dim=1)
        c = self.branch3x3dbl_1(x)
        c = self.branch3x3dbl_2(c)
        c1 = self.branch3x3dbl_3a(c)
        c2 = self.branch3x3dbl_3b(c)
        c = torch.cat((c1, c2), dim=1)
        d = self.avgpool1(x)
        d = self.branch_pool(d)
        return torch.cat((a, b, c, d), dim=1)


class InceptionV3(nn.Module):
    """Inception v3 as torchvision has it: Szegedy et al., Rethinking the Inception
    architecture for computer vision (2016).

    Large windows are taken apart: 7x7 is 1x7 and 7x1, and two of 3x3 stand beside one
    of 5x5. Its parts have torchvision's names, so that weights from there load as they
    are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 299, 299) to (N, 1000)
    """

    feature_info = (
        {"name": "Conv2d_1a_3x3", "channels": 32, "reduction": 2},
        {"name": "Conv2d_2b_3x3", "channels": 64, "reduction": 2},
        {"name": "Conv2d_3b_1x1", "channels": 80, "reduction": 4},
        {"name": "Conv2d_4a_3x3", "channels": 192, "reduction": 4},
        {"name": "Mixed_5d", "channels": 288, "reduction": 8},
        {"name": "Mixed_6e", "channels": 768, "reduction": 16},
        {"name": "Mixed_7c", "channels": 2048, "reduction": 32},
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
        self.Conv2d_1a_3x3 = BasicConv(
            in_channels, depth=32, kernel_size=3, padding=0, stride=2, **factory
        )
        self.Conv2d_2a_3x3 = BasicConv(
            32, depth=32, kernel_size=3, padding=0, **factory
        )
        self.Conv2d_2b_3x3 = BasicConv(
            32, depth=64, kernel_size=3, padding=1, **factory
        )
        self.maxpool1 = nn.MaxPool2d(3, stride=2)
        self.Conv2d_3b_1x1 = BasicConv(
            64, depth=80, kernel_size=1, padding=0, **factory
        )
        self.Conv2d_4a_3x3 = BasicConv(
            80, depth=192, kernel_size=3, padding=0, **factory
        )
        self.maxpool2 = nn.MaxPool2d(3, stride=2)
        self.Mixed_5b = InceptionA(192, 32, **factory)
        self.Mixed_5c = InceptionA(256, 64, **factory)
        self.Mixed_5d = InceptionA(288, 64, **factory)
        self.Mixed_6a = InceptionB(288, **factory)
        self.Mixed_6b = InceptionC(768, 128, **factory)
        self.Mixed_6c = InceptionC(768, 160, **factory)
        self.Mixed_6d = InceptionC(768, 160, **factory)
        self.Mixed_6e = InceptionC(768, 192, **factory)
        self.AuxLogits = AuxLogits(classes, **factory)
        self.Mixed_7a = InceptionD(768, **factory)
        self.Mixed_7b = InceptionE(1280, **factory)
        self.Mixed_7c = InceptionE(2048, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.dropout1 = nn.Dropout(0.5)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(2048, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.Conv2d_1a_3x3(x)  # 32x149x149
        x = self.Conv2d_2a_3x3(x)  # 32x147x147
        x = self.Conv2d_2b_3x3(x)  # 64x147x147
        x = self.maxpool1(x)  # 64x73x73
        x = self.Conv2d_3b_1x1(x)  # 80x73x73
        x = self.Conv2d_4a_3x3(x)  # 192x71x71
        x = self.maxpool2(x)  # 192x35x35
        x = self.Mixed_5b(x)  # 256x35x35
        x = self.Mixed_5c(x)  # 288x35x35
        x = self.Mixed_5d(x)
        x = self.Mixed_6a(x)  # 768x17x17
        x = self.Mixed_6b(x)
        x = self.Mixed_6c(x)
        x = self.Mixed_6d(x)
        x = self.Mixed_6e(x)
        x = self.Mixed_7a(x)  # 1280x8x8
        x = self.Mixed_7b(x)  # 2048x8x8
        return self.Mixed_7c(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 2048
        return self.fc(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor | InceptionV3TrainingOutput:
        x = self.Conv2d_1a_3x3(x)  # 32x149x149
        x = self.Conv2d_2a_3x3(x)  # 32x147x147
        x = self.Conv2d_2b_3x3(x)  # 64x147x147
        x = self.maxpool1(x)  # 64x73x73
        x = self.Conv2d_3b_1x1(x)  # 80x73x73
        x = self.Conv2d_4a_3x3(x)  # 192x71x71
        x = self.maxpool2(x)  # 192x35x35
        x = self.Mixed_5b(x)  # 256x35x35
        x = self.Mixed_5c(x)  # 288x35x35
        x = self.Mixed_5d(x)
        x = self.Mixed_6a(x)  # 768x17x17
        x = self.Mixed_6b(x)
        x = self.Mixed_6c(x)
        x = self.Mixed_6d(x)
        x = self.Mixed_6e(x)
        AuxLogits = self.AuxLogits(x) if self.training else None
        x = self.Mixed_7a(x)  # 1280x8x8
        x = self.Mixed_7b(x)  # 2048x8x8
        x = self.Mixed_7c(x)
        x = self.gap1(x)  # 2048x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 2048
        x = self.fc(x)  # 1000
        if AuxLogits is not None:
            return InceptionV3TrainingOutput(x, AuxLogits)
        return x
