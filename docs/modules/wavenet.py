# Written by cnndsl 0.1.0: cnndsl build wavenet.cnn
# checksum of what follows: 492f830a3f2c63ed
"""WaveNet: 1,283,776 parameters, 5,079,040,000 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["WaveNet"]


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


class Gated(nn.Module):
    """A gated convolution over two samples. A 1x1 one adds to both, what is handed on
    and the sum.
    """

    def __init__(
        self,
        rate: int,
        padding: tuple[int, int],
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.pad1 = nn.ZeroPad1d(padding)
        self.conv1 = nn.Conv1d(64, 64, 2, dilation=rate, **factory)
        self.tanh1 = nn.Tanh()
        self.conv2 = nn.Conv1d(64, 64, 2, dilation=rate, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.conv3 = nn.Conv1d(64, 320, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x[:, 0:64]
        y = self.pad1(y)
        y1 = self.conv1(y)
        y1 = self.tanh1(y1)
        y2 = self.conv2(y)
        y2 = self.sigmoid1(y2)
        y = y1 * y2
        y = self.conv3(y)
        return y + x


class Cycles(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.gated1 = nn.Sequential(
            *(
                Gated(rate, padding, **factory)
                for rate, padding in (
                    (1, (1, 0)),
                    (2, (2, 0)),
                    (4, (4, 0)),
                    (8, (8, 0)),
                    (16, (16, 0)),
                    (32, (32, 0)),
                    (64, (64, 0)),
                    (128, (128, 0)),
                    (256, (256, 0)),
                    (512, (512, 0)),
                )
            ),
        )


class WaveNet(nn.Module):
    """WaveNet, which predicts each sample of sound from those before it: van den Oord
    et al., WaveNet: a generative model for raw audio (2016).

    Speech, voices or music, whose samples come in as one of 256 levels each. 30 gated
    layers, dilated 1, 2, 4, ..., 512 three times over; the paper leaves their depths
    open. 64 channels are handed from layer to layer, and 256 more sum what all layers
    say.

    Args:
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 256, 4000) to (N, 256, 4000)
    """

    def __init__(
        self,
        in_channels: int = 256,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.pad1 = nn.ZeroPad1d((1, 0))
        self.conv1 = nn.Conv1d(in_channels, 64, 2, **factory)
        self.widen1 = Widen(depth=320)
        self.cycles = nn.Sequential(*(Cycles(**factory) for _ in range(3)))
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv1d(256, 256, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv1d(256, 256, 1, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pad1(x)  # 256x4001
        x = self.conv1(x)  # 64x4000
        x = self.widen1(x)  # 320x4000
        x = self.cycles(x)
        x = x[:, 64:320]  # 256x4000
        x = self.relu1(x)
        x = self.conv2(x)
        x = self.relu2(x)
        x = self.conv3(x)
        return self.softmax1(x)
