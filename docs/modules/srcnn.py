# Written by cnndsl 0.1.0: cnndsl build srcnn.cnn
# checksum of what follows: 3a5e6a247a1695cf
"""SRCNN: 8,129 parameters, 8,746,848 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["SRCNN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class SRCNN(nn.Module):
    """SRCNN (9-1-5), which sharpens an enlarged picture: Dong et al., Learning a deep
    convolutional network for image super-resolution (2014).

    Upscaling is done before it. The three layers cut patches out, map each to a sharper
    one, and put these together.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 33, 33) to (N, 1, 33, 33)
    """

    def __init__(
        self,
        in_channels: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 9, padding=4, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(64, 32, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(32, 1, 5, padding=2, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x33x33
        x = self.relu1(x)
        x = self.conv2(x)  # 32x33x33
        x = self.relu2(x)
        return self.conv3(x)  # 1x33x33
