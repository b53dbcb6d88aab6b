# Written by cnndsl 0.1.0: cnndsl build pix2pix_d.cnn
# checksum of what follows: 1eb7f5c35c6ed380
"""PatchGAN: 2,768,705 parameters, 3,197,140,992 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["PatchGAN"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class PatchGAN(nn.Module):
    """pix2pix's discriminator, a PatchGAN, as its authors' PyTorch code has it: Isola
    et al., Image-to-image translation with conditional adversarial networks (2017).

    Each number that comes out has seen 70x70 pixels of both pictures, the given one and
    the one to be judged. Its parts have the names of that code, so that weights from
    there load as they are.

    Args:
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        given (N, 3, 256, 256)
        judged (N, 3, 256, 256)
        to (N, 1, 30, 30)
    """

    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.model = nn.Sequential(
            nn.Conv2d(6, 64, 4, stride=2, padding=1, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(64, 128, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(128, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(128, 256, 4, stride=2, padding=1, bias=False, **factory),
            nn.BatchNorm2d(256, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(256, 512, 4, padding=1, bias=False, **factory),
            nn.BatchNorm2d(512, **factory),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(512, 1, 4, padding=1, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.model[0], self.model[2], self.model[5], self.model[8])

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, given: torch.Tensor, judged: torch.Tensor) -> torch.Tensor:
        x = torch.cat((given, judged), dim=1)  # 6x256x256
        return self.model(x)  # 1x30x30
