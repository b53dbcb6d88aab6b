# Written by cnndsl 0.1.0: cnndsl build cbam_resnet50.cnn
# checksum of what follows: f80e863e5752a079
"""CBAMResNet50: 28,089,624 parameters, 4,095,573,110 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["CBAMResNet50"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class ChannelMax(nn.Module):
    """The largest over the channels at each place, as one channel (CBAM)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.amax(dim=1, keepdim=True)


class ChannelMean(nn.Module):
    """The mean over the channels at each place, as one channel (CBAM)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.mean(dim=1, keepdim=True)


class Mlp(nn.Sequential):
    """Two layers that averages and largest numbers share."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(in_channels, in_channels // 16, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(in_channels // 16, in_channels, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)


class Attention(nn.Module):
    """A weight for each channel, then one for each place."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.mlp = Mlp(in_channels, **factory)
        self.globalmaxpool1 = nn.AdaptiveMaxPool2d(1)
        self.sigmoid1 = nn.Sigmoid()
        self.channel_max1 = ChannelMax()
        self.channel_mean1 = ChannelMean()
        self.conv1 = nn.Conv2d(2, 1, 7, padding=3, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(1, **factory)
        self.sigmoid2 = nn.Sigmoid()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y1 = self.gap1(x)
        y1 = self.mlp(y1)
        y2 = self.globalmaxpool1(x)
        y2 = self.mlp(y2)
        y = y1 + y2
        y = self.sigmoid1(y)
        x = x * y[:, :, None, None]
        y1 = self.channel_max1(x)
        y2 = self.channel_mean1(x)
        y = torch.cat((y1, y2), dim=1)
        y = self.conv1(y)
        y = self.bn1(y)
        y = self.sigmoid2(y)
        return x * y


class Bottleneck(nn.Module):
    """ResNet's bottleneck, with attention before the sum."""

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
        self.attention1 = Attention(4 * depth, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.proj1 = nn.Sequential(
                nn.Conv2d(
                    in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * depth, **factory),
            )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.proj1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y = self.attention1(y)
        x = y + self.proj1(x)
        return self.relu3(x)


class Bottlenecks(nn.Sequential):
    """Bottlenecks of one depth; the first may halve the size."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        stride: int = 2,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.bottleneck1 = Bottleneck(
            in_channels, depth=depth, stride=stride, **factory
        )
        self.bottleneck2 = nn.Sequential(
            *(Bottleneck(4 * depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class CBAMResNet50(nn.Module):
    """CBAM-ResNet-50: Woo et al., CBAM: convolutional block attention module (2018).

    Each block weighs its channels, then its places; the averages and the largest
    numbers go through the same two layers. Weights of pytorchcv's `cbam_resnet50` come
    through `cnndsl weights`.

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
        {"name": "stage1", "channels": 256, "reduction": 4},
        {"name": "stage2", "channels": 512, "reduction": 8},
        {"name": "stage3", "channels": 1024, "reduction": 16},
        {"name": "stage4", "channels": 2048, "reduction": 32},
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
        self.stage1 = Bottlenecks(64, depth=64, blocks=3, stride=1, **factory)
        self.stage2 = Bottlenecks(256, depth=128, blocks=4, **factory)
        self.stage3 = Bottlenecks(512, depth=256, blocks=6, **factory)
        self.stage4 = Bottlenecks(1024, depth=512, blocks=3, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, classes, **factory)
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
        x = self.stage1(x)  # 256x56x56
        x = self.stage2(x)  # 512x28x28
        x = self.stage3(x)  # 1024x14x14
        return self.stage4(x)  # 2048x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2048x1x1
        x = self.flatten(x)  # 2048
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
