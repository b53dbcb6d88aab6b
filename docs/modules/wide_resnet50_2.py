# Written by cnndsl 0.1.0: cnndsl build wide_resnet50_2.cnn
# checksum of what follows: 3c7aa081edb97216
"""WideResNet50_2: 68,883,240 parameters, 11,398,021,120 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["WideResNet50_2"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Wide(nn.Module):
    """A bottleneck that is twice as wide inside."""

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
        self.conv1 = nn.Conv2d(in_channels, 2 * depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(2 * depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            2 * depth, 2 * depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(2 * depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(2 * depth, 4 * depth, 1, bias=False, **factory)
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


class WideResNet50_2(nn.Module):
    """Wide ResNet-50-2 as torchvision has it: Zagoruyko and Komodakis, Wide residual
    networks (2016).

    ResNet-50 whose 3x3 convolutions, which have the stride, are twice as wide. Its
    parts have torchvision's names, so that weights from there load as they are.

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
            Wide(64, depth=64, **factory),
            Wide(256, depth=64, **factory),
            Wide(256, depth=64, **factory),
        )
        self.layer2 = nn.Sequential(
            Wide(256, depth=128, stride=2, **factory),
            *(Wide(512, depth=128, **factory) for _ in range(3)),
        )
        self.layer3 = nn.Sequential(
            Wide(512, depth=256, stride=2, **factory),
            *(Wide(1024, depth=256, **factory) for _ in range(5)),
        )
        self.layer4 = nn.Sequential(
            Wide(1024, depth=512, stride=2, **factory),
            Wide(2048, depth=512, **factory),
            Wide(2048, depth=512, **factory),
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
