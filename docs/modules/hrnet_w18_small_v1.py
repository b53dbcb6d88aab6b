# Written by cnndsl 0.1.0: cnndsl build hrnet_w18_small_v1.cnn
# checksum of what follows: 91f24174adff6e16
"""HRNetW18Small: 13,187,464 parameters, 1,601,508,352 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["HRNetW18Small"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Bottleneck(nn.Module):
    """A 3x3 convolution, which has the stride, between two 1x1 ones, and a shortcut
    round them.
    """

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
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, 4 * depth, 1, stride=stride, bias=False, **factory),
            nn.BatchNorm2d(4 * depth, **factory),
        )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y += self.downsample(x)
        return self.relu3(y)


class Front(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(
            in_channels, 64, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(64, 64, 3, stride=2, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.bottleneck1 = Bottleneck(64, depth=32, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)


class A1(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(128, 16, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(16, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Down(nn.Sequential):
    """Half the size."""

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
        self.conv1 = nn.Conv2d(
            in_channels, depth, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class B1(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(128, 32, **factory)
        self.relu1 = nn.ReLU()


class Basic(nn.Module):
    """Two 3x3 convolutions and a shortcut round them."""

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
        self.conv1 = nn.Conv2d(
            in_channels, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.downsample = nn.Identity()
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y += self.downsample(x)
        return self.relu2(y)


class Units(nn.Module):
    """Two residual blocks on a map."""

    def __init__(
        self,
        depth: int,
        map_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.basic1 = nn.Sequential(
            Basic(map_channels, depth=depth, **factory),
            Basic(depth, depth=depth, **factory),
        )

    def forward(self, map: torch.Tensor) -> torch.Tensor:
        return self.basic1(map)


class Up(nn.Sequential):
    """A map's channels at a larger size."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        factor: int = 2,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.upsample1 = nn.Upsample(scale_factor=factor)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class A3(nn.Module):
    def __init__(
        self,
        b2_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.up1 = Up(b2_channels, depth=16, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(self, a2: torch.Tensor, b2: torch.Tensor) -> torch.Tensor:
        y = self.up1(b2)  # 16x56x56
        x = a2 + y
        return self.relu1(x)


class B3(nn.Module):
    def __init__(
        self,
        a2_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a2_channels, 32, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(self, a2: torch.Tensor, b2: torch.Tensor) -> torch.Tensor:
        y = self.down1(a2)  # 32x28x28
        x = y + b2
        return self.relu1(x)


class C3(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(32, 64, **factory)
        self.relu1 = nn.ReLU()


class A5(nn.Module):
    def __init__(
        self,
        b4_channels: int,
        c4_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.up1 = Up(b4_channels, depth=16, **factory)
        self.up2 = Up(c4_channels, depth=16, factor=4, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(
        self, a4: torch.Tensor, b4: torch.Tensor, c4: torch.Tensor
    ) -> torch.Tensor:
        a = self.up1(b4)  # 16x56x56
        b = self.up2(c4)
        x = a4 + a + b
        return self.relu1(x)


class B5(nn.Module):
    def __init__(
        self,
        a4_channels: int,
        c4_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a4_channels, 32, **factory)
        self.up1 = Up(c4_channels, depth=32, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(
        self, a4: torch.Tensor, b4: torch.Tensor, c4: torch.Tensor
    ) -> torch.Tensor:
        a = self.down1(a4)  # 32x28x28
        b = self.up1(c4)
        x = a + b4 + b
        return self.relu1(x)


class C5(nn.Module):
    def __init__(
        self,
        a4_channels: int,
        b4_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a4_channels, 16, **factory)
        self.relu1 = nn.ReLU()
        self.down2 = Down(16, 64, **factory)
        self.down3 = Down(b4_channels, 64, **factory)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(
        self, a4: torch.Tensor, b4: torch.Tensor, c4: torch.Tensor
    ) -> torch.Tensor:
        a = self.down1(a4)  # 16x28x28
        a = self.relu1(a)
        a = self.down2(a)  # 64x14x14
        b = self.down3(b4)
        x = a + b + c4
        return self.relu2(x)


class D5(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(64, 128, **factory)
        self.relu1 = nn.ReLU()


class A7(nn.Module):
    def __init__(
        self,
        b6_channels: int,
        c6_channels: int,
        d6_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.up1 = Up(b6_channels, depth=16, **factory)
        self.up2 = Up(c6_channels, depth=16, factor=4, **factory)
        self.up3 = Up(d6_channels, depth=16, factor=8, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(
        self, a6: torch.Tensor, b6: torch.Tensor, c6: torch.Tensor, d6: torch.Tensor
    ) -> torch.Tensor:
        a = self.up1(b6)  # 16x56x56
        b = self.up2(c6)
        c = self.up3(d6)
        x = a6 + a + b + c
        return self.relu1(x)


class B7(nn.Module):
    def __init__(
        self,
        a6_channels: int,
        c6_channels: int,
        d6_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a6_channels, 32, **factory)
        self.up1 = Up(c6_channels, depth=32, **factory)
        self.up2 = Up(d6_channels, depth=32, factor=4, **factory)
        self.relu1 = nn.ReLU(inplace=True)

    def forward(
        self, a6: torch.Tensor, b6: torch.Tensor, c6: torch.Tensor, d6: torch.Tensor
    ) -> torch.Tensor:
        a = self.down1(a6)  # 32x28x28
        b = self.up1(c6)
        c = self.up2(d6)
        x = a + b6 + b + c
        return self.relu1(x)


class C7(nn.Module):
    def __init__(
        self,
        a6_channels: int,
        b6_channels: int,
        d6_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a6_channels, 16, **factory)
        self.relu1 = nn.ReLU()
        self.down2 = Down(16, 64, **factory)
        self.down3 = Down(b6_channels, 64, **factory)
        self.up1 = Up(d6_channels, depth=64, **factory)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(
        self, a6: torch.Tensor, b6: torch.Tensor, c6: torch.Tensor, d6: torch.Tensor
    ) -> torch.Tensor:
        a = self.down1(a6)  # 16x28x28
        a = self.relu1(a)
        a = self.down2(a)  # 64x14x14
        b = self.down3(b6)
        c = self.up1(d6)
        x = a + b + c6 + c
        return self.relu2(x)


class D7(nn.Module):
    def __init__(
        self,
        a6_channels: int,
        b6_channels: int,
        c6_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down1 = Down(a6_channels, 16, **factory)
        self.relu1 = nn.ReLU()
        self.down2 = Down(16, 16, **factory)
        self.relu2 = nn.ReLU()
        self.down3 = Down(16, 128, **factory)
        self.down4 = Down(b6_channels, 32, **factory)
        self.relu3 = nn.ReLU()
        self.down5 = Down(32, 128, **factory)
        self.down6 = Down(c6_channels, 128, **factory)
        self.relu4 = nn.ReLU(inplace=True)

    def forward(
        self, a6: torch.Tensor, b6: torch.Tensor, c6: torch.Tensor, d6: torch.Tensor
    ) -> torch.Tensor:
        a = self.down1(a6)  # 16x28x28
        a = self.relu1(a)
        a = self.down2(a)  # 16x14x14
        a = self.relu2(a)
        a = self.down3(a)  # 128x7x7
        b = self.down4(b6)  # 32x14x14
        b = self.relu3(b)
        b = self.down5(b)  # 128x7x7
        c = self.down6(c6)
        x = a + b + c + d6
        return self.relu4(x)


class Summary(nn.Module):
    """A bottleneck on a map, for what is told of it at the end."""

    def __init__(
        self,
        depth: int,
        map_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.bottleneck1 = Bottleneck(map_channels, depth=depth, **factory)

    def forward(self, map: torch.Tensor) -> torch.Tensor:
        return self.bottleneck1(map)


class HRNetW18Small(nn.Module):
    """HRNet-W18 small v1: Wang et al., Deep high-resolution representation learning for
    visual recognition (2019).

    Maps of up to four sizes, a to d, go side by side; behind their blocks, each takes
    in what the others have. Weights of pytorchcv's `hrnet_w18_small_v1` come through
    `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "front.relu1", "channels": 64, "reduction": 2},
        {"name": "a8", "channels": 128, "reduction": 4},
        {"name": "relu4", "channels": 2048, "reduction": 32},
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
        self.front = Front(in_channels, **factory)
        self.a1 = A1(**factory)
        self.b1 = B1(**factory)
        self.a2 = Units(16, 16, **factory)
        self.b2 = Units(32, 32, **factory)
        self.a3 = A3(32, **factory)
        self.b3 = B3(16, **factory)
        self.c3 = C3(**factory)
        self.a4 = Units(16, 16, **factory)
        self.b4 = Units(32, 32, **factory)
        self.c4 = Units(64, 64, **factory)
        self.a5 = A5(32, 64, **factory)
        self.b5 = B5(16, 64, **factory)
        self.c5 = C5(16, 32, **factory)
        self.d5 = D5(**factory)
        self.a6 = Units(16, 16, **factory)
        self.b6 = Units(32, 32, **factory)
        self.c6 = Units(64, 64, **factory)
        self.d6 = Units(128, 128, **factory)
        self.a7 = A7(32, c6_channels=64, d6_channels=128, **factory)
        self.b7 = B7(16, c6_channels=64, d6_channels=128, **factory)
        self.c7 = C7(16, b6_channels=32, d6_channels=128, **factory)
        self.d7 = D7(16, b6_channels=32, c6_channels=64, **factory)
        self.a8 = Summary(32, 16, **factory)
        self.b8 = Summary(64, 32, **factory)
        self.c8 = Summary(128, 64, **factory)
        self.d8 = Summary(256, 128, **factory)
        self.conv1 = nn.Conv2d(128, 256, 3, stride=2, padding=1, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(256, 512, 3, stride=2, padding=1, **factory)
        self.bn2 = nn.BatchNorm2d(512, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(512, 1024, 3, stride=2, padding=1, **factory)
        self.bn3 = nn.BatchNorm2d(1024, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(1024, 2048, 1, **factory)
        self.bn4 = nn.BatchNorm2d(2048, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.conv4)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        front = self.front(x)  # 128x56x56
        a1 = self.a1(front)  # 16x56x56
        b1 = self.b1(front)  # 32x28x28
        a2 = self.a2(a1)  # 16x56x56
        b2 = self.b2(b1)  # 32x28x28
        a3 = self.a3(a2, b2)  # 16x56x56
        b3 = self.b3(a2, b2)  # 32x28x28
        c3 = self.c3(b3)  # 64x14x14
        a4 = self.a4(a3)  # 16x56x56
        b4 = self.b4(b3)  # 32x28x28
        c4 = self.c4(c3)  # 64x14x14
        a5 = self.a5(a4, b4, c4)  # 16x56x56
        b5 = self.b5(a4, b4, c4)  # 32x28x28
        c5 = self.c5(a4, b4, c4)  # 64x14x14
        d5 = self.d5(c5)  # 128x7x7
        a6 = self.a6(a5)  # 16x56x56
        b6 = self.b6(b5)  # 32x28x28
        c6 = self.c6(c5)  # 64x14x14
        d6 = self.d6(d5)  # 128x7x7
        a7 = self.a7(a6, b6, c6, d6)  # 16x56x56
        b7 = self.b7(a6, b6, c6, d6)  # 32x28x28
        c7 = self.c7(a6, b6, c6, d6)  # 64x14x14
        d7 = self.d7(a6, b6, c6, d6)  # 128x7x7
        a8 = self.a8(a7)  # 128x56x56
        b8 = self.b8(b7)  # 256x28x28
        c8 = self.c8(c7)  # 512x14x14
        d8 = self.d8(d7)  # 1024x7x7
        y = self.conv1(a8)  # 256x28x28
        y = self.bn1(y)
        y = self.relu1(y)
        x = y + b8
        y = self.conv2(x)  # 512x14x14
        y = self.bn2(y)
        y = self.relu2(y)
        x = y + c8
        y = self.conv3(x)  # 1024x7x7
        y = self.bn3(y)
        y = self.relu3(y)
        x = y + d8
        x = self.conv4(x)  # 2048x7x7
        x = self.bn4(x)
        return self.relu4(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
