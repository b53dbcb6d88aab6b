# Written by cnndsl 0.1.0: cnndsl build unet3d_basic.cnn
# checksum of what follows: 26939398bd013ba9
"""UNet3D: 5,749,410 parameters, 18,688,770,048 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["UNet3D"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv3d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Convs(nn.Sequential):
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
        self.conv1 = nn.Conv3d(in_channels, depth, 3, padding=1, **factory)
        self.instancenorm1 = nn.InstanceNorm3d(depth, affine=True, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Double(nn.Sequential):
    """Two convolutions of one depth."""

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
        self.convs = nn.Sequential(
            Convs(in_channels, depth, **factory), Convs(depth, depth, **factory)
        )


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
        self.maxpool1 = nn.MaxPool3d(2)
        self.double1 = Double(in_channels, depth, **factory)


class Up(nn.Module):
    """Twice the size, beside what was there on the way down."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        skip_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.deconv1 = nn.ConvTranspose3d(in_channels, depth, 2, stride=2, **factory)
        self.double1 = Double(skip_channels + depth, depth, **factory)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.deconv1(x)
        x = torch.cat((skip, x), dim=1)
        return self.double1(x)


class UNet3D(nn.Module):
    """A 3D U-Net as monai has it (BasicUNet): Falk et al., U-Net: deep learning for
    cell counting, detection, and morphometry (2019).

    Two classes for each place of a medical volume, as of CT or MRI. Weights of monai's
    `BasicUNet` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 32, 64, 64) to (N, 2, 32, 64, 64)
    """

    def __init__(
        self,
        classes: int = 2,
        in_channels: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.enc1 = Double(in_channels, 32, **factory)
        self.enc2 = Down(32, 32, **factory)
        self.enc3 = Down(32, 64, **factory)
        self.enc4 = Down(64, 128, **factory)
        self.down4 = Down(128, 256, **factory)
        self.up1 = Up(256, depth=128, skip_channels=128, **factory)
        self.up2 = Up(128, depth=64, skip_channels=64, **factory)
        self.up3 = Up(64, depth=32, skip_channels=32, **factory)
        self.up4 = Up(32, depth=32, skip_channels=32, **factory)
        self.conv1 = nn.Conv3d(32, classes, 1, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        enc1 = self.enc1(x)  # 32x32x64x64
        enc2 = self.enc2(enc1)  # 32x16x32x32
        enc3 = self.enc3(enc2)  # 64x8x16x16
        enc4 = self.enc4(enc3)  # 128x4x8x8
        x = self.down4(enc4)  # 256x2x4x4
        x = self.up1(x, enc4)  # 128x4x8x8
        x = self.up2(x, enc3)  # 64x8x16x16
        x = self.up3(x, enc2)  # 32x16x32x32
        x = self.up4(x, enc1)  # 32x32x64x64
        return self.conv1(x)  # 2x32x64x64
