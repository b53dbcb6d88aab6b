# Written by cnndsl 0.1.0: cnndsl build conv_autoencoder.cnn
# checksum of what follows: fd678513437b6071
"""ConvAutoencoder: 207,729 parameters, 567,616 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["ConvAutoencoder"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                inputs: float = layer.weight[0].numel()
                if isinstance(layer, nn.ConvTranspose2d):
                    inputs = layer.weight[:, 0].numel() / layer.groups
                    inputs /= torch.Size(layer.stride).numel()
                nn.init.normal_(layer.weight, std=(2 / inputs) ** 0.5)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class ConvAutoencoder(nn.Module):
    """A convolutional autoencoder for MNIST's digits, three maps down and three up
    again: lecture.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 1, 28, 28) to (N, 1, 28, 28)
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
        self.conv1 = nn.Conv2d(in_channels, 16, 3, stride=2, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.code = nn.Conv2d(32, 64, 7, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.deconv1 = nn.ConvTranspose2d(64, 32, 7, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.deconv2 = nn.ConvTranspose2d(32, 16, 2, stride=2, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.deconv3 = nn.ConvTranspose2d(16, 1, 2, stride=2, **factory)
        self.sigmoid1 = nn.Sigmoid()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2, self.code, self.deconv1, self.deconv2)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 16x14x14
        x = self.relu1(x)
        x = self.conv2(x)  # 32x7x7
        x = self.relu2(x)
        x = self.code(x)  # 64x1x1
        x = self.relu3(x)
        x = self.deconv1(x)  # 32x7x7
        x = self.relu4(x)
        x = self.deconv2(x)  # 16x14x14
        x = self.relu5(x)
        x = self.deconv3(x)  # 1x28x28
        return self.sigmoid1(x)
