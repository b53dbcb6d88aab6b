# Written by cnndsl 0.1.0: cnndsl build vgg_e.cnn
# checksum of what follows: e7212929821d94ab
"""VGG_E: 143,667,240 parameters, 19,632,062,464 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["VGG_E"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class VGG_E(nn.Module):
    """VGG configuration E: Simonyan and Zisserman, Very deep convolutional networks for
    large-scale image recognition (2014).

    Table 1. It leaves out the ReLUs; they are filled in. Weights of torchvision's
    `vgg19` come through `cnndsl weights`.

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
        {"name": "conv1", "channels": 64, "reduction": 1},
        {"name": "conv2", "channels": 128, "reduction": 2},
        {"name": "conv3", "channels": 256, "reduction": 4},
        {"name": "conv4", "channels": 512, "reduction": 8},
        {"name": "conv5", "channels": 512, "reduction": 16},
        {"name": "maxpool5", "channels": 512, "reduction": 32},
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
        self.conv1 = nn.Sequential()
        self.conv1.add_module("0", nn.Conv2d(in_channels, 64, 3, padding=1, **factory))
        self.conv1.add_module("relu1", nn.ReLU(inplace=True))
        self.conv1.add_module("1", nn.Conv2d(64, 64, 3, padding=1, **factory))
        self.conv1.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Sequential()
        self.conv2.add_module("0", nn.Conv2d(64, 128, 3, padding=1, **factory))
        self.conv2.add_module("relu1", nn.ReLU(inplace=True))
        self.conv2.add_module("1", nn.Conv2d(128, 128, 3, padding=1, **factory))
        self.conv2.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Sequential()
        for i in range(4):
            self.conv3.add_module(
                f"{i}", nn.Conv2d(128 if i == 0 else 256, 256, 3, padding=1, **factory)
            )
            self.conv3.add_module(f"relu{i + 1}", nn.ReLU(inplace=True))
        self.maxpool3 = nn.MaxPool2d(2)
        self.conv4 = nn.Sequential()
        for i in range(4):
            self.conv4.add_module(
                f"{i}", nn.Conv2d(256 if i == 0 else 512, 512, 3, padding=1, **factory)
            )
            self.conv4.add_module(f"relu{i + 1}", nn.ReLU(inplace=True))
        self.maxpool4 = nn.MaxPool2d(2)
        self.conv5 = nn.Sequential()
        for i in range(4):
            self.conv5.add_module(f"{i}", nn.Conv2d(512, 512, 3, padding=1, **factory))
            self.conv5.add_module(f"relu{i + 1}", nn.ReLU(inplace=True))
        self.maxpool5 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(25088, 4096, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(4096, 4096, **factory)
        self.relu2 = nn.ReLU(inplace=True)
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
        x = self.conv1(x)  # 64x224x224
        x = self.maxpool1(x)  # 64x112x112
        x = self.conv2(x)  # 128x112x112
        x = self.maxpool2(x)  # 128x56x56
        x = self.conv3(x)  # 256x56x56
        x = self.maxpool3(x)  # 256x28x28
        x = self.conv4(x)  # 512x28x28
        x = self.maxpool4(x)  # 512x14x14
        x = self.conv5(x)
        return self.maxpool5(x)  # 512x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 25088
        torch._assert(x.size(1) == 25088, "VGG_E takes inputs of 3x224x224")
        x = self.fc1(x)  # 4096
        x = self.relu1(x)
        x = self.fc2(x)
        x = self.relu2(x)
        x = self.fc3(x)  # 1000
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
