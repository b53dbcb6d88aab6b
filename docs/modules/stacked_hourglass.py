# Written by cnndsl 0.1.0: cnndsl build stacked_hourglass.cnn
# checksum of what follows: 35e9ff91b74b4d7b
"""StackedHourglass: 6,730,912 parameters, 8,988,917,760 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
Copies of a layer start alike: one that feeds a ReLU is enough.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["StackedHourglass"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class StackedHourglassOutput(NamedTuple):
    first: torch.Tensor  # 16x64x64
    out: torch.Tensor  # 16x64x64


class Way(nn.Sequential):
    """Norm and ReLU in front of each of three convolutions."""

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
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, depth // 2, 1, **factory)
        self.bn2 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth // 2, depth // 2, 3, padding=1, **factory)
        self.bn3 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth // 2, depth, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class Wider(nn.Module):
    """A way, and a shortcut with a convolution, since the depth changes."""

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
        self.way1 = Way(in_channels, depth, **factory)
        self.conv1 = nn.Conv2d(in_channels, depth, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.way1(x)
        b = self.conv1(x)
        return a + b


class Residual(nn.Module):
    """A way and a shortcut round it."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.way1 = Way(in_channels, in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.way1(x)
        return y + x


class Hourglass(nn.Module):
    """Down to a sixteenth of the size and up again; what was there at each size is
    added.
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
        self.maxpool1 = nn.MaxPool2d(2)
        self.half2 = Residual(in_channels, **factory)
        self.maxpool2 = nn.MaxPool2d(2)
        self.half3 = Residual(in_channels, **factory)
        self.maxpool3 = nn.MaxPool2d(2)
        self.half4 = Residual(in_channels, **factory)
        self.maxpool4 = nn.MaxPool2d(2)
        self.residual4 = nn.Sequential(
            *(Residual(in_channels, **factory) for _ in range(3))
        )
        self.upsample1 = nn.Upsample(scale_factor=2)
        self.residual5 = Residual(in_channels, **factory)
        self.residual6 = Residual(in_channels, **factory)
        self.upsample2 = nn.Upsample(scale_factor=2)
        self.residual7 = Residual(in_channels, **factory)
        self.residual8 = Residual(in_channels, **factory)
        self.upsample3 = nn.Upsample(scale_factor=2)
        self.residual9 = Residual(in_channels, **factory)
        self.residual10 = Residual(in_channels, **factory)
        self.upsample4 = nn.Upsample(scale_factor=2)
        self.residual11 = Residual(in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        half1 = x
        x = self.maxpool1(half1)  # 256x32x32
        half2 = self.half2(x)
        x = self.maxpool2(half2)  # 256x16x16
        half3 = self.half3(x)
        x = self.maxpool3(half3)  # 256x8x8
        half4 = self.half4(x)
        x = self.maxpool4(half4)  # 256x4x4
        x = self.residual4(x)
        x = self.upsample1(x)  # 256x8x8
        y = self.residual5(half4)
        x = x + y
        x = self.residual6(x)
        x = self.upsample2(x)  # 256x16x16
        y = self.residual7(half3)
        x = x + y
        x = self.residual8(x)
        x = self.upsample3(x)  # 256x32x32
        y = self.residual9(half2)
        x = x + y
        x = self.residual10(x)
        x = self.upsample4(x)  # 256x64x64
        y = self.residual11(half1)
        return x + y


class Stack(nn.Sequential):
    """An hourglass and what makes something of its maps."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.hourglass1 = Hourglass(in_channels, **factory)
        self.residual1 = Residual(in_channels, **factory)
        self.conv1 = nn.Conv2d(in_channels, 256, 1, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class StackedHourglass(nn.Module):
    """Two stacked hourglasses, for the 16 joints of a person, as bearpaw/pytorch-pose
    has them: Newell et al., Stacked hourglass networks for human pose estimation
    (2016).

    Each finds the pose as keypoints, a heatmap for every joint; the second also sees
    what the first has found. One residual block at each place.

    Args:
        joints: the joints that are found
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to first (N, 16, 64, 64), out (N, 16, 64, 64)
    """

    def __init__(
        self,
        joints: int = 16,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 7, stride=2, padding=3, **factory)
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.wider1 = Wider(64, 128, **factory)
        self.maxpool1 = nn.MaxPool2d(2)
        self.wider2 = Wider(128, 256, **factory)
        self.image = Residual(256, **factory)
        self.found = Stack(256, **factory)
        self.joints1 = nn.Conv2d(256, joints, 1, **factory)
        self.conv3 = nn.Conv2d(256, 256, 1, **factory)
        self.conv4 = nn.Conv2d(joints, 256, 1, **factory)
        self.stack2 = Stack(256, **factory)
        self.conv5 = nn.Conv2d(256, joints, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv3, self.conv4)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> StackedHourglassOutput:
        x = self.conv1(x)  # 64x128x128
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.wider1(x)  # 128x128x128
        x = self.maxpool1(x)  # 128x64x64
        x = self.wider2(x)  # 256x64x64
        image = self.image(x)
        found = self.found(image)
        joints1 = self.joints1(found)  # 16x64x64
        first = joints1
        a = self.conv3(found)  # 256x64x64
        b = self.conv4(joints1)
        x = image + a + b
        x = self.stack2(x)
        x = self.conv5(x)  # 16x64x64
        return StackedHourglassOutput(first, x)
