# Written by cnndsl 0.1.0: cnndsl build densenet_bc_100_12.cnn
# checksum of what follows: 1f11e9547f647f0a
"""DenseNetBC: 769,162 parameters, 287,929,692 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DenseNetBC"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DenseLayer(nn.Module):
    """One layer: `growth` new channels beside those that come in."""

    def __init__(
        self,
        in_channels: int,
        growth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.norm1 = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, 4 * growth, 1, bias=False, **factory)
        self.norm2 = nn.BatchNorm2d(4 * growth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm1(x)
        y = self.relu1(y)
        y = self.conv1(y)
        y = self.norm2(y)
        y = self.relu2(y)
        y = self.conv2(y)
        return torch.cat((x, y), dim=1)


class Dense(nn.Sequential):
    """Dense layers one after another."""

    def __init__(
        self,
        in_channels: int,
        layers: int,
        growth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        for i in range(layers):
            self.add_module(
                f"denselayer{i + 1}",
                DenseLayer(in_channels + i * growth, growth, **factory),
            )


class Transition(nn.Sequential):
    """Half the channels, then half the size."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.norm = nn.BatchNorm2d(in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(in_channels, in_channels // 2, 1, bias=False, **factory)
        self.avgpool1 = nn.AvgPool2d(2)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class DenseNetBC(nn.Module):
    """DenseNet-BC-100-12 for CIFAR-10: Huang et al., Densely connected convolutional
    networks (2017).

    Each layer adds 12 channels to all that came before; narrow 1x1 convolutions stand
    in front of the 3x3 ones, and the depth is halved between the blocks.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "dense1", "channels": 216, "reduction": 1},
        {"name": "dense2", "channels": 300, "reduction": 2},
        {"name": "relu1", "channels": 342, "reduction": 4},
    )

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 24, 3, padding=1, bias=False, **factory)
        self.dense1 = Dense(24, layers=16, growth=12, **factory)
        self.transition1 = Transition(216, **factory)
        self.dense2 = Dense(108, layers=16, growth=12, **factory)
        self.transition2 = Transition(300, **factory)
        self.dense3 = Dense(150, layers=16, growth=12, **factory)
        self.bn1 = nn.BatchNorm2d(342, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(342, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 24x32x32
        x = self.dense1(x)  # 216x32x32
        x = self.transition1(x)  # 108x16x16
        x = self.dense2(x)  # 300x16x16
        x = self.transition2(x)  # 150x8x8
        x = self.dense3(x)  # 342x8x8
        x = self.bn1(x)
        return self.relu1(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 342x1x1
        x = self.flatten(x)  # 342
        return self.fc1(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
