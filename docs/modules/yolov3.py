# Written by cnndsl 0.1.0: cnndsl build yolov3.cnn
# checksum of what follows: 0f2c3e79d8dc58a2
"""YOLOv3: 61,949,149 parameters, 32,932,037,632 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["YOLOv3"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class YOLOv3Output(NamedTuple):
    large: torch.Tensor  # 255x13x13
    medium: torch.Tensor  # 255x26x26
    small: torch.Tensor  # 255x52x52


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
        self.conv1 = nn.Conv2d(in_channels, in_channels // 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(in_channels // 2, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(
            in_channels // 2, in_channels, 3, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(in_channels, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.leaky_relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.leaky_relu2(y)
        return y + x


class Neck(nn.Sequential):
    """Five convolutions, by turns narrow and wide."""

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
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(depth, 2 * depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(2 * depth, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.conv3 = nn.Conv2d(2 * depth, depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu3 = nn.LeakyReLU(0.1, inplace=True)
        self.conv4 = nn.Conv2d(depth, 2 * depth, 3, padding=1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(2 * depth, **factory)
        self.leaky_relu4 = nn.LeakyReLU(0.1, inplace=True)
        self.conv5 = nn.Conv2d(2 * depth, depth, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu5 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class Scores(nn.Sequential):
    """A wide convolution and one number for each thing that is said of a box."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        classes: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(depth, 3 * (5 + classes), 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Up(nn.Module):
    """Narrower and twice as large, beside what was there on the way down."""

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
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.upsample1 = nn.Upsample(scale_factor=2)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.leaky_relu1(x)
        x = self.upsample1(x)
        return torch.cat((x, skip), dim=1)


class YOLOv3(nn.Module):
    """YOLOv3: Redmon and Farhadi, YOLOv3: an incremental improvement (2018).

    Objects and their boxes: Darknet-53, and scores at three sizes, for each place 3
    boxes, each of 4 numbers, a confidence and the classes.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 416, 416) to large (N, 255, 13, 13), medium (N, 255, 26, 26), small (N,
            255, 52, 52)
    """

    def __init__(
        self,
        classes: int = 80,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 32, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(32, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.residual1 = Residual(64, **factory)
        self.conv3 = nn.Conv2d(64, 128, 3, stride=2, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(128, **factory)
        self.leaky_relu3 = nn.LeakyReLU(0.1, inplace=True)
        self.residual2 = nn.Sequential(*(Residual(128, **factory) for _ in range(2)))
        self.conv4 = nn.Conv2d(128, 256, 3, stride=2, padding=1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu4 = nn.LeakyReLU(0.1, inplace=True)
        self.places52 = nn.Sequential(*(Residual(256, **factory) for _ in range(8)))
        self.conv5 = nn.Conv2d(256, 512, 3, stride=2, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(512, **factory)
        self.leaky_relu5 = nn.LeakyReLU(0.1, inplace=True)
        self.places26 = nn.Sequential(*(Residual(512, **factory) for _ in range(8)))
        self.conv6 = nn.Conv2d(512, 1024, 3, stride=2, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(1024, **factory)
        self.leaky_relu6 = nn.LeakyReLU(0.1, inplace=True)
        self.residual5 = nn.Sequential(*(Residual(1024, **factory) for _ in range(4)))
        self.neck1 = Neck(1024, 512, **factory)
        self.large = Scores(512, depth=1024, classes=classes, **factory)
        self.up1 = Up(512, 256, **factory)
        self.neck2 = Neck(768, 256, **factory)
        self.medium = Scores(256, depth=512, classes=classes, **factory)
        self.up2 = Up(256, 128, **factory)
        self.neck3 = Neck(384, 128, **factory)
        self.small = Scores(128, depth=256, classes=classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1, self.conv2, self.conv3, self.conv4, self.conv5, self.conv6
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> YOLOv3Output:
        x = self.conv1(x)  # 32x416x416
        x = self.bn1(x)
        x = self.leaky_relu1(x)
        x = self.conv2(x)  # 64x208x208
        x = self.bn2(x)
        x = self.leaky_relu2(x)
        x = self.residual1(x)
        x = self.conv3(x)  # 128x104x104
        x = self.bn3(x)
        x = self.leaky_relu3(x)
        x = self.residual2(x)
        x = self.conv4(x)  # 256x52x52
        x = self.bn4(x)
        x = self.leaky_relu4(x)
        places52 = self.places52(x)
        x = self.conv5(places52)  # 512x26x26
        x = self.bn5(x)
        x = self.leaky_relu5(x)
        places26 = self.places26(x)
        x = self.conv6(places26)  # 1024x13x13
        x = self.bn6(x)
        x = self.leaky_relu6(x)
        x = self.residual5(x)
        x = self.neck1(x)  # 512x13x13
        large = self.large(x)  # 255x13x13
        x = self.up1(x, places26)  # 768x26x26
        x = self.neck2(x)  # 256x26x26
        medium = self.medium(x)  # 255x26x26
        x = self.up2(x, places52)  # 384x52x52
        x = self.neck3(x)  # 128x52x52
        small = self.small(x)  # 255x52x52
        return YOLOv3Output(large, medium, small)
