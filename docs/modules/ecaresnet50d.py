# Written by cnndsl 0.1.0: cnndsl build ecaresnet50d.cnn
# checksum of what follows: 36b0280c3e0bf49f
"""ECAResNet50d: 25,576,350 parameters, 4,328,912,640 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["ECAResNet50d"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Eca2d(nn.Module):
    """Efficient channel attention."""

    def __init__(
        self, k: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.weight = nn.Parameter(torch.empty(1, 1, k, **factory))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        means = x.mean(dim=(2, 3)).unsqueeze(1)
        mixed = F.conv1d(means, self.weight, padding="same")
        return x * torch.sigmoid(mixed).view(x.size(0), -1, 1, 1)


class Attention(nn.Sequential):
    """A weight for each channel, worked out of the averages of its neighbours."""

    def __init__(
        self,
        neighbours: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = Eca2d(neighbours, **factory)


class Deeper(nn.Module):
    """Three convolutions and channel attention, and a shortcut round all, which comes
    to the new depth by a convolution.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        neighbours: int = 5,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.se = Attention(neighbours, **factory)
        self.downsample = nn.Sequential(
            nn.Identity(),
            nn.Conv2d(in_channels, 4 * depth, 1, bias=False, **factory),
            nn.BatchNorm2d(4 * depth, **factory),
        )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.downsample)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)  # 64x56x56
        a = self.bn1(a)
        a = self.relu1(a)
        a = self.conv2(a)
        a = self.bn2(a)
        a = self.relu2(a)
        a = self.conv3(a)  # 256x56x56
        a = self.bn3(a)
        a = self.se(a)
        b = self.downsample(x)
        x = a + b
        return self.relu3(x)


class Bottleneck(nn.Module):
    """Three convolutions and channel attention, and a shortcut round all."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        neighbours: int = 5,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(depth, depth, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.se = Attention(neighbours, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y = self.se(y)
        x = y + x
        return self.relu3(x)


class Down(nn.Module):
    """A bottleneck that halves the size, in its shortcut by averages."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        neighbours: int = 5,
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
            depth, depth, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.se = Attention(neighbours, **factory)
        self.downsample = nn.Sequential(
            nn.AvgPool2d(2),
            nn.Conv2d(in_channels, 4 * depth, 1, bias=False, **factory),
            nn.BatchNorm2d(4 * depth, **factory),
        )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.downsample)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.conv1(x)
        a = self.bn1(a)
        a = self.relu1(a)
        a = self.conv2(a)
        a = self.bn2(a)
        a = self.relu2(a)
        a = self.conv3(a)
        a = self.bn3(a)
        a = self.se(a)
        b = self.downsample(x)
        x = a + b
        return self.relu3(x)


class ECAResNet50d(nn.Module):
    """ECA-ResNet-50-D as timm has it: Wang et al., ECA-Net: efficient channel attention
    for deep convolutional neural networks (2020).

    Each block weighs its channels by the averages of their neighbours; three small
    convolutions stand in front. Its parts have timm's names, so that weights from there
    load as they are.

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
        self.conv1 = nn.Sequential(
            nn.Conv2d(in_channels, 32, 3, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(32, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 32, 3, padding=1, bias=False, **factory),
            nn.BatchNorm2d(32, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 64, 3, padding=1, bias=False, **factory),
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(
            Deeper(64, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
            Bottleneck(256, depth=64, **factory),
        )
        self.layer2 = nn.Sequential(
            Down(256, depth=128, **factory),
            *(Bottleneck(512, depth=128, **factory) for _ in range(3)),
        )
        self.layer3 = nn.Sequential(
            Down(512, depth=256, **factory),
            *(Bottleneck(1024, depth=256, **factory) for _ in range(5)),
        )
        self.layer4 = nn.Sequential(
            Down(1024, depth=512, neighbours=7, **factory),
            Bottleneck(2048, depth=512, neighbours=7, **factory),
            Bottleneck(2048, depth=512, neighbours=7, **factory),
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
