# Written by cnndsl 0.1.0: cnndsl build lenet_caffe.cnn
# checksum of what follows: 7598322e8cd93908
"""LeNetCaffe: 431,080 parameters, 2,293,000 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["LeNetCaffe"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class LeNetCaffe(nn.Module):
    """LeNet as Caffe's MNIST example has it: Jia et al., Caffe,
    lenet_train_test.prototxt (2014).

    It reads handwritten digits; only fc1 is followed by a ReLU.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 28, 28) to (N, 10)
    """

    feature_info = (
        {"name": "conv1", "channels": 20, "reduction": 1},
        {"name": "maxpool1", "channels": 20, "reduction": 2},
        {"name": "conv2", "channels": 50, "reduction": 2},
        {"name": "maxpool2", "channels": 50, "reduction": 4},
    )

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
        self.conv1 = nn.Conv2d(in_channels, 20, 5, **factory)
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(20, 50, 5, **factory)
        self.maxpool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(800, 500, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(500, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.fc1)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 20x24x24
        x = self.maxpool1(x)  # 20x12x12
        x = self.conv2(x)  # 50x8x8
        return self.maxpool2(x)  # 50x4x4

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)  # 800
        torch._assert(x.size(1) == 800, "LeNetCaffe takes inputs of 1x28x28")
        x = self.fc1(x)  # 500
        x = self.relu1(x)
        x = self.fc2(x)  # 10
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
