"""What people train and look at networks with, on twelve of them: the same numbers come out as without it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from test_torchvision import models
from torch import distributed, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader
from twelve_networks import INPUTS, built, feature_names, hooked, result

import cnndsl
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class

pytestmark = pytest.mark.full
assert models, "torchvision is ready before timm, which wants it"
NAMES = sorted(INPUTS)
STEPS = 2


def loss(model: Any, images: torch.Tensor, step: int) -> torch.Tensor:
    """Of all outputs; what is random in a step goes by its number."""
    torch.manual_seed(step)
    given = model(images)
    outputs = [given] if isinstance(given, torch.Tensor) else list(given)
    return sum((each.square().mean() for each in outputs), torch.zeros(()))


def optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)


def trained(
    model: Any, images: torch.Tensor, prepare: Callable[..., Any] = lambda *both: both
) -> dict[str, torch.Tensor]:
    """All weights and statistics after two steps of a plain loop, or of one with what a framework makes of both."""
    wrapped, steps = prepare(model.train(), optimizer(model))
    for step in range(STEPS):
        steps.zero_grad()
        loss(wrapped, images, step).backward()
        steps.step()
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def same(found: dict[str, Any], wanted: dict[str, torch.Tensor]) -> None:
    assert list(found) == list(wanted)
    for name, value in wanted.items():
        torch.testing.assert_close(found[name], value, msg=name)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A group of one process."""
    store = Path(tmp_path_factory.mktemp("group")) / "store"
    distributed.init_process_group("gloo", init_method=f"file://{store}", rank=0, world_size=1)
    yield
    distributed.destroy_process_group()


@pytest.mark.parametrize("name", NAMES)
def test_lightning(name: str, tmp_path: Path) -> None:
    import lightning

    class Trained(lightning.LightningModule):
        def __init__(self, model: nn.Module) -> None:
            super().__init__()
            self.model = model

        def training_step(self, images: torch.Tensor, step: int) -> torch.Tensor:
            return loss(self.model, images, step)

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return optimizer(self)

    wanted = trained(*built(name))
    model, images = built(name)
    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = lightning.Trainer(
        accelerator="cpu", max_steps=STEPS, default_root_dir=tmp_path, enable_checkpointing=False, **quiet
    )  # fmt: skip
    trainer.fit(Trained(model.train()), DataLoader([images] * STEPS, batch_size=None))
    same(model.state_dict(), wanted)


@pytest.mark.parametrize("name", NAMES)
def test_accelerate(name: str) -> None:
    from accelerate import Accelerator

    wanted = trained(*built(name))
    model, images = built(name)
    same(trained(model, images, Accelerator(cpu=True).prepare), wanted)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", NAMES)
def test_distributed_data_parallel(name: str) -> None:
    wanted = trained(*built(name))
    model, images = built(name)
    same(trained(model, images, lambda m, o: (DistributedDataParallel(m), o)), wanted)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", NAMES)
def test_fully_sharded(name: str) -> None:
    """FSDP2's own recipe: made on the meta device, sharded, given memory, given weights."""
    wanted = trained(*built(name))
    with torch.device("meta"):
        model = module_class(result(name), Build())()
    mesh = init_device_mesh("cpu", (1,))
    for part in model.children():
        if any(True for _ in part.parameters()):
            fully_shard(part, mesh=mesh)
    fully_shard(model, mesh=mesh)
    model.to_empty(device="cpu")
    model.init_weights()
    plain, images = built(name)
    whole = {key: each.full_tensor() if hasattr(each, "full_tensor") else each
             for key, each in model.state_dict().items()}  # fmt: skip
    for key, value in plain.state_dict().items():
        assert whole[key].isfinite().all()
        if value.numel() > 1000:
            torch.testing.assert_close(whole[key].std(), value.std(), rtol=0.2, atol=1e-3)
    with torch.no_grad():
        for own, value in zip(model.state_dict().values(), plain.state_dict().values(), strict=True):  # fmt: skip
            (own.to_local() if hasattr(own, "to_local") else own).copy_(value)
    found = trained(model, images)
    same({k: v.full_tensor() if hasattr(v, "full_tensor") else v for k, v in found.items()}, wanted)


def squeezed(shape: Sequence[int]) -> list[int]:
    """A shape without axes of 1 place: in a `seq` a flatten may be done before the dropout in front of it."""
    return [shape[0], *(size for size in shape[1:] if size > 1)]


@pytest.mark.parametrize("name", NAMES)
def test_torchinfo_shows_the_rows_of_the_report(name: str) -> None:
    """Every module that it sees run has the name, the output shape and the weights of a row."""
    import torchinfo

    model, images = built(name)
    names = {id(module): path for path, module in model.named_modules()}
    seen = torchinfo.summary(model, input_data=images[:1], verbose=0, depth=9).summary_list
    found = {
        names[each.layer_id]: (squeezed(each.output_size[1:]), each.num_params)
        for each in seen
        if each.executed
    }
    report = cnndsl.check(name, input=INPUTS[name])
    rows = {each.path: (squeezed(each.shape), each.params) for each in report.layers}
    wanted = {
        path: row for path, row in rows.items() if path in names.values() and "aux" not in path
    }
    assert wanted
    assert {path: found.get(path) for path in wanted} == wanted
    leaves = {names[each.layer_id] for each in seen if each.executed and each.is_leaf_layer}
    without_row = {
        path for path in leaves if path not in rows and path.rpartition(".")[0] not in rows
    }
    assert {path.rpartition(".")[-1] for path in without_row} <= {"flatten"}


@pytest.mark.parametrize("name", [each for each in NAMES if each not in ("unet", "squeezenet1_0")])
def test_timms_extractors_find_the_features_that_run(name: str) -> None:
    from timm.models._features import FeatureHookNet, FeatureInfo

    model, images = built(name)
    wanted = hooked(model, feature_names(model), images)
    info = [
        {"module": each["name"], "num_chs": each["channels"], "reduction": each["reduction"]}
        for each in model.feature_info
    ]
    indices = tuple(range(len(info)))
    model.feature_info = FeatureInfo(info, indices)
    with torch.no_grad():
        found = FeatureHookNet(model, indices, default_hook_type="forward")(images)
    for value, (path, each) in zip(found, wanted.items(), strict=True):
        torch.testing.assert_close(value, each, msg=path)


@pytest.mark.parametrize("name", NAMES)
def test_timms_graph_extractor_finds_them_too(name: str) -> None:
    from timm.models._features_fx import GraphExtractNet

    model, images = built(name)
    names = feature_names(model) if name != "squeezenet1_0" else ["features.2", "features"]
    wanted = hooked(model, names, images)
    with torch.no_grad():
        found = GraphExtractNet(model, names, squeeze_out=False)(images)
    for value, (path, each) in zip(found, wanted.items(), strict=True):
        torch.testing.assert_close(value, each, msg=path)
