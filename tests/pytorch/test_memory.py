"""Memory, held against PyTorch: what autograd saves of a forward pass, and what is alive at once in inference."""

from typing import Any

import pytest
import torch
from conftest import tried
from images import images_of
from random_specs import random_spec
from small_networks import NETWORKS
from structures import SMALL, STRUCTURES
from test_torchvision import OURS, models
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from cnndsl.analyse.figures import Result
from cnndsl.analyse.inference import Inference
from cnndsl.analyse.training import OPTIMIZERS, Training, optimizer_bytes
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.layers import KINDS
from cnndsl.resources import bundled
from cnndsl.text import Text

NORMS_AT_ONE_PLACE = ("deeplabv3_resnet101", "deeplabv3_resnet50", "ghostnet", "inception_v3")
"""Those that PyTorch does not train on one image, for a batch norm would have one number."""
SPECS = {**{name: name for name in bundled()}, **NETWORKS}


def checked(name: str) -> Result:
    text = Text(name, NETWORKS[name]) if name in NETWORKS else load(name)
    return compile_text(text)


def own(model: nn.Module) -> set[int]:
    """The stretches of memory of weights and buffers."""
    return {each.untyped_storage()._cdata for each in [*model.parameters(), *model.buffers()]}


def saved_by_autograd(model: nn.Module, *images: torch.Tensor) -> int:
    """The bytes that the hooks of autograd are given in training, each stretch of memory once."""
    theirs, seen, held = own(model), {}, []

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        held.append(tensor)
        storage = tensor.untyped_storage()
        if storage._cdata not in theirs:
            seen[storage._cdata] = storage.nbytes()
        return tensor

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        given = model.train()(*images)
    assert given is not None
    return sum(seen.values())


class Alive(TorchDispatchMode):
    """Looks, behind each operation, which stretches of memory are still there."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.theirs = own(model)
        self.alive: dict[int, tuple[StorageWeakRef, int]] = {}
        self.peak = 0

    def see(self, values: Any) -> None:
        for each in tree_leaves(values):
            if isinstance(each, torch.Tensor):
                storage = each.untyped_storage()
                if storage._cdata not in self.theirs:
                    self.alive[storage._cdata] = (StorageWeakRef(storage), storage.nbytes())

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), options: Any = None
    ) -> Any:
        given = function(*args, **(options or {}))
        self.see((args, options, given))
        self.alive = {key: each for key, each in self.alive.items() if not each[0].expired()}
        self.peak = max(self.peak, sum(size for _, size in self.alive.values()))
        return given


def alive_at_once(model: nn.Module, *images: torch.Tensor) -> int:
    with torch.no_grad(), Alive(model.eval()) as found:
        found.see(images)  # one that is used late, or not at all, is held all the same
        model(*images)
    return found.peak


def kept(result: Result, images: int = 1, size: int = 4) -> int:
    figures = Training(result.program.whole, size).kept.values()
    assert None not in figures
    return sum(each.of_batch(images) for each in figures if each)


@pytest.mark.parametrize("name", tried(SPECS))
def test_training_keeps_what_autograd_saves(name: str) -> None:
    result = checked(name)
    model = module_class(result, Build())(device="meta")
    fewest = 2 if name in NORMS_AT_ONE_PLACE else 1
    for images in (fewest, 3):
        given = images_of(result.network, images, torch.empty, device="meta")
        assert kept(result, images) == saved_by_autograd(model, *given)


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_so_on_the_cpu(name: str) -> None:
    result = checked(name)
    model = module_class(result, Build())()
    given = images_of(result.network, 2, torch.zeros)
    assert kept(result, 2) == saved_by_autograd(model, *given)


@pytest.mark.parametrize(
    ("name", "megabytes"), [("vgg_d", 73.36), ("resnet50", 86.12), ("googlenet_torchvision", 48.36)]
)
def test_torchvisions_own_networks_keep_as_much(name: str, megabytes: float) -> None:
    """Measured here, with torchvision's modules; with dropout, aux heads and the statistics of norms."""
    result = checked(name)
    theirs = getattr(models, OURS[name].network)(weights=None).to("meta")
    measured = saved_by_autograd(theirs, torch.empty(1, 3, 224, 224, device="meta"))
    assert round(measured / 1e6, 2) == megabytes
    worked_out = kept(result)
    if name == "vgg_d":  # the paper's table: a softmax, no dropouts, no average of 7x7 maps to 7x7
        dropouts = 2 * (4096 + 4096)  # their masks, and what they give
        worked_out += 4 * (dropouts + 512 * 7 * 7 - 1000)
    assert worked_out == measured


@pytest.mark.parametrize("name", tried(SPECS))
def test_inference_holds_what_a_run_holds(name: str) -> None:
    """To the byte on the CPU; large ones on the meta device, whose norms return statistics that are empty here."""
    result = checked(name)
    device = "cpu" if result.totals.macs < 10_000_000 else "meta"
    model = module_class(result, Build())(device=device)
    given = images_of(result.network, 1, torch.empty, device=device)
    worked_out, measured = Inference(result.program.whole, 4).peak, alive_at_once(model, *given)
    assert worked_out == (measured if device == "cpu" else pytest.approx(measured, rel=0.002))


