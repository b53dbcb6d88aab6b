"""Networks that no library here has, in plain PyTorch, after the papers or the code that they were published with."""

from collections.abc import Sequence
from importlib import import_module
from itertools import accumulate

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
    """Silver et al. 2017, methods, "Neural network architecture", with 20 residual blocks; the paper has 19."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self._conv(17, 256, 3)
        self.tower = nn.ModuleList(
            [nn.ModuleList([self._conv(256, 256, 3), self._conv(256, 256, 3)]) for _ in range(20)]
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


class WaveNet(nn.Module):
    """Van den Oord et al. 2016, figure 4. What a layer hands on and what it adds to the sum is one convolution's."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(256, 64, 2)
        self.layers = nn.ModuleList()
        for rate in [2**each for each in range(10)] * 3:
            gate = [nn.Conv1d(64, 64, 2, dilation=rate) for _ in range(2)]
            self.layers.append(nn.ModuleList([*gate, nn.Conv1d(64, 64 + 256, 1)]))
        self.last = nn.ModuleList([nn.Conv1d(256, 256, 1) for _ in range(2)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        def causal(conv: nn.Module, y: torch.Tensor) -> torch.Tensor:
            return conv(functional.pad(y, (conv.dilation[0], 0)))  # type: ignore[index, list-item]

        x, total = causal(self.first, x), torch.zeros(())
        for filters, gate, out in self.layers:  # type: ignore[misc]
            y = out(causal(filters, x).tanh() * causal(gate, x).sigmoid())
            x, total = x + y[:, :64], total + y[:, 64:]
        return self.last[1](self.last[0](total.relu()).relu())


class TCN(nn.Module):
    """The authors' TCN for sequential MNIST: TCN(1, 10, [25] * 8, kernel_size=7), without weight norm."""

    def __init__(self) -> None:
        super().__init__()
        self.levels = nn.ModuleList()
        for level in range(8):
            pad, rate = nn.ConstantPad1d((6 * 2**level, 0), 0.0), 2**level
            one = nn.Conv1d(25 if level else 1, 25, 7, dilation=rate)
            other = nn.Conv1d(25, 25, 7, dilation=rate)
            way = nn.Sequential(pad, one, nn.ReLU(), pad, other, nn.ReLU())
            self.levels.append(
                nn.ModuleList([way, nn.Identity() if level else nn.Conv1d(1, 25, 1)])
            )
        self.linear = nn.Linear(25, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for way, skip in self.levels:  # type: ignore[misc]
            x = (way(x) + skip(x)).relu()
        return self.linear(x[:, :, -1])


class ConvTasNet(nn.Module):
    """Luo and Mesgarani 2019, figure 1, N=512 L=16 B=128 H=512 Sc=128 P=3 X=8 R=3, gLN; a layer's last two are one."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Conv1d(1, 512, 16, 8, bias=False)
        self.first = nn.Sequential(nn.GroupNorm(1, 512, 1e-8), nn.Conv1d(512, 128, 1))
        self.layers = nn.ModuleList()
        for rate in [2**each for each in range(8)] * 3:
            across = nn.Conv1d(512, 512, 3, padding=rate, dilation=rate, groups=512)
            layer = [nn.Conv1d(128, 512, 1), nn.PReLU(), nn.GroupNorm(1, 512, 1e-8)]
            layer += [across, nn.PReLU(), nn.GroupNorm(1, 512, 1e-8)]
            self.layers.append(nn.Sequential(*layer, nn.Conv1d(512, 128 + 128, 1)))
        self.masks = nn.Sequential(nn.PReLU(), nn.Conv1d(128, 2 * 512, 1), nn.Sigmoid())
        self.decoder = nn.ConvTranspose1d(512, 1, 16, 8, bias=False)

    def forward(self, x: torch.Tensor) -> Sequence[torch.Tensor]:
        sounds = self.encoder(x).relu()
        x, total = self.first(sounds), torch.zeros(())
        for layer in self.layers:
            y = layer(x)
            x, total = x + y[:, :128], total + y[:, 128:]
        return [self.decoder(sounds * mask) for mask in self.masks(total).chunk(2, 1)]


def ds_cnn() -> nn.Module:
    """MLPerf Tiny's Keras model for keyword spotting, its average over all, and its softmax left off."""

    def normed(conv: nn.Module) -> list[nn.Module]:
        return [conv, nn.BatchNorm2d(64, 1e-3, 0.01), nn.ReLU()]

    layers = [nn.ZeroPad2d((1, 1, 4, 5)), *normed(nn.Conv2d(1, 64, (10, 4), 2))]
    for _ in range(4):
        layers += normed(nn.Conv2d(64, 64, 3, padding=1, groups=64)) + normed(nn.Conv2d(64, 64, 1))
    return nn.Sequential(*layers, nn.AvgPool2d((25, 5)), nn.Flatten(), nn.Linear(64, 12))


class Unit3D(nn.Module):
    """A convolution of pytorch-i3d, padded as TensorFlow pads."""

    def __init__(self, depth: int, filters: int, size: int = 1, stride: int = 1) -> None:
        super().__init__()
        self.conv3d = nn.Conv3d(depth, filters, size, stride, bias=False)
        self.bn = nn.BatchNorm3d(filters, eps=0.001, momentum=0.01)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = same_3d(x, self.conv3d.kernel_size, self.conv3d.stride)
        return self.bn(self.conv3d(x)).relu()


def same_3d(x: torch.Tensor, sizes: Sequence[int], strides: Sequence[int]) -> torch.Tensor:
    """A map with the zeros that TensorFlow puts round it, the odd one behind."""
    pads: list[int] = []
    for length, size, stride in zip(x.shape[2:], sizes, strides, strict=True):
        lacking = max(0, (-(-length // stride) - 1) * stride + size - length)
        pads = [lacking // 2, lacking - lacking // 2, *pads]
    return functional.pad(x, pads)


class Inception3D(nn.Module):
    """An inception module of pytorch-i3d."""

    def __init__(self, depth: int, *out: int) -> None:
        super().__init__()
        self.b0 = Unit3D(depth, out[0])
        self.b1a, self.b1b = Unit3D(depth, out[1]), Unit3D(out[1], out[2], 3)
        self.b2a, self.b2b = Unit3D(depth, out[3]), Unit3D(out[3], out[4], 3)
        self.b3b = Unit3D(depth, out[5])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pooled = functional.max_pool3d(same_3d(x, (3, 3, 3), (1, 1, 1)), 3, 1)
        ways = (self.b0(x), self.b1b(self.b1a(x)), self.b2b(self.b2a(x)), self.b3b(pooled))
        return torch.cat(ways, 1)


class Scores3D(nn.Module):
    """The last convolution of pytorch-i3d."""

    def __init__(self) -> None:
        super().__init__()
        self.conv3d = nn.Conv3d(1024, 400, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv3d(x)


class I3D(nn.Module):
    """pytorch-i3d: InceptionI3d(400), its scores averaged over time."""

    def __init__(self) -> None:
        super().__init__()
        self.Conv3d_1a_7x7 = Unit3D(3, 64, 7, 2)
        self.Conv3d_2b_1x1 = Unit3D(64, 64)
        self.Conv3d_2c_3x3 = Unit3D(64, 192, 3)
        self.Mixed_3b = Inception3D(192, 64, 96, 128, 16, 32, 32)
        self.Mixed_3c = Inception3D(256, 128, 128, 192, 32, 96, 64)
        self.Mixed_4b = Inception3D(480, 192, 96, 208, 16, 48, 64)
        self.Mixed_4c = Inception3D(512, 160, 112, 224, 24, 64, 64)
        self.Mixed_4d = Inception3D(512, 128, 128, 256, 24, 64, 64)
        self.Mixed_4e = Inception3D(512, 112, 144, 288, 32, 64, 64)
        self.Mixed_4f = Inception3D(528, 256, 160, 320, 32, 128, 128)
        self.Mixed_5b = Inception3D(832, 256, 160, 320, 32, 128, 128)
        self.Mixed_5c = Inception3D(832, 384, 192, 384, 48, 128, 128)
        self.logits = Scores3D()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pools = {"Conv3d_2b_1x1": ((1, 3, 3), (1, 2, 2)), "Mixed_3b": ((1, 3, 3), (1, 2, 2))}
        pools |= {"Mixed_4b": ((3, 3, 3), (2, 2, 2)), "Mixed_5b": ((2, 2, 2), (2, 2, 2))}
        for name, module in list(self.named_children())[:-1]:
            if name in pools:
                x = functional.max_pool3d(same_3d(x, *pools[name]), *pools[name])
            x = module(x)
        return self.logits(functional.avg_pool3d(x, (2, 7, 7), 1)).mean((2, 3, 4))


class VideoBottleneck(nn.Module):
    """PySlowFast's bottleneck_transform with its shortcut."""

    def __init__(self, depth: int, middle: int, time: int, stride: int) -> None:
        super().__init__()
        out = 4 * middle
        self.branch2 = nn.Sequential(
            *(video_conv(depth, middle, (time, 1, 1)), nn.ReLU()),
            *(video_conv(middle, middle, (1, 3, 3), (1, stride, stride)), nn.ReLU()),
            video_conv(middle, out, (1, 1, 1)),
        )
        self.branch1 = nn.Sequential()
        if depth != out or stride > 1:
            self.branch1 = video_conv(depth, out, (1, 1, 1), (1, stride, stride))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (self.branch1(x) + self.branch2(x)).relu()


def video_conv(
    depth: int, out: int, size: Sequence[int], stride: Sequence[int] = (1, 1, 1)
) -> nn.Module:
    """A convolution over time and space that keeps the size but for its stride, and its norm."""
    pad = tuple(each // 2 for each in size)
    return nn.Sequential(
        nn.Conv3d(depth, out, tuple(size), tuple(stride), pad, bias=False), nn.BatchNorm3d(out)
    )


class SlowFast(nn.Module):
    """PySlowFast's SLOWFAST_4x16_R50, without its drawing of the slow frames: every eighth, as in the paper."""

    def __init__(self) -> None:
        super().__init__()
        self.fast, self.slow = nn.ModuleList(), nn.ModuleList()
        pool = nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1))
        for path, width, time in ((self.fast, 8, 5), (self.slow, 64, 1)):
            conv = video_conv(3, width, (time, 7, 7), (1, 2, 2))
            path.append(nn.Sequential(conv, nn.ReLU(), pool))
        slow, fast = 64, 8
        for stage, blocks in enumerate((3, 4, 6, 3)):
            lateral = video_conv(fast, 2 * fast, (5, 1, 1), (8, 1, 1))
            lateral[0].padding = (2, 0, 0)  # type: ignore[index]
            self.slow.append(nn.Sequential(lateral, nn.ReLU()))
            for path, depth, middle, time in (
                (self.slow, slow + 2 * fast, 64 * 2**stage, 1 if stage < 2 else 3),
                (self.fast, fast, 8 * 2**stage, 3),
            ):
                first = VideoBottleneck(depth, middle, time, 2 if stage else 1)
                rest = [VideoBottleneck(4 * middle, middle, time, 1) for _ in range(blocks - 1)]
                path.append(nn.Sequential(first, *rest))
            slow, fast = 256 * 2**stage, 32 * 2**stage
        self.head = nn.Linear(2048 + 256, 400)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        slow, fast = self.slow[0](x[:, :, ::8]), self.fast[0](x)
        for fuse, one, other in zip(self.slow[1::2], self.slow[2::2], self.fast[1:], strict=True):
            slow, fast = one(torch.cat((slow, fuse(fast)), 1)), other(fast)
        return self.head(torch.cat((slow.mean((2, 3, 4)), fast.mean((2, 3, 4))), 1))


class PoseResidual(nn.Module):
    """pytorch-pose's bottleneck of the hourglass."""

    def __init__(self, depth: int, out: int) -> None:
        super().__init__()
        half = out // 2
        self.way = nn.Sequential(
            *(nn.BatchNorm2d(depth), nn.ReLU(), nn.Conv2d(depth, half, 1)),
            *(nn.BatchNorm2d(half), nn.ReLU(), nn.Conv2d(half, half, 3, padding=1)),
            *(nn.BatchNorm2d(half), nn.ReLU(), nn.Conv2d(half, out, 1)),
        )
        self.skip = nn.Conv2d(depth, out, 1) if depth != out else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.way(x) + self.skip(x)


class Hourglass(nn.Module):
    """pytorch-pose's hourglass of some depth."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.before = PoseResidual(256, 256)
        self.inner = Hourglass(depth - 1) if depth > 1 else PoseResidual(256, 256)
        self.behind, self.up = PoseResidual(256, 256), PoseResidual(256, 256)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        low = self.behind(self.inner(self.before(functional.max_pool2d(x, 2))))
        return self.up(x) + functional.interpolate(low, scale_factor=2)


class StackedHourglass(nn.Module):
    """pytorch-pose: HourglassNet(Bottleneck, num_stacks=2, num_blocks=1, num_classes=16)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            *(nn.Conv2d(3, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), PoseResidual(64, 128)),
            *(nn.MaxPool2d(2), PoseResidual(128, 256), PoseResidual(256, 256)),
        )
        self.one, self.score1 = self._stack(), nn.Conv2d(256, 16, 1)
        self.back, self.score_back = nn.Conv2d(256, 256, 1), nn.Conv2d(16, 256, 1)
        self.other, self.score2 = self._stack(), nn.Conv2d(256, 16, 1)

    def _stack(self) -> nn.Module:
        last = (nn.Conv2d(256, 256, 1), nn.BatchNorm2d(256), nn.ReLU())
        return nn.Sequential(Hourglass(4), PoseResidual(256, 256), *last)

    def forward(self, x: torch.Tensor) -> Sequence[torch.Tensor]:
        x = self.stem(x)
        found = self.one(x)
        scores = self.score1(found)
        x = x + self.back(found) + self.score_back(scores)
        return scores, self.score2(self.other(x))


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
