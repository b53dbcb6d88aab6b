# Written by cnndsl 0.1.0: cnndsl build conv_tasnet.cnn
# checksum of what follows: e1c44a219296f418
"""ConvTasNet: 5,050,545 parameters, 4,971,663,360 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["ConvTasNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv1d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Widen(nn.Module):
    """Channels of zeros behind those that come in."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.depth = depth

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.pad(x, (0, 0, 0, self.depth - x.size(1)))


class ConvTasNetOutput(NamedTuple):
    first: torch.Tensor  # 1x8000
    second: torch.Tensor  # 1x8000


class Sounds(nn.Sequential):
    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv1d(in_channels, 512, 16, stride=8, bias=False, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Separator(nn.Module):
    """A depthwise convolution between two 1x1 ones. The last adds to both, what is
    handed on and the sum.
    """

    def __init__(
        self, rate: int, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv1d(128, 512, 1, **factory)
        self.prelu1 = nn.PReLU(**factory)
        self.groupnorm1 = nn.GroupNorm(1, 512, eps=1e-08, **factory)
        self.dwconv1 = nn.Conv1d(
            512, 512, 3, padding=rate, dilation=rate, groups=512, **factory
        )
        self.prelu2 = nn.PReLU(**factory)
        self.groupnorm2 = nn.GroupNorm(1, 512, eps=1e-08, **factory)
        self.conv2 = nn.Conv1d(512, 256, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x[:, 0:128]  # 128x999
        y = self.conv1(y)  # 512x999
        y = self.prelu1(y)
        y = self.groupnorm1(y)
        y = self.dwconv1(y)
        y = self.prelu2(y)
        y = self.groupnorm2(y)
        y = self.conv2(y)  # 256x999
        return y + x


class Cycles(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.separator1 = nn.Sequential(
            *(Separator(rate, **factory) for rate in (1, 2, 4, 8, 16, 32, 64, 128))
        )


class Masks(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv1d(128, 1024, 1, **factory)
        self.sigmoid1 = nn.Sigmoid()


class Decoder(nn.Sequential):
    """Back to a waveform."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.deconv1 = nn.ConvTranspose1d(
            in_channels, 1, 16, stride=8, bias=False, **factory
        )


class ConvTasNet(nn.Module):
    """Conv-TasNet, which tells two speakers apart: Luo and Mesgarani, Conv-TasNet:
    surpassing ideal time-frequency magnitude masking for speech separation (2019).

    The paper's best setting, which is not causal; one second of two voices at 8 kHz.
    128 channels are handed from layer to layer, and 128 more sum what all layers say;
    out of these comes a mask for each speaker.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 8000) to first (N, 1, 8000), second (N, 1, 8000)
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
        self.sounds = Sounds(in_channels, **factory)
        self.groupnorm1 = nn.GroupNorm(1, 512, eps=1e-08, **factory)
        self.conv1 = nn.Conv1d(512, 128, 1, **factory)
        self.widen1 = Widen(depth=256)
        self.cycles = nn.Sequential(*(Cycles(**factory) for _ in range(3)))
        self.prelu1 = nn.PReLU(**factory)
        self.masks = Masks(**factory)
        self.decoder = Decoder(512, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> ConvTasNetOutput:
        sounds = self.sounds(x)  # 512x999
        x = self.groupnorm1(sounds)
        x = self.conv1(x)  # 128x999
        x = self.widen1(x)  # 256x999
        x = self.cycles(x)
        x = x[:, 128:256]  # 128x999
        x = self.prelu1(x)
        masks = self.masks(x)  # 1024x999
        f1 = masks[:, 0:512]  # 512x999
        first = sounds * f1
        first = self.decoder(first)  # 1x8000
        s1 = masks[:, 512:1024]  # 512x999
        second = sounds * s1
        second = self.decoder(second)  # 1x8000
        return ConvTasNetOutput(first, second)
