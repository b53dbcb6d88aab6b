# Written by cnndsl 0.1.0: cnndsl build darknet19.cnn
# checksum of what follows: 5b17922d01dd5ae9
"""Darknet19: 20,842,376 parameters, 2,790,989,824 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Darknet19"]


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
        self.conv1 = nn.Conv2d(256, 512, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(512, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(512, 256, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class Layers2(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(512, 1024, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(1024, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.conv2 = nn.Conv2d(1024, 512, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(512, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)


class Darknet19(nn.Module):
    """Darknet-19: Redmon and Farhadi, YOLO9000: better, faster, stronger (2016).

    3x3 convolutions with narrow 1x1 ones between them; the scores are a 1x1
    convolution's averages.

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
        self.conv1 = nn.Conv2d(in_channels, 32, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(32, **factory)
        self.leaky_relu1 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, **factory)
        self.leaky_relu2 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(64, 128, 3, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(128, **factory)
        self.leaky_relu3 = nn.LeakyReLU(0.1, inplace=True)
        self.conv4 = nn.Conv2d(128, 64, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(64, **factory)
        self.leaky_relu4 = nn.LeakyReLU(0.1, inplace=True)
        self.conv5 = nn.Conv2d(64, 128, 3, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(128, **factory)
        self.leaky_relu5 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool3 = nn.MaxPool2d(2)
        self.conv6 = nn.Conv2d(128, 256, 3, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu6 = nn.LeakyReLU(0.1, inplace=True)
        self.conv7 = nn.Conv2d(256, 128, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(128, **factory)
        self.leaky_relu7 = nn.LeakyReLU(0.1, inplace=True)
        self.conv8 = nn.Conv2d(128, 256, 3, padding=1, bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(256, **factory)
        self.leaky_relu8 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool4 = nn.MaxPool2d(2)
        self.repeat1 = nn.Sequential(*(Layers(**factory) for _ in range(2)))
        self.conv9 = nn.Conv2d(256, 512, 3, padding=1, bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(512, **factory)
        self.leaky_relu9 = nn.LeakyReLU(0.1, inplace=True)
        self.maxpool5 = nn.MaxPool2d(2)
        self.repeat2 = nn.Sequential(*(Layers2(**factory) for _ in range(2)))
        self.conv10 = nn.Conv2d(512, 1024, 3, padding=1, bias=False, **factory)
        self.bn10 = nn.BatchNorm2d(1024, **factory)
        self.leaky_relu10 = nn.LeakyReLU(0.1, inplace=True)
        self.conv11 = nn.Conv2d(1024, classes, 1, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten1 = nn.Flatten()
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
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
            self.conv9,
            self.conv10,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x224x224
        x = self.bn1(x)
        x = self.leaky_relu1(x)
        x = self.maxpool1(x)  # 32x112x112
        x = self.conv2(x)  # 64x112x112
        x = self.bn2(x)
        x = self.leaky_relu2(x)
        x = self.maxpool2(x)  # 64x56x56
        x = self.conv3(x)  # 128x56x56
        x = self.bn3(x)
        x = self.leaky_relu3(x)
        x = self.conv4(x)  # 64x56x56
        x = self.bn4(x)
        x = self.leaky_relu4(x)
        x = self.conv5(x)  # 128x56x56
        x = self.bn5(x)
        x = self.leaky_relu5(x)
        x = self.maxpool3(x)  # 128x28x28
        x = self.conv6(x)  # 256x28x28
        x = self.bn6(x)
        x = self.leaky_relu6(x)
        x = self.conv7(x)  # 128x28x28
        x = self.bn7(x)
        x = self.leaky_relu7(x)
        x = self.conv8(x)  # 256x28x28
        x = self.bn8(x)
        x = self.leaky_relu8(x)
        x = self.maxpool4(x)  # 256x14x14
        x = self.repeat1(x)
        x = self.conv9(x)  # 512x14x14
        x = self.bn9(x)
        x = self.leaky_relu9(x)
        x = self.maxpool5(x)  # 512x7x7
        x = self.repeat2(x)
        x = self.conv10(x)  # 1024x7x7
        x = self.bn10(x)
        x = self.leaky_relu10(x)
        x = self.conv11(x)  # 1000x7x7
        x = self.gap1(x)  # 1000x1x1
        x = self.flatten1(x)  # 1000
        return self.softmax1(x)
