# Written by cnndsl 0.1.0: cnndsl build attention_unet.cnn
# checksum of what follows: 004cc2d4749595fe
"""AttentionUNet: 493,990 parameters, 506,429,440 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["AttentionUNet"]


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


class Double(nn.Sequential):
    """Two convolutions of one depth; the first may halve the size."""

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
            in_channels, depth, 3, stride=stride, padding=1, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class Gate(nn.Module):
    """A weight for each place of `skip`."""

    def __init__(
        self,
        in_channels: int,
        skip_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        depth = in_channels // 2
        self.conv1 = nn.Conv2d(in_channels, depth, 1, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.conv2 = nn.Conv2d(skip_channels, depth, 1, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 1, 1, **factory)
        self.bn3 = nn.BatchNorm2d(1, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        y1 = self.conv1(x)
        y1 = self.bn1(y1)
        y2 = self.conv2(skip)
        y2 = self.bn2(y2)
        y1 += y2
        y = self.relu1(y1)
        y = self.conv3(y)
        y = self.bn3(y)
        y = self.sigmoid1(y)
        return skip * y


class Up(nn.Module):
    """Twice the size, beside what is let through of what was there on the way down."""

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
        self.deconv1 = nn.ConvTranspose2d(
            in_channels, depth, 3, stride=2, padding=1, output_padding=1, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.gate1 = Gate(depth, skip_channels, **factory)
        self.conv1 = nn.Conv2d(skip_channels + depth, depth, 3, padding=1, **factory)
        self.instancenorm1 = nn.InstanceNorm2d(depth, **factory)
        self.prelu1 = nn.PReLU(**factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.deconv1, self.conv1)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.deconv1(x)
        x = self.bn1(x)
        x = self.relu1(x)
        y = self.gate1(x, skip)
        x = torch.cat((y, x), dim=1)
        x = self.conv1(x)
        x = self.instancenorm1(x)
        return self.prelu1(x)


class AttentionUNet(nn.Module):
    """Attention U-Net as monai has it (AttentionUnet): Oktay et al., Attention U-Net:
    learning where to look for the pancreas (2018).

    For medical images: what was there on the way down counts only where what comes from
    below looks for it. Weights of monai's `AttentionUnet` come through `cnndsl
    weights`.

    Args:
        classes: the number of classes
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 128, 128) to (N, 2, 128, 128)
    """

    def __init__(
        self,
        classes: int = 2,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.enc1 = Double(1, depth=16, **factory)
        self.enc2 = Double(16, depth=32, stride=2, **factory)
        self.enc3 = Double(32, depth=64, stride=2, **factory)
        self.double4 = Double(64, depth=128, stride=2, **factory)
        self.up1 = Up(128, depth=64, skip_channels=64, **factory)
        self.up2 = Up(64, depth=32, skip_channels=32, **factory)
        self.up3 = Up(32, depth=16, skip_channels=16, **factory)
        self.conv1 = nn.Conv2d(16, classes, 1, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        enc1 = self.enc1(x)  # 16x128x128
        enc2 = self.enc2(enc1)  # 32x64x64
        enc3 = self.enc3(enc2)  # 64x32x32
        x = self.double4(enc3)  # 128x16x16
        x = self.up1(x, enc3)  # 64x32x32
        x = self.up2(x, enc2)  # 32x64x64
        x = self.up3(x, enc1)  # 16x128x128
        return self.conv1(x)  # 2x128x128
