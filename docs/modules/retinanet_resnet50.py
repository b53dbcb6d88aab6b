# Written by cnndsl 0.1.0: cnndsl build retinanet_resnet50.cnn
# checksum of what follows: 4c44de0baab4d4f4
"""RetinaNet: 34,068,119 parameters, 151,540,437,248 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.types import Device

__all__ = ["RetinaNet"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class RetinaNetOutput(NamedTuple):
    scores3: torch.Tensor  # 819x100x100
    boxes3: torch.Tensor  # 36x100x100
    scores4: torch.Tensor  # 819x50x50
    boxes4: torch.Tensor  # 36x50x50
    scores5: torch.Tensor  # 819x25x25
    boxes5: torch.Tensor  # 36x25x25
    scores6: torch.Tensor  # 819x13x13
    boxes6: torch.Tensor  # 36x13x13
    scores7: torch.Tensor  # 819x7x7
    boxes7: torch.Tensor  # 36x7x7


class Bottleneck(nn.Module):
    """A 3x3 convolution between two 1x1 ones, and a shortcut round them."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        stride: int = 1,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(
            depth, depth, 3, stride=stride, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth, **factory)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(depth, 4 * depth, 1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(4 * depth, **factory)
        self.proj1: nn.Module = nn.Identity()
        if stride != 1 or in_channels != 4 * depth:
            self.proj1 = nn.Sequential(
                nn.Conv2d(
                    in_channels, 4 * depth, 1, stride=stride, bias=False, **factory
                ),
                nn.BatchNorm2d(4 * depth, **factory),
            )
        self.relu3 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.relu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.relu2(y)
        y = self.conv3(y)
        y = self.bn3(y)
        y += self.proj1(x)
        return self.relu3(y)


class Bottlenecks(nn.Sequential):
    """Bottlenecks of one depth; the first may halve the size."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        blocks: int,
        stride: int = 2,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.bottleneck1 = Bottleneck(
            in_channels, depth=depth, stride=stride, **factory
        )
        self.bottleneck2 = nn.Sequential(
            *(Bottleneck(4 * depth, depth=depth, **factory) for _ in range(blocks - 1))
        )


class TopDown(nn.Module):
    """A smaller map at a larger one's size, added to it."""

    def forward(self, x: torch.Tensor, larger: torch.Tensor) -> torch.Tensor:
        y = F.interpolate(x, size=larger.size()[2:])
        return larger + y


class Step(nn.Sequential):
    """A 3x3 convolution of the tower that stands in front of what is said of boxes."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 256, 3, padding=1, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1)


class Scores(nn.Sequential):
    """Scores of classes for 9 boxes at each place."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.tower = nn.Sequential(
            Step(in_channels, **factory), *(Step(256, **factory) for _ in range(3))
        )
        self.conv1 = nn.Conv2d(256, 9 * classes, 3, padding=1, **factory)


class Boxes(nn.Sequential):
    """Four numbers for each of 9 boxes at each place."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.tower = nn.Sequential(
            Step(in_channels, **factory), *(Step(256, **factory) for _ in range(3))
        )
        self.conv1 = nn.Conv2d(256, 36, 3, padding=1, **factory)


class RetinaNet(nn.Module):
    """RetinaNet with ResNet-50 as torchvision has it: Lin et al., Focal loss for dense
    object detection (2017).

    A feature pyramid of ResNet's last three stages and two maps more; all sizes share
    one head of scores, one of boxes. Weights of torchvision's
    `detection.retinanet_resnet50_fpn` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 800, 800) to scores3 (N, 819, 100, 100), boxes3 (N, 36, 100, 100),
            scores4 (N, 819, 50, 50), boxes4 (N, 36, 50, 50), scores5 (N, 819, 25, 25),
            boxes5 (N, 36, 25, 25), scores6 (N, 819, 13, 13), boxes6 (N, 36, 13, 13),
            scores7 (N, 819, 7, 7), boxes7 (N, 36, 7, 7)
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
        self.conv1 = nn.Conv2d(
            in_channels, 64, 7, stride=2, padding=3, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(64, **factory)
        self.relu1 = nn.ReLU(inplace=True)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.stage1 = Bottlenecks(64, depth=64, blocks=3, stride=1, **factory)
        self.stage2 = Bottlenecks(256, depth=128, blocks=4, **factory)
        self.stage3 = Bottlenecks(512, depth=256, blocks=6, **factory)
        self.stage4 = Bottlenecks(1024, depth=512, blocks=3, **factory)
        self.lateral3 = nn.Conv2d(512, 256, 1, **factory)
        self.lateral4 = nn.Conv2d(1024, 256, 1, **factory)
        self.lateral5 = nn.Conv2d(2048, 256, 1, **factory)
        self.top4 = TopDown()
        self.top3 = TopDown()
        self.p3 = nn.Conv2d(256, 256, 3, padding=1, **factory)
        self.p4 = nn.Conv2d(256, 256, 3, padding=1, **factory)
        self.p5 = nn.Conv2d(256, 256, 3, padding=1, **factory)
        self.p6 = nn.Conv2d(256, 256, 3, stride=2, padding=1, **factory)
        self.relu2 = nn.ReLU()
        self.p7 = nn.Conv2d(256, 256, 3, stride=2, padding=1, **factory)
        self.scores = Scores(256, classes, **factory)
        self.boxes = Boxes(256, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.p6)

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> RetinaNetOutput:
        x = self.conv1(x)  # 64x400x400
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.maxpool1(x)  # 64x200x200
        x = self.stage1(x)  # 256x200x200
        stage2 = self.stage2(x)  # 512x100x100
        stage3 = self.stage3(stage2)  # 1024x50x50
        stage4 = self.stage4(stage3)  # 2048x25x25
        lateral3 = self.lateral3(stage2)  # 256x100x100
        lateral4 = self.lateral4(stage3)  # 256x50x50
        lateral5 = self.lateral5(stage4)  # 256x25x25
        top4 = self.top4(lateral5, lateral4)  # 256x50x50
        top3 = self.top3(top4, lateral3)  # 256x100x100
        p3 = self.p3(top3)
        p4 = self.p4(top4)  # 256x50x50
        p5 = self.p5(lateral5)  # 256x25x25
        p6 = self.p6(p5)  # 256x13x13
        x = self.relu2(p6)
        p7 = self.p7(x)  # 256x7x7
        scores3 = self.scores(p3)  # 819x100x100
        boxes3 = self.boxes(p3)  # 36x100x100
        scores4 = self.scores(p4)  # 819x50x50
        boxes4 = self.boxes(p4)  # 36x50x50
        scores5 = self.scores(p5)  # 819x25x25
        boxes5 = self.boxes(p5)  # 36x25x25
        scores6 = self.scores(p6)  # 819x13x13
        boxes6 = self.boxes(p6)  # 36x13x13
        scores7 = self.scores(p7)  # 819x7x7
        boxes7 = self.boxes(p7)  # 36x7x7
        return RetinaNetOutput(
            scores3,
            boxes3,
            scores4,
            boxes4,
            scores5,
            boxes5,
            scores6,
            boxes6,
            scores7,
            boxes7,
        )
