# Written by cnndsl 0.1.0: cnndsl build sound_1d.cnn
# checksum of what follows: ea930d05b541fb79
"""Sound1D: 84,074 parameters, 24,986,880 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["Sound1D"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv1d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class Sound1D(nn.Module):
    """A word anywhere in a recording: lecture.

    One second of sound at 16 kHz, convolved along time alone; the largest answer of
    each detector over the whole second is kept, wherever the word stands.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Probabilities come out with it, and
            without it scores, which is what nn.CrossEntropyLoss takes, since it does
            the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 16000) to (N, 10)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 4},
        {"name": "relu2", "channels": 64, "reduction": 16},
        {"name": "relu3", "channels": 128, "reduction": 64},
        {"name": "relu4", "channels": 128, "reduction": 320},
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
        self.conv1 = nn.Conv1d(in_channels, 32, 80, stride=4, padding=38, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(32, 64, 3, padding=1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool1d(4)
        self.conv3 = nn.Conv1d(64, 128, 3, padding=1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool1d(5)
        self.conv4 = nn.Conv1d(128, 128, 3, padding=1, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.globalmaxpool1 = nn.AdaptiveMaxPool1d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(128, classes, **factory)
        self.softmax1 = nn.Identity() if logits else nn.Softmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.conv4)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x4000
        x = self.relu1(x)
        x = self.maxpool1(x)  # 32x1000
        x = self.conv2(x)  # 64x1000
        x = self.relu2(x)
        x = self.maxpool2(x)  # 64x250
        x = self.conv3(x)  # 128x250
        x = self.relu3(x)
        x = self.maxpool3(x)  # 128x50
        x = self.conv4(x)
        return self.relu4(x)

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.globalmaxpool1(x)  # 128x1
        x = self.flatten(x)  # 128
        x = self.fc1(x)  # 10
        return self.softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
