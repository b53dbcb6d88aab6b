# Written by cnndsl 0.1.0: cnndsl build nin.cnn
# checksum of what follows: d19a69e35b747478
"""NIN: 966,986 parameters, 222,486,528 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["NIN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class NIN(nn.Module):
    """Network in network for CIFAR-10: Lin et al., Network in network (2013).

    Two 1x1 convolutions behind each larger one are a small network at every place; the
    pools round up.

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
        self.conv1 = nn.Conv2d(in_channels, 192, 5, padding=2, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(192, 160, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(160, 96, 1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.dropout1 = nn.Dropout(0.5)
        self.conv4 = nn.Conv2d(96, 192, 5, padding=2, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(192, 192, 1, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(192, 192, 1, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.avgpool1 = nn.AvgPool2d(3, stride=2, ceil_mode=True)
        self.dropout2 = nn.Dropout(0.5)
        self.conv7 = nn.Conv2d(192, 192, 3, padding=1, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(192, 192, 1, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(192, classes, 1, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten1 = nn.Flatten()
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 192x32x32
        x = self.relu1(x)
        x = self.conv2(x)  # 160x32x32
        x = self.relu2(x)
        x = self.conv3(x)  # 96x32x32
        x = self.relu3(x)
        x = self.maxpool1(x)  # 96x16x16
        x = self.dropout1(x)
        x = self.conv4(x)  # 192x16x16
        x = self.relu4(x)
        x = self.conv5(x)
        x = self.relu5(x)
        x = self.conv6(x)
        x = self.relu6(x)
        x = self.avgpool1(x)  # 192x8x8
        x = self.dropout2(x)
        x = self.conv7(x)
        x = self.relu7(x)
        x = self.conv8(x)
        x = self.relu8(x)
        x = self.conv9(x)  # 10x8x8
        x = self.relu9(x)
        x = self.gap1(x)  # 10x1x1
        x = self.flatten1(x)  # 10
        return self.softmax1(x)
