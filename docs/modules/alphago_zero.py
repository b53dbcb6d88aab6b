# Written by cnndsl 0.1.0: cnndsl build alphago_zero.cnn
# checksum of what follows: 3bd7a220d54bae6f
"""AlphaGoZero: 24,008,549 parameters, 8,531,829,492 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["AlphaGoZero"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class AlphaGoZeroOutput(NamedTuple):
    policy: torch.Tensor  # 362
    value: torch.Tensor  # 1


class Residual(nn.Module):
    """Two 3x3 convolutions and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 256, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(256, 256, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(256, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)  # 256x19x19
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y += x
        return self.relu2(y)


class Policy(nn.Sequential):
    def __init__(
        self,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(256, 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(2, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(722, 362, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Value(nn.Sequential):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(256, 1, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(361, 256, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(256, 1, **factory)
        self.tanh1 = nn.Tanh()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.fc1)


class AlphaGoZero(nn.Module):
    """AlphaGo Zero with 20 residual blocks: Silver et al., Mastering the game of Go
    without human knowledge (2017).

    The stones of both players on the last eight boards, and whose turn it is, are 17
    maps. Its two heads are a probability for each move, a pass included, and who is
    going to win. The paper counts the first convolution as one of its 20 blocks, which
    is `--set blocks=19`; its larger network, of 40, is `--set blocks=39`.

    Args:
        blocks: how many residual blocks
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 17, 19, 19) to policy (N, 362), value (N, 1)
    """

    def __init__(
        self,
        blocks: int = 20,
        in_channels: int = 17,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 256, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(256, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.residual1 = nn.Sequential(
            *(Residual(256, **factory) for _ in range(blocks))
        )
        self.policy = Policy(logits=logits, **factory)
        self.value = Value(**factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> AlphaGoZeroOutput:
        x = self.conv1(x)  # 256x19x19
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.residual1(x)
        policy = self.policy(x)  # 362
        value = self.value(x)  # 1
        return AlphaGoZeroOutput(policy, value)
