# Written by cnndsl 0.1.0: cnndsl build botnet50.cnn
# checksum of what follows: 982c0adcec9bda42
"""BoTNet50: 20,838,440 parameters, 4,017,833,984 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["BoTNet50"]


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


class Bottleneck(nn.Module):
    """A 3x3 convolution, which has the stride, between two 1x1 ones, and a shortcut
    round them.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.downsample = nn.Sequential(
                nn.Conv2d(
                    in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * depth, **factory),
            )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y += self.downsample(x)
        return self.relu3(y)


class Attention(nn.Module):
    """Attention with heads of their own shares of the channels: queries, keys and
    values.
    """

    def __init__(
        self,
        in_channels: int,
        heads: int = 4,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        size = in_channels // heads
        self.size = size
        self.qkv = nn.Conv2d(in_channels, 3 * heads * size, 1, bias=False, **factory)
        self.affine1 = Affine(a=0.08838834764831843)
        self.softmax1 = nn.Softmax(dim=1)
        self.affine2 = Affine(a=0.08838834764831843)
        self.softmax2 = nn.Softmax(dim=1)
        self.affine3 = Affine(a=0.08838834764831843)
        self.softmax3 = nn.Softmax(dim=1)
        self.affine4 = Affine(a=0.08838834764831843)
        self.softmax4 = nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.qkv)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.qkv(x)
        a, b, c, d = x.chunk(4, dim=1)
        a3 = a[:, 0 : self.size]
        a4 = a[:, self.size : 2 * self.size]
        a1 = (a4.flatten(2).transpose(1, 2) @ a3.flatten(2)).unflatten(2, a3.size()[2:])
        a1 = self.affine1(a1)
        a1 = self.softmax1(a1)
        a2 = a[:, 2 * self.size : 3 * self.size]
        a = (a2.flatten(2) @ a1.flatten(2)).unflatten(2, a1.size()[2:])
        b3 = b[:, 0 : self.size]
        b4 = b[:, self.size : 2 * self.size]
        b1 = (b4.flatten(2).transpose(1, 2) @ b3.flatten(2)).unflatten(2, b3.size()[2:])
        b1 = self.affine2(b1)
        b1 = self.softmax2(b1)
        b2 = b[:, 2 * self.size : 3 * self.size]
        b = (b2.flatten(2) @ b1.flatten(2)).unflatten(2, b1.size()[2:])
        c3 = c[:, 0 : self.size]
        c4 = c[:, self.size : 2 * self.size]
        c1 = (c4.flatten(2).transpose(1, 2) @ c3.flatten(2)).unflatten(2, c3.size()[2:])
        c1 = self.affine3(c1)
        c1 = self.softmax3(c1)
        c2 = c[:, 2 * self.size : 3 * self.size]
        c = (c2.flatten(2) @ c1.flatten(2)).unflatten(2, c1.size()[2:])
        d3 = d[:, 0 : self.size]
        d4 = d[:, self.size : 2 * self.size]
        d1 = (d4.flatten(2).transpose(1, 2) @ d3.flatten(2)).unflatten(2, d3.size()[2:])
        d1 = self.affine4(d1)
        d1 = self.softmax4(d1)
        d2 = d[:, 2 * self.size : 3 * self.size]
        d = (d2.flatten(2) @ d1.flatten(2)).unflatten(2, d1.size()[2:])
        return torch.cat((a, b, c, d), dim=1)


class BotDown(nn.Module):
    """Attention between two 1x1 convolutions, then half the size, and a shortcut round
    all.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.attention1 = Attention(depth, **factory)
        self.avgpool1 = nn.AvgPool2d(2)
        self.bn2 = nn.BatchNorm2d(4 * (depth // 4), **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4 * (depth // 4), 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.conv3 = nn.Conv2d(
            in_channels, 4 * depth, 1, stride=2, bias=False, **factory
        )
        self.bn4 = nn.BatchNorm2d(4 * depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 512x14x14
        a = self.bn1(a)
        a = self.relu1(a)
        a = self.attention1(a)
        a = self.avgpool1(a)  # 512x7x7
        a = self.bn2(a)
        a = self.relu2(a)
        a = self.conv2(a)  # 2048x7x7
        a = self.bn3(a)
        b = self.conv3(x)
        b = self.bn4(b)
        a += b
        return self.relu3(a)


class Bot(nn.Module):
    """Attention between two 1x1 convolutions, and a shortcut round all."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.attention1 = Attention(depth, **factory)
        self.bn2 = nn.BatchNorm2d(4 * (depth // 4), **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4 * (depth // 4), 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)  # 512x7x7
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.attention1(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv2(y)  # 2048x7x7
        y = self.bn3(y)
        y += x
        return self.relu3(y)


class BoTNet50(nn.Module):
    """BoTNet-50 without position encodings: Srinivas et al., Bottleneck transformers
    for visual recognition (2021).

    ResNet-50, whose last stage has attention of four heads, as transformers have, where
    its 3x3 convolutions were.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "relu1", "channels": 64, "reduction": 2},
        {"name": "layer1", "channels": 256, "reduction": 4},
        {"name": "layer2", "channels": 512, "reduction": 8},
        {"name": "layer3", "channels": 1024, "reduction": 16},
        {"name": "layer4", "channels": 2048, "reduction": 32},
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
        self.conv1 = nn.Conv2d(
            in_channels, 64, 7, stride=2, padding=3, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(
            Bottleneck(64, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
        )
        self.layer2 = nn.Sequential(
            Bottleneck(256, depth=128, stride=2, **factory),
            *(Bottleneck(512, depth=128, **factory) for _ in range(3)),
        )
        self.layer3 = nn.Sequential(
            Bottleneck(512, depth=256, stride=2, **factory),
            *(Bottleneck(1024, depth=256, **factory) for _ in range(5)),
        )
        self.layer4 = nn.Sequential(
            BotDown(1024, 512, **factory),
            Bot(2048, 512, **factory),
            Bot(2048, 512, **factory),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(2048, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x112x112
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x56x56
        x = self.layer1(x)  # 256x56x56
        x = self.layer2(x)  # 512x28x28
        x = self.layer3(x)  # 1024x14x14
        return self.layer4(x)  # 2048x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.fc(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
