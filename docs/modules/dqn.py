# Written by cnndsl 0.1.0: cnndsl build dqn.cnn
# checksum of what follows: aa0d2c168162f6cd
"""DQN: 1,686,180 parameters, 9,345,024 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DQN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DQN(nn.Module):
    """DQN, which plays Atari games: Mnih et al., Human-level control through deep
    reinforcement learning (2015).

    The last four frames come in; the value of each action comes out, here of Breakout's
    four.

    Args:
        actions: how many actions the game has
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 4, 84, 84) to (N, 4)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 4},
        {"name": "relu2", "channels": 64, "reduction": 8},
        {"name": "relu3", "channels": 64, "reduction": 8},
    )

    def __init__(
        self,
        actions: int = 4,
        in_channels: int = 4,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 32, 8, stride=4, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 64, 4, stride=2, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(64, 64, 3, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(3136, 512, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(512, actions, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.fc1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x20x20
        x = self.relu1(x)
        x = self.conv2(x)  # 64x9x9
        x = self.relu2(x)
        x = self.conv3(x)  # 64x7x7
        return self.relu3(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 3136
        torch._assert(x.size(1) == 3136, "DQN takes inputs of 4x84x84")
        x = self.fc1(x)  # 512
        x = self.relu4(x)
        return self.fc2(x)  # 4

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
