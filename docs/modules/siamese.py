# Written by cnndsl 0.1.0: cnndsl build siamese.cnn
# checksum of what follows: e0b812d4bdd60309
"""Siamese: 38,951,745 parameters, 1,817,251,840 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Siamese"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Tower(nn.Sequential):
    """What both pictures go through."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 10, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(64, 128, 7, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(128, 128, 4, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool2d(2)
        self.conv4 = nn.Conv2d(128, 256, 4, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(9216, 4096, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.conv4)


class Siamese(nn.Module):
    """A Siamese network, which says whether two characters are the same: Koch et al.,
    Siamese neural networks for one-shot image recognition (2015).

    Two towers with the same weights; similarity is judged by how far apart their 4096
    numbers are.

    Args:
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        left (N, 1, 105, 105)
        right (N, 1, 105, 105)
        to (N, 1)
    """

    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.tower = Tower(1, **factory)
        self.fc1 = nn.Linear(4096, 1, **factory)
        self.sigmoid1 = nn.Sigmoid()

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        one = self.tower(left)  # 4096
        other = self.tower(right)
        a = one - other
        b = other - one
        x = torch.maximum(a, b)
        x = self.fc1(x)  # 1
        return self.sigmoid1(x)
