# Written by cnndsl 0.1.0: cnndsl build yolo_v1_tiny.cnn
# checksum of what follows: 95e3af59532c1ef2
"""YOLOv1Tiny: 27,095,374 parameters, 1,608,015,360 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["YOLOv1Tiny"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class YOLOv1Tiny(nn.Module):
    """Tiny YOLO: Redmon et al., You only look once: unified, real-time object detection
    (2015).

    7x7 cells with 2 boxes of 5 numbers and 20 classes each: 7*7*30 = 1470.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 448, 448) to (N, 1470)
    """

    feature_info = (
        {"name": "leaky_relu1", "channels": 16, "reduction": 1},
        {"name": "leaky_relu2", "channels": 32, "reduction": 2},
        {"name": "leaky_relu3", "channels": 64, "reduction": 4},
        {"name": "leaky_relu4", "channels": 128, "reduction": 8},
        {"name": "leaky_relu5", "channels": 256, "reduction": 16},
        {"name": "leaky_relu6", "channels": 512, "reduction": 32},
        {"name": "leaky_relu8", "channels": 256, "reduction": 64},
    )

    def __init__(
        self,
        classes: int = 20,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 16, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(16, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(32, 64, 3, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(64, **factory)
        self.leaky_relu3 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool3 = nn.MaxPool2d(2)
        self.conv4 = nn.Conv2d(64, 128, 3, padding=1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(128, **factory)
        self.leaky_relu4 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool4 = nn.MaxPool2d(2)
        self.conv5 = nn.Conv2d(128, 256, 3, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu5 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool5 = nn.MaxPool2d(2)
        self.conv6 = nn.Conv2d(256, 512, 3, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(512, **factory)
        self.leaky_relu6 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool6 = nn.MaxPool2d(2)
        self.conv7 = nn.Conv2d(512, 1024, 3, padding=1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(1024, **factory)
        self.leaky_relu7 = nn.LeakyReLU(0.1, inplace=True)
        self.conv8 = nn.Conv2d(1024, 256, 3, padding=1, bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu8 = nn.LeakyReLU(0.1, inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(12544, 7 * 7 * (2 * 5 + classes), **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.conv2,
            self.conv3,
            self.conv4,
            self.conv5,
            self.conv6,
            self.conv7,
            self.conv8,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 16x448x448
        x = self.bn1(x)
        x = self.leaky_relu1(x)
        x = self.maxpool1(x)  # 16x224x224
        x = self.conv2(x)  # 32x224x224
        x = self.bn2(x)
        x = self.leaky_relu2(x)
        x = self.maxpool2(x)  # 32x112x112
        x = self.conv3(x)  # 64x112x112
        x = self.bn3(x)
        x = self.leaky_relu3(x)
        x = self.maxpool3(x)  # 64x56x56
        x = self.conv4(x)  # 128x56x56
        x = self.bn4(x)
        x = self.leaky_relu4(x)
        x = self.maxpool4(x)  # 128x28x28
        x = self.conv5(x)  # 256x28x28
        x = self.bn5(x)
        x = self.leaky_relu5(x)
        x = self.maxpool5(x)  # 256x14x14
        x = self.conv6(x)  # 512x14x14
        x = self.bn6(x)
        x = self.leaky_relu6(x)
        x = self.maxpool6(x)  # 512x7x7
        x = self.conv7(x)  # 1024x7x7
        x = self.bn7(x)
        x = self.leaky_relu7(x)
        x = self.conv8(x)  # 256x7x7
        x = self.bn8(x)
        return self.leaky_relu8(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 12544
        torch._assert(x.size(1) == 12544, "YOLOv1Tiny takes inputs of 3x448x448")
        return self.fc1(x)  # 1470

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
