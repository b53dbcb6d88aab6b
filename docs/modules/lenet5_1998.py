# Written by cnndsl 0.1.0: cnndsl build lenet5_1998.cnn
# checksum of what follows: 8fdc9d70d54400c4
"""LeNet5_1998: 60,000 parameters, 327,256 multiply-accumulates an image."""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["LeNet5_1998"]


class Affine(nn.Module):
    """A fixed a*x + b."""

    def __init__(self, a: float) -> None:
        super().__init__()
        self.a = a

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.a


class Squash(nn.Sequential):
    """LeCun's scaled hyperbolic tangent."""

    def __init__(self) -> None:
        super().__init__()
        self.affine1 = Affine(a=0.6666666666666666)
        self.tanh1 = nn.Tanh()
        self.affine2 = Affine(a=1.7159)


class Subsample(nn.Sequential):
    """Half the size: the mean of each 2x2 square, times a factor and plus an offset of
    each map.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.avgpool1 = nn.AvgPool2d(2)
        self.dwconv1 = nn.Conv2d(
            in_channels, in_channels, 1, groups=in_channels, **factory
        )
        self.squash1 = Squash()


class C3(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(18, 6, 5, groups=6, **factory)
        self.conv2 = nn.Conv2d(24, 6, 5, groups=6, **factory)
        self.conv3 = nn.Conv2d(12, 3, 5, groups=3, **factory)
        self.conv4 = nn.Conv2d(6, 1, 5, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a1 = x[:, 0:3]  # 3x14x14
        a2 = x[:, 1:4]
        a3 = x[:, 2:5]
        a4 = x[:, 3:6]
        a5 = x[:, 4:7]
        a6 = x[:, 5:8]
        a = torch.cat((a1, a2, a3, a4, a5, a6), dim=1)  # 18x14x14
        a = self.conv1(a)  # 6x10x10
        b1 = x[:, 0:4]  # 4x14x14
        b2 = x[:, 1:5]
        b3 = x[:, 2:6]
        b4 = x[:, 3:7]
        b5 = x[:, 4:8]
        b6 = x[:, 5:9]
        b = torch.cat((b1, b2, b3, b4, b5, b6), dim=1)  # 24x14x14
        b = self.conv2(b)  # 6x10x10
        c4 = x[:, 0:2]  # 2x14x14
        c5 = x[:, 3:5]
        c1 = torch.cat((c4, c5), dim=1)  # 4x14x14
        c4 = x[:, 1:3]  # 2x14x14
        c5 = x[:, 4:6]
        c2 = torch.cat((c4, c5), dim=1)  # 4x14x14
        c4 = x[:, 2:4]  # 2x14x14
        c5 = x[:, 5:7]
        c3 = torch.cat((c4, c5), dim=1)  # 4x14x14
        c = torch.cat((c1, c2, c3), dim=1)  # 12x14x14
        c = self.conv3(c)  # 3x10x10
        d = x[:, 0:6]  # 6x14x14
        d = self.conv4(d)  # 1x10x10
        return torch.cat((a, b, c, d), dim=1)  # 16x10x10


class LeNet5_1998(nn.Module):
    """LeNet-5 as published: LeCun et al., Gradient-based learning applied to document
    recognition (1998).

    It reads handwritten digits. C3's maps see three, four or six of S2's, and the
    subsampling learns. The last layer has nothing to learn, since it compares F6 with
    fixed pictures of characters: it is left out, and 84 numbers come out.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 32, 32) to (N, 84)
    """

    def __init__(
        self,
        in_channels: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.c1 = nn.Conv2d(in_channels, 6, 5, **factory)
        self.squash1 = Squash()
        self.s2 = Subsample(6, **factory)
        self.c3 = C3(**factory)
        self.squash2 = Squash()
        self.s4 = Subsample(16, **factory)
        self.c5 = nn.Conv2d(16, 120, 5, **factory)
        self.squash3 = Squash()
        self.flatten = nn.Flatten()
        self.f6 = nn.Linear(120, 84, **factory)
        self.squash4 = Squash()

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.c1(x)  # 6x28x28
        x = self.squash1(x)
        x = self.s2(x)  # 6x14x14
        x = torch.cat((x, x), dim=1)  # 12x14x14
        x = self.c3(x)  # 16x10x10
        x = self.squash2(x)
        x = self.s4(x)  # 16x5x5
        x = self.c5(x)  # 120x1x1
        x = self.squash3(x)
        x = self.flatten(x)  # 120
        x = self.f6(x)  # 84
        return self.squash4(x)
