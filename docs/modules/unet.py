# Written by cnndsl 0.1.0: cnndsl build unet.cnn
# checksum of what follows: f66df5a3b8e75f55
"""UNet: 31,030,658 parameters, 150,428,424,448 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["UNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


def crop_like(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The middle of `x`, of the height and width of `like`."""
    for axis in (2, 3):
        margin = x.size(axis) - like.size(axis)
        x = x.narrow(axis, margin // 2, like.size(axis))
    return x


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
        self.conv1 = nn.Conv2d(in_channels, depth, 3, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


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
        self.deconv1 = nn.ConvTranspose2d(in_channels, depth, 2, stride=2, **factory)
        self.double1 = Double(skip_channels + depth, depth, **factory)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.deconv1(x)
        y = crop_like(skip, x)
        x = torch.cat((y, x), dim=1)
        return self.double1(x)


class UNet(nn.Module):
    """U-Net as published: Ronneberger et al., U-Net: convolutional networks for
    biomedical image segmentation (2015).

    Down and up again, with a skip from each size to the same on the way up.
    Convolutions are valid, so skips are cropped.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 572, 572) to (N, 2, 388, 388)
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
        self.enc1 = Double(in_channels, 64, **factory)
        self.maxpool1 = nn.MaxPool2d(2)
        self.enc2 = Double(64, 128, **factory)
        self.maxpool2 = nn.MaxPool2d(2)
        self.enc3 = Double(128, 256, **factory)
        self.maxpool3 = nn.MaxPool2d(2)
        self.enc4 = Double(256, 512, **factory)
        self.dropout1 = nn.Dropout(0.5)
        self.maxpool4 = nn.MaxPool2d(2)
        self.double5 = Double(512, 1024, **factory)
        self.dropout2 = nn.Dropout(0.5)
        self.up1 = Up(1024, depth=512, skip_channels=512, **factory)
        self.up2 = Up(512, depth=256, skip_channels=256, **factory)
        self.up3 = Up(256, depth=128, skip_channels=128, **factory)
        self.up4 = Up(128, depth=64, skip_channels=64, **factory)
        self.conv1 = nn.Conv2d(64, classes, 1, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        enc1 = self.enc1(x)  # 64x568x568
        x = self.maxpool1(enc1)  # 64x284x284
        enc2 = self.enc2(x)  # 128x280x280
        x = self.maxpool2(enc2)  # 128x140x140
        enc3 = self.enc3(x)  # 256x136x136
        x = self.maxpool3(enc3)  # 256x68x68
        enc4 = self.enc4(x)  # 512x64x64
        x = self.dropout1(enc4)
        x = self.maxpool4(x)  # 512x32x32
        x = self.double5(x)  # 1024x28x28
        x = self.dropout2(x)
        x = self.up1(x, enc4)  # 512x52x52
        x = self.up2(x, enc3)  # 256x100x100
        x = self.up3(x, enc2)  # 128x196x196
        x = self.up4(x, enc1)  # 64x388x388
        return self.conv1(x)  # 2x388x388
