# Written by cnndsl 0.1.0: cnndsl build zfnet.cnn
# checksum of what follows: f95e549adc98f75c
"""ZFNet: 62,357,608 parameters, 1,168,032,896 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["ZFNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class LocalResponseNorm(nn.LocalResponseNorm):
    """Local response normalisation, AlexNet's."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.local_response_norm(
            x.flatten(2), self.size, self.alpha, self.beta, self.k
        ).view_as(x)


class Layers(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 384, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class ZFNet(nn.Module):
    """ZFNet: Zeiler and Fergus, Visualizing and understanding convolutional networks
    (2013).

    AlexNet with a smaller first window, at half the stride.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 96, "reduction": 2},
        {"name": "lrn1", "channels": 96, "reduction": 4},
        {"name": "relu2", "channels": 256, "reduction": 8},
        {"name": "relu3", "channels": 256, "reduction": 16},
        {"name": "maxpool3", "channels": 256, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
        in_channels: int = 3,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 96, 7, stride=2, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.lrn1 = LocalResponseNorm(5, k=2.0)
        self.conv2 = nn.Conv2d(96, 256, 5, stride=2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, padding=1)
        self.lrn2 = LocalResponseNorm(5, k=2.0)
        self.repeat1 = nn.Sequential(Layers(256, **factory), Layers(384, **factory))
        self.conv3 = nn.Conv2d(384, 256, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(9216, 4096, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(4096, 4096, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.dropout2 = nn.Dropout(0.5)
        self.fc3 = nn.Linear(4096, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.fc1, self.fc2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 96x110x110
        x = self.relu1(x)
        x = self.maxpool1(x)  # 96x55x55
        x = self.lrn1(x)
        x = self.conv2(x)  # 256x26x26
        x = self.relu2(x)
        x = self.maxpool2(x)  # 256x13x13
        x = self.lrn2(x)
        x = self.repeat1(x)  # 384x13x13
        x = self.conv3(x)  # 256x13x13
        x = self.relu3(x)
        return self.maxpool3(x)  # 256x6x6

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 9216
        torch._assert(x.size(1) == 9216, "ZFNet takes inputs of 3x224x224")
        x = self.fc1(x)  # 4096
        x = self.relu4(x)
        x = self.dropout1(x)
        x = self.fc2(x)
        x = self.relu5(x)
        x = self.dropout2(x)
        x = self.fc3(x)  # 1000
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
