# Written by cnndsl 0.1.0: cnndsl build vgg11_bn.cnn
# checksum of what follows: 9f03ec89910f0b47
"""VGG11_BN: 132,868,840 parameters, 7,609,090,048 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["VGG11_BN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class VGG11_BN(nn.Module):
    """VGG-11 BN as torchvision has it: Simonyan and Zisserman, Very deep convolutional
    networks for large-scale image recognition (2014).

    Configuration A, conv biases kept. Its parts have torchvision's names, so that
    weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.2", "channels": 64, "reduction": 1},
        {"name": "features.6", "channels": 128, "reduction": 2},
        {"name": "features.13", "channels": 256, "reduction": 4},
        {"name": "features.20", "channels": 512, "reduction": 8},
        {"name": "features.27", "channels": 512, "reduction": 16},
        {"name": "features", "channels": 512, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 64, 3, padding=1, **factory),
            nn.BatchNorm2d(64, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(64, 128, 3, padding=1, **factory),
            nn.BatchNorm2d(128, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(128, 256, 3, padding=1, **factory),
            nn.BatchNorm2d(256, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, 3, padding=1, **factory),
            nn.BatchNorm2d(256, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(256, 512, 3, padding=1, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(512, 512, 3, padding=1, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(512, 512, 3, padding=1, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(512, 512, 3, padding=1, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(25088, 4096, **factory),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096, **factory),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, classes, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features, self.classifier[0], self.classifier[3])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 512x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 25088
        torch._assert(x.size(1) == 25088, "VGG11_BN takes inputs of 3x224x224")
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
