# Written by cnndsl 0.1.0: cnndsl build yolov8n.cnn
# checksum of what follows: 8bb114e76958c861
"""YOLOv8n: 3,157,184 parameters, 4,371,456,000 multiply-accumulates an image.

Weights that feed a ReLU start as He has it, all others as PyTorch has it.
"""

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.types import Device

__all__ = ["YOLOv8n"]


def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class YOLOv8nOutput(NamedTuple):
    boxes80: torch.Tensor  # 64x80x80
    boxes40: torch.Tensor  # 64x40x40
    boxes20: torch.Tensor  # 64x20x20
    scores80: torch.Tensor  # 80x80x80
    scores40: torch.Tensor  # 80x40x40
    scores20: torch.Tensor  # 80x20x20


class Residual(nn.Module):
    """Two convolutions and a shortcut round both."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(
            in_channels, in_channels, 3, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.conv2 = nn.Conv2d(
            in_channels, in_channels, 3, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        y = self.bn1(y)
        y = self.silu1(y)
        y = self.conv2(y)
        y = self.bn2(y)
        y = self.silu2(y)
        return y + x


class Stage(nn.Module):
    """One half of the channels through a residual block; both halves and what it gives
    side by side.
    """

    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.residual1 = Residual(depth // 2, **factory)
        self.conv2 = nn.Conv2d(3 * (depth // 2), depth, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.silu1(x)
        a, b = x.chunk(2, dim=1)
        b1 = self.residual1(b)
        b = torch.cat((b, b1), dim=1)
        x = torch.cat((a, b), dim=1)
        x = self.conv2(x)
        x = self.bn2(x)
        return self.silu2(x)


class LongStage(nn.Module):
    """A stage with two residual blocks, one behind the other."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.residual1 = Residual(depth // 2, **factory)
        self.residual2 = Residual(depth // 2, **factory)
        self.conv2 = nn.Conv2d(4 * (depth // 2), depth, 1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.silu1(x)
        a, b = x.chunk(2, dim=1)
        b1 = self.residual1(b)
        b2 = self.residual2(b1)
        b1 = torch.cat((b1, b2), dim=1)
        b = torch.cat((b, b1), dim=1)
        x = torch.cat((a, b), dim=1)
        x = self.conv2(x)
        x = self.bn2(x)
        return self.silu2(x)


class Pyramid(nn.Module):
    """Maxima over 5x5, 9x9 and 13x13 places, side by side."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, in_channels // 2, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(in_channels // 2, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.maxpool1 = nn.MaxPool2d(5, stride=1, padding=2)
        self.maxpool2 = nn.MaxPool2d(5, stride=1, padding=2)
        self.maxpool3 = nn.MaxPool2d(5, stride=1, padding=2)
        self.conv2 = nn.Conv2d(
            4 * (in_channels // 2), in_channels, 1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(in_channels, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)  # 128x20x20
        x = self.bn1(x)
        x = self.silu1(x)
        y = self.maxpool1(x)
        y1 = self.maxpool2(y)
        y2 = self.maxpool3(y1)
        y1 = torch.cat((y1, y2), dim=1)  # 256x20x20
        y = torch.cat((y, y1), dim=1)  # 384x20x20
        x = torch.cat((x, y), dim=1)  # 512x20x20
        x = self.conv2(x)  # 256x20x20
        x = self.bn2(x)
        return self.silu2(x)


class Fuse(nn.Module):
    """A stage with two convolutions in the place of residual blocks."""

    def __init__(
        self,
        in_channels: int,
        depth: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, depth, 1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.conv2 = nn.Conv2d(
            depth // 2, depth // 2, 3, padding=1, bias=False, **factory
        )
        self.bn2 = nn.BatchNorm2d(depth // 2, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.conv3 = nn.Conv2d(
            depth // 2, depth // 2, 3, padding=1, bias=False, **factory
        )
        self.bn3 = nn.BatchNorm2d(depth // 2, eps=0.001, momentum=0.03, **factory)
        self.silu3 = nn.SiLU()
        self.conv4 = nn.Conv2d(3 * (depth // 2), depth, 1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(depth, eps=0.001, momentum=0.03, **factory)
        self.silu4 = nn.SiLU()
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.silu1(x)
        a, b = x.chunk(2, dim=1)
        b1 = self.conv2(b)
        b1 = self.bn2(b1)
        b1 = self.silu2(b1)
        b1 = self.conv3(b1)
        b1 = self.bn3(b1)
        b1 = self.silu3(b1)
        b = torch.cat((b, b1), dim=1)
        x = torch.cat((a, b), dim=1)
        x = self.conv4(x)
        x = self.bn4(x)
        return self.silu4(x)


class Boxes(nn.Sequential):
    """What is said of the boxes at each place: 16 numbers for each side."""

    def __init__(
        self,
        in_channels: int,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(in_channels, 64, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(64, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(64, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.conv3 = nn.Conv2d(64, 64, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)


class Scores(nn.Sequential):
    """What is said of the classes at each place."""

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
        wide = max(64, min(classes, 100))
        self.conv1 = nn.Conv2d(in_channels, wide, 3, padding=1, bias=False, **factory)
        self.bn1 = nn.BatchNorm2d(wide, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.conv2 = nn.Conv2d(wide, wide, 3, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(wide, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.conv3 = nn.Conv2d(wide, classes, 1, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(self.conv1, self.conv2)


class YOLOv8n(nn.Module):
    """YOLOv8n as ultralytics has it: Jocher et al., Ultralytics YOLOv8 (2023).

    Objects and their boxes: at three sizes each place has one box, each of whose sides
    is told by 16 numbers; boxes are made of these elsewhere. Weights of ultralytics's
    `yolov8n` come through `cnndsl weights`.

    Args:
        classes: the number of classes
        in_channels: the depth of what comes in
        device: where its weights are made
        dtype: the type of their numbers

    Shape:
        (N, 3, 640, 640) to boxes80 (N, 64, 80, 80), boxes40 (N, 64, 40, 40), boxes20
            (N, 64, 20, 20), scores80 (N, 80, 80, 80), scores40 (N, 80, 40, 40),
            scores20 (N, 80, 20, 20)
    """

    def __init__(
        self,
        classes: int = 80,
        in_channels: int = 3,
        *,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        factory: dict[str, Any] = {"device": device, "dtype": dtype}
        self.conv1 = nn.Conv2d(
            in_channels, 16, 3, stride=2, padding=1, bias=False, **factory
        )
        self.bn1 = nn.BatchNorm2d(16, eps=0.001, momentum=0.03, **factory)
        self.silu1 = nn.SiLU()
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False, **factory)
        self.bn2 = nn.BatchNorm2d(32, eps=0.001, momentum=0.03, **factory)
        self.silu2 = nn.SiLU()
        self.stage1 = Stage(32, 32, **factory)
        self.conv3 = nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False, **factory)
        self.bn3 = nn.BatchNorm2d(64, eps=0.001, momentum=0.03, **factory)
        self.silu3 = nn.SiLU()
        self.places80 = LongStage(64, 64, **factory)
        self.conv4 = nn.Conv2d(64, 128, 3, stride=2, padding=1, bias=False, **factory)
        self.bn4 = nn.BatchNorm2d(128, eps=0.001, momentum=0.03, **factory)
        self.silu4 = nn.SiLU()
        self.places40 = LongStage(128, 128, **factory)
        self.conv5 = nn.Conv2d(128, 256, 3, stride=2, padding=1, bias=False, **factory)
        self.bn5 = nn.BatchNorm2d(256, eps=0.001, momentum=0.03, **factory)
        self.silu5 = nn.SiLU()
        self.stage2 = Stage(256, 256, **factory)
        self.places20 = Pyramid(256, **factory)
        self.upsample1 = nn.Upsample(scale_factor=2)
        self.up40 = Fuse(384, 128, **factory)
        self.upsample2 = nn.Upsample(scale_factor=2)
        self.out80 = Fuse(192, 64, **factory)
        self.conv6 = nn.Conv2d(64, 64, 3, stride=2, padding=1, bias=False, **factory)
        self.bn6 = nn.BatchNorm2d(64, eps=0.001, momentum=0.03, **factory)
        self.silu6 = nn.SiLU()
        self.out40 = Fuse(192, 128, **factory)
        self.conv7 = nn.Conv2d(128, 128, 3, stride=2, padding=1, bias=False, **factory)
        self.bn7 = nn.BatchNorm2d(128, eps=0.001, momentum=0.03, **factory)
        self.silu7 = nn.SiLU()
        self.out20 = Fuse(384, 256, **factory)
        self.boxes80 = Boxes(64, **factory)
        self.boxes40 = Boxes(128, **factory)
        self.boxes20 = Boxes(256, **factory)
        self.scores80 = Scores(64, classes, **factory)
        self.scores40 = Scores(128, classes, **factory)
        self.scores20 = Scores(256, classes, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        he_normal(
            self.conv1,
            self.conv2,
            self.conv3,
            self.conv4,
            self.conv5,
            self.conv6,
            self.conv7,
        )

    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()

    def forward(self, x: torch.Tensor) -> YOLOv8nOutput:
        x = self.conv1(x)  # 16x320x320
        x = self.bn1(x)
        x = self.silu1(x)
        x = self.conv2(x)  # 32x160x160
        x = self.bn2(x)
        x = self.silu2(x)
        x = self.stage1(x)
        x = self.conv3(x)  # 64x80x80
        x = self.bn3(x)
        x = self.silu3(x)
        places80 = self.places80(x)
        x = self.conv4(places80)  # 128x40x40
        x = self.bn4(x)
        x = self.silu4(x)
        places40 = self.places40(x)
        x = self.conv5(places40)  # 256x20x20
        x = self.bn5(x)
        x = self.silu5(x)
        x = self.stage2(x)
        places20 = self.places20(x)
        x = self.upsample1(places20)  # 256x40x40
        x = torch.cat((x, places40), dim=1)  # 384x40x40
        up40 = self.up40(x)  # 128x40x40
        x = self.upsample2(up40)  # 128x80x80
        x = torch.cat((x, places80), dim=1)  # 192x80x80
        out80 = self.out80(x)  # 64x80x80
        x = self.conv6(out80)  # 64x40x40
        x = self.bn6(x)
        x = self.silu6(x)
        x = torch.cat((x, up40), dim=1)  # 192x40x40
        out40 = self.out40(x)  # 128x40x40
        x = self.conv7(out40)  # 128x20x20
        x = self.bn7(x)
        x = self.silu7(x)
        x = torch.cat((x, places20), dim=1)  # 384x20x20
        out20 = self.out20(x)  # 256x20x20
        boxes80 = self.boxes80(out80)  # 64x80x80
        boxes40 = self.boxes40(out40)  # 64x40x40
        boxes20 = self.boxes20(out20)  # 64x20x20
        scores80 = self.scores80(out80)  # 80x80x80
        scores40 = self.scores40(out40)  # 80x40x40
        scores20 = self.scores20(out20)  # 80x20x20
        return YOLOv8nOutput(boxes80, boxes40, boxes20, scores80, scores40, scores20)
