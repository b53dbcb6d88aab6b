# Written by cnndsl 0.1.0: cnndsl build shufflenet_v2_x1_0.cnn
# checksum of what follows: 610cf7b51ddca047
"""ShuffleNetV2_x1_0: 2,278,604 parameters, 144,907,992 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["ShuffleNetV2_x1_0"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Down(nn.Module):
    """Two ways that halve the size, of half the depth each."""

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
        share = depth // 2
        self.branch1 = nn.Sequential(
            nn.Conv2d(
                in_channels,
                in_channels,
                3,
                stride=2,
                padding=1,
                groups=in_channels,
                bias=False,
                **factory,
            ),
            nn.BatchNorm2d(in_channels, **factory),
            nn.Conv2d(in_channels, share, 1, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.ReLU(inplace=True),
        )
        self.branch2 = nn.Sequential(
            nn.Conv2d(in_channels, share, 1, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(
                share,
                share,
                3,
                stride=2,
                padding=1,
                groups=share,
                bias=False,
                **factory,
            ),
            nn.BatchNorm2d(share, **factory),
            nn.Conv2d(share, share, 1, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.ReLU(inplace=True),
        )
        self.channel_shuffle1 = nn.ChannelShuffle(2)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.branch1[2], self.branch2[0], self.branch2[5])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.branch1(x)
        b = self.branch2(x)
        x = torch.cat((a, b), dim=1)
        return self.channel_shuffle1(x)


class Unit(nn.Module):
    """Half of the channels go through, and half pass by."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        share = in_channels // 2
        self.branch2 = nn.Sequential(
            nn.Conv2d(in_channels // 2, share, 1, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(share, share, 3, padding=1, groups=share, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.Conv2d(share, share, 1, bias=False, **factory),
            nn.BatchNorm2d(share, **factory),
            nn.ReLU(inplace=True),
        )
        self.channel_shuffle1 = nn.ChannelShuffle(2)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.branch2[0], self.branch2[5])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a, b = x.chunk(2, dim=1)
        b = self.branch2(b)
        x = torch.cat((a, b), dim=1)
        return self.channel_shuffle1(x)


class ShuffleNetV2_x1_0(nn.Module):
    """ShuffleNet V2 x1.0 as torchvision has it: Ma et al., ShuffleNet V2: practical
    guidelines for efficient CNN architecture design (2018).

    Half of the channels pass each unit by; behind it all are dealt out in turn, so that
    the halves mix. Its parts have torchvision's names, so that weights from there load
    as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "conv1", "channels": 24, "reduction": 2},
        {"name": "maxpool1", "channels": 24, "reduction": 4},
        {"name": "stage2", "channels": 116, "reduction": 8},
        {"name": "stage3", "channels": 232, "reduction": 16},
        {"name": "conv5", "channels": 1024, "reduction": 32},
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
            nn.Conv2d(in_channels, 24, 3, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(24, **factory),
            nn.ReLU(inplace=True),
        )
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.stage2 = nn.Sequential(
            Down(24, 116, **factory), *(Unit(116, **factory) for _ in range(3))
        )
        self.stage3 = nn.Sequential(
            Down(116, 232, **factory), *(Unit(232, **factory) for _ in range(7))
        )
        self.stage4 = nn.Sequential(
            Down(232, 464, **factory), *(Unit(464, **factory) for _ in range(3))
        )
        self.conv5 = nn.Sequential(
            nn.Conv2d(464, 1024, 1, bias=False, **factory),
            nn.BatchNorm2d(1024, **factory),
            nn.ReLU(inplace=True),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(1024, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv5)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 24x112x112
        x = self.maxpool1(x)  # 24x56x56
        x = self.stage2(x)  # 116x28x28
        x = self.stage3(x)  # 232x14x14
        x = self.stage4(x)  # 464x7x7
        return self.conv5(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.flatten(x)  # 1024
        return self.fc(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
