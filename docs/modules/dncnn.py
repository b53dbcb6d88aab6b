# Written by cnndsl 0.1.0: cnndsl build dncnn.cnn
# checksum of what follows: eb9353a173af9f27
"""DnCNN: 556,096 parameters, 886,579,200 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DnCNN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Middle(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(64, 64, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(64, eps=0.0001, momentum=0.95, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class DnCNN(nn.Module):
    """DnCNN, which finds the noise in a picture and takes it off, as its authors'
    PyTorch code has it: Zhang et al., Beyond a Gaussian denoiser: residual learning
    of deep CNN for image denoising (2017).

    17 layers, for a known level of noise.

    Args:
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 40, 40) to (N, 1, 40, 40)
    """

    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(1, 64, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.middle = nn.Sequential(*(Middle(**factory) for _ in range(15)))
        self.conv2 = nn.Conv2d(64, 1, 3, padding=1, bias=False, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)  # 64x40x40
        y = self.relu1(y)
        y = self.middle(y)
        y = self.conv2(y)  # 1x40x40
        return x - y
