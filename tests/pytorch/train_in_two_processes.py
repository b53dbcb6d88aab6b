"""Run by torchrun in each process: three steps of every small network, then the weights of all processes compared."""

import os

import torch
from conftest import checked
from small_networks import NETWORKS
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from cnndsl.emit.build import Build
from cnndsl.verify.verification import module_class


def train(spec: str) -> torch.Tensor:
    """All weights after three steps, in one row."""
    result = checked(spec)
    torch.manual_seed(distributed.get_rank())
    model = DistributedDataParallel(module_class(result, Build())())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    before = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    for _ in range(3):
        given = model(torch.randn(4, *(result.network.input or ())))
        outputs = [given] if isinstance(given, torch.Tensor) else list(given)
        loss = sum(each.square().mean() for each in outputs)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[union-attr]
        optimizer.step()
    after = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    assert not torch.equal(before, after)
    return after


if __name__ == "__main__":
    distributed.init_process_group("gloo")
    for name, spec in sorted(NETWORKS.items()):
        own = train(spec)
        everyones = [torch.empty_like(own) for _ in range(distributed.get_world_size())]
        distributed.all_gather(everyones, own)
        assert all(torch.equal(own, each) for each in everyones), name
        if distributed.get_rank() == 0:
            print(name, flush=True)
    distributed.barrier()
    os._exit(0)  # gloo's threads abort now and then where they are taken down
