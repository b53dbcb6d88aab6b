"""Networks that no library has, written from their papers or their original code."""

from importlib import import_module
from itertools import accumulate

import torch
from torch import nn


def convolution(inputs: int, depth: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """darknet's: a convolution with its norm and its activation."""
    made = nn.Conv2d(inputs, depth, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(made, nn.BatchNorm2d(depth), nn.LeakyReLU(0.1))


class Residual(nn.Sequential):
    """Half the channels, then all of them again, added to what came in."""

    def __init__(self, depth: int) -> None:
        half = depth // 2
        super().__init__(convolution(depth, half, 1), convolution(half, depth, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + super().forward(x)


class YOLOv3(nn.Module):
    """darknet's yolov3.cfg, up to what each [yolo] layer is given."""

    def __init__(self) -> None:
        super().__init__()
        self.first = convolution(3, 32, 3)
        self.stages = nn.ModuleList()
        for depth, count in ((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)):
            down = convolution(depth // 2, depth, 3, 2)
            self.stages.append(nn.Sequential(down, *(Residual(depth) for _ in range(count))))
        self.parts = nn.ModuleList()
        for inputs, depth in ((1024, 512), (768, 256), (384, 128)):
            if inputs < 1024:
                narrow = convolution(2 * depth, depth, 1)
                self.parts.append(nn.Sequential(narrow, nn.Upsample(scale_factor=2)))
            around = [convolution(inputs, depth, 1), convolution(depth, 2 * depth, 3)]
            around += [convolution(2 * depth, depth, 1), convolution(depth, 2 * depth, 3)]
            self.parts.append(nn.Sequential(*around, convolution(2 * depth, depth, 1)))
            wide = convolution(depth, 2 * depth, 3)
            self.parts.append(nn.Sequential(wide, nn.Conv2d(2 * depth, 255, 1)))

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        stages = [self.first, *self.stages]
        *_, map3, map4, x = accumulate(stages, lambda given, stage: stage(given), initial=x)
        neck5, scores5, up4, neck4, scores4, up3, neck3, scores3 = self.parts
        x5 = neck5(x)
        x4 = neck4(torch.cat((up4(x5), map4), 1))
        x3 = neck3(torch.cat((up3(x4), map3), 1))
        return [scores5(x5), scores4(x4), scores3(x3)]


class Attention(nn.Module):
    """Every place's heads look at all places: BoTNet's, without position encodings."""

    def __init__(self, depth: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Conv2d(depth, 3 * depth, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        query, key, value = self.qkv(x).flatten(2).unflatten(1, (self.heads, 3, -1)).unbind(2)
        likeness = query.transpose(2, 3) @ key / query.size(2) ** 0.5
        found = value @ likeness.softmax(3).transpose(2, 3)
        return found.flatten(1, 2).unflatten(2, x.size()[2:])


def botnet50() -> nn.Module:
    """Srinivas et al. 2021, table 1: attention in the last stage's 3x3 convolutions' place, then the stride."""
    model: nn.Module = import_module("torchvision.models").resnet50()
    for block in model.layer4:
        pool = [nn.AvgPool2d(2)] * (block.stride == 2)
        block.conv2 = nn.Sequential(Attention(block.conv2.in_channels), *pool)
    return model


class NonLocal(nn.Module):
    """Wang et al. 2018, figure 2: embedded Gaussian, with pools for the keys and the values."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.theta, self.phi, self.g = (nn.Conv2d(depth, depth // 2, 1) for _ in range(3))
        self.out, self.bn = nn.Conv2d(depth // 2, depth, 1, bias=False), nn.BatchNorm2d(depth)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        query = self.theta(x).flatten(2)
        key, value = (
            nn.functional.max_pool2d(each(x), 2).flatten(2) for each in (self.phi, self.g)
        )
        weights = (query.transpose(1, 2) @ key).softmax(2)
        found = (value @ weights.transpose(1, 2)).unflatten(2, x.size()[2:])
        return x + self.bn(self.out(found))


def nonlocal_resnet50() -> nn.Module:
    """With one block, before the last residual block of the third stage (section 5)."""
    model: nn.Module = import_module("torchvision.models").resnet50()
    model.layer3.insert(5, NonLocal(1024))
    return model
