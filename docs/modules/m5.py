# Written by cnndsl 0.1.0: cnndsl build m5.cnn
# checksum of what follows: 410c881b04995f78
"""M5: 26,915 parameters, 1,880,256 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["M5"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv1d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class M5(nn.Module):
    """M5 for spoken words, from the waveform itself, as PyTorch's tutorial has it: Dai
    et al., Very deep convolutional neural networks for raw waveforms (2017).

    Speech commands of one second at 8 kHz. Its parts have the tutorial's names, so that
    weights from there load as they are.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        logits: leave off the softmax at the end. Logarithms of probabilities come out
            with it, and without it scores, which is what nn.CrossEntropyLoss takes,
            since it does the softmax itself
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 8000) to (N, 35)
    """

    feature_info = (
        {"name": "relu1", "channels": 32, "reduction": 16},
        {"name": "maxpool1", "channels": 32, "reduction": 64},
        {"name": "relu2", "channels": 32, "reduction": 64},
        {"name": "maxpool2", "channels": 32, "reduction": 256},
        {"name": "relu3", "channels": 64, "reduction": 256},
        {"name": "maxpool3", "channels": 64, "reduction": 1024},
        {"name": "relu4", "channels": 64, "reduction": 1024},
        {"name": "maxpool4", "channels": 64, "reduction": 4096},
    )

    def __init__(
        self,
        classes: int = 35,
        in_channels: int = 1,
        *,
        logits: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv1d(in_channels, 32, 80, stride=16, **factory)
        self.bn1 = nn.BatchNorm1d(32, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(32, 32, 3, **factory)
        self.bn2 = nn.BatchNorm1d(32, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.maxpool2 = nn.MaxPool1d(4)
        self.conv3 = nn.Conv1d(32, 64, 3, **factory)
        self.bn3 = nn.BatchNorm1d(64, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.maxpool3 = nn.MaxPool1d(4)
        self.conv4 = nn.Conv1d(64, 64, 3, **factory)
        self.bn4 = nn.BatchNorm1d(64, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.maxpool4 = nn.MaxPool1d(4)
        self.gap1 = nn.AdaptiveAvgPool1d(1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, classes, **factory)
        self.log_softmax1 = nn.Identity() if logits else nn.LogSoftmax(dim=1)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.conv3, self.conv4)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 32x496
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 32x124
        x = self.conv2(x)  # 32x122
        x = self.bn2(x)
        x = self.relu2(x)
        x = self.maxpool2(x)  # 32x30
        x = self.conv3(x)  # 64x28
        x = self.bn3(x)
        x = self.relu3(x)
        x = self.maxpool3(x)  # 64x7
        x = self.conv4(x)  # 64x5
        x = self.bn4(x)
        x = self.relu4(x)
        return self.maxpool4(x)  # 64x1

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 64x1
        x = self.flatten(x)  # 64
        x = self.fc1(x)  # 35
        return self.log_softmax1(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
