# Written by cnndsl 0.1.0: cnndsl build ghostnet.cnn
# checksum of what follows: 58ed43e8458b70e5
"""GhostNet: 5,180,840 parameters, 140,760,880 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["GhostNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Ghost(nn.Module):
    """Half the channels by a 1x1 convolution, and their ghosts by a depthwise one."""

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
        self.conv1 = nn.Conv2d(in_channels, depth // 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dwconv1 = nn.Conv2d(
            depth // 2,
            depth // 2,
            3,
            padding=1,
            groups=depth // 2,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(depth // 2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.relu1(x)
        y = self.dwconv1(x)
        y = self.bn2(y)
        y = self.relu2(y)
        return torch.cat((x, y), dim=1)


class LinearGhost(nn.Module):
    """Half the channels by a 1x1 convolution, and their ghosts by a depthwise one,
    without activations.
    """

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
        self.conv1 = nn.Conv2d(in_channels, depth // 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth // 2, **factory)
        self.dwconv1 = nn.Conv2d(
            depth // 2,
            depth // 2,
            3,
            padding=1,
            groups=depth // 2,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(depth // 2, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        y = self.dwconv1(x)
        y = self.bn2(y)
        return torch.cat((x, y), dim=1)


class Unit(nn.Module):
    """Wide between two ghosts, and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ghost1 = Ghost(in_channels, wide, **factory)
        self.linear_ghost1 = LinearGhost(2 * (wide // 2), in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ghost1(x)
        y = self.linear_ghost1(y)
        return y + x


class Down(nn.Module):
    """A unit that halves the size between its ghosts."""

    def __init__(
        self,
        in_channels: int,
        wide: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ghost1 = Ghost(in_channels, wide, **factory)
        self.dwconv1 = nn.Conv2d(
            2 * (wide // 2),
            2 * (wide // 2),
            3,
            stride=2,
            padding=1,
            groups=2 * (wide // 2),
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm2d(2 * (wide // 2), **factory)
        self.linear_ghost1 = LinearGhost(2 * (wide // 2), depth, **factory)
        self.dwconv2 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.dwconv2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.ghost1(x)
        a = self.dwconv1(a)
        a = self.bn1(a)
        a = self.linear_ghost1(a)
        b = self.dwconv2(x)
        b = self.bn2(b)
        b = self.relu1(b)
        b = self.conv1(b)
        b = self.bn3(b)
        return a + b


class Excitation(nn.Module):
    """A weight for each channel, worked out of all of them: squeeze and excitation."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.conv1 = nn.Conv2d(in_channels, in_channels // 4, 1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels // 4, in_channels, 1, **factory)
        self.clip1 = nn.Hardtanh(0.0, 1.0)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.gap1(x)
        y = self.conv1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.clip1(y)
        return x * y


class GatedDown(nn.Module):
    """A unit that halves the size between its ghosts by a 5x5 convolution, with
    excitation.
    """

    def __init__(
        self,
        in_channels: int,
        wide: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ghost1 = Ghost(in_channels, wide, **factory)
        self.dwconv1 = nn.Conv2d(
            2 * (wide // 2),
            2 * (wide // 2),
            5,
            stride=2,
            padding=2,
            groups=2 * (wide // 2),
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm2d(2 * (wide // 2), **factory)
        self.excitation1 = Excitation(2 * (wide // 2), **factory)
        self.linear_ghost1 = LinearGhost(2 * (wide // 2), depth, **factory)
        self.dwconv2 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            stride=2,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.dwconv2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.ghost1(x)
        a = self.dwconv1(a)
        a = self.bn1(a)
        a = self.excitation1(a)
        a = self.linear_ghost1(a)
        b = self.dwconv2(x)
        b = self.bn2(b)
        b = self.relu1(b)
        b = self.conv1(b)
        b = self.bn3(b)
        return a + b


class Gated(nn.Module):
    """Wide between two ghosts, with excitation, and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        wide: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ghost1 = Ghost(in_channels, wide, **factory)
        self.excitation1 = Excitation(2 * (wide // 2), **factory)
        self.linear_ghost1 = LinearGhost(2 * (wide // 2), in_channels, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ghost1(x)
        y = self.excitation1(y)
        y = self.linear_ghost1(y)
        return y + x


class GatedDeeper(nn.Module):
    """Wide between two ghosts, with excitation; the shortcut comes to the new depth by
    a separable convolution.
    """

    def __init__(
        self,
        in_channels: int,
        wide: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ghost1 = Ghost(in_channels, wide, **factory)
        self.excitation1 = Excitation(2 * (wide // 2), **factory)
        self.linear_ghost1 = LinearGhost(2 * (wide // 2), depth, **factory)
        self.dwconv1 = nn.Conv2d(
            in_channels,
            in_channels,
            3,
            padding=1,
            groups=in_channels,
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.dwconv1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.ghost1(x)  # 480x14x14
        a = self.excitation1(a)
        a = self.linear_ghost1(a)  # 112x14x14
        b = self.dwconv1(x)  # 80x14x14
        b = self.bn1(b)
        b = self.relu1(b)
        b = self.conv1(b)  # 112x14x14
        b = self.bn2(b)
        return a + b


class GhostNet(nn.Module):
    """GhostNet: Han et al., GhostNet: more features from cheap operations (2020).

    Half of the channels come of a 1x1 convolution, and the other half of these, by a
    depthwise one. Weights of pytorchcv's `ghostnet` come through `cnndsl weights`.

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
        self.conv1 = nn.Conv2d(
            in_channels, 16, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(16, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.unit1 = Unit(16, 16, **factory)
        self.down1 = Down(16, wide=48, depth=24, **factory)
        self.unit2 = Unit(24, 72, **factory)
        self.gated_down1 = GatedDown(24, wide=72, depth=40, **factory)
        self.gated1 = Gated(40, 120, **factory)
        self.down2 = Down(40, wide=240, depth=80, **factory)
        self.unit3 = Unit(80, 200, **factory)
        self.unit4 = nn.Sequential(*(Unit(80, 184, **factory) for _ in range(2)))
        self.gated_deeper1 = GatedDeeper(80, wide=480, depth=112, **factory)
        self.gated2 = Gated(112, 672, **factory)
        self.gated_down2 = GatedDown(112, wide=672, depth=160, **factory)
        self.unit5 = Unit(160, 960, **factory)
        self.gated3 = Gated(160, 960, **factory)
        self.unit6 = Unit(160, 960, **factory)
        self.gated4 = Gated(160, 960, **factory)
        self.conv2 = nn.Conv2d(160, 960, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(960, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.conv3 = nn.Conv2d(960, 1280, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(1280, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(1280, classes, 1, **factory)
        self.flatten1 = nn.Flatten()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 16x112x112
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.unit1(x)
        x = self.down1(x)  # 24x56x56
        x = self.unit2(x)
        x = self.gated_down1(x)  # 40x28x28
        x = self.gated1(x)
        x = self.down2(x)  # 80x14x14
        x = self.unit3(x)
        x = self.unit4(x)
        x = self.gated_deeper1(x)  # 112x14x14
        x = self.gated2(x)
        x = self.gated_down2(x)  # 160x7x7
        x = self.unit5(x)
        x = self.gated3(x)
        x = self.unit6(x)
        x = self.gated4(x)
        x = self.conv2(x)  # 960x7x7
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.gap1(x)  # 960x1x1
        x = self.conv3(x)  # 1280x1x1
        x = self.bn3(x)
        x = self.relu3(x)
        x = self.conv4(x)  # 1000x1x1
        return self.flatten1(x)  # 1000
