"""Networks that no library here has, in plain PyTorch, after the papers or the code that they were published with."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional


class LeNet5(nn.Module):
    """LeCun et al. 1998, with C3 as its table I has it."""

    TABLE = (
        *("012", "123", "234", "345", "450", "501"),
        *("0123", "1234", "2345", "3450", "4501", "5012"),
        *("0134", "1245", "2350", "012345"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)
        self.s2 = nn.Conv2d(6, 6, 1, groups=6)
        self.c3 = nn.ModuleList([nn.Conv2d(*each, 5) for each in ((3, 6), (4, 6), (4, 3), (6, 1))])
        self.s4 = nn.Conv2d(16, 16, 1, groups=16)
        self.c5 = nn.Conv2d(16, 120, 5)
        self.f6 = nn.Linear(120, 84)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        def squash(y: torch.Tensor) -> torch.Tensor:
            return 1.7159 * torch.tanh(2 / 3 * y)

        x = squash(self.s2(functional.avg_pool2d(squash(self.c1(x)), 2)))
        weights = [weight for conv in self.c3 for weight in zip(*conv.parameters(), strict=True)]
        maps = [
            functional.conv2d(x[:, [int(each) for each in row]], filters[None], bias[None])
            for (filters, bias), row in zip(weights, self.TABLE, strict=True)
        ]
        x = squash(self.s4(functional.avg_pool2d(squash(torch.cat(maps, 1)), 2)))
        return squash(self.f6(squash(self.c5(x)).flatten(1)))


def dqn() -> nn.Module:
    """Mnih et al. 2015, the figure of its methods, with four actions."""
    return nn.Sequential(
        *(nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU()),
        *(nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten()),
        *(nn.Linear(64 * 7 * 7, 512), nn.ReLU(), nn.Linear(512, 4)),
    )


class AlphaGoZero(nn.Module):
    """Silver et al. 2017, methods, "Neural network architecture", with 19 residual blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self._conv(17, 256, 3)
        self.tower = nn.ModuleList(
            [nn.ModuleList([self._conv(256, 256, 3), self._conv(256, 256, 3)]) for _ in range(19)]
        )
        self.policy = nn.Sequential(
            self._conv(256, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 361, 362)
        )
        self.value = nn.Sequential(
            *(self._conv(256, 1, 1), nn.ReLU(), nn.Flatten(), nn.Linear(361, 256), nn.ReLU()),
            *(nn.Linear(256, 1), nn.Tanh()),
        )

    def _conv(self, depth: int, filters: int, size: int) -> nn.Module:
        conv = nn.Conv2d(depth, filters, size, padding=size // 2, bias=False)
        return nn.Sequential(conv, nn.BatchNorm2d(filters))

    def forward(self, x: torch.Tensor) -> Sequence[torch.Tensor]:
        x = self.first(x).relu()
        for one, other in self.tower:  # type: ignore[misc]
            x = (other(one(x).relu()) + x).relu()
        return self.policy(x), self.value(x)


class M5(nn.Module):
    """PyTorch's tutorial on speech commands, its scores alone and without the axis of time that it keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv1d(1, 32, 80, 16), nn.BatchNorm1d(32)
        self.conv2, self.bn2 = nn.Conv1d(32, 32, 3), nn.BatchNorm1d(32)
        self.conv3, self.bn3 = nn.Conv1d(32, 64, 3), nn.BatchNorm1d(64)
        self.conv4, self.bn4 = nn.Conv1d(64, 64, 3), nn.BatchNorm1d(64)
        self.fc1 = nn.Linear(64, 35)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.max_pool1d(self.bn1(self.conv1(x)).relu(), 4)
        x = functional.max_pool1d(self.bn2(self.conv2(x)).relu(), 4)
        x = functional.max_pool1d(self.bn3(self.conv3(x)).relu(), 4)
        x = functional.max_pool1d(self.bn4(self.conv4(x)).relu(), 4)
        x = functional.avg_pool1d(x, x.shape[-1]).permute(0, 2, 1)
        return self.fc1(x)[:, 0]


def eegnet() -> nn.Module:
    """Lawhern et al.'s Keras code, EEGNet(nb_classes=4, Chans=64, Samples=128, kernLength=64), its softmax left off."""
    return nn.Sequential(
        *(nn.ZeroPad2d((31, 32, 0, 0)), nn.Conv2d(1, 8, (1, 64), bias=False)),
        *(nn.BatchNorm2d(8, 1e-3, 0.01), nn.Conv2d(8, 16, (64, 1), groups=8, bias=False)),
        *(nn.BatchNorm2d(16, 1e-3, 0.01), nn.ELU(), nn.AvgPool2d((1, 4)), nn.Dropout()),
        *(nn.ZeroPad2d((7, 8, 0, 0)), nn.Conv2d(16, 16, (1, 16), groups=16, bias=False)),
        *(nn.Conv2d(16, 16, 1, bias=False), nn.BatchNorm2d(16, 1e-3, 0.01), nn.ELU()),
        *(nn.AvgPool2d((1, 8)), nn.Dropout(), nn.Flatten(), nn.Linear(64, 4)),
    )


class DCGANGenerator(nn.Module):
    """PyTorch's tutorial on DCGAN."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.ConvTranspose2d(100, 512, 4, 1, 0, bias=False)]
        for depth in (512, 256, 128, 64):
            layers += [nn.BatchNorm2d(depth), nn.ReLU()]
            after = depth // 2 if depth > 64 else 3
            layers += [nn.ConvTranspose2d(depth, after, 4, 2, 1, bias=False)]
        self.main = nn.Sequential(*layers, nn.Tanh())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.main(x)


class DCGANDiscriminator(nn.Module):
    """PyTorch's tutorial on DCGAN."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
        for depth in (128, 256, 512):
            layers += [nn.Conv2d(depth // 2, depth, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(depth), nn.LeakyReLU(0.2)]
        layers += [nn.Conv2d(512, 1, 4, 1, 0, bias=False), nn.Sigmoid()]
        self.main = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.main(x)


class UnetSkipConnection(nn.Module):
    """A level of unet_256 in pytorch-CycleGAN-and-pix2pix, with those inside it."""

    def __init__(self, outer: int, depths: Sequence[int], outermost: bool = False) -> None:
        super().__init__()
        depth, *inner = depths
        down = nn.Conv2d(3 if outermost else outer, depth, 4, 2, 1, bias=False)
        up = nn.ConvTranspose2d(depth * 2 if inner else depth, outer, 4, 2, 1, bias=outermost)
        norm, drop = nn.BatchNorm2d(outer), nn.Dropout(0.5)
        below = [UnetSkipConnection(depth, inner)] if inner else []
        self.outermost = outermost
        if outermost:
            layers = [down, *below, nn.ReLU(), up, nn.Tanh()]
        elif inner:
            down_norm = nn.BatchNorm2d(depth)
            layers = [nn.LeakyReLU(0.2), down, down_norm, *below, nn.ReLU(), up, norm]
            layers += [drop] * (outer == depth)
        else:
            layers = [nn.LeakyReLU(0.2), down, nn.ReLU(), up, norm]
        self.model = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        made = self.model(x)
        return made if self.outermost else torch.cat([x, made], 1)


def unet_256() -> nn.Module:
    """pix2pix's generator in pytorch-CycleGAN-and-pix2pix."""
    return UnetSkipConnection(3, (64, 128, 256, 512, 512, 512, 512, 512), outermost=True)


class PatchGAN(nn.Module):
    """pytorch-CycleGAN-and-pix2pix: NLayerDiscriminator(6, 64, n_layers=3), of the two pictures that it is given."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(6, 64, 4, 2, 1), nn.LeakyReLU(0.2)]
        for depth, stride in ((128, 2), (256, 2), (512, 1)):
            layers += [nn.Conv2d(depth // 2, depth, 4, stride, 1, bias=False)]
            layers += [nn.BatchNorm2d(depth), nn.LeakyReLU(0.2)]
        self.model = nn.Sequential(*layers, nn.Conv2d(512, 1, 4, 1, 1))

    def forward(self, given: torch.Tensor, judged: torch.Tensor) -> torch.Tensor:
        return self.model(torch.cat((given, judged), 1))


class ResnetBlock(nn.Module):
    """A block of resnet_9blocks in pytorch-CycleGAN-and-pix2pix."""

    def __init__(self) -> None:
        super().__init__()
        one, other = nn.Conv2d(256, 256, 3), nn.Conv2d(256, 256, 3)
        self.conv_block = nn.Sequential(
            *(nn.ReflectionPad2d(1), one, nn.InstanceNorm2d(256), nn.ReLU()),
            *(nn.ReflectionPad2d(1), other, nn.InstanceNorm2d(256)),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv_block(x)


class ResnetGenerator(nn.Module):
    """CycleGAN's resnet_9blocks in pytorch-CycleGAN-and-pix2pix."""

    def __init__(self) -> None:
        super().__init__()
        norm, relu = nn.InstanceNorm2d, nn.ReLU()
        layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(3, 64, 7), norm(64), relu]
        for depth in (128, 256):
            layers += [nn.Conv2d(depth // 2, depth, 3, 2, 1), norm(depth), relu]
        layers += [ResnetBlock() for _ in range(9)]
        for depth in (128, 64):
            up = nn.ConvTranspose2d(2 * depth, depth, 3, 2, padding=1, output_padding=1)
            layers += [up, norm(depth), relu]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(64, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.model(x)


def srcnn() -> nn.Module:
    """Dong et al. 2014, 9-1-5, padded so that a picture keeps its size."""
    return nn.Sequential(
        *(nn.Conv2d(1, 64, 9, padding=4), nn.ReLU(), nn.Conv2d(64, 32, 1), nn.ReLU()),
        nn.Conv2d(32, 1, 5, padding=2),
    )


def espcn() -> nn.Module:
    """Shi et al. 2016, section 4.2, for three times the size."""
    return nn.Sequential(
        *(nn.Conv2d(1, 64, 5, padding=2), nn.Tanh(), nn.Conv2d(64, 32, 3, padding=1), nn.Tanh()),
        *(nn.Conv2d(32, 9, 3, padding=1), nn.PixelShuffle(3)),
    )


class EDSR(nn.Module):
    """EDSR-PyTorch: EDSR(n_resblocks=16, n_feats=64, scale=4), without the mean colour."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Conv2d(3, 64, 3, padding=1)
        self.blocks = nn.ModuleList(
            [
                nn.Sequential(
                    nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1)
                )
                for _ in range(16)
            ]
        )
        self.last = nn.Conv2d(64, 64, 3, padding=1)
        self.tail = nn.Sequential(
            *(nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2)),
            *(nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2)),
            nn.Conv2d(64, 3, 3, padding=1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = y = self.head(x)
        for block in self.blocks:
            y = block(y) + y
        return self.tail(self.last(y) + x)


class DnCNN(nn.Module):
    """The authors' DnCNN, PyTorch: DnCNN(depth=17, n_channels=64, image_channels=1)."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(1, 64, 3, padding=1), nn.ReLU()]
        for _ in range(15):
            layers += [nn.Conv2d(64, 64, 3, padding=1, bias=False)]
            layers += [nn.BatchNorm2d(64, eps=1e-4, momentum=0.95), nn.ReLU()]
        self.dncnn = nn.Sequential(*layers, nn.Conv2d(64, 1, 3, padding=1, bias=False))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x - self.dncnn(x)


class Siamese(nn.Module):
    """Koch et al. 2015, figure 4, its last sigmoid in."""

    def __init__(self) -> None:
        super().__init__()
        self.tower = nn.Sequential(
            *(nn.Conv2d(1, 64, 10), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(64, 128, 7), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(128, 128, 4), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(128, 256, 4), nn.ReLU(), nn.Flatten()),
            *(nn.Linear(256 * 36, 4096), nn.Sigmoid()),
        )
        self.alike = nn.Linear(4096, 1)

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return self.alike((self.tower(left) - self.tower(right)).abs()).sigmoid()
