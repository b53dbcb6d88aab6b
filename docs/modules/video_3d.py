# Written by cnndsl 0.1.0: cnndsl build video_3d.cnn
# checksum of what follows: d5fcf6d3bfa32d0b
"""C3D_Video: 79,991,015 parameters, 38,548,959,232 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["C3D_Video"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv3d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class C3D_Video(nn.Module):
    """C3D, which convolves over time too: Tran et al., Learning spatiotemporal features
    with 3D convolutional networks (2014).

    16 frames of 112x112; the first pool leaves time alone.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 16, 112, 112) to (N, 487)
    """

    feature_info = ({"name": "relu1", "channels": 64, "reduction": 1},)

    def __init__(
        self,
        classes: int = 487,
        in_channels: int = 3,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv3d(in_channels, 64, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool3d((1, 2, 2))
        self.conv2 = nn.Conv3d(64, 128, 3, padding=1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool3d(2)
        self.conv3 = nn.Sequential()
        self.conv3.add_module("0", nn.Conv3d(128, 256, 3, padding=1, **factory))
        self.conv3.add_module("relu1", nn.ReLU(inplace=True))
        self.conv3.add_module("1", nn.Conv3d(256, 256, 3, padding=1, **factory))
        self.conv3.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool3 = nn.MaxPool3d(2)
        self.conv4 = nn.Sequential()
        self.conv4.add_module("0", nn.Conv3d(256, 512, 3, padding=1, **factory))
        self.conv4.add_module("relu1", nn.ReLU(inplace=True))
        self.conv4.add_module("1", nn.Conv3d(512, 512, 3, padding=1, **factory))
        self.conv4.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool4 = nn.MaxPool3d(2)
        self.conv5 = nn.Sequential()
        self.conv5.add_module("0", nn.Conv3d(512, 512, 3, padding=1, **factory))
        self.conv5.add_module("relu1", nn.ReLU(inplace=True))
        self.conv5.add_module("1", nn.Conv3d(512, 512, 3, padding=1, **factory))
        self.conv5.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool5 = nn.MaxPool3d(2, padding=(0, 1, 1))
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(8192, 4096, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(4096, 4096, **factory)
        self.relu4 = nn.ReLU(inplace=True)
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
        x = self.conv1(x)  # 64x16x112x112
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x16x56x56
        x = self.conv2(x)  # 128x16x56x56
        x = self.relu2(x)
        x = self.maxpool2(x)  # 128x8x28x28
        x = self.conv3(x)  # 256x8x28x28
        x = self.maxpool3(x)  # 256x4x14x14
        x = self.conv4(x)  # 512x4x14x14
        x = self.maxpool4(x)  # 512x2x7x7
        x = self.conv5(x)
        return self.maxpool5(x)  # 512x1x4x4

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 8192
        torch._assert(x.size(1) == 8192, "C3D_Video takes inputs of 3x16x112x112")
        x = self.fc1(x)  # 4096
        x = self.relu3(x)
        x = self.dropout1(x)
        x = self.fc2(x)
        x = self.relu4(x)
        x = self.dropout2(x)
        x = self.fc3(x)  # 487
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
