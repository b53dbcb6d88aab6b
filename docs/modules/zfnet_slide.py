# Written by cnndsl 0.1.0: cnndsl build zfnet_slide.cnn
# checksum of what follows: 00686ae0f754785d
"""ZFNetSlide: 107,627,624 parameters, 2,476,704,896 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["ZFNetSlide"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class ZFNetSlide(nn.Module):
    """ZFNet with the depths of a slide's table: lecture.

    512-1024-512, which is another network than the paper's.

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
        {"name": "pool1", "channels": 96, "reduction": 4},
        {"name": "relu2", "channels": 256, "reduction": 8},
        {"name": "relu5", "channels": 512, "reduction": 16},
        {"name": "maxpool3", "channels": 512, "reduction": 32},
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
        self.pool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(96, 256, 5, stride=2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.pool2 = nn.MaxPool2d(3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(256, 512, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(512, 1024, 3, padding=1, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(1024, 512, 3, padding=1, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(18432, 4096, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(4096, 4096, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.dropout2 = nn.Dropout(0.5)
        self.fc3 = nn.Linear(4096, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.conv2,
            self.conv3,
            self.conv4,
            self.conv5,
            self.fc1,
            self.fc2,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 96x110x110
        x = self.relu1(x)
        x = self.pool1(x)  # 96x55x55
        x = self.conv2(x)  # 256x26x26
        x = self.relu2(x)
        x = self.pool2(x)  # 256x13x13
        x = self.conv3(x)  # 512x13x13
        x = self.relu3(x)
        x = self.conv4(x)  # 1024x13x13
        x = self.relu4(x)
        x = self.conv5(x)  # 512x13x13
        x = self.relu5(x)
        return self.maxpool3(x)  # 512x6x6

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 18432
        torch._assert(x.size(1) == 18432, "ZFNetSlide takes inputs of 3x224x224")
        x = self.fc1(x)  # 4096
        x = self.relu6(x)
        x = self.dropout1(x)
        x = self.fc2(x)
        x = self.relu7(x)
        x = self.dropout2(x)
        x = self.fc3(x)  # 1000
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
