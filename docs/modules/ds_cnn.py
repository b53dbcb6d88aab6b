# Written by cnndsl 0.1.0: cnndsl build ds_cnn.cnn
# checksum of what follows: 8c33a31b1cd10039
"""DS_CNN: 23,756 parameters, 2,656,768 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["DS_CNN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Separable(nn.Sequential):
    """A depthwise convolution, then a 1x1 one."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.dwconv1 = nn.Conv2d(
            in_channels, in_channels, 3, padding=1, groups=in_channels, **factory
        )
        self.bn1 = nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.01, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, 64, 1, **factory)
        self.bn2 = nn.BatchNorm2d(64, eps=0.001, momentum=0.01, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class DS_CNN(nn.Module):
    """DS-CNN, a small network for spectrograms of words, as MLPerf Tiny has it: Zhang
    et al., Hello edge: keyword spotting on microcontrollers (2017).

    49 steps of time with 10 coefficients each; ten words, silence and anything else.
    Padded as Keras pads. The average is over all 25 steps that are left, where MLPerf
    Tiny's Keras model leaves the last one out.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 49, 10) to (N, 12)
    """

    feature_info = ({"name": "dropout2", "channels": 64, "reduction": 2},)

    def __init__(
        self,
        classes: int = 12,
        in_channels: int = 1,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, (10, 4), stride=2, **factory)
        self.bn1 = nn.BatchNorm2d(64, eps=0.001, momentum=0.01, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.2)
        self.separable1 = nn.Sequential(*(Separable(64, **factory) for _ in range(4)))
        self.dropout2 = nn.Dropout(0.4)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(F.pad(x, (1, 1, 4, 5)))  # 64x25x5
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.dropout1(x)
        x = self.separable1(x)
        return self.dropout2(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 64x1x1
        x = self.flatten(x)  # 64
        x = self.fc1(x)  # 12
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
