# Written by cnndsl 0.1.0: cnndsl build convnext_tiny.cnn
# checksum of what follows: 38f78c18d3b6b210
"""ConvNeXtTiny: 28,589,128 parameters, 4,455,531,264 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["ConvNeXtTiny"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class LayerNorm2d(nn.LayerNorm):
    """Layer normalisation over the channels at each place, as in ConvNeXt."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.layer_norm(
            x.movedim(1, -1), self.normalized_shape, self.weight, self.bias, self.eps
        ).movedim(-1, 1)


class DropPath(nn.Dropout):
    """Stochastic depth."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        return x * F.dropout(x.new_ones((x.size(0), 1, 1, 1)), self.p)


class CnBlock(nn.Module):
    """A 7x7 window of each channel, then all channels at each place, beside a shortcut;
    with probability `drop` left out.
    """

    def __init__(
        self,
        in_channels: int,
        p: float,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.block = nn.Sequential(
            nn.Conv2d(
                in_channels, in_channels, 7, padding=3, groups=in_channels, **factory
            ),
            LayerNorm2d(in_channels, eps=1e-06, **factory),
            nn.Conv2d(in_channels, 4 * in_channels, 1, **factory),
            nn.GELU(),
            nn.Conv2d(4 * in_channels, in_channels, 1, **factory),
        )
        self.layer_scale = nn.Parameter(
            torch.full((in_channels, 1, 1), 1e-06, **factory)
        )
        self.drop_path1 = DropPath(p)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        nn.init.constant_(self.layer_scale, 1e-06)
        he_normal(self.block[2])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.block(x)
        y = y * self.layer_scale
        y = self.drop_path1(y)
        return y + x


class ConvNeXtTiny(nn.Module):
    """ConvNeXt-T as torchvision has it: Liu et al., A ConvNet for the 2020s (2022).

    A residual network after the manner of transformers: patches of 4x4 pixels, then
    blocks of a 7x7 depthwise convolution and two 1x1 ones, with one norm and one
    activation each. Weights of torchvision's `convnext_tiny` come through `cnndsl
    weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 224, 224) to (N, 1000)
    """

    feature_info = (
        {"name": "features.2.0", "channels": 96, "reduction": 4},
        {"name": "features.4.0", "channels": 192, "reduction": 8},
        {"name": "features.6.0", "channels": 384, "reduction": 16},
        {"name": "features", "channels": 768, "reduction": 32},
    )

    def __init__(
        self,
        classes: int = 1000,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.features = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(in_channels, 96, 4, stride=4, **factory),
                LayerNorm2d(96, eps=1e-06, **factory),
            ),
            nn.Sequential(
                CnBlock(96, 0.0, **factory),
                CnBlock(96, 0.0058823529411764705, **factory),
                CnBlock(96, 0.011764705882352941, **factory),
            ),
            nn.Sequential(
                LayerNorm2d(96, eps=1e-06, **factory),
                nn.Conv2d(96, 192, 2, stride=2, **factory),
            ),
            nn.Sequential(
                CnBlock(192, 0.01764705882352941, **factory),
                CnBlock(192, 0.023529411764705882, **factory),
                CnBlock(192, 0.029411764705882353, **factory),
            ),
            nn.Sequential(
                LayerNorm2d(192, eps=1e-06, **factory),
                nn.Conv2d(192, 384, 2, stride=2, **factory),
            ),
            nn.Sequential(
                *(
                    CnBlock(384, p, **factory)
                    for p in (
                        0.03529411764705882,
                        0.041176470588235294,
                        0.047058823529411764,
                        0.052941176470588235,
                        0.058823529411764705,
                        0.06470588235294118,
                        0.07058823529411765,
                        0.07647058823529412,
                        0.08235294117647059,
                    )
                ),
            ),
            nn.Sequential(
                LayerNorm2d(384, eps=1e-06, **factory),
                nn.Conv2d(384, 768, 2, stride=2, **factory),
            ),
            nn.Sequential(
                CnBlock(768, 0.08823529411764706, **factory),
                CnBlock(768, 0.09411764705882353, **factory),
                CnBlock(768, 0.1, **factory),
            ),
        )
        self.gap1 = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            LayerNorm2d(768, eps=1e-06, **factory),
            nn.Flatten(),
            nn.Linear(768, classes, **factory),
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)  # 768x7x7

    def forward_head(self, x: torch.Tensor) -> torch.Tensor:
        x = self.gap1(x)  # 768x1x1
        return self.classifier(x)  # 1000

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.forward_head(self.forward_features(x))
