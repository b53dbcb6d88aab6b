# Written by cnndsl 0.1.0: cnndsl build inceptionresnetv2.cnn
# checksum of what follows: 60c20ba85bf00c7a
"""InceptionResNetV2: 55,843,464 parameters, 13,155,794,016 multiply-accumulates an
image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["InceptionResNetV2"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Affine(nn.Module):
    """A fixed a*x + b."""

    def __init__(self, a: float) -> None:
        super().__init__()
        self.a = a

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.a


class InceptionA(nn.Module):
    """Three ways on 35x35 places, brought to the depth that came in, and a shortcut."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 32, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 32, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(32, 32, 3, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(in_channels, 32, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(32, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(32, 48, 3, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(48, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.conv6 = nn.Conv2d(48, 64, 3, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(128, in_channels, 1, **factory)
        self.affine1 = Affine(a=0.17)
        self.relu7 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y1 = self.conv1(x)  # 32x35x35
        y1 = self.bn1(y1)
        y1 = self.relu1(y1)
        y2 = self.conv2(x)
        y2 = self.bn2(y2)
        y2 = self.relu2(y2)
        y2 = self.conv3(y2)
        y2 = self.bn3(y2)
        y2 = self.relu3(y2)
        y3 = self.conv4(x)
        y3 = self.bn4(y3)
        y3 = self.relu4(y3)
        y3 = self.conv5(y3)  # 48x35x35
        y3 = self.bn5(y3)
        y3 = self.relu5(y3)
        y3 = self.conv6(y3)  # 64x35x35
        y3 = self.bn6(y3)
        y3 = self.relu6(y3)
        y = torch.cat((y1, y2, y3), dim=1)  # 128x35x35
        y = self.conv7(y)  # 320x35x35
        y = self.affine1(y)
        x = y + x
        return self.relu7(x)


class InceptionB(nn.Module):
    """Two ways on 17x17 places, where 7x7 is 1x7 and 7x1, and a shortcut."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 192, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 128, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(128, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(128, 160, (1, 7), padding=(0, 3), bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(160, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(160, 192, (7, 1), padding=(3, 0), bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(384, in_channels, 1, **factory)
        self.affine1 = Affine(a=0.1)
        self.relu5 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y1 = self.conv1(x)  # 192x17x17
        y1 = self.bn1(y1)
        y1 = self.relu1(y1)
        y2 = self.conv2(x)  # 128x17x17
        y2 = self.bn2(y2)
        y2 = self.relu2(y2)
        y2 = self.conv3(y2)  # 160x17x17
        y2 = self.bn3(y2)
        y2 = self.relu3(y2)
        y2 = self.conv4(y2)  # 192x17x17
        y2 = self.bn4(y2)
        y2 = self.relu4(y2)
        y = torch.cat((y1, y2), dim=1)  # 384x17x17
        y = self.conv5(y)  # 1088x17x17
        y = self.affine1(y)
        x = y + x
        return self.relu5(x)


class WaysC(nn.Module):
    """Two ways on 8x8 places, where 3x3 is 1x3 and 3x1."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 192, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, 192, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(192, 224, (1, 3), padding=(0, 1), bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(224, eps=0.001, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(224, 256, (3, 1), padding=(1, 0), bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 192x8x8
        a = self.bn1(a)
        a = self.relu1(a)
        b = self.conv2(x)
        b = self.bn2(b)
        b = self.relu2(b)
        b = self.conv3(b)  # 224x8x8
        b = self.bn3(b)
        b = self.relu3(b)
        b = self.conv4(b)  # 256x8x8
        b = self.bn4(b)
        b = self.relu4(b)
        return torch.cat((a, b), dim=1)  # 448x8x8


