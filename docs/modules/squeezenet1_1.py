# Written by cnndsl 0.1.0: cnndsl build squeezenet1_1.cnn
# checksum of what follows: 91934f5683e581b6
"""SqueezeNet1_1: 1,235,496 parameters, 349,151,936 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["SqueezeNet1_1"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Fire(nn.Module):
    """A narrow 1x1 convolution, then 1x1 and 3x3 ones side by side."""

    def __init__(
        self,
        in_channels: int,
        squeeze: int,
        expand: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.squeeze(x)
        x = self.relu1(x)
        a = self.expand1x1(x)
        a = self.relu2(a)
        b = self.expand3x3(x)
        b = self.relu3(b)
        return torch.cat((a, b), dim=1)


class SqueezeNet1_1(nn.Module):
    """SqueezeNet 1.1: Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer
    parameters and <0.5MB model size (2016).

    The authors' smaller one, of the same accuracy, published beside the paper's code.
    Its parts have torchvision's names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

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
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 64, 3, stride=2, **factory),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(64, squeeze=16, expand=64, **factory),
            Fire(128, squeeze=16, expand=64, **factory),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(128, squeeze=32, expand=128, **factory),
            Fire(256, squeeze=32, expand=128, **factory),
            nn.MaxPool2d(3, stride=2, ceil_mode=True),
            Fire(256, squeeze=48, expand=192, **factory),
            Fire(384, squeeze=48, expand=192, **factory),
            Fire(384, squeeze=64, expand=256, **factory),
            Fire(512, squeeze=64, expand=256, **factory),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Conv2d(512, classes, 1, **factory),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(1),
        )
        self.flatten1 = nn.Flatten()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.features[0], self.classifier)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)  # 512x13x13
        x = self.classifier(x)  # 1000x1x1
        return self.flatten1(x)  # 1000
