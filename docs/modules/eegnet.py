# Written by cnndsl 0.1.0: cnndsl build eegnet.cnn
# checksum of what follows: fc3200b4e4cbca62
"""EEGNet: 2,388 parameters, 4,342,016 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["EEGNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class EEGNet(nn.Module):
    """EEGNet-8,2 for brain waves: Lawhern et al., EEGNet: a compact convolutional
    neural network for EEG-based brain-computer interfaces (2018).

    64 electrodes, one second at 128 Hz; padded as Keras pads.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 64, 128) to (N, 4)
    """

    feature_info = (
        {"name": "bn1", "channels": 8, "reduction": 1},
        {"name": "elu1", "channels": 16, "reduction": 1},
    )

    def __init__(
        self,
        classes: int = 4,
        in_channels: int = 1,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 8, (1, 64), bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(8, eps=0.001, momentum=0.01, **factory)
        self.dwconv1 = nn.Conv2d(8, 16, (64, 1), groups=8, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(16, eps=0.001, momentum=0.01, **factory)
        self.elu1 = nn.ELU()
        self.avgpool1 = nn.AvgPool2d((1, 4))
        self.dropout1 = nn.Dropout(0.5)
        self.dwconv2 = nn.Conv2d(16, 16, (1, 16), groups=16, bias=False, **factory)
        self.conv2 = nn.Conv2d(16, 16, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(16, eps=0.001, momentum=0.01, **factory)
        self.elu2 = nn.ELU()
        self.avgpool2 = nn.AvgPool2d((1, 8))
        self.dropout2 = nn.Dropout(0.5)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.dwconv1, self.conv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(F.pad(x, (31, 32, 0, 0)))  # 8x64x128
        x = self.bn1(x)
        x = self.dwconv1(x)  # 16x1x128
        x = self.bn2(x)
        x = self.elu1(x)
        x = self.avgpool1(x)  # 16x1x32
        x = self.dropout1(x)
        x = self.dwconv2(F.pad(x, (7, 8, 0, 0)))
        x = self.conv2(x)
        x = self.bn3(x)
        x = self.elu2(x)
        x = self.avgpool2(x)  # 16x1x4
        return self.dropout2(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 64
        torch._assert(x.size(1) == 64, "EEGNet takes inputs of 1x64x128")
        x = self.fc1(x)  # 4
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
