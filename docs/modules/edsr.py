# Written by cnndsl 0.1.0: cnndsl build edsr.cnn
# checksum of what follows: 072c4a070c86c0b3
"""EDSR: 1,517,571 parameters, 4,569,219,072 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["EDSR"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Residual(nn.Module):
    """Two convolutions and a shortcut round them; the sum has no activation."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)  # 64x48x48
        y = self.relu1(y)
        y = self.conv2(y)
        return y + x


class Larger(nn.Sequential):
    """Twice the size: four pixels of each place, as channels."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 4 * in_channels, 3, padding=1, **factory)
        self.pixel_shuffle1 = nn.PixelShuffle(2)


class EDSR(nn.Module):
    """EDSR, the baseline for pictures four times larger: Lim et al., Enhanced deep
    residual networks for single image super-resolution (2017).

    Upscaling by residual blocks without norms. The mean colour, taken off before and
    added again behind it, is not in it.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 48, 48) to (N, 3, 192, 192)
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
        self.conv1 = nn.Conv2d(in_channels, 64, 3, padding=1, **factory)
        self.residual1 = nn.Sequential(*(Residual(64, **factory) for _ in range(16)))
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, **factory)
        self.larger1 = nn.Sequential(*(Larger(64, **factory) for _ in range(2)))
        self.conv3 = nn.Conv2d(64, 3, 3, padding=1, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x48x48
        y = self.residual1(x)
        y = self.conv2(y)
        x = y + x
        x = self.larger1(x)  # 64x192x192
        return self.conv3(x)  # 3x192x192
