# Written by cnndsl 0.1.0: cnndsl build cyclegan_g.cnn
# checksum of what follows: e2d62303abe0828f
"""CycleGAN: 11,378,179 parameters, 49,551,507,456 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
from torch import nn
from torch.types import Device

__all__ = ["CycleGAN"]


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


class Residual(nn.Module):
    """Two 3x3 convolutions of mirrored maps and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(in_channels, 256, 3, **factory),
            nn.InstanceNorm2d(256, **factory),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1),
            nn.Conv2d(256, 256, 3, **factory),
            nn.InstanceNorm2d(256, **factory),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv_block[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv_block(x)  # 256x64x64
        return y + x


class CycleGAN(nn.Module):
    """CycleGAN's generator as its authors' PyTorch code has it (resnet_9blocks): Zhu et
    al., Unpaired image-to-image translation using cycle-consistent adversarial
    networks (2017).

    A picture in another style, a photograph as a painting; borders are mirrored in the
    place of zeros. Its parts have the names of that code, so that weights from there
    load as they are.

    Args:
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 256, 256) to (N, 3, 256, 256)
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
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3),
            nn.Conv2d(in_channels, 64, 7, **factory),
            nn.InstanceNorm2d(64, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(64, 128, 3, stride=2, padding=1, **factory),
            nn.InstanceNorm2d(128, **factory),
            nn.ReLU(inplace=True),
            nn.Conv2d(128, 256, 3, stride=2, padding=1, **factory),
            nn.InstanceNorm2d(256, **factory),
            nn.ReLU(inplace=True),
            *(Residual(256, **factory) for _ in range(9)),
            nn.ConvTranspose2d(
                256, 128, 3, stride=2, padding=1, output_padding=1, **factory
            ),
            nn.InstanceNorm2d(128, **factory),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(
                128, 64, 3, stride=2, padding=1, output_padding=1, **factory
            ),
            nn.InstanceNorm2d(64, **factory),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(3),
            nn.Conv2d(64, 3, 7, **factory),
            nn.Tanh(),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.model[1], self.model[4], self.model[7], self.model[19], self.model[22]
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.model(x)  # 3x256x256
