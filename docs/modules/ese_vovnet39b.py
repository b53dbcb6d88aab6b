# Written by cnndsl 0.1.0: cnndsl build ese_vovnet39b.cnn
# checksum of what follows: c4179509833ffbc5
"""VoVNet39: 24,568,936 parameters, 7,074,193,408 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["VoVNet39"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Step(nn.Sequential):
    """A 3x3 convolution with its norm."""

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
        self.conv1 = nn.Conv2d(in_channels, depth, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Together(nn.Module):
    """What came in and five convolutions, each of the one before, side by side, then
    narrower.
    """

    def __init__(
        self,
        in_channels: int,
        middle: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.step1 = Step(in_channels, middle, **factory)
        self.step2 = Step(middle, middle, **factory)
        self.step3 = Step(middle, middle, **factory)
        self.step4 = Step(middle, middle, **factory)
        self.step5 = Step(middle, middle, **factory)
        self.conv1 = nn.Conv2d(
            in_channels + 5 * middle, depth, 1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.step1(x)
        y1 = self.step2(y)
        y2 = self.step3(y1)
        y3 = self.step4(y2)
        y4 = self.step5(y3)
        y3 = torch.cat((y3, y4), dim=1)
        y2 = torch.cat((y2, y3), dim=1)
        y1 = torch.cat((y1, y2), dim=1)
        y = torch.cat((y, y1), dim=1)
        x = torch.cat((x, y), dim=1)
        x = self.conv1(x)
        x = self.bn1(x)
        return self.relu1(x)


class Excitation(nn.Module):
    """A weight for each channel, worked out of all of them by one layer."""

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
        self.conv1 = nn.Conv2d(in_channels, in_channels, 1, **factory)
        self.hardsigmoid1 = nn.Hardsigmoid()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.gap1(x)
        y = self.conv1(y)
        y = self.hardsigmoid1(y)
        return x * y


class Stage1(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.together1 = Together(128, middle=128, depth=256, **factory)
        self.excitation1 = Excitation(256, **factory)


class Stage2(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.together1 = Together(256, middle=160, depth=512, **factory)
        self.excitation1 = Excitation(512, **factory)


class Stage3(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.together1 = Together(512, middle=192, depth=768, **factory)
        self.together2 = Together(768, middle=192, depth=768, **factory)
        self.excitation1 = Excitation(768, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maxpool1(x)  # 512x14x14
        x = self.together1(x)  # 768x14x14
        y = self.together2(x)
        y = self.excitation1(y)
        return y + x


class Stage4(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.together1 = Together(768, middle=224, depth=1024, **factory)
        self.together2 = Together(1024, middle=224, depth=1024, **factory)
        self.excitation1 = Excitation(1024, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maxpool1(x)  # 768x7x7
        x = self.together1(x)  # 1024x7x7
        y = self.together2(x)
        y = self.excitation1(y)
        return y + x


class VoVNet39(nn.Module):
    """VoVNet-39 with effective squeeze and excitation: Lee and Park, CenterMask: real-
    time anchor-free instance segmentation (2020).

    What five convolutions give, one behind the other, is put together once, at their
    end. Weights of timm's `ese_vovnet39b` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "relu2", "channels": 64, "reduction": 2},
        {"name": "stage1", "channels": 256, "reduction": 4},
        {"name": "stage2", "channels": 512, "reduction": 8},
        {"name": "stage3", "channels": 768, "reduction": 16},
        {"name": "stage4", "channels": 1024, "reduction": 32},
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
            in_channels, 64, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(64, 128, 3, stride=2, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(128, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.stage1 = Stage1(**factory)
        self.stage2 = Stage2(**factory)
        self.stage3 = Stage3(**factory)
        self.stage4 = Stage4(**factory)
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1024, classes, **factory)
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
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.conv2(x)
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.conv3(x)  # 128x56x56
        x = self.bn3(x)
        x = self.relu3(x)
        x = self.stage1(x)  # 256x56x56
        x = self.stage2(x)  # 512x28x28
        x = self.stage3(x)  # 768x14x14
        return self.stage4(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        x = self.flatten(x)  # 1024
        return self.fc1(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
