# Written by cnndsl 0.1.0: cnndsl build inceptionv4.cnn
# checksum of what follows: b740f340e1bc45a8
"""InceptionV4: 42,679,816 parameters, 12,253,974,624 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["InceptionV4"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class InceptionA(nn.Module):
    """Four ways side by side on 35x35 places: 1x1, 3x3, two 3x3, and an average."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 96, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 64, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(64, 96, 3, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(in_channels, 64, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(64, 96, 3, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(96, 96, 3, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.conv7 = nn.Conv2d(in_channels, 96, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 96x35x35
        a = self.bn1(a)
        a = self.relu1(a)
        b = self.conv2(x)  # 64x35x35
        b = self.bn2(b)
        b = self.relu2(b)
        b = self.conv3(b)  # 96x35x35
        b = self.bn3(b)
        b = self.relu3(b)
        c = self.conv4(x)  # 64x35x35
        c = self.bn4(c)
        c = self.relu4(c)
        c = self.conv5(c)  # 96x35x35
        c = self.bn5(c)
        c = self.relu5(c)
        c = self.conv6(c)
        c = self.bn6(c)
        c = self.relu6(c)
        d = self.avgpool1(x)  # 384x35x35
        d = self.conv7(d)  # 96x35x35
        d = self.bn7(d)
        d = self.relu7(d)
        return torch.cat((a, b, c, d), dim=1)  # 384x35x35


class InceptionB(nn.Module):
    """Four ways side by side on 17x17 places, where 7x7 is 1x7 and 7x1."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 384, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 192, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(192, 224, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(224, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(224, 256, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(in_channels, 192, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(192, 192, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(192, 224, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(224, eps=0.001, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(224, 224, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(224, eps=0.001, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(224, 256, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.conv10 = nn.Conv2d(in_channels, 128, 1, bias=False, **factory)
        self.bn10 = nn.BatchNorm2d(128, eps=0.001, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 384x17x17
        a = self.bn1(a)
        a = self.relu1(a)
        b = self.conv2(x)  # 192x17x17
        b = self.bn2(b)
        b = self.relu2(b)
        b = self.conv3(b)  # 224x17x17
        b = self.bn3(b)
        b = self.relu3(b)
        b = self.conv4(b)  # 256x17x17
        b = self.bn4(b)
        b = self.relu4(b)
        c = self.conv5(x)  # 192x17x17
        c = self.bn5(c)
        c = self.relu5(c)
        c = self.conv6(c)
        c = self.bn6(c)
        c = self.relu6(c)
        c = self.conv7(c)  # 224x17x17
        c = self.bn7(c)
        c = self.relu7(c)
        c = self.conv8(c)
        c = self.bn8(c)
        c = self.relu8(c)
        c = self.conv9(c)  # 256x17x17
        c = self.bn9(c)
        c = self.relu9(c)
        d = self.avgpool1(x)  # 1024x17x17
        d = self.conv10(d)  # 128x17x17
        d = self.bn10(d)
        d = self.relu10(d)
        return torch.cat((a, b, c, d), dim=1)  # 1024x17x17


class InceptionC(nn.Module):
    """Four ways side by side on 8x8 places, where 3x3 is 1x3 beside 3x1."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 256, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 384, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(384, 256, (1, 3), padding=(0, 1), bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(384, 256, (3, 1), padding=(1, 0), bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(in_channels, 384, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(384, 448, (3, 1), padding=(1, 0), bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(448, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(448, 512, (1, 3), padding=(0, 1), bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(512, eps=0.001, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(512, 256, (1, 3), padding=(0, 1), bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(512, 256, (3, 1), padding=(1, 0), bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.conv10 = nn.Conv2d(in_channels, 256, 1, bias=False, **factory)
        self.bn10 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 256x8x8
        a = self.bn1(a)
        a = self.relu1(a)
        b = self.conv2(x)  # 384x8x8
        b = self.bn2(b)
        b = self.relu2(b)
        b1 = self.conv3(b)  # 256x8x8
        b1 = self.bn3(b1)
        b1 = self.relu3(b1)
        b2 = self.conv4(b)
        b2 = self.bn4(b2)
        b2 = self.relu4(b2)
        b = torch.cat((b1, b2), dim=1)  # 512x8x8
        c = self.conv5(x)  # 384x8x8
        c = self.bn5(c)
        c = self.relu5(c)
        c = self.conv6(c)  # 448x8x8
        c = self.bn6(c)
        c = self.relu6(c)
        c = self.conv7(c)  # 512x8x8
        c = self.bn7(c)
        c = self.relu7(c)
        c1 = self.conv8(c)  # 256x8x8
        c1 = self.bn8(c1)
        c1 = self.relu8(c1)
        c2 = self.conv9(c)
        c2 = self.bn9(c2)
        c2 = self.relu9(c2)
        c = torch.cat((c1, c2), dim=1)  # 512x8x8
        d = self.avgpool1(x)  # 1536x8x8
        d = self.conv10(d)  # 256x8x8
        d = self.bn10(d)
        d = self.relu10(d)
        return torch.cat((a, b, c, d), dim=1)  # 1536x8x8


