# Written by cnndsl 0.1.0: cnndsl build i3d.cnn
# checksum of what follows: cf2a8adcb9347633
"""I3D: 12,697,264 parameters, 27,787,978,752 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["I3D"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv3d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Conv3d1a7x7(nn.Module):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv3d = nn.Conv3d(in_channels, 64, 7, stride=2, bias=False, **factory)
        self.bn = nn.BatchNorm3d(64, eps=0.001, momentum=0.01, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv3d)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv3d(F.pad(x, (2, 3, 2, 3, 2, 3)))  # 64x8x112x112
        x = self.bn(x)
        return self.relu1(x)


class Unit(nn.Sequential):
    """A convolution with its norm and its ReLU."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv3d = nn.Conv3d(
            in_channels, depth, kernel, padding=kernel // 2, bias=False, **factory
        )
        self.bn = nn.BatchNorm3d(depth, eps=0.001, momentum=0.01, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv3d)


class Inception(nn.Module):
    """Four ways side by side: a 1x1x1 convolution, two 3x3x3 ones, each behind a narrow
    1x1x1, and a pool.
    """

    def __init__(
        self,
        in_channels: int,
        one: int,
        red: int,
        three: int,
        red2: int,
        three2: int,
        pool: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.b0 = Unit(in_channels, depth=one, **factory)
        self.b1a = Unit(in_channels, depth=red, **factory)
        self.b1b = Unit(red, depth=three, kernel=3, **factory)
        self.b2a = Unit(in_channels, depth=red2, **factory)
        self.b2b = Unit(red2, depth=three2, kernel=3, **factory)
        self.maxpool1 = nn.MaxPool3d(3, stride=1, padding=1)
        self.b3b = Unit(in_channels, depth=pool, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.b0(x)
        b = self.b1a(x)
        b = self.b1b(b)
        c = self.b2a(x)
        c = self.b2b(c)
        d = self.maxpool1(x)
        d = self.b3b(d)
        return torch.cat((a, b, c, d), dim=1)


class Logits(nn.Sequential):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv3d = nn.Conv3d(1024, classes, 1, **factory)


class I3D(nn.Module):
    """I3D, an Inception network over time and space, as piergiaj/pytorch-i3d has it:
    Carreira and Zisserman, Quo vadis, action recognition? A new model and the
    Kinetics dataset (2017).

    Padded as TensorFlow pads; scores are the mean over time. Its parts have the names
    of that code, so that weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 16, 224, 224) to (N, 400)
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
        self.Conv3d_1a_7x7 = Conv3d1a7x7(in_channels, **factory)
        self.maxpool1 = nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2))
        self.Conv3d_2b_1x1 = Unit(64, depth=64, **factory)
        self.Conv3d_2c_3x3 = Unit(64, depth=192, kernel=3, **factory)
        self.maxpool2 = nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2))
        self.Mixed_3b = Inception(
            192, one=64, red=96, three=128, red2=16, three2=32, pool=32, **factory
        )
        self.Mixed_3c = Inception(
            256, one=128, red=128, three=192, red2=32, three2=96, pool=64, **factory
        )
        self.maxpool3 = nn.MaxPool3d(3, stride=2)
        self.Mixed_4b = Inception(
            480, one=192, red=96, three=208, red2=16, three2=48, pool=64, **factory
        )
        self.Mixed_4c = Inception(
            512, one=160, red=112, three=224, red2=24, three2=64, pool=64, **factory
        )
        self.Mixed_4d = Inception(
            512, one=128, red=128, three=256, red2=24, three2=64, pool=64, **factory
        )
        self.Mixed_4e = Inception(
            512, one=112, red=144, three=288, red2=32, three2=64, pool=64, **factory
        )
        self.Mixed_4f = Inception(
            528, one=256, red=160, three=320, red2=32, three2=128, pool=128, **factory
        )
        self.maxpool4 = nn.MaxPool3d(2)
        self.Mixed_5b = Inception(
            832, one=256, red=160, three=320, red2=32, three2=128, pool=128, **factory
        )
        self.Mixed_5c = Inception(
            832, one=384, red=192, three=384, red2=48, three2=128, pool=128, **factory
        )
        self.avgpool1 = nn.AvgPool3d((2, 7, 7), stride=1)
        self.dropout1 = nn.Dropout(0.5)
        self.logits = Logits(classes, **factory)
        self.gap1 = nn.AdaptiveAvgPool3d(1)
        self.flatten1 = nn.Flatten()

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.Conv3d_1a_7x7(x)  # 64x8x112x112
        # 64x8x56x56
        x = self.maxpool1(F.pad(x, (0, 1, 0, 1, 0, 0), value=float("-inf")))
        x = self.Conv3d_2b_1x1(x)
        x = self.Conv3d_2c_3x3(x)  # 192x8x56x56
        # 192x8x28x28
        x = self.maxpool2(F.pad(x, (0, 1, 0, 1, 0, 0), value=float("-inf")))
        x = self.Mixed_3b(x)  # 256x8x28x28
        x = self.Mixed_3c(x)  # 480x8x28x28
        # 480x4x14x14
        x = self.maxpool3(F.pad(x, (0, 1, 0, 1, 0, 1), value=float("-inf")))
        x = self.Mixed_4b(x)  # 512x4x14x14
        x = self.Mixed_4c(x)
        x = self.Mixed_4d(x)
        x = self.Mixed_4e(x)  # 528x4x14x14
        x = self.Mixed_4f(x)  # 832x4x14x14
        x = self.maxpool4(x)  # 832x2x7x7
        x = self.Mixed_5b(x)
        x = self.Mixed_5c(x)  # 1024x2x7x7
        x = self.avgpool1(x)  # 1024x1x1x1
        x = self.dropout1(x)
        x = self.logits(x)  # 400x1x1x1
        x = self.gap1(x)
        return self.flatten1(x)  # 400
