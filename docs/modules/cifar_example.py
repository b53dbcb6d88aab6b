# Written by cnndsl 0.1.0: cnndsl build cifar_example.cnn
# checksum of what follows: 46219222a1f0afd8
"""CifarExample: 31,066 parameters, 362,496 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["CifarExample"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class CifarExample(nn.Module):
    """The first network for CIFAR-10, INPUT - CONV - RELU - POOL - FC: lecture.

    One convolution with its pool, and scores: small enough to work out by hand.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "relu1", "channels": 12, "reduction": 1},
        {"name": "pool", "channels": 12, "reduction": 2},
    )

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = nn.Conv2d(in_channels, 12, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(3072, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)  # 12x32x32
        x = self.relu1(x)
        return self.pool(x)  # 12x16x16

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 3072
        torch._assert(x.size(1) == 3072, "CifarExample takes inputs of 3x32x32")
        return self.fc1(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
