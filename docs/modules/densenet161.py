# Written by cnndsl 0.1.0: cnndsl build densenet161.cnn
# checksum of what follows: 038530c1147e55da
"""DenseNet161: 28,681,000 parameters, 7,727,907,072 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DenseNet161"]


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


class Features(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv0 = nn.Conv2d(
            in_channels, 96, 7, stride=2, padding=3, bias=False, **factory
        )
        self.norm0 = nn.BatchNorm2d(96, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.denseblock1 = Dense(96, layers=6, growth=48, **factory)
        self.transition1 = Transition(384, **factory)
        self.denseblock2 = Dense(192, layers=12, growth=48, **factory)
        self.transition2 = Transition(768, **factory)
        self.denseblock3 = Dense(384, layers=36, growth=48, **factory)
        self.transition3 = Transition(2112, **factory)
        self.denseblock4 = Dense(1056, layers=24, growth=48, **factory)
        self.norm5 = nn.BatchNorm2d(2208, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv0)


class DenseNet161(nn.Module):
    """DenseNet-161 as torchvision has it: Huang et al., Densely connected convolutional
    networks (2017).

    Each layer sees what all layers before it in its block have given. Its parts have
    torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.relu1", "channels": 96, "reduction": 2},
        {"name": "features.denseblock1", "channels": 384, "reduction": 4},
        {"name": "features.denseblock2", "channels": 768, "reduction": 8},
        {"name": "features.denseblock3", "channels": 2112, "reduction": 16},
        {"name": "features", "channels": 2208, "reduction": 32},
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
        self.features = Features(in_channels, **factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(2208, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 2208x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 2208x1x1
        x = self.flatten(x)  # 2208
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
