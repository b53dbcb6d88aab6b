"""The generated file, as its owner meets it: formatted, lean, the same every time, and readable."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import SIBLINGS, checked
from images import images_of
from interpreter import Interpreter
from random_specs import random_spec
from structures import BUILDS, STRUCTURES
from torch import nn
from torch.nn import functional

from cnndsl.analyse.figures import Result
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.resources import bundled
from cnndsl.verify.numbers import draw_weights
from cnndsl.verify.verification import module_class, verify

REPO = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bundled networks of every kind and every structure, built; and any others, with labels of up to 33 letters."""
    made = tmp_path_factory.mktemp("generated")
    for name in sorted(bundled().keys() - SIBLINGS):
        (made / f"{name}.py").write_text(source(compile_text(load(name))))
    for name, spec in STRUCTURES.items():
        for number, build in enumerate(BUILDS):
            (made / f"{name}_{number}.py").write_text(source(checked(spec), build))
    for seed in range(60):
        spec, build = random_spec(seed, seed % 34), BUILDS[seed % len(BUILDS)]
        (made / f"random_{seed}.py").write_text(source(checked(spec), build))
    return made


@pytest.mark.parametrize(
    "command", [["format", "--check"], ["check"], ["check", "--select", "I,UP,SIM,RET505,E501"]]
)
def test_ruff_changes_nothing(folder: Path, command: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_mypy_finds_nothing_in_its_strictest_setting(folder: Path) -> None:
    """But for what PyTorch says: that a module's call may give anything, and nothing of `torch._assert`."""
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--no-warn-return-any",
            "--untyped-calls-exclude=torch",
            "--config-file=",
            "--cache-dir",
            str(folder.parent),
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def assert_same_outputs(result: Result, model: nn.Module) -> None:
    """The module and the interpreter agree in evaluation, on a batch of two."""
    draw_weights(model.eval(), torch.float32)
    images = images_of(result.network, 2, torch.randn)
    with torch.no_grad():
        given = model(*images)
        expected = Interpreter(result, model, torch, functional).outputs(*images)
    values = [given] if isinstance(given, torch.Tensor) else list(given)
    assert len(values) == len(expected)
    for value, wanted in zip(values, expected.values(), strict=True):
        scale = wanted.abs().max().clamp(min=1e-6)
        assert bool(((value - wanted).abs() <= 1e-4 * scale).all())


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_every_structure_agrees_and_trains(name: str) -> None:
    result = checked(STRUCTURES[name])
    assert result.network.ok, result.network.diagnostics
    found = verify(result)
    assert found.ok, [each for each in found.comparisons if not each.agrees]
    model = module_class(result, Build())()
    assert_same_outputs(result, model)
    given = model.train()(*images_of(result.network, 2, torch.randn, requires_grad=True))
    values = [given] if isinstance(given, torch.Tensor) else given
    sum(value.square().sum() for value in values).backward()
    assert all(weight.grad is not None for weight in model.parameters())


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_attributes_are_the_reports_paths(name: str) -> None:
    result = checked(STRUCTURES[name])
    model = module_class(result, Build())()
    owners = {key.rpartition(".")[0] for key in model.state_dict()} - {""}
    paths = {row.path for row in result.rows}
    assert {
        owner
        for owner in owners
        if not any(owner == path or owner.startswith(f"{path}.") for path in paths)
    } <= {path.rpartition(".")[0] for path in paths}
    labelled = {"stem", "relu_a", "pool", "body", "tail", "out"} if name == "labels" else set()
    assert labelled <= {child for child, _ in model.named_children()}


def test_the_same_bytes_in_every_process() -> None:
    command = [sys.executable, "-m", "cnndsl", "build", "-q", "darknet19"]
    built = {
        subprocess.run(
            command,
            capture_output=True,
            check=True,
            cwd=REPO,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(built) == 1


def test_vgg_d_reads_as_a_person_would_write_it() -> None:
    text = source(compile_text(load("vgg_d")))
    assert len(text.splitlines()) < 170
    assert 'self.conv3.add_module("2", nn.Conv2d(256, 256, 3, padding=1, **factory))' in text
    assert "x = self.conv3(x)  # 256x56x56" in text
    assert "x = self.flatten(x)  # 25088" in text  # 512*7*7
    assert '__all__ = ["VGG_D"]' in text
    assert text.count("import") == 4


def test_what_is_needed_again_is_not_written_over() -> None:
    spec = "input 3x8x8 C3D4 a: BN R R add( @a R | id | C3D4 R | scale R ) relu6 leaky_relu gelu"
    lines = [
        line.strip()
        for line in source(checked(spec)).splitlines()
        if "nn.ReLU" in line or "LU(" in line
    ]
    assert lines == [
        "self.relu1 = nn.ReLU()",  # `a` is wanted again
        "self.relu2 = nn.ReLU()",  # the gradient of the ReLU before is worked out from what it gave
        "self.relu3 = nn.ReLU()",
        "self.relu4 = nn.ReLU(inplace=True)",
        "self.relu5 = nn.ReLU()",
        "self.relu6_1 = nn.ReLU6(inplace=True)",
        "self.leaky_relu1 = nn.LeakyReLU()",
        "self.gelu1 = nn.GELU()",
    ]


def test_a_sum_takes_the_memory_of_a_value_that_nothing_else_needs() -> None:
    def sums(body: str) -> list[str]:
        lines = source(checked(f"input 4x8x8 C3D4 R {body} F FC2")).splitlines()
        return [
            line.partition("  #")[0].strip() for line in lines if " + " in line or " += " in line
        ]

    assert sums("add( C3D4 BN | id ) R") == ["y += x"]
    assert sums("add( id | C3D4 BN ) R") == ["y += x"]
    assert sums("add( C3D4 BN | C1D4 ) relu6") == ["a += b"]
    assert sums("add( C3D4 BN | id )") == ["return y + x"]  # nothing is written over it
    assert sums("add( C3D4 BN | id ) gelu") == ["x = y + x"]  # its gradient needs the sum
    assert sums("add( C3D4 R | id ) R") == ["x = y + x"]  # a ReLU's needs y
    assert sums("a: C3D4 add( id | @a ) R") == ["x = a + a"]
    alone = "input 4x8x8 a: C3D4 add( @a ) R cat( id | @a ) F FC2"
    assert "inplace" not in source(
        checked(alone)
    )  # a sum of one is that one, and `a` is wanted again
    assert sums("add( C3D4 BN | id | C1D4 ) R") == ["x = a + x + b"]


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_writing_over_values_leaves_gradients_as_they_are(name: str) -> None:
    result = checked(STRUCTURES[name])
    text = source(result)
    gradients = []
    apart = re.sub(r"(\w+) \+= ", r"\1 = \1 + ", text.replace(", inplace=True", ""))
    for each in (text, apart):
        space: dict[str, Any] = {"__name__": "generated"}
        exec(each, space)
        torch.manual_seed(0)
        model = space[result.network.name]()
        given = model(*images_of(result.network, 2, torch.randn))
        values = [given] if isinstance(given, torch.Tensor) else given
        loss = sum(value.square().mean() for value in values)
        if loss.requires_grad:
            loss.backward()
        gradients.append([weight.grad for weight in model.parameters()])
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_device_and_dtype_are_the_constructors() -> None:
    result = checked("input 3x8x8 C3D4 R scale BN FC10")
    half = module_class(result, Build(dtype="bfloat16"))()
    assert {weight.dtype for weight in half.parameters()} == {torch.bfloat16}
    assert {
        weight.device.type for weight in module_class(result, Build())(device="meta").parameters()
    } == {"meta"}
    assert next(module_class(result, Build(device="auto"))().parameters()).device.type in (
        "cpu",
        "cuda",
        "mps",
    )


def test_the_python_interface() -> None:
    import cnndsl

    net = cnndsl.check("cifar_example")
    assert net.ok
    assert net.totals.params == 31_066
    assert [(row.path, row.kind, row.shape) for row in net.layers][2:] == [
        ("pool", "maxpool", (12, 16, 16)),
        ("fc1", "fc", (10,)),
    ]
    (found,) = cnndsl.check("input 3x8x8\nC3D4 R FX10").diagnostics[:1]
    assert (found.code, found.line, found.column) == ("name-unknown-layer", 2, 9)
    assert "31,066" in str(net)
    assert "31,066" in net._repr_html_()
    assert "class CifarExample(nn.Module)" in cnndsl.source(net)
    assert cnndsl.build(net, dtype="bfloat16")(
        torch.zeros(1, 3, 32, 32, dtype=torch.bfloat16)
    ).shape == (1, 10)
    with pytest.raises(cnndsl.SpecError) as raised:
        cnndsl.build("CXR")
    assert raised.value.diagnostics
    assert "no layer has the code `X`" in str(raised.value)


def test_labels_cannot_hide_what_every_module_has() -> None:
    from cnndsl.checking.name_problems import MODULE_NAMES

    assert {name for name in dir(torch.nn.Sequential()) if not name.startswith("_")} <= MODULE_NAMES
