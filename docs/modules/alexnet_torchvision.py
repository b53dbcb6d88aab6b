# Written by cnndsl 0.1.0: cnndsl build alexnet_torchvision.cnn
# checksum of what follows: 1e62da05cb9d7293
"""AlexNetTorchvision: 61,100,840 parameters, 714,188,480 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["AlexNetTorchvision"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class AlexNetTorchvision(nn.Module):
    """AlexNet as torchvision has it: Krizhevsky, One weird trick for parallelizing
    convolutional neural networks (2014).

    Its 224 pixels are padded by 2. Its parts have torchvision's names, so that weights
    from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.1", "channels": 64, "reduction": 4},
        {"name": "features.4", "channels": 192, "reduction": 8},
        {"name": "features.11", "channels": 256, "reduction": 16},
        {"name": "features", "channels": 256, "reduction": 32},
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
            nn.Conv2d(in_channels, 64, 11, stride=4, padding=2, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(64, 192, 5, padding=2, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(192, 384, 3, padding=1, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, 3, padding=1, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2),
        )
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Linear(9216, 4096, **factory),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096, **factory),
            nn.ReLU(inplace=True),
            nn.Linear(4096, classes, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features, self.classifier[1], self.classifier[4])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 256x6x6

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 9216
        torch._assert(x.size(1) == 9216, "AlexNetTorchvision takes inputs of 3x224x224")
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
