# Written by cnndsl 0.1.0: cnndsl build dcgan_d.cnn
# checksum of what follows: aa0e2b5c2cd54b33
"""DCGAN_Discriminator: 2,765,568 parameters, 103,817,216 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["DCGAN_Discriminator"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class DCGAN_Discriminator(nn.Module):
    """DCGAN's discriminator as PyTorch's tutorial has it: Radford et al., Unsupervised
    representation learning with deep convolutional generative adversarial networks
    (2015).

    Whether a picture is real. Its parts have the tutorial's names, so that weights from
    there load as they are.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 64, 64) to (N, 1, 1, 1)
    """

    def __init__(
        self,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, 64, 4, stride=2, padding=1, bias=False, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(64, 128, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(128, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(128, 256, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(256, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(256, 512, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(512, 1, 4, bias=False, **factory),
            nn.Sigmoid(),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.main[0], self.main[2], self.main[5], self.main[8])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.main(x)  # 1x1x1
