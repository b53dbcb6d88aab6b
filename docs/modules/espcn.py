# Written by cnndsl 0.1.0: cnndsl build espcn.cnn
# checksum of what follows: 5ef66abc2a21039f
"""ESPCN: 22,729 parameters, 6,538,336 multiply-accumulates an image."""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["ESPCN"]


class ESPCN(nn.Module):
    """ESPCN, which makes a picture three times larger: Shi et al., Real-time single
    image and video super-resolution using an efficient sub-pixel convolutional
    neural network (2016).

    Upscaling comes last: the work is done at the small size, and the last layer has a
    place's nine pixels as channels.

    Args:
        factor: how many times larger
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 17, 17) to (N, 1, 51, 51)
    """

    def __init__(
        self,
        factor: int = 3,
        in_channels: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 5, padding=2, **factory)
        self.tanh1 = nn.Tanh()
        self.conv2 = nn.Conv2d(64, 32, 3, padding=1, **factory)
        self.tanh2 = nn.Tanh()
        self.conv3 = nn.Conv2d(32, factor**2, 3, padding=1, **factory)
        self.pixel_shuffle1 = nn.PixelShuffle(factor)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x17x17
        x = self.tanh1(x)
        x = self.conv2(x)  # 32x17x17
        x = self.tanh2(x)
        x = self.conv3(x)  # 9x17x17
        return self.pixel_shuffle1(x)  # 1x51x51
