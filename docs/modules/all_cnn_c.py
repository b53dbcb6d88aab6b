# Written by cnndsl 0.1.0: cnndsl build all_cnn_c.cnn
# checksum of what follows: 2e62594276509c20
"""AllCNN_C: 1,369,738 parameters, 270,798,336 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["AllCNN_C"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


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
        self.conv1 = nn.Conv2d(in_channels, 96, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Layers2(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 192, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class AllCNN_C(nn.Module):
    """All-CNN-C for CIFAR-10: Springenberg et al., Striving for simplicity: the all
    convolutional net (2014).

    Strided convolutions stand in the place of pools.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 3,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.dropout1 = nn.Dropout(0.2)
        self.repeat1 = nn.Sequential(
            Layers(in_channels, **factory), Layers(96, **factory)
        )
        self.conv1 = nn.Conv2d(96, 96, 3, stride=2, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout2 = nn.Dropout(0.5)
        self.repeat2 = nn.Sequential(Layers2(96, **factory), Layers2(192, **factory))
        self.conv2 = nn.Conv2d(192, 192, 3, stride=2, padding=1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.dropout3 = nn.Dropout(0.5)
        self.conv3 = nn.Conv2d(192, 192, 3, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(192, 192, 1, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(192, classes, 1, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten1 = nn.Flatten()
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.conv4, self.conv5)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.dropout1(x)  # 3x32x32
        x = self.repeat1(x)  # 96x32x32
        x = self.conv1(x)  # 96x16x16
        x = self.relu1(x)
        x = self.dropout2(x)
        x = self.repeat2(x)  # 192x16x16
        x = self.conv2(x)  # 192x8x8
        x = self.relu2(x)
        x = self.dropout3(x)
        x = self.conv3(x)  # 192x6x6
        x = self.relu3(x)
        x = self.conv4(x)
        x = self.relu4(x)
        x = self.conv5(x)  # 10x6x6
        x = self.relu5(x)
        x = self.gap1(x)  # 10x1x1
        x = self.flatten1(x)  # 10
        return self.softmax1(x)