class InceptionV4(nn.Module):
    """Inception-v4: Szegedy et al., Inception-v4, Inception-ResNet and the impact of
    residual connections on learning (2016).

    Every convolution is followed by a norm and a ReLU; what averages does not count its
    padding. Weights of pytorchcv's `inceptionv4` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 299, 299) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 2},
        {"name": "relu3", "channels": 64, "reduction": 2},
        {"name": "relu9", "channels": 64, "reduction": 4},
        {"name": "relu14", "channels": 224, "reduction": 8},
        {"name": "relu20", "channels": 320, "reduction": 16},
        {"name": "inception_c1", "channels": 1536, "reduction": 32},
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
        self.conv1 = nn.Conv2d(in_channels, 32, 3, stride=2, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 32, 3, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(32, 64, 3, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2)
        self.conv4 = nn.Conv2d(64, 96, 3, stride=2, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(160, 64, 1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(64, 96, 3, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(160, 64, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(64, 64, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(64, 64, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.conv10 = nn.Conv2d(64, 96, 3, bias=False, **factory)
        self.bn10 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.conv11 = nn.Conv2d(192, 192, 3, stride=2, bias=False, **factory)
        self.bn11 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu11 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool2d(3, stride=2)
        self.inception_a1 = nn.Sequential(
            *(InceptionA(384, **factory) for _ in range(4))
        )
        self.conv12 = nn.Conv2d(384, 384, 3, stride=2, bias=False, **factory)
        self.bn12 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu12 = nn.ReLU(inplace=True)
        self.conv13 = nn.Conv2d(384, 192, 1, bias=False, **factory)
        self.bn13 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu13 = nn.ReLU(inplace=True)
        self.conv14 = nn.Conv2d(192, 224, 3, padding=1, bias=False, **factory)
        self.bn14 = nn.BatchNorm2d(224, eps=0.001, **factory)
        self.relu14 = nn.ReLU(inplace=True)
        self.conv15 = nn.Conv2d(224, 256, 3, stride=2, bias=False, **factory)
        self.bn15 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu15 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool2d(3, stride=2)
        self.inception_b1 = nn.Sequential(
            *(InceptionB(1024, **factory) for _ in range(7))
        )
        self.conv16 = nn.Conv2d(1024, 192, 1, bias=False, **factory)
        self.bn16 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu16 = nn.ReLU(inplace=True)
        self.conv17 = nn.Conv2d(192, 192, 3, stride=2, bias=False, **factory)
        self.bn17 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu17 = nn.ReLU(inplace=True)
        self.conv18 = nn.Conv2d(1024, 256, 1, bias=False, **factory)
        self.bn18 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu18 = nn.ReLU(inplace=True)
        self.conv19 = nn.Conv2d(256, 256, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn19 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu19 = nn.ReLU(inplace=True)
        self.conv20 = nn.Conv2d(256, 320, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn20 = nn.BatchNorm2d(320, eps=0.001, **factory)
        self.relu20 = nn.ReLU(inplace=True)
        self.conv21 = nn.Conv2d(320, 320, 3, stride=2, bias=False, **factory)
        self.bn21 = nn.BatchNorm2d(320, eps=0.001, **factory)
        self.relu21 = nn.ReLU(inplace=True)
        self.maxpool4 = nn.MaxPool2d(3, stride=2)
        self.inception_c1 = nn.Sequential(
            *(InceptionC(1536, **factory) for _ in range(3))
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1536, classes, **factory)
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
            self.conv11,
            self.conv12,
            self.conv13,
            self.conv14,
            self.conv15,
            self.conv16,
            self.conv17,
            self.conv18,
            self.conv19,
            self.conv20,
            self.conv21,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x149x149
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.conv2(x)  # 32x147x147
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.conv3(x)  # 64x147x147
        x = self.bn3(x)
        x = self.relu3(x)
        a = self.maxpool1(x)  # 64x73x73
        b = self.conv4(x)  # 96x73x73
        b = self.bn4(b)
        b = self.relu4(b)
        x = torch.cat((a, b), dim=1)  # 160x73x73
        a = self.conv5(x)  # 64x73x73
        a = self.bn5(a)
        a = self.relu5(a)
        a = self.conv6(a)  # 96x71x71
        a = self.bn6(a)
        a = self.relu6(a)
        b = self.conv7(x)  # 64x73x73
        b = self.bn7(b)
        b = self.relu7(b)
        b = self.conv8(b)
        b = self.bn8(b)
        b = self.relu8(b)
        b = self.conv9(b)
        b = self.bn9(b)
        b = self.relu9(b)
        b = self.conv10(b)  # 96x71x71
        b = self.bn10(b)
        b = self.relu10(b)
        x = torch.cat((a, b), dim=1)  # 192x71x71
        a = self.conv11(x)  # 192x35x35
        a = self.bn11(a)
        a = self.relu11(a)
        b = self.maxpool2(x)
        x = torch.cat((a, b), dim=1)  # 384x35x35
        x = self.inception_a1(x)
        a = self.conv12(x)  # 384x17x17
        a = self.bn12(a)
        a = self.relu12(a)
        b = self.conv13(x)  # 192x35x35
        b = self.bn13(b)
        b = self.relu13(b)
        b = self.conv14(b)  # 224x35x35
        b = self.bn14(b)
        b = self.relu14(b)
        b = self.conv15(b)  # 256x17x17
        b = self.bn15(b)
        b = self.relu15(b)
        c = self.maxpool3(x)  # 384x17x17
        x = torch.cat((a, b, c), dim=1)  # 1024x17x17
        x = self.inception_b1(x)
        a = self.conv16(x)  # 192x17x17
        a = self.bn16(a)
        a = self.relu16(a)
        a = self.conv17(a)  # 192x8x8
        a = self.bn17(a)
        a = self.relu17(a)
        b = self.conv18(x)  # 256x17x17
        b = self.bn18(b)
        b = self.relu18(b)
        b = self.conv19(b)
        b = self.bn19(b)
        b = self.relu19(b)
        b = self.conv20(b)  # 320x17x17
        b = self.bn20(b)
        b = self.relu20(b)
        b = self.conv21(b)  # 320x8x8
        b = self.bn21(b)
        b = self.relu21(b)
        c = self.maxpool4(x)  # 1024x8x8
        x = torch.cat((a, b, c), dim=1)  # 1536x8x8
        return self.inception_c1(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1536x1x1
        x = self.flatten(x)  # 1536
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
