"""Checkpoints made elsewhere: read without executing anything, fitted, written, and giving the same outputs."""

import argparse
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from library_models import HELD, with_weights
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from test_torchvision import models
from torch import nn

import cnndsl
from cnndsl.weights.transfer import holds

SAME = ("vgg_d", "resnet50", "googlenet_torchvision", "densenet121", "mobilenet_v2")
TEN = """network Ten
let classes = 10
input 3x16x16
C3D8 BN R  C3D8 BN R  GAP FC<classes>
"""
State = dict[str, torch.Tensor]


def ten(classes: int = 10) -> nn.Sequential:
    """The network of `TEN`, as someone else would have written it."""
    torch.manual_seed(1)
    norms = [nn.BatchNorm2d(8), nn.BatchNorm2d(8)]
    for norm in norms:
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
    first = [nn.Conv2d(3, 8, 3, padding=1, bias=False), norms[0], nn.ReLU()]
    second = [nn.Conv2d(8, 8, 3, padding=1, bias=False), norms[1], nn.ReLU()]
    return nn.Sequential(
        *first, *second, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, classes)
    ).eval()


@pytest.fixture
def spec(tmp_path: Path) -> str:
    (tmp_path / "ten.cnn").write_text(TEN.replace("C3D8", "C3D8b0"))
    return str(tmp_path / "ten.cnn")


def same_outputs(net: Any, state: State, other: nn.Module, shape: tuple[int, ...]) -> bool:
    model = cnndsl.build(net, logits=True).eval()
    model.load_state_dict(state)
    torch.manual_seed(2)
    image = torch.randn(2, *shape)
    with torch.no_grad():
        found, expected = model(image), other(image)
    return bool(expected.std() > 0.01) and torch.equal(found, expected)


@pytest.mark.parametrize("name", SAME)
def test_torchvisions_outputs_to_the_bit(name: str, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    model = with_weights(HELD[name], seed=0)
    torch.save(model.state_dict(), tmp_path / "in_order.pth")
    save_file(model.state_dict(), tmp_path / "sorted.safetensors")
    ran = run(
        "weights", name, str(tmp_path / "in_order.pth"), "-o", str(tmp_path / "a.safetensors")
    )
    assert (ran.status, ran.err) == (0, "")
    state = load_file(tmp_path / "a.safetensors")
    again = cnndsl.fit_weights(name, str(tmp_path / "sorted.safetensors"))
    assert holds(str(tmp_path / "a.safetensors"), again)
    assert same_outputs(name, state, model, (3, 224, 224))


ONE = {"a": torch.tensor([[1.0, 0.0], [2.0, torch.nan]])}


@pytest.mark.parametrize(
    "other",
    [
        {"a": torch.tensor([[1.0, 0.0], [2.5, torch.nan]])},
        {"a": torch.tensor([[1.0, -0.0], [2.0, torch.nan]])},  # equal, and another bit
        {"a": ONE["a"].reshape(4)},
        {"a": ONE["a"].reshape(4, 1)},
        {"a": ONE["a"].double()},
        {"a": ONE["a"].view(torch.int32)},  # the same bits
        {"b": ONE["a"]},
        {**ONE, "b": torch.zeros(1)},
        {},
    ],
    ids=["a number", "a sign", "its axes", "its sizes", "its width", "its type", "its name", "one more", "none"],
)  # fmt: skip
def test_a_file_holds_what_is_the_same_to_the_bit(other: State, tmp_path: Path) -> None:
    path = str(tmp_path / "a.safetensors")
    save_file(ONE, path)
    assert holds(path, ONE)
    assert not holds(path, other)


def test_googlenets_heads_stand_where_they_branch_off_and_are_not_swapped() -> None:
    model = with_weights(HELD["googlenet_torchvision"], seed=0)
    state = cnndsl.fit_weights("googlenet_torchvision", model.state_dict())
    assert torch.equal(state["aux1.conv.conv.weight"], model.aux1.conv.conv.weight)
    assert torch.equal(state["aux2.fc2.bias"], model.aux2.fc2.bias)
    without = {k: v for k, v in model.state_dict().items() if not k.startswith("aux")}
    with pytest.raises(cnndsl.WeightsError, match=r"aux1 = -  # fresh values\n    aux2 = -"):
        cnndsl.fit_weights("googlenet_torchvision", without)
    trunk = cnndsl.fit_weights("googlenet_torchvision", without, map="aux1 = -\naux2 = -")
    assert all(torch.equal(trunk[k], v) for k, v in state.items() if not k.startswith("aux"))


def hugging_face(name: str) -> str:
    """The name that transformers gives to what torchvision calls `name`."""
    pieces = name.split(".")
    kinds = {"c": "convolution", "b": "normalization", "0": "convolution", "1": "normalization"}
    if pieces[0] in ("conv1", "bn1"):
        return f"resnet.embedder.embedder.{kinds[pieces[0][0]]}.{pieces[1]}"
    if pieces[0] == "fc":
        return f"classifier.1.{pieces[1]}"
    block = f"resnet.encoder.stages.{int(pieces[0][5:]) - 1}.layers.{pieces[1]}"
    if pieces[2] == "downsample":
        return f"{block}.shortcut.{kinds[pieces[3]]}.{pieces[4]}"
    return f"{block}.layer.{int(pieces[2][-1]) - 1}.{kinds[pieces[2][0]]}.{pieces[3]}"


def shortcuts_first(names: list[str]) -> list[str]:
    """The names with each block's shortcut before its other layers."""
    blocks: dict[str, list[str]] = {}
    for name in names:
        blocks.setdefault(name.partition(".layer.")[0].partition(".shortcut.")[0], []).append(name)
    return [
        name
        for inside in blocks.values()
        for name in sorted(inside, key=lambda each: ".shortcut." not in each)
    ]


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_other_names_with_the_shortcut_first(name: str) -> None:
    state = with_weights(HELD[name], seed=0).state_dict()
    renamed = {hugging_face(key): value for key, value in state.items()}
    reordered = {key: renamed[key] for key in shortcuts_first(list(renamed))}
    assert list(reordered) != list(renamed)
    expected = cnndsl.fit_weights(name, state)
    for given in (reordered, {key: renamed[key] for key in sorted(renamed)}):
        found = cnndsl.fit_weights(name, given)
        assert all(torch.equal(found[key], value) for key, value in expected.items())


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: {"state_dict": state, "epoch": 3, "best": torch.tensor(0.5)},
        lambda state: {"model": {f"module.{k}": v for k, v in state.items()}},
        lambda state: {f"_orig_mod.module.{k}": v for k, v in state.items()},
        lambda state: {"model_state_dict": state, "args": argparse.Namespace(lr=0.1)},
        lambda state: {"ema": {f"net.{k}": v for k, v in state.items()}},
    ],
)
def test_what_is_wrapped_around_the_tensors(wrap: Any, spec: str, tmp_path: Path) -> None:
    model = ten()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.randn(1, 3, 16, 16)).sum().backward()
    optimizer.step()
    torch.save(wrap(model.state_dict()), tmp_path / "a.pt")
    assert same_outputs(spec, cnndsl.fit_weights(spec, str(tmp_path / "a.pt")), model, (3, 16, 16))
    wrapped = {**wrap(model.state_dict()), "optimizer": optimizer.state_dict()}
    torch.save(wrapped, tmp_path / "b.pt")
    assert same_outputs(spec, cnndsl.fit_weights(spec, str(tmp_path / "b.pt")), model, (3, 16, 16))


