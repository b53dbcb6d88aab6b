# Written by cnndsl 0.1.0: cnndsl build pix2pix_g.cnn
# checksum of what follows: 3aea9b426c87f859
"""Pix2pixGenerator: 54,413,955 parameters, 6,048,186,368 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Pix2pixGenerator"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                inputs: float = layer.weight[0].numel()
                if isinstance(layer, nn.ConvTranspose2d):
                    inputs = layer.weight[:, 0].numel() / layer.groups
                    inputs /= torch.Size(layer.stride).numel()
                nn.init.normal_(layer.weight, std=(2 / inputs) ** 0.5)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


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
        self.leaky_relu1 = nn.LeakyReLU(0.2)
        self.conv1 = nn.Conv2d(
            in_channels, depth, 4, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Up(nn.Module):
    """Twice the size, beside what was there on the way down."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        p: float,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.relu1 = nn.ReLU()
        self.deconv1 = nn.ConvTranspose2d(
            in_channels, depth, 4, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.dropout1 = nn.Dropout(p)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.deconv1)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.relu1(x)
        x = self.deconv1(x)
        x = self.bn1(x)
        x = self.dropout1(x)
        return torch.cat((skip, x), dim=1)


class Pix2pixGenerator(nn.Module):
    """pix2pix's generator, a U-Net, as its authors' PyTorch code has it (unet_256):
    Isola et al., Image-to-image translation with conditional adversarial networks
    (2017).

    The picture shrinks to one place and grows again, beside what it was at each size.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to (N, 3, 256, 256)
    """

    def __init__(
        self,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.d1 = nn.Conv2d(
            in_channels, 64, 4, stride=2, padding=1, bias=False, **factory
        )
        self.d2 = Down(64, 128, **factory)
        self.d3 = Down(128, 256, **factory)
        self.d4 = Down(256, 512, **factory)
        self.d5 = Down(512, 512, **factory)
        self.d6 = Down(512, 512, **factory)
        self.d7 = Down(512, 512, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.2)
        self.conv2 = nn.Conv2d(512, 512, 4, stride=2, padding=1, bias=False, **factory)
        self.up1 = Up(512, depth=512, p=0.0, **factory)
        self.up2 = Up(1024, depth=512, p=0.5, **factory)
        self.up3 = Up(1024, depth=512, p=0.5, **factory)
        self.up4 = Up(1024, depth=512, p=0.5, **factory)
        self.up5 = Up(1024, depth=256, p=0.0, **factory)
        self.up6 = Up(512, depth=128, p=0.0, **factory)
        self.up7 = Up(256, depth=64, p=0.0, **factory)
        self.relu1 = nn.ReLU()
        self.deconv1 = nn.ConvTranspose2d(128, 3, 4, stride=2, padding=1, **factory)
        self.tanh1 = nn.Tanh()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.d1, self.conv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        d1 = self.d1(x)  # 64x128x128
        d2 = self.d2(d1)  # 128x64x64
        d3 = self.d3(d2)  # 256x32x32
        d4 = self.d4(d3)  # 512x16x16
        d5 = self.d5(d4)  # 512x8x8
        d6 = self.d6(d5)  # 512x4x4
        d7 = self.d7(d6)  # 512x2x2
        x = self.leaky_relu1(d7)
        x = self.conv2(x)  # 512x1x1
        x = self.up1(x, d7)  # 1024x2x2
        x = self.up2(x, d6)  # 1024x4x4
        x = self.up3(x, d5)  # 1024x8x8
        x = self.up4(x, d4)  # 1024x16x16
        x = self.up5(x, d3)  # 512x32x32
        x = self.up6(x, d2)  # 256x64x64
        x = self.up7(x, d1)  # 128x128x128
        x = self.relu1(x)
        x = self.deconv1(x)  # 3x256x256
        return self.tanh1(x)
