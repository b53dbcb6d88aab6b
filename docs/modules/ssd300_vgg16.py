# Written by cnndsl 0.1.0: cnndsl build ssd300_vgg16.cnn
# checksum of what follows: 1fb291222846e0a6
"""SSD300: 35,641,826 parameters, 34,858,153,472 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["SSD300"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class L2norm(nn.Module):
    """L2 normalisation."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.normalize(x)


class SSD300Output(NamedTuple):
    scores38: torch.Tensor  # 364x38x38
    scores19: torch.Tensor  # 546x19x19
    scores10: torch.Tensor  # 546x10x10
    scores5: torch.Tensor  # 546x5x5
    scores3: torch.Tensor  # 364x3x3
    scores1: torch.Tensor  # 364x1x1
    boxes38: torch.Tensor  # 16x38x38
    boxes19: torch.Tensor  # 24x19x19
    boxes10: torch.Tensor  # 24x10x10
    boxes5: torch.Tensor  # 24x5x5
    boxes3: torch.Tensor  # 16x3x3
    boxes1: torch.Tensor  # 16x1x1


class Places38(nn.Module):
    def __init__(
        self, *, device: Device = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.l2norm1 = L2norm()
        self.scale1 = nn.Parameter(torch.full((512, 1, 1), 20.0, **factory))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        nn.init.constant_(self.scale1, 20.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.l2norm1(x)  # 512x38x38
        return x * self.scale1


class SSD300(nn.Module):
    """SSD300 with VGG-16 as torchvision has it: Liu et al., SSD: single shot multibox
    detector (2016).

    Objects and their boxes: scores of classes and boxes at six sizes, for 4 or 6 boxes
    at each place. Weights of torchvision's `detection.ssd300_vgg16` come through
    `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 300, 300) to scores38 (N, 364, 38, 38), scores19 (N, 546, 19, 19),
            scores10 (N, 546, 10, 10), scores5 (N, 546, 5, 5), scores3 (N, 364, 3, 3),
            scores1 (N, 364, 1, 1), boxes38 (N, 16, 38, 38), boxes19 (N, 24, 19, 19),
            boxes10 (N, 24, 10, 10), boxes5 (N, 24, 5, 5), boxes3 (N, 16, 3, 3), boxes1
            (N, 16, 1, 1)
    """

    def __init__(
        self,
        classes: int = 91,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Sequential()
        self.conv1.add_module("0", nn.Conv2d(in_channels, 64, 3, padding=1, **factory))
        self.conv1.add_module("relu1", nn.ReLU(inplace=True))
        self.conv1.add_module("1", nn.Conv2d(64, 64, 3, padding=1, **factory))
        self.conv1.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Sequential()
        self.conv2.add_module("0", nn.Conv2d(64, 128, 3, padding=1, **factory))
        self.conv2.add_module("relu1", nn.ReLU(inplace=True))
        self.conv2.add_module("1", nn.Conv2d(128, 128, 3, padding=1, **factory))
        self.conv2.add_module("relu2", nn.ReLU(inplace=True))
        self.maxpool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Sequential()
        self.conv3.add_module("0", nn.Conv2d(128, 256, 3, padding=1, **factory))
        self.conv3.add_module("relu1", nn.ReLU(inplace=True))
        self.conv3.add_module("1", nn.Conv2d(256, 256, 3, padding=1, **factory))
        self.conv3.add_module("relu2", nn.ReLU(inplace=True))
        self.conv3.add_module("2", nn.Conv2d(256, 256, 3, padding=1, **factory))
        self.conv3.add_module("relu3", nn.ReLU(inplace=True))
        self.maxpool3 = nn.MaxPool2d(2, ceil_mode=True)
        self.conv4 = nn.Sequential()
        self.conv4.add_module("0", nn.Conv2d(256, 512, 3, padding=1, **factory))
        self.conv4.add_module("relu1", nn.ReLU(inplace=True))
        self.conv4.add_module("1", nn.Conv2d(512, 512, 3, padding=1, **factory))
        self.conv4.add_module("relu2", nn.ReLU(inplace=True))
        self.conv4.add_module("2", nn.Conv2d(512, 512, 3, padding=1, **factory))
        self.conv4.add_module("relu3", nn.ReLU(inplace=True))
        self.places38 = Places38(**factory)
        self.maxpool4 = nn.MaxPool2d(2)
        self.conv5 = nn.Sequential()
        self.conv5.add_module("0", nn.Conv2d(512, 512, 3, padding=1, **factory))
        self.conv5.add_module("relu1", nn.ReLU(inplace=True))
        self.conv5.add_module("1", nn.Conv2d(512, 512, 3, padding=1, **factory))
        self.conv5.add_module("relu2", nn.ReLU(inplace=True))
        self.conv5.add_module("2", nn.Conv2d(512, 512, 3, padding=1, **factory))
        self.conv5.add_module("relu3", nn.ReLU(inplace=True))
        self.maxpool5 = nn.MaxPool2d(3, stride=1, padding=1)
        self.conv6 = nn.Conv2d(512, 1024, 3, padding=6, dilation=6, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.places19 = nn.Conv2d(1024, 1024, 1, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv8 = nn.Conv2d(1024, 256, 1, **factory)
        self.relu3 = nn.ReLU(inplace=True)
        self.places10 = nn.Conv2d(256, 512, 3, stride=2, padding=1, **factory)
        self.relu4 = nn.ReLU(inplace=True)
        self.conv10 = nn.Conv2d(512, 128, 1, **factory)
        self.relu5 = nn.ReLU(inplace=True)
        self.places5 = nn.Conv2d(128, 256, 3, stride=2, padding=1, **factory)
        self.relu6 = nn.ReLU(inplace=True)
        self.conv12 = nn.Conv2d(256, 128, 1, **factory)
        self.relu7 = nn.ReLU(inplace=True)
        self.places3 = nn.Conv2d(128, 256, 3, **factory)
        self.relu8 = nn.ReLU(inplace=True)
        self.conv14 = nn.Conv2d(256, 128, 1, **factory)
        self.relu9 = nn.ReLU(inplace=True)
        self.places1 = nn.Conv2d(128, 256, 3, **factory)
        self.relu10 = nn.ReLU(inplace=True)
        self.scores38 = nn.Conv2d(512, 4 * classes, 3, padding=1, **factory)
        self.scores19 = nn.Conv2d(1024, 6 * classes, 3, padding=1, **factory)
        self.scores10 = nn.Conv2d(512, 6 * classes, 3, padding=1, **factory)
        self.scores5 = nn.Conv2d(256, 6 * classes, 3, padding=1, **factory)
        self.scores3 = nn.Conv2d(256, 4 * classes, 3, padding=1, **factory)
        self.scores1 = nn.Conv2d(256, 4 * classes, 3, padding=1, **factory)
        self.boxes38 = nn.Conv2d(512, 16, 3, padding=1, **factory)
        self.boxes19 = nn.Conv2d(1024, 24, 3, padding=1, **factory)
        self.boxes10 = nn.Conv2d(512, 24, 3, padding=1, **factory)
        self.boxes5 = nn.Conv2d(256, 24, 3, padding=1, **factory)
        self.boxes3 = nn.Conv2d(256, 16, 3, padding=1, **factory)
        self.boxes1 = nn.Conv2d(256, 16, 3, padding=1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.conv2,
            self.conv3,
            self.conv4,
            self.conv5,
            self.conv6,
            self.places19,
            self.conv8,
            self.places10,
            self.conv10,
            self.places5,
            self.conv12,
            self.places3,
            self.conv14,
            self.places1,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> SSD300Output:
        x = self.conv1(x)  # 64x300x300
        x = self.maxpool1(x)  # 64x150x150
        x = self.conv2(x)  # 128x150x150
        x = self.maxpool2(x)  # 128x75x75
        x = self.conv3(x)  # 256x75x75
        x = self.maxpool3(x)  # 256x38x38
        conv4 = self.conv4(x)  # 512x38x38
        places38 = self.places38(conv4)
        x = self.maxpool4(conv4)  # 512x19x19
        x = self.conv5(x)
        x = self.maxpool5(x)
        x = self.conv6(x)  # 1024x19x19
        x = self.relu1(x)
        x = self.places19(x)
        places19 = self.relu2(x)
        x = self.conv8(places19)  # 256x19x19
        x = self.relu3(x)
        x = self.places10(x)  # 512x10x10
        places10 = self.relu4(x)
        x = self.conv10(places10)  # 128x10x10
        x = self.relu5(x)
        x = self.places5(x)  # 256x5x5
        places5 = self.relu6(x)
        x = self.conv12(places5)  # 128x5x5
        x = self.relu7(x)
        x = self.places3(x)  # 256x3x3
        places3 = self.relu8(x)
        x = self.conv14(places3)  # 128x3x3
        x = self.relu9(x)
        x = self.places1(x)  # 256x1x1
        places1 = self.relu10(x)
        scores38 = self.scores38(places38)  # 364x38x38
        scores19 = self.scores19(places19)  # 546x19x19
        scores10 = self.scores10(places10)  # 546x10x10
        scores5 = self.scores5(places5)  # 546x5x5
        scores3 = self.scores3(places3)  # 364x3x3
        scores1 = self.scores1(places1)  # 364x1x1
        boxes38 = self.boxes38(places38)  # 16x38x38
        boxes19 = self.boxes19(places19)  # 24x19x19
        boxes10 = self.boxes10(places10)  # 24x10x10
        boxes5 = self.boxes5(places5)  # 24x5x5
        boxes3 = self.boxes3(places3)  # 16x3x3
        boxes1 = self.boxes1(places1)  # 16x1x1
        return SSD300Output(
            scores38,
            scores19,
            scores10,
            scores5,
            scores3,
            scores1,
            boxes38,
            boxes19,
            boxes10,
            boxes5,
            boxes3,
            boxes1,
        )
