# Written by cnndsl 0.1.0: cnndsl build googlenet_torchvision.cnn
# checksum of what follows: 10a9719726e10a0b
"""GoogLeNetTorchvision: 6,624,904 parameters, 1,498,376,192 multiply-accumulates an
image.

Its aux heads, in training only, have another 6,379,984 parameters.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["GoogLeNetTorchvision"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class GoogLeNetTorchvisionTrainingOutput(NamedTuple):
    out: torch.Tensor  # 1000
    aux1: torch.Tensor  # 1000
    aux2: torch.Tensor  # 1000


class BasicConv(nn.Sequential):
    """A convolution with its norm and its ReLU."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int = 1,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = nn.Conv2d(
            in_channels,
            depth,
            kernel,
            stride=stride,
            padding=kernel // 2,
            bias=False,
            **factory,
        )
        self.bn = nn.BatchNorm2d(depth, eps=0.001, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Inception(nn.Module):
    """Four ways side by side: a 1x1 convolution, two 3x3 ones, each behind a narrow
    1x1, and a pool.
    """

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.branch1 = BasicConv(in_channels, depth=ch1x1, **factory)
        self.branch2 = nn.Sequential(
            BasicConv(in_channels, depth=ch3x3red, **factory),
            BasicConv(ch3x3red, depth=ch3x3, kernel=3, **factory),
        )
        self.branch3 = nn.Sequential(
            BasicConv(in_channels, depth=ch5x5red, **factory),
            BasicConv(ch5x5red, depth=ch5x5, kernel=3, **factory),
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1, ceil_mode=True),
            BasicConv(in_channels, depth=pool_proj, **factory),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch1(x)
        b = self.branch2(x)
        c = self.branch3(x)
        d = self.branch4(x)
        return torch.cat((a, b, c, d), dim=1)


class Classifier(nn.Sequential):
    """A classifier half way up, for training alone."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.gap1 = nn.AdaptiveAvgPool2d(4)
        self.conv = BasicConv(in_channels, depth=128, **factory)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, 1024, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)


class GoogLeNetTorchvision(nn.Module):
    """GoogLeNet as torchvision has it: Szegedy et al., Going deeper with convolutions
    (2015).

    Batch norms, 3x3 in the place of 5x5, ceil pools. Its parts have torchvision's
    names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "conv1", "channels": 64, "reduction": 2},
        {"name": "conv3", "channels": 192, "reduction": 4},
        {"name": "inception3b", "channels": 480, "reduction": 8},
        {"name": "inception4e", "channels": 832, "reduction": 16},
        {"name": "inception5b", "channels": 1024, "reduction": 32},
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
        self.conv1 = BasicConv(in_channels, depth=64, kernel=7, stride=2, **factory)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = BasicConv(64, depth=64, **factory)
        self.conv3 = BasicConv(64, depth=192, kernel=3, **factory)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = Inception(
            192,
            ch1x1=64,
            ch3x3red=96,
            ch3x3=128,
            ch5x5red=16,
            ch5x5=32,
            pool_proj=32,
            **factory,
        )
        self.inception3b = Inception(
            256,
            ch1x1=128,
            ch3x3red=128,
            ch3x3=192,
            ch5x5red=32,
            ch5x5=96,
            pool_proj=64,
            **factory,
        )
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = Inception(
            480,
            ch1x1=192,
            ch3x3red=96,
            ch3x3=208,
            ch5x5red=16,
            ch5x5=48,
            pool_proj=64,
            **factory,
        )
        self.aux1 = Classifier(512, classes, **factory)
        self.inception4b = Inception(
            512,
            ch1x1=160,
            ch3x3red=112,
            ch3x3=224,
            ch5x5red=24,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.inception4c = Inception(
            512,
            ch1x1=128,
            ch3x3red=128,
            ch3x3=256,
            ch5x5red=24,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.inception4d = Inception(
            512,
            ch1x1=112,
            ch3x3red=144,
            ch3x3=288,
            ch5x5red=32,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.aux2 = Classifier(528, classes, **factory)
        self.inception4e = Inception(
            528,
            ch1x1=256,
            ch3x3red=160,
            ch3x3=320,
            ch5x5red=32,
            ch5x5=128,
            pool_proj=128,
            **factory,
        )
        self.maxpool4 = nn.MaxPool2d(2, ceil_mode=True)
        self.inception5a = Inception(
            832,
            ch1x1=256,
            ch3x3red=160,
            ch3x3=320,
            ch5x5red=32,
            ch5x5=128,
            pool_proj=128,
            **factory,
        )
        self.inception5b = Inception(
            832,
            ch1x1=384,
            ch3x3red=192,
            ch3x3=384,
            ch5x5red=48,
            ch5x5=128,
            pool_proj=128,
            **factory,
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.dropout1 = nn.Dropout(0.2)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(1024, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x112x112
        x = self.maxpool1(x)  # 64x56x56
        x = self.conv2(x)
        x = self.conv3(x)  # 192x56x56
        x = self.maxpool2(x)  # 192x28x28
        x = self.inception3a(x)  # 256x28x28
        x = self.inception3b(x)  # 480x28x28
        x = self.maxpool3(x)  # 480x14x14
        x = self.inception4a(x)  # 512x14x14
        x = self.inception4b(x)
        x = self.inception4c(x)
        x = self.inception4d(x)  # 528x14x14
        x = self.inception4e(x)  # 832x14x14
        x = self.maxpool4(x)  # 832x7x7
        x = self.inception5a(x)
        return self.inception5b(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 1024
        return self.fc(x)  # 1000

    def forward(
        self, x: torch.Tensor
    ) -> torch.Tensor | GoogLeNetTorchvisionTrainingOutput:
        x = self.conv1(x)  # 64x112x112
        x = self.maxpool1(x)  # 64x56x56
        x = self.conv2(x)
        x = self.conv3(x)  # 192x56x56
        x = self.maxpool2(x)  # 192x28x28
        x = self.inception3a(x)  # 256x28x28
        x = self.inception3b(x)  # 480x28x28
        x = self.maxpool3(x)  # 480x14x14
        x = self.inception4a(x)  # 512x14x14
        aux1 = self.aux1(x) if self.training else None
        x = self.inception4b(x)
        x = self.inception4c(x)
        x = self.inception4d(x)  # 528x14x14
        aux2 = self.aux2(x) if self.training else None
        x = self.inception4e(x)  # 832x14x14
        x = self.maxpool4(x)  # 832x7x7
        x = self.inception5a(x)
        x = self.inception5b(x)  # 1024x7x7
        x = self.gap1(x)  # 1024x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 1024
        x = self.fc(x)  # 1000
        if aux1 is not None and aux2 is not None:
            return GoogLeNetTorchvisionTrainingOutput(x, aux1, aux2)
        return x
