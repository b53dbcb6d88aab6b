# Written by cnndsl 0.1.0: cnndsl build googlenet.cnn
# checksum of what follows: 8733a5e1776bd523
"""GoogLeNet: 6,998,552 parameters, 1,582,671,872 multiply-accumulates an image.

Its aux heads, in training only, have another 6,379,728 parameters.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["GoogLeNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class LocalResponseNorm(nn.LocalResponseNorm):
    """Local response normalisation, AlexNet's."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.local_response_norm(
            x.flatten(2), self.size, self.alpha, self.beta, self.k
        ).view_as(x)


class GoogLeNetTrainingOutput(NamedTuple):
    out: torch.Tensor  # 1000
    aux1: torch.Tensor  # 1000
    aux2: torch.Tensor  # 1000


class Inception(nn.Module):
    """Four ways side by side: a 1x1 convolution, a 3x3 and a 5x5 one, each behind a
    narrow 1x1, and a pool.
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
        self.conv1 = nn.Conv2d(in_channels, ch1x1, 1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(in_channels, ch3x3red, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(ch3x3red, ch3x3, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.conv4 = nn.Conv2d(in_channels, ch5x5red, 1, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv5 = nn.Conv2d(ch5x5red, ch5x5, 5, padding=2, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(in_channels, pool_proj, 1, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)
        a = self.relu1(a)
        b = self.conv2(x)
        b = self.relu2(b)
        b = self.conv3(b)
        b = self.relu3(b)
        c = self.conv4(x)
        c = self.relu4(c)
        c = self.conv5(c)
        c = self.relu5(c)
        d = self.maxpool1(x)
        d = self.conv6(d)
        d = self.relu6(d)
        return torch.cat((a, b, c, d), dim=1)


class Classifier(nn.Sequential):
    """A classifier half way up, for training alone."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.avgpool1 = nn.AvgPool2d(5, stride=3)
        self.conv1 = nn.Conv2d(in_channels, 128, 1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, 1024, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.fc1)


class GoogLeNet(nn.Module):
    """GoogLeNet as published: Szegedy et al., Going deeper with convolutions (2015).

    Windows of 1x1, 3x3 and 5x5 side by side; biases, no batch norm, two aux heads.

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
        {"name": "relu1", "channels": 64, "reduction": 2},
        {"name": "lrn2", "channels": 192, "reduction": 4},
        {"name": "inc3b", "channels": 480, "reduction": 8},
        {"name": "inc4e", "channels": 832, "reduction": 16},
        {"name": "inc5b", "channels": 1024, "reduction": 32},
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
        self.conv1 = nn.Conv2d(in_channels, 64, 7, stride=2, padding=3, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.lrn1 = LocalResponseNorm(5, k=2.0)
        self.conv2 = nn.Conv2d(64, 64, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(64, 192, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.lrn2 = LocalResponseNorm(5, k=2.0)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, padding=1)
        self.inc3a = Inception(
            192,
            ch1x1=64,
            ch3x3red=96,
            ch3x3=128,
            ch5x5red=16,
            ch5x5=32,
            pool_proj=32,
            **factory,
        )
        self.inc3b = Inception(
            256,
            ch1x1=128,
            ch3x3red=128,
            ch3x3=192,
            ch5x5red=32,
            ch5x5=96,
            pool_proj=64,
            **factory,
        )
        self.maxpool3 = nn.MaxPool2d(3, stride=2, padding=1)
        self.inc4a = Inception(
            480,
            ch1x1=192,
            ch3x3red=96,
            ch3x3=208,
            ch5x5red=16,
            ch5x5=48,
            pool_proj=64,
            **factory,
        )
        self.aux1 = Classifier(512, classes, logits=logits, **factory)
        self.inc4b = Inception(
            512,
            ch1x1=160,
            ch3x3red=112,
            ch3x3=224,
            ch5x5red=24,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.inc4c = Inception(
            512,
            ch1x1=128,
            ch3x3red=128,
            ch3x3=256,
            ch5x5red=24,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.inc4d = Inception(
            512,
            ch1x1=112,
            ch3x3red=144,
            ch3x3=288,
            ch5x5red=32,
            ch5x5=64,
            pool_proj=64,
            **factory,
        )
        self.aux2 = Classifier(528, classes, logits=logits, **factory)
        self.inc4e = Inception(
            528,
            ch1x1=256,
            ch3x3red=160,
            ch3x3=320,
            ch5x5red=32,
            ch5x5=128,
            pool_proj=128,
            **factory,
        )
        self.maxpool4 = nn.MaxPool2d(3, stride=2, padding=1)
        self.inc5a = Inception(
            832,
            ch1x1=256,
            ch3x3red=160,
            ch3x3=320,
            ch5x5red=32,
            ch5x5=128,
            pool_proj=128,
            **factory,
        )
        self.inc5b = Inception(
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
        self.dropout1 = nn.Dropout(0.4)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1024, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 64x112x112
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x56x56
        x = self.lrn1(x)
        x = self.conv2(x)
        x = self.relu2(x)
        x = self.conv3(x)  # 192x56x56
        x = self.relu3(x)
        x = self.lrn2(x)
        x = self.maxpool2(x)  # 192x28x28
        x = self.inc3a(x)  # 256x28x28
        x = self.inc3b(x)  # 480x28x28
        x = self.maxpool3(x)  # 480x14x14
        x = self.inc4a(x)  # 512x14x14
        x = self.inc4b(x)
        x = self.inc4c(x)
        x = self.inc4d(x)  # 528x14x14
        x = self.inc4e(x)  # 832x14x14
        x = self.maxpool4(x)  # 832x7x7
        x = self.inc5a(x)
        return self.inc5b(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 1024
        x = self.fc1(x)  # 1000
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor | GoogLeNetTrainingOutput:
        x = self.conv1(x)  # 64x112x112
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x56x56
        x = self.lrn1(x)
        x = self.conv2(x)
        x = self.relu2(x)
        x = self.conv3(x)  # 192x56x56
        x = self.relu3(x)
        x = self.lrn2(x)
        x = self.maxpool2(x)  # 192x28x28
        x = self.inc3a(x)  # 256x28x28
        x = self.inc3b(x)  # 480x28x28
        x = self.maxpool3(x)  # 480x14x14
        x = self.inc4a(x)  # 512x14x14
        aux1 = self.aux1(x) if self.training else None
        x = self.inc4b(x)
        x = self.inc4c(x)
        x = self.inc4d(x)  # 528x14x14
        aux2 = self.aux2(x) if self.training else None
        x = self.inc4e(x)  # 832x14x14
        x = self.maxpool4(x)  # 832x7x7
        x = self.inc5a(x)
        x = self.inc5b(x)  # 1024x7x7
        x = self.gap1(x)  # 1024x1x1
        x = self.dropout1(x)
        x = self.flatten(x)  # 1024
        x = self.fc1(x)  # 1000
        x = self.softmax1(x)
        if aux1 is not None and aux2 is not None:
            return GoogLeNetTrainingOutput(x, aux1, aux2)
        return x
