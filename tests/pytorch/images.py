"""What goes into a network: a batch of each of its inputs."""

from collections.abc import Callable
from typing import Any

import torch

from cnndsl.network import Network


def images_of(
    network: Network, count: int, make: Callable[..., torch.Tensor] = torch.rand, **options: Any
) -> list[torch.Tensor]:
    return [make(count, *shape, **options) for shape in network.shapes.values()]