class InceptionC(nn.Module):
    """Two ways on 8x8 places, brought to the depth that came in, and a shortcut."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ways_c1 = WaysC(in_channels, **factory)
        self.conv1 = nn.Conv2d(448, in_channels, 1, **factory)
        self.affine1 = Affine(a=0.2)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ways_c1(x)  # 448x8x8
        y = self.conv1(y)  # 2080x8x8
        y = self.affine1(y)
        x = y + x
        return self.relu1(x)


class Last(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.ways_c1 = WaysC(2080, **factory)
        self.conv1 = nn.Conv2d(448, 2080, 1, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ways_c1(x)  # 448x8x8
        y = self.conv1(y)  # 2080x8x8
        return y + x


class InceptionResNetV2(nn.Module):
    """Inception-ResNet-v2: Szegedy et al., Inception-v4, Inception-ResNet and the
    impact of residual connections on learning (2016).

    What the ways of a module come to is made smaller before it is added to what came
    in. Weights of pytorchcv's `inceptionresnetv2` come through `cnndsl weights`.

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
        {"name": "relu4", "channels": 80, "reduction": 4},
        {"name": "relu5", "channels": 192, "reduction": 4},
        {"name": "relu15", "channels": 256, "reduction": 8},
        {"name": "relu22", "channels": 288, "reduction": 16},
        {"name": "relu24", "channels": 1536, "reduction": 32},
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
        self.conv4 = nn.Conv2d(64, 80, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(80, eps=0.001, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(80, 192, 3, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(192, eps=0.001, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool2d(3, stride=2)
        self.conv6 = nn.Conv2d(192, 96, 1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv7 = nn.Conv2d(192, 48, 1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(48, eps=0.001, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(48, 64, 5, padding=2, bias=False, **factory)
        self.bn8 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv9 = nn.Conv2d(192, 64, 1, bias=False, **factory)
        self.bn9 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.conv10 = nn.Conv2d(64, 96, 3, padding=1, bias=False, **factory)
        self.bn10 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.conv11 = nn.Conv2d(96, 96, 3, padding=1, bias=False, **factory)
        self.bn11 = nn.BatchNorm2d(96, eps=0.001, **factory)
        self.relu11 = nn.ReLU(inplace=True)
        self.avgpool1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.conv12 = nn.Conv2d(192, 64, 1, bias=False, **factory)
        self.bn12 = nn.BatchNorm2d(64, eps=0.001, **factory)
        self.relu12 = nn.ReLU(inplace=True)
        self.inception_a1 = nn.Sequential(
            *(InceptionA(320, **factory) for _ in range(10))
        )
        self.conv13 = nn.Conv2d(320, 384, 3, stride=2, bias=False, **factory)
        self.bn13 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu13 = nn.ReLU(inplace=True)
        self.conv14 = nn.Conv2d(320, 256, 1, bias=False, **factory)
        self.bn14 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu14 = nn.ReLU(inplace=True)
        self.conv15 = nn.Conv2d(256, 256, 3, padding=1, bias=False, **factory)
        self.bn15 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu15 = nn.ReLU(inplace=True)
        self.conv16 = nn.Conv2d(256, 384, 3, stride=2, bias=False, **factory)
        self.bn16 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu16 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool2d(3, stride=2)
        self.inception_b1 = nn.Sequential(
            *(InceptionB(1088, **factory) for _ in range(20))
        )
        self.conv17 = nn.Conv2d(1088, 256, 1, bias=False, **factory)
        self.bn17 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu17 = nn.ReLU(inplace=True)
        self.conv18 = nn.Conv2d(256, 384, 3, stride=2, bias=False, **factory)
        self.bn18 = nn.BatchNorm2d(384, eps=0.001, **factory)
        self.relu18 = nn.ReLU(inplace=True)
        self.conv19 = nn.Conv2d(1088, 256, 1, bias=False, **factory)
        self.bn19 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu19 = nn.ReLU(inplace=True)
        self.conv20 = nn.Conv2d(256, 288, 3, stride=2, bias=False, **factory)
        self.bn20 = nn.BatchNorm2d(288, eps=0.001, **factory)
        self.relu20 = nn.ReLU(inplace=True)
        self.conv21 = nn.Conv2d(1088, 256, 1, bias=False, **factory)
        self.bn21 = nn.BatchNorm2d(256, eps=0.001, **factory)
        self.relu21 = nn.ReLU(inplace=True)
        self.conv22 = nn.Conv2d(256, 288, 3, padding=1, bias=False, **factory)
        self.bn22 = nn.BatchNorm2d(288, eps=0.001, **factory)
        self.relu22 = nn.ReLU(inplace=True)
        self.conv23 = nn.Conv2d(288, 320, 3, stride=2, bias=False, **factory)
        self.bn23 = nn.BatchNorm2d(320, eps=0.001, **factory)
        self.relu23 = nn.ReLU(inplace=True)
        self.maxpool4 = nn.MaxPool2d(3, stride=2)
        self.inception_c1 = nn.Sequential(
            *(InceptionC(2080, **factory) for _ in range(9))
        )
        self.last = Last(**factory)
        self.conv24 = nn.Conv2d(2080, 1536, 1, bias=False, **factory)
        self.bn24 = nn.BatchNorm2d(1536, eps=0.001, **factory)
        self.relu24 = nn.ReLU(inplace=True)
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
            self.conv22,
            self.conv23,
            self.conv24,
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
        x = self.maxpool1(x)  # 64x73x73
        x = self.conv4(x)  # 80x73x73
        x = self.bn4(x)
        x = self.relu4(x)
        x = self.conv5(x)  # 192x71x71
        x = self.bn5(x)
        x = self.relu5(x)
        x = self.maxpool2(x)  # 192x35x35
        a = self.conv6(x)  # 96x35x35
        a = self.bn6(a)
        a = self.relu6(a)
        b = self.conv7(x)  # 48x35x35
        b = self.bn7(b)
        b = self.relu7(b)
        b = self.conv8(b)  # 64x35x35
        b = self.bn8(b)
        b = self.relu8(b)
        c = self.conv9(x)
        c = self.bn9(c)
        c = self.relu9(c)
        c = self.conv10(c)  # 96x35x35
        c = self.bn10(c)
        c = self.relu10(c)
        c = self.conv11(c)
        c = self.bn11(c)
        c = self.relu11(c)
        d = self.avgpool1(x)  # 192x35x35
        d = self.conv12(d)  # 64x35x35
        d = self.bn12(d)
        d = self.relu12(d)
        x = torch.cat((a, b, c, d), dim=1)  # 320x35x35
        x = self.inception_a1(x)
        a = self.conv13(x)  # 384x17x17
        a = self.bn13(a)
        a = self.relu13(a)
        b = self.conv14(x)  # 256x35x35
        b = self.bn14(b)
        b = self.relu14(b)
        b = self.conv15(b)
        b = self.bn15(b)
        b = self.relu15(b)
        b = self.conv16(b)  # 384x17x17
        b = self.bn16(b)
        b = self.relu16(b)
        c = self.maxpool3(x)  # 320x17x17
        x = torch.cat((a, b, c), dim=1)  # 1088x17x17
        x = self.inception_b1(x)
        a = self.conv17(x)  # 256x17x17
        a = self.bn17(a)
        a = self.relu17(a)
        a = self.conv18(a)  # 384x8x8
        a = self.bn18(a)
        a = self.relu18(a)
        b = self.conv19(x)  # 256x17x17
        b = self.bn19(b)
        b = self.relu19(b)
        b = self.conv20(b)  # 288x8x8
        b = self.bn20(b)
        b = self.relu20(b)
        c = self.conv21(x)  # 256x17x17
        c = self.bn21(c)
        c = self.relu21(c)
        c = self.conv22(c)  # 288x17x17
        c = self.bn22(c)
        c = self.relu22(c)
        c = self.conv23(c)  # 320x8x8
        c = self.bn23(c)
        c = self.relu23(c)
        d = self.maxpool4(x)  # 1088x8x8
        x = torch.cat((a, b, c, d), dim=1)  # 2080x8x8
        x = self.inception_c1(x)
        x = self.last(x)
        x = self.conv24(x)  # 1536x8x8
        x = self.bn24(x)
        return self.relu24(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1536x1x1
        x = self.flatten(x)  # 1536
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
