# Written by cnndsl 0.1.0: cnndsl build slowfast_r50.cnn
# checksum of what follows: 608d1e4e209e5349
"""SlowFast: 34,480,216 parameters, 27,638,665,216 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["SlowFast"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv3d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Stem(nn.Sequential):
    """What stands in front of the stages."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel_size: tuple[int, int, int],
        padding: tuple[int, int, int],
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv3d(
            in_channels,
            depth,
            kernel_size,
            stride=(1, 2, 2),
            padding=padding,
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm3d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Bottleneck(nn.Module):
    """A convolution over time, one over space and a 1x1x1 one, with a shortcut round
    them.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel_size: int | tuple[int, int, int],
        padding: int | tuple[int, int, int],
        stride2: int | tuple[int, int, int],
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv3d(
            in_channels, depth, kernel_size, padding=padding, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm3d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv3d(
            depth,
            depth,
            (1, 3, 3),
            stride=stride2,
            padding=(0, 1, 1),
            bias=False,
            **factory,
        )
        self.bn2 = nn.BatchNorm3d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv3d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm3d(4 * depth, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride2 != 1 or in_channels != 4 * depth:
            self.proj1 = nn.Sequential(
                nn.Conv3d(
                    in_channels, 4 * depth, 1, stride=stride2, bias=False, **factory
                ),
                nn.BatchNorm3d(4 * depth, **factory),
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
        y += self.proj1(x)
        return self.relu3(y)


class Stage(nn.Sequential):
    """Bottlenecks of one depth; the first may halve the size, not the time."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        kernel_size: int | tuple[int, int, int],
        padding: int | tuple[int, int, int],
        stride2: int | tuple[int, int, int],
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.bottleneck1 = Bottleneck(
            in_channels,
            depth=depth,
            kernel_size=kernel_size,
            padding=padding,
            stride2=stride2,
            **factory,
        )
        self.bottleneck2 = nn.Sequential(
            *(
                Bottleneck(
                    4 * depth,
                    depth=depth,
                    kernel_size=kernel_size,
                    padding=padding,
                    stride2=1,
                    **factory,
                )
                for _ in range(blocks - 1)
            ),
        )


class Lateral(nn.Sequential):
    """What the fast pathway has found, at the slow one's times."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv3d(
            in_channels,
            2 * in_channels,
            (5, 1, 1),
            stride=(8, 1, 1),
            padding=(2, 0, 0),
            bias=False,
            **factory,
        )
        self.bn1 = nn.BatchNorm3d(2 * in_channels, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class SlowFast(nn.Module):
    """SlowFast 4x16 with ResNet-50 as PySlowFast has it: Feichtenhofer et al., SlowFast
    networks for video recognition (2019).

    A slow pathway sees every eighth frame, and a fast one, of an eighth of the
    channels, all 32; what the fast one finds is handed to the slow one before each
    stage.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 32, 224, 224) to (N, 400)
    """

    def __init__(
        self,
        classes: int = 400,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.fast1 = Stem(
            in_channels, depth=8, kernel_size=(5, 7, 7), padding=(2, 3, 3), **factory
        )
        self.fast2 = Stage(
            8,
            depth=8,
            blocks=3,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=1,
            **factory,
        )
        self.fast3 = Stage(
            32,
            depth=16,
            blocks=4,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=(1, 2, 2),
            **factory,
        )
        self.fast4 = Stage(
            64,
            depth=32,
            blocks=6,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=(1, 2, 2),
            **factory,
        )
        self.fast5 = Stage(
            128,
            depth=64,
            blocks=3,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=(1, 2, 2),
            **factory,
        )
        self.maxpool1 = nn.MaxPool3d(1, stride=(8, 1, 1))
        self.slow1 = Stem(
            in_channels, depth=64, kernel_size=(1, 7, 7), padding=(0, 3, 3), **factory
        )
        self.lateral1 = Lateral(8, **factory)
        self.slow2 = Stage(
            80, depth=64, blocks=3, kernel_size=1, padding=0, stride2=1, **factory
        )
        self.lateral2 = Lateral(32, **factory)
        self.slow3 = Stage(
            320,
            depth=128,
            blocks=4,
            kernel_size=1,
            padding=0,
            stride2=(1, 2, 2),
            **factory,
        )
        self.lateral3 = Lateral(64, **factory)
        self.slow4 = Stage(
            640,
            depth=256,
            blocks=6,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=(1, 2, 2),
            **factory,
        )
        self.lateral4 = Lateral(128, **factory)
        self.slow5 = Stage(
            1280,
            depth=512,
            blocks=3,
            kernel_size=(3, 1, 1),
            padding=(1, 0, 0),
            stride2=(1, 2, 2),
            **factory,
        )
        self.gap1 = nn.AdaptiveAvgPool3d(1)
        self.gap2 = nn.AdaptiveAvgPool3d(1)
        self.dropout1 = nn.Dropout(0.5)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2304, classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, video: torch.Tensor) -> torch.Tensor:
        fast1 = self.fast1(video)  # 8x32x56x56
        fast2 = self.fast2(fast1)  # 32x32x56x56
        fast3 = self.fast3(fast2)  # 64x32x28x28
        fast4 = self.fast4(fast3)  # 128x32x14x14
        fast5 = self.fast5(fast4)  # 256x32x7x7
        x = self.maxpool1(video)  # 3x4x224x224
        x = self.slow1(x)  # 64x4x56x56
        y = self.lateral1(fast1)  # 16x4x56x56
        x = torch.cat((x, y), dim=1)  # 80x4x56x56
        x = self.slow2(x)  # 256x4x56x56
        y = self.lateral2(fast2)  # 64x4x56x56
        x = torch.cat((x, y), dim=1)  # 320x4x56x56
        x = self.slow3(x)  # 512x4x28x28
        y = self.lateral3(fast3)  # 128x4x28x28
        x = torch.cat((x, y), dim=1)  # 640x4x28x28
        x = self.slow4(x)  # 1024x4x14x14
        y = self.lateral4(fast4)  # 256x4x14x14
        x = torch.cat((x, y), dim=1)  # 1280x4x14x14
        x = self.slow5(x)  # 2048x4x7x7
        a = self.gap1(x)  # 2048x1x1x1
        b = self.gap2(fast5)  # 256x1x1x1
        x = torch.cat((a, b), dim=1)  # 2304x1x1x1
        return self.dropout1(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 2304
        return self.fc1(x)  # 400

    def forward(self, video: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(video))
