# Written by cnndsl 0.1.0: cnndsl build dcgan_g.cnn
# checksum of what follows: 634021876359e1e6
"""DCGAN_Generator: 3,576,704 parameters, 104,628,224 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DCGAN_Generator"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.ConvTranspose2d):
                inputs: float = layer.weight[0].numel()
                if isinstance(layer, nn.ConvTranspose2d):
                    inputs = layer.weight[:, 0].numel() / layer.groups
                    inputs /= torch.Size(layer.stride).numel()
                nn.init.normal_(layer.weight, std=(2 / inputs) ** 0.5)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DCGAN_Generator(nn.Module):
    """DCGAN's generator as PyTorch's tutorial has it: Radford et al., Unsupervised
    representation learning with deep convolutional generative adversarial networks
    (2015).

    100 random numbers become a picture. Its parts have the tutorial's names, so that
    weights from there load as they are.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 100, 1, 1) to (N, 3, 64, 64)
    """

    def __init__(
        self,
        in_channels: int = 100,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.main = nn.Sequential(
            nn.ConvTranspose2d(in_channels, 512, 4, bias=False, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(512, 256, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(256, **factory),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(256, 128, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(128, **factory),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(64, **factory),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(64, 3, 4, stride=2, padding=1, bias=False, **factory),
            nn.Tanh(),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.main[0], self.main[3], self.main[6], self.main[9])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.main(x)  # 3x64x64
