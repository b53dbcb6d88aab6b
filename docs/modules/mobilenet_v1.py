# Written by cnndsl 0.1.0: cnndsl build mobilenet_v1.cnn
# checksum of what follows: 57d3986291aa3cea
"""MobileNetV1: 4,231,976 parameters, 568,740,352 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["MobileNetV1"]


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
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.dwconv1 = nn.Conv2d(
            512, 512, 3, padding=1, groups=512, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(512, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(512, 512, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(512, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class MobileNetV1(nn.Module):
    """MobileNet 1.0: Howard et al., MobileNets: efficient convolutional neural networks
    for mobile vision applications (2017).

    For phones and embedded devices: each 3x3 convolution is a depthwise one, which sees
    each channel by itself, and a 1x1 one, which mixes them.

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
        {"name": "relu3", "channels": 64, "reduction": 2},
        {"name": "relu7", "channels": 128, "reduction": 4},
        {"name": "relu11", "channels": 256, "reduction": 8},
        {"name": "repeat1", "channels": 512, "reduction": 16},
        {"name": "relu17", "channels": 1024, "reduction": 32},
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
        self.conv1 = nn.Conv2d(
            in_channels, 32, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(32, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dwconv1 = nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 64, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(64, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.dwconv2 = nn.Conv2d(
            64, 64, 3, stride=2, padding=1, groups=64, bias=False, **factory
        )
        self.bn4 = nn.BatchNorm2d(64, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(64, 128, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(128, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.dwconv3 = nn.Conv2d(
            128, 128, 3, padding=1, groups=128, bias=False, **factory
        )
        self.bn6 = nn.BatchNorm2d(128, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(128, 128, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(128, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.dwconv4 = nn.Conv2d(
            128, 128, 3, stride=2, padding=1, groups=128, bias=False, **factory
        )
        self.bn8 = nn.BatchNorm2d(128, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(128, 256, 1, bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(256, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.dwconv5 = nn.Conv2d(
            256, 256, 3, padding=1, groups=256, bias=False, **factory
        )
        self.bn10 = nn.BatchNorm2d(256, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(256, 256, 1, bias=False, **factory)
        self.bn11 = nn.BatchNorm2d(256, **factory)
        self.relu11 = nn.ReLU(inplace=True)
        self.dwconv6 = nn.Conv2d(
            256, 256, 3, stride=2, padding=1, groups=256, bias=False, **factory
        )
        self.bn12 = nn.BatchNorm2d(256, **factory)
        self.relu12 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(256, 512, 1, bias=False, **factory)
        self.bn13 = nn.BatchNorm2d(512, **factory)
        self.relu13 = nn.ReLU(inplace=True)
        self.repeat1 = nn.Sequential(*(Layers(**factory) for _ in range(5)))
        self.dwconv7 = nn.Conv2d(
            512, 512, 3, stride=2, padding=1, groups=512, bias=False, **factory
        )
        self.bn14 = nn.BatchNorm2d(512, **factory)
        self.relu14 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(512, 1024, 1, bias=False, **factory)
        self.bn15 = nn.BatchNorm2d(1024, **factory)
        self.relu15 = nn.ReLU(inplace=True)
        self.dwconv8 = nn.Conv2d(
            1024, 1024, 3, padding=1, groups=1024, bias=False, **factory
        )
        self.bn16 = nn.BatchNorm2d(1024, **factory)
        self.relu16 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(1024, 1024, 1, bias=False, **factory)
        self.bn17 = nn.BatchNorm2d(1024, **factory)
        self.relu17 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1024, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.dwconv1,
            self.conv2,
            self.dwconv2,
            self.conv3,
            self.dwconv3,
            self.conv4,
            self.dwconv4,
            self.conv5,
            self.dwconv5,
            self.conv6,
            self.dwconv6,
            self.conv7,
            self.dwconv7,
            self.conv8,
            self.dwconv8,
            self.conv9,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x112x112
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.dwconv1(x)
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.conv2(x)  # 64x112x112
        x = self.bn3(x)
        x = self.relu3(x)
        x = self.dwconv2(x)  # 64x56x56
        x = self.bn4(x)
        x = self.relu4(x)
        x = self.conv3(x)  # 128x56x56
        x = self.bn5(x)
        x = self.relu5(x)
        x = self.dwconv3(x)
        x = self.bn6(x)
        x = self.relu6(x)
        x = self.conv4(x)
        x = self.bn7(x)
        x = self.relu7(x)
        x = self.dwconv4(x)  # 128x28x28
        x = self.bn8(x)
        x = self.relu8(x)
        x = self.conv5(x)  # 256x28x28
        x = self.bn9(x)
        x = self.relu9(x)
        x = self.dwconv5(x)
        x = self.bn10(x)
        x = self.relu10(x)
        x = self.conv6(x)
        x = self.bn11(x)
        x = self.relu11(x)
        x = self.dwconv6(x)  # 256x14x14
        x = self.bn12(x)
        x = self.relu12(x)
        x = self.conv7(x)  # 512x14x14
        x = self.bn13(x)
        x = self.relu13(x)
        x = self.repeat1(x)
        x = self.dwconv7(x)  # 512x7x7
        x = self.bn14(x)
        x = self.relu14(x)
        x = self.conv8(x)  # 1024x7x7
        x = self.bn15(x)
        x = self.relu15(x)
        x = self.dwconv8(x)
        x = self.bn16(x)
        x = self.relu16(x)
        x = self.conv9(x)
        x = self.bn17(x)
        return self.relu17(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.flatten(x)  # 1024
        x = self.fc1(x)  # 1000
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