OTHER_ARGUMENTS = [
    "input 4x12 conv(6, 3, dilation=2, pad=causal)",
    "input 4x9x8 conv(6, 3x5, pad=reflect)",
    "input 4x9x8 dwconv(3, pad=reflect)",
    "input 4x9x8 conv(6, 1, pad=reflect)",
    "input 3x9 pad(2:1, mode=reflect)",
    "input 3x9x8 pad(2, mode=reflect)",
    "input 3x4x5x6 pad(1, mode=reflect)",
    "input 3x9x8 pad(2x0, mode=replicate)",
    "input 3x9 pad(2, mode=circular)",
    "input 3x9x8 pad(1:0x0:2, mode=circular)",
    "input 3x9x8 crop(1:0x0:2)",
    "input 3x9x8 upsample(2, bilinear, corners=yes)",
]
EXAMPLES = [KINDS[word].example for word in sorted(KINDS)]


@pytest.mark.parametrize("example", [*EXAMPLES, *OTHER_ARGUMENTS])
@pytest.mark.parametrize("before", ["", "C3 ", "C3 BN "])
def test_each_kind(example: str, before: str) -> None:
    """Its example at the input, where no gradient goes through it, behind a convolution, and behind a norm."""
    shape, _, layer = example.partition(" ")[2].partition(" ")
    first = before.replace("C3", f"C3D{shape.partition('x')[0]}")
    result = compile_text(Text("spec", f"input {shape} after conv {{ }} {first}{layer} C1"))
    if not result.network.ok:
        result = compile_text(Text("spec", f"input {shape} after conv {{ }} FC7 {layer}"))
    assert result.network.ok, [each.message for each in result.network.diagnostics]
    model = module_class(result, Build())()
    given = images_of(result.network, 2)
    assert kept(result, 2) == saved_by_autograd(model, *given)
    worked_out = Inference(result.program.whole, 4, 2).peak
    assert worked_out == alive_at_once(model, *given)


@pytest.mark.parametrize("before", ["", "C3D4 ", "C3D4 BN "])
@pytest.mark.parametrize("how", ["3, bias=no", "3x5, 2, pad=same", "3, pad=reflect", "3, groups=2"])
def test_standardised_filters_are_held_once_however_many_images_there_are(
    how: str, before: str
) -> None:
    spec = f"input 4x9x8 after conv {{ }} {before}conv(6, {how}, std=yes) C1D40"
    result = compile_text(Text("spec", spec))
    model = module_class(result, Build())()
    for images in (1, 3):
        image = torch.rand(images, 4, 9, 8)
        assert kept(result, images) == saved_by_autograd(model, image)
    assert Inference(result.program.whole, 4).peak == alive_at_once(model, torch.rand(1, 4, 9, 8))


@pytest.mark.parametrize("spec", SMALL)
def test_small_structures(spec: str) -> None:
    """What once was counted wrongly: names free again, products of three, no class, blocks at other shapes."""
    result = compile_text(Text("spec", f"{spec} after conv {{ }}"))
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build())()
    for images in (1, 2):
        given = images_of(result.network, images)
        assert kept(result, images) == saved_by_autograd(model, *given)
        assert images * Inference(result.program.whole, 4).peak == alive_at_once(model, *given)


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_structures_whose_figures_are_golden(name: str) -> None:
    """So the figures that are compared without PyTorch are right."""
    result = compile_text(Text(name, STRUCTURES[name]))
    model = module_class(result, Build())()
    given = images_of(result.network, 2)
    assert kept(result, 2) == saved_by_autograd(model, *given)
    if name != "nothing_at_all":  # where nothing runs, there is nothing to see
        assert 2 * Inference(result.program.whole, 4).peak == alive_at_once(model, *given)


@pytest.mark.parametrize("seed", range(40))
def test_any_network_however_long_its_labels_are(seed: int) -> None:
    """What two lines of code do instead of one is nothing else."""
    result = compile_text(Text("spec", random_spec(seed, 1 + 7 * seed % 120)))
    model = module_class(result, Build())()
    given = images_of(result.network, 2)
    assert kept(result, 2) == saved_by_autograd(model, *given)
    assert 2 * Inference(result.program.whole, 4).peak == alive_at_once(model, *given)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", ["residual", "inception", "heads"])
def test_halves_keep_half(name: str, dtype: str) -> None:
    result = checked(name)
    model = module_class(result, Build(dtype=dtype))()
    given = images_of(result.network, 2, dtype=getattr(torch, dtype))
    assert kept(result, 2, 2) == saved_by_autograd(model, *given)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_optimizers_keep_what_they_keep(name: str) -> None:
    weights = [nn.Parameter(torch.rand(40, 30)), nn.Parameter(torch.rand(30))]
    made = {
        "momentum": lambda: torch.optim.SGD(weights, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(weights, lr=0.1, momentum=0.9, nesterov=True),
        "amsgrad": lambda: torch.optim.Adam(weights, amsgrad=True),
        "rmsprop": lambda: torch.optim.RMSprop(weights),
    }
    kinds = {kind.lower(): kind for kind in vars(torch.optim) if kind[0].isupper()}
    optimizer = made[name]() if name in made else getattr(torch.optim, kinds[name])(weights)
    sum((weight**2).sum() for weight in weights).backward()
    optimizer.step()
    tensors = [
        value
        for state in optimizer.state.values()
        for value in state.values()
        if isinstance(value, torch.Tensor) and value.dim()  # the number of the step is one number
    ]
    assert sum(each.nbytes for each in tensors) == optimizer_bytes(name, 40 * 30 + 30, 4)