def test_what_was_taken_off_and_what_is_not_used_is_said(run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    state = {f"module.{k}": v for k, v in ten().state_dict().items() if "num_batches" not in k}
    torch.save({"state_dict": state, "epoch": 3}, tmp_path / "a.pt")
    out = run("weights", spec, str(tmp_path / "a.pt")).out
    assert "Ten: 14 tensors: 12 by order and shape" in out
    assert "taken off: `state_dict`, the prefix `module.`" in out
    assert "not used: epoch" in out
    assert "2 counts of batches (`num_batches_tracked`) are not in the checkpoint: 0" in out
    torch.save({"model": state, "ema": dict(state)}, tmp_path / "b.pt")
    ran = run("weights", spec, str(tmp_path / "b.pt"))
    assert ran.status == 2
    assert "several sets of tensors, `model` and `ema`; `--key model` takes that one" in ran.err
    assert run("weights", spec, str(tmp_path / "b.pt"), "--key", "ema").status == 0


def test_what_is_written(run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    model = ten().half()
    torch.save(model.state_dict(), tmp_path / "a.pt")
    out = str(tmp_path / "out.safetensors")
    ran = run("weights", spec, str(tmp_path / "a.pt"), "-o", out)
    assert ran.out.endswith(f"wrote {out}: 914 parameters\n")
    with safe_open(out, "pt") as file:
        assert file.metadata() == {"format": "pt", "network": "Ten", "checkpoint": "a.pt"}
    state = load_file(out)
    assert state["conv1.weight"].dtype == torch.float16
    assert state["bn1.num_batches_tracked"].dtype == torch.int64
    assert torch.equal(state["fc1.bias"], model[-1].bias)
    assert (
        run("weights", spec, str(tmp_path / "a.pt"), "-o", out, "--dtype", "float32", "-q").out
        == ""
    )
    assert load_file(out)["conv1.weight"].dtype == torch.float32
    assert run("weights", spec, out, "-o", out).status == 2, "the checkpoint itself"
    assert "has no order" in run("weights", spec, out, "--in-order").err
    assert run("weights", spec, str(tmp_path / "a.pt"), "-o", "a.pth").status == 2
    assert "0.weight" in run("weights", spec, str(tmp_path / "a.pt"), "--pairs").out


def test_tensors_that_share_memory_are_written_apart(spec: str, tmp_path: Path) -> None:
    state = ten().state_dict()
    state["4.weight"] = state["1.weight"]
    torch.save(state, tmp_path / "a.pt")
    found = cnndsl.fit_weights(spec, str(tmp_path / "a.pt"))
    save_file(found, tmp_path / "b.safetensors")
    assert torch.equal(found["bn1.weight"], found["bn2.weight"])


def test_another_number_of_classes(run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    model = ten(100)
    given, lines = str(tmp_path / "a.pt"), str(tmp_path / "map.txt")
    torch.save(model.state_dict(), given)
    ran = run("weights", spec, given, "--save-map", lines, "-o", str(tmp_path / "b.safetensors"))
    assert ran.status == 1
    assert "fc1.weight 10x8" in ran.out
    assert not (tmp_path / "b.safetensors").exists()
    ran = run("weights", spec, given, "--map", lines)
    assert ran.status == 0, "the draft settles it"
    assert "fresh values: fc1\nleft out: 8\n" in ran.out
    states = [
        cnndsl.fit_weights(spec, given, map=Path(lines).read_text(), seed=seed)
        for seed in (0, 0, 1)
    ]
    assert torch.equal(states[0]["fc1.weight"], states[1]["fc1.weight"])
    assert not torch.equal(states[0]["fc1.weight"], states[2]["fc1.weight"])
    assert torch.equal(states[0]["conv2.weight"], model[3].weight)
    hundred = cnndsl.check(spec, constants={"classes": 100})
    assert same_outputs(hundred, cnndsl.fit_weights(hundred, given), model, (3, 16, 16))
    assert run("weights", spec, given, "--set", "classes=100", "--save-map", lines).status == 0
    assert "fc1 = 8\n" in Path(lines).read_text()


class Touch:
    """A pickle that would make a file when it is executed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.path}",)


def test_a_pickle_that_holds_code_is_not_executed(run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name, legacy in (("a.pt", False), ("b.pth", True)):
        held = {**ten().state_dict(), "x": Touch(tmp_path / "made")}
        torch.save(held, tmp_path / name, _use_new_zipfile_serialization=not legacy)
        ran = run("weights", spec, str(tmp_path / name), "-o", str(tmp_path / "c.safetensors"))
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert "it holds code (posix.system), not only tensors" in ran.err
    assert {each.name for each in tmp_path.iterdir()} == {"ten.cnn", "a.pt", "b.pth"}


def nested() -> Any:
    holds: Any = {"a": torch.zeros(1)}
    holds["self"] = holds
    for _ in range(100):
        holds = {"x": holds}
    return holds


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (ten(), "it holds code (torch.nn.modules.container.Sequential)"),
        ([torch.zeros(3)], "it holds no tensors by name"),
        ({"epoch": 3}, "it holds no tensors by name, but 'epoch'"),
        (nested(), "it holds no tensors by name"),
        ({"a.b": torch.zeros(3).to_sparse()}, "`a.b` is sparse or the like; `to_dense()`"),
        ({"a\x1b.b": torch.zeros(3)}, "is no name of a layer's tensor"),
        ({".".join("a" * 9999): torch.zeros(3)}, "is no name of a layer's tensor"),
    ],
)
def test_what_is_no_state_dict(held: Any, said: str, run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    torch.save(held, tmp_path / "a.pt")
    ran = run("weights", spec, str(tmp_path / "a.pt"))
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert said in ran.err


@pytest.mark.parametrize("suffix", ["pt", "safetensors"])
def test_files_that_are_broken(suffix: str, run, spec: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"a.{suffix}"
    state = ten().state_dict()
    if suffix == "pt":
        torch.save(state, path)
    else:
        save_file(state, path)
    whole = path.read_bytes()
    for content in (b"", b"hello", whole[:100], whole[: len(whole) // 2], whole[:-1]):
        path.write_bytes(content)
        ran = run("weights", spec, str(path))
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "not read: not a" in ran.err
    path.unlink()
    assert "No such file" in run("weights", spec, str(path)).err


def test_all_of_torchvisions_residual_networks_from_a_sorted_file() -> None:
    """`resnet101` has its names, and the paper's version names of its own."""
    with torch.device("meta"):
        shapes = {k: v.shape for k, v in models.resnet101().state_dict().items()}
    given = {key: torch.full(shapes[key], float(hash(key) % 1000)) for key in sorted(shapes)}
    found = cnndsl.fit_weights("resnet101_v1", given)
    first = found["stage4.bottleneck_v1_1.conv3.weight"]
    assert torch.equal(first, given["layer4.0.conv3.weight"])
