# Written by cnndsl 0.1.0: cnndsl build tcn.cnn
# checksum of what follows: 7ed1f914689b440e
"""TCN: 66,510 parameters, 51,607,050 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["TCN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv1d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Level(nn.Module):
    """Two causal convolutions over 7 places and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        rate: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.pad1 = nn.ZeroPad1d((6, 0))
        self.conv1 = nn.Conv1d(in_channels, 25, 7, dilation=rate, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.05)
        self.pad2 = nn.ZeroPad1d((6, 0))
        self.conv2 = nn.Conv1d(25, 25, 7, dilation=rate, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.dropout2 = nn.Dropout(0.05)
        self.conv3 = nn.Conv1d(in_channels, 25, 1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.pad1(x)  # 1x790
        a = self.conv1(a)  # 25x784
        a = self.relu1(a)
        a = self.dropout1(a)
        a = self.pad2(a)  # 25x790
        a = self.conv2(a)  # 25x784
        a = self.relu2(a)
        a = self.dropout2(a)
        b = self.conv3(x)
        b += a
        return self.relu3(b)


class Level2(nn.Module):
    """Two causal convolutions over 7 places and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        rate: int,
        padding: tuple[int, int],
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.pad1 = nn.ZeroPad1d(padding)
        self.conv1 = nn.Conv1d(in_channels, 25, 7, dilation=rate, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.dropout1 = nn.Dropout(0.05)
        self.pad2 = nn.ZeroPad1d(padding)
        self.conv2 = nn.Conv1d(25, 25, 7, dilation=rate, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.dropout2 = nn.Dropout(0.05)
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.pad1(x)
        y = self.conv1(y)
        y = self.relu1(y)
        y = self.dropout1(y)
        y = self.pad2(y)
        y = self.conv2(y)
        y = self.relu2(y)
        y = self.dropout2(y)
        x = y + x
        return self.relu3(x)


class TCN(nn.Module):
    """TCN for MNIST's digits, pixel by pixel: Bai et al., An empirical evaluation of
    generic convolutional and recurrent networks for sequence modeling (2018).

    For time series and other sequences. Eight levels of causal convolutions, each
    dilated twice as far as the one before: the last place has seen all 784. The
    authors' weight norm is another way to learn the same weights, and left out.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Logarithms of probabilities come out
            with it, and without it scores, which is what nn.CrossEntropyLoss takes,
            since it does the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 784) to (N, 10)
    """

    feature_info = ({"name": "level2", "channels": 25, "reduction": 1},)

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 1,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.level1 = Level(in_channels, 1, **factory)
        self.level2 = nn.Sequential(
            *(
                Level2(25, rate=rate, padding=padding, **factory)
                for rate, padding in (
                    (2, (12, 0)),
                    (4, (24, 0)),
                    (8, (48, 0)),
                    (16, (96, 0)),
                    (32, (192, 0)),
                    (64, (384, 0)),
                    (128, (768, 0)),
                )
            ),
        )
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(25, classes, **factory)
        self.log_softmax1 = nn.Identity() if logits else nn.LogSoftmax(dim=1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.level1(x)  # 25x784
        x = self.level2(x)
        return x[:, :, 783:784]  # 25x1

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 25
        x = self.fc1(x)  # 10
        return self.log_softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
