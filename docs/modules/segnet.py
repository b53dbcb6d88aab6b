# Written by cnndsl 0.1.0: cnndsl build segnet.cnn
# checksum of what follows: ce45503783cd6278
"""SegNet: 29,453,971 parameters, 40,693,137,408 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["SegNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class BasicConv(nn.Sequential):
    """A convolution with its norm and its ReLU."""

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
        self.conv = nn.Conv2d(in_channels, depth, 3, padding=1, **factory)
        self.bn = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Down(nn.Module):
    """Two convolutions, then half the size."""

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
        self.unit1 = BasicConv(in_channels, depth, **factory)
        self.unit2 = BasicConv(depth, depth, **factory)
        self.maxpool1 = nn.MaxPool2d(2, return_indices=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Size]:
        x = self.unit1(x)
        x = self.unit2(x)
        size = x.size()
        x, places = self.maxpool1(x)
        return x, places, size


class LongDown(nn.Module):
    """Three convolutions, then half the size."""

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
        self.unit1 = BasicConv(in_channels, depth, **factory)
        self.unit2 = BasicConv(depth, depth, **factory)
        self.unit3 = BasicConv(depth, depth, **factory)
        self.maxpool1 = nn.MaxPool2d(2, return_indices=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Size]:
        x = self.unit1(x)
        x = self.unit2(x)
        x = self.unit3(x)
        size = x.size()
        x, places = self.maxpool1(x)
        return x, places, size


class LongUp(nn.Module):
    """Back to the places of a pool, then three convolutions."""

    def __init__(
        self,
        in_channels: int,
        last: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.unpool1 = nn.MaxUnpool2d(2)
        self.unit2 = BasicConv(in_channels, in_channels, **factory)
        self.unit3 = BasicConv(in_channels, in_channels, **factory)
        self.unit4 = BasicConv(in_channels, last, **factory)

    def forward(
        self, x: torch.Tensor, pool_places: torch.Tensor, pool_size: torch.Size
    ) -> torch.Tensor:
        x = self.unpool1(x, pool_places, pool_size)
        x = self.unit2(x)
        x = self.unit3(x)
        return self.unit4(x)


class Up(nn.Module):
    """Back to the places of a pool, then two convolutions."""

    def __init__(
        self,
        in_channels: int,
        last: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.unpool1 = nn.MaxUnpool2d(2)
        self.unit2 = BasicConv(in_channels, in_channels, **factory)
        self.unit3 = BasicConv(in_channels, last, **factory)

    def forward(
        self, x: torch.Tensor, pool_places: torch.Tensor, pool_size: torch.Size
    ) -> torch.Tensor:
        x = self.unpool1(x, pool_places, pool_size)  # 128x128x128
        x = self.unit2(x)
        return self.unit3(x)  # 64x128x128


class UpStage5(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.unpool1 = nn.MaxUnpool2d(2)
        self.unit2 = BasicConv(64, 64, **factory)

    def forward(
        self,
        x: torch.Tensor,
        down_stage1_places: torch.Tensor,
        down_stage1_size: torch.Size,
    ) -> torch.Tensor:
        x = self.unpool1(x, down_stage1_places, down_stage1_size)  # 64x256x256
        return self.unit2(x)


class SegNet(nn.Module):
    """SegNet as pytorchcv has it: Badrinarayanan et al., SegNet: a deep convolutional
    encoder-decoder architecture for image segmentation (2017).

    On the way up, numbers go back to the places where the pools on the way down found
    their own. Its parts have pytorchcv's names, so that weights from there load as they
    are.

    Args:
        classes: the number of classes
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to (N, 19, 256, 256)
    """

    def __init__(
        self,
        classes: int = 19,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.down_stage1 = Down(3, 64, **factory)
        self.down_stage2 = Down(64, 128, **factory)
        self.down_stage3 = LongDown(128, 256, **factory)
        self.down_stage4 = LongDown(256, 512, **factory)
        self.down_stage5 = LongDown(512, 512, **factory)
        self.up_stage1 = LongUp(512, 512, **factory)
        self.up_stage2 = LongUp(512, 256, **factory)
        self.up_stage3 = LongUp(256, 128, **factory)
        self.up_stage4 = Up(128, 64, **factory)
        self.up_stage5 = UpStage5(**factory)
        self.head = nn.Conv2d(64, classes, 3, padding=1, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x, down_stage1_places, down_stage1_size = self.down_stage1(x)
        x, down_stage2_places, down_stage2_size = self.down_stage2(x)
        x, down_stage3_places, down_stage3_size = self.down_stage3(x)
        x, down_stage4_places, down_stage4_size = self.down_stage4(x)
        x, down_stage5_places, down_stage5_size = self.down_stage5(x)
        x = self.up_stage1(x, down_stage5_places, down_stage5_size)  # 512x16x16
        x = self.up_stage2(x, down_stage4_places, down_stage4_size)  # 256x32x32
        x = self.up_stage3(x, down_stage3_places, down_stage3_size)  # 128x64x64
        x = self.up_stage4(x, down_stage2_places, down_stage2_size)  # 64x128x128
        x = self.up_stage5(x, down_stage1_places, down_stage1_size)  # 64x256x256
        return self.head(x)  # 19x256x256
