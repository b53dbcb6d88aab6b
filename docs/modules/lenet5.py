# Written by cnndsl 0.1.0: cnndsl build lenet5.cnn
# checksum of what follows: b905cb8150b7014f
"""LeNet5: 61,706 parameters, 416,520 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["LeNet5"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class LeNet5(nn.Module):
    """LeNet-5 in its modern form: LeCun et al., Gradient-based learning applied to
    document recognition (1998).

    It reads handwritten digits, as MNIST's; with valid padding throughout.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 32, 32) to (N, 10)
    """

    feature_info = (
        {"name": "relu1", "channels": 6, "reduction": 1},
        {"name": "maxpool1", "channels": 6, "reduction": 2},
        {"name": "relu2", "channels": 16, "reduction": 2},
        {"name": "maxpool2", "channels": 16, "reduction": 4},
    )

    def __init__(
        self,
        classes: int = 10,
        in_channels: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 6, 5, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, 5, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(400, 120, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(120, 84, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.fc3 = nn.Linear(84, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.fc1, self.fc2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 6x28x28
        x = self.relu1(x)
        x = self.maxpool1(x)  # 6x14x14
        x = self.conv2(x)  # 16x10x10
        x = self.relu2(x)
        return self.maxpool2(x)  # 16x5x5

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 400
        torch._assert(x.size(1) == 400, "LeNet5 takes inputs of 1x32x32")
        x = self.fc1(x)  # 120
        x = self.relu3(x)
        x = self.fc2(x)  # 84
        x = self.relu4(x)
        return self.fc3(x)  # 10

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
