"""Devices by their public peak figures, and the least time that a layer takes on one: its roofline.

A layer cannot be done before its bytes have come from memory and gone back, nor before its arithmetic is
done; the longer of the two is an estimate from below, but for values that stay in a large cache. Launches
and half-filled units are not in it.
"""

from cnndsl.analyse.figures import BYTES, LayerFigures
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import Layer
from cnndsl.layers.linear import FullyConnected
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, product

GIGA, TERA = 10**9, 10**12


class Device(NamedTuple):
    """Peaks as the maker states them, without sparsity; none where the hardware has no such rate."""

    title: str
    memory: int
    """In GB."""
    bandwidth: float
    """In 10^9 bytes a second."""
    float32: float
    """In 10^12 operations a second, as all rates."""
    tf32: float | None
    """What PyTorch takes for convolutions in float32 where it is not told otherwise."""
    float16: float
    """With sums in float32, as all rates of matrix units."""
    bfloat16: float | None
    source: str

    def rate(self, dtype: str, convolution: bool) -> float | None:
        """Operations a second for the multiply-accumulates of a layer."""
        if dtype == "float32":
            return TERA * (self.tf32 if convolution and self.tf32 else self.float32)
        rate = self.float16 if dtype == "float16" else self.bfloat16
        return rate and rate * TERA


HOPPER = "NVIDIA H100 white paper and H200 datasheet"
AMPERE = "NVIDIA A100 datasheet"
VOLTA = "NVIDIA V100 datasheet"
ADA = "NVIDIA Ada white paper"
DEVICES = {
    "b200": Device(
        "NVIDIA B200 (HGX)", 180, 7700, 75, 1100, 2250, 2250, "NVIDIA Blackwell datasheet"
    ),
    "h200": Device("NVIDIA H200 SXM", 141, 4800, 66.9, 494.7, 989.4, 989.4, HOPPER),
    "h100": Device("NVIDIA H100 SXM", 80, 3350, 66.9, 494.7, 989.4, 989.4, HOPPER),
    "h100_pcie": Device("NVIDIA H100 PCIe", 80, 2039, 51.2, 378, 756, 756, HOPPER),
    "a100": Device("NVIDIA A100 80GB SXM", 80, 2039, 19.5, 156, 312, 312, AMPERE),
    "a100_40gb": Device("NVIDIA A100 40GB SXM", 40, 1555, 19.5, 156, 312, 312, AMPERE),
    "v100": Device("NVIDIA V100 SXM2", 32, 900, 15.7, None, 125, None, VOLTA),
    "t4": Device("NVIDIA T4", 16, 320, 8.1, None, 65, None, "NVIDIA T4 datasheet"),
    "l4": Device("NVIDIA L4", 24, 300, 30.3, 60, 121, 121, ADA),
    "l40s": Device("NVIDIA L40S", 48, 864, 91.6, 183, 362, 362, "NVIDIA L40S datasheet"),
    "a10": Device("NVIDIA A10", 24, 600, 31.2, 62.5, 125, 125, "NVIDIA A10 datasheet"),
    "rtx5090": Device(
        "NVIDIA GeForce RTX 5090",
        32,
        1792,
        104.8,
        104.8,
        209.5,
        209.5,
        "NVIDIA RTX Blackwell white paper",
    ),
    "rtx4090": Device("NVIDIA GeForce RTX 4090", 24, 1008, 82.6, 82.6, 165.2, 165.2, ADA),
    "rtx3090": Device(
        "NVIDIA GeForce RTX 3090", 24, 936, 35.6, 35.6, 71, 71, "NVIDIA GA102 white paper"
    ),
    "mi300x": Device(
        "AMD Instinct MI300X", 192, 5300, 163.4, None, 1307.4, 1307.4, "AMD MI300X datasheet"
    ),
}


class Bound(NamedTuple):
    """The least time of a layer for a batch, and what sets it."""

    seconds: float
    by: str
    """`memory`, `arithmetic`, or nothing for what only renames."""
    operations: int
    bytes: int

    @property
    def intensity(self) -> float:
        """Operations for each byte that is moved."""
        return self.operations / self.bytes if self.bytes else 0.0


def bound(figures: LayerFigures, device: Device, dtype: str, images: int) -> Bound:
    """A layer's roofline in inference."""
    placed = figures.placed
    weights = figures.params + figures.buffers
    work = figures.flops or 0, figures.other_ops
    return roofline(placed.layer, placed.input, placed.output, weights, work, device, dtype, images)


def roofline(
    layer: Layer,
    x: KnownShape,
    output: KnownShape,
    weights: int,
    work: tuple[int, int],
    device: Device,
    dtype: str,
    images: int,
) -> Bound:
    """The same by the numbers that a layer has, and its FLOPs and other operations for one image."""
    if layer.passes_on or layer.gives_on:
        return Bound(0.0, "", 0, 0)
    size = BYTES[dtype]
    taken = vars(layer)["inputs"] if isinstance(layer, Join) else (x,)
    values = images * (sum(map(product, taken)) + product(output))
    moved = size * (values + weights)
    heavy, light = images * work[0], images * work[1]
    rate = device.rate(dtype, convolution=not isinstance(layer, FullyConnected))
    assert rate is not None
    arithmetic = heavy / rate + light / (device.float32 * TERA)
    memory = moved / (device.bandwidth * GIGA)
    by = "arithmetic" if arithmetic > memory else "memory"
    return Bound(max(arithmetic, memory), by, heavy + light, moved)
