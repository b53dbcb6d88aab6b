# Written by cnndsl 0.1.0: cnndsl build cspdarknet53.cnn
# checksum of what follows: 1a4696bb4b642e24
"""CSPDarknet53: 27,642,184 parameters, 5,002,567,680 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["CSPDarknet53"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class BasicConv(nn.Sequential):
    """A convolution with its norm and its activation."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        kernel: int = 1,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv = nn.Conv2d(
            in_channels,
            depth,
            kernel,
            stride=stride,
            padding=kernel // 2,
            bias=False,
            **factory,
        )
        self.bn = nn.BatchNorm2d(depth, **factory)
        self.leaky_relu1 = nn.LeakyReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv)


class Stem(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = BasicConv(3, depth=32, kernel=3, **factory)


class Residual(nn.Module):
    """A 1x1 and a 3x3 convolution and a shortcut round both."""

    def __init__(
        self,
        in_channels: int,
        middle: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = BasicConv(in_channels, depth=middle, **factory)
        self.conv2 = BasicConv(middle, depth=in_channels, kernel=3, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.conv2(y)
        return y + x


class Stage(nn.Module):
    """Half the size, then residual blocks on one half of the channels."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        wide: int,
        middle: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv_down = BasicConv(
            in_channels, depth=depth, kernel=3, stride=2, **factory
        )
        self.conv_exp = BasicConv(depth, depth=wide, **factory)
        self.blocks = nn.Sequential(
            *(Residual(wide // 2, middle, **factory) for _ in range(blocks))
        )
        self.conv_transition_b = BasicConv(wide // 2, depth=wide // 2, **factory)
        self.conv_transition = BasicConv(2 * (wide // 2), depth=depth, **factory)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv_down(x)
        x = self.conv_exp(x)
        a, b = x.chunk(2, dim=1)
        b = self.blocks(b)
        b = self.conv_transition_b(b)
        x = torch.cat((a, b), dim=1)
        return self.conv_transition(x)


class Head(nn.Sequential):
    def __init__(
        self, classes: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(1024, classes, **factory)


class CSPDarknet53(nn.Module):
    """CSPDarknet-53 as timm has it: Wang et al., CSPNet: a new backbone that can
    enhance learning capability of CNN (2020).

    Half of the channels go round each stage's residual blocks. Its parts have timm's
    names, so that weights from there load as they are.

    Args:
        classes: the number of classes
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "stem", "channels": 32, "reduction": 1},
        {"name": "stages.0", "channels": 64, "reduction": 2},
        {"name": "stages.1", "channels": 128, "reduction": 4},
        {"name": "stages.2", "channels": 256, "reduction": 8},
        {"name": "stages.3", "channels": 512, "reduction": 16},
        {"name": "stages", "channels": 1024, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.stem = Stem(**factory)
        self.stages = nn.Sequential(
            *(
                Stage(
                    in_channels,
                    depth=depth,
                    blocks=blocks,
                    wide=wide,
                    middle=in_channels,
                    **factory,
                )
                for in_channels, depth, blocks, wide in (
                    (32, 64, 1, 128),
                    (64, 128, 2, 128),
                    (128, 256, 8, 256),
                    (256, 512, 8, 512),
                    (512, 1024, 4, 1024),
                )
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.head = Head(classes, **factory)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)  # 32x224x224
        return self.stages(x)  # 1024x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 1024x1x1
        return self.head(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
