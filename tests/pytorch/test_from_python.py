"""cnndsl from Python with PyTorch's own values: types, devices, shapes, modules, weights."""

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import Runner
from hostile_values import (
    CALLS,
    EXPECTED,
    OF_PYTORCH,
    SPEC,
    VALUES,
    Noisy,
    Raises,
    harmless,
    lies,
    odd,
)
from torch import nn

import cnndsl

OWN: list[Any] = [
    torch.float32, torch.float64, torch.half, torch.int8, torch.complex64, torch.float8_e5m2, torch.float,
    torch.device("cpu"),
    torch.device("cpu", 3), torch.device("meta"), torch.device("cuda:1"), torch.device("cuda", 127),
    torch.device("xpu"), torch.device("cuda:200"),
    torch.Size((3, 8, 8)), torch.Size(()), torch.tensor(3), torch.tensor([3, 8, 8]), torch.tensor(0.5),
    torch.tensor(True),
    nn.ReLU(), nn.ReLU, nn.Linear(1, 1).state_dict(), torch, torch.nn, torch.empty(3, device="meta"),
    torch.Generator(), torch.optim.Adam,
    np.int64(3), np.int8(-1), np.uint64(2**64 - 1), np.float32(0.5), np.float64(0.5), np.float64("nan"),
    np.bool_(True), np.str_("cpu"),
    np.array(3), np.array([3, 8, 8]), np.dtype("float32"), np.float32, (np.int64(3), np.int32(8), 8),
    {"width": np.int64(2)},
    {"width": np.float32(0.5)}, {"width": torch.tensor(2)}, {"layers": np.int64(100)}, {"a": torch.zeros(3)},
    {3: torch.zeros(3)},
    {Raises: torch.zeros(3)}, {"a": lies(torch.Tensor)}, {"a\x1b": torch.zeros(3)}, {"\ud800": torch.zeros(3)},
    {"a": {"b": torch.zeros(1)}, "c": {"d": torch.zeros(1)}},
    {"x" * 100_000: torch.zeros(3)}, {"conv1.weight": torch.zeros(8, 3, 3, 3), "\x1b": Raises()},
    {"a": odd(dict)({"b": torch.zeros(1)})},
    {Noisy("conv1.weight"): torch.zeros(8, 3, 3, 3)}, {"a": torch.zeros(3).to_sparse()}, lies(torch.dtype),
    lies(torch.device), lies(nn.Module),
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(OF_PYTORCH))
def test_whatever_is_given_is_taken_or_refused_in_one_line(name: str) -> None:
    for value in VALUES:
        harmless(name, value)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_so_is_whatever_pytorch_and_numpy_have(name: str) -> None:
    for value in OWN:
        harmless(name, value)


def test_the_tables_calls_would_build_what_is_right() -> None:
    """So that what is refused in the table is refused for its value."""
    model = cnndsl.build(SPEC)
    assert model(torch.zeros(1, 3, 8, 8)).shape == (1, 3)
    with pytest.raises(EXPECTED):
        cnndsl.build(SPEC, logits=3)  # type: ignore[arg-type]
    state = model.state_dict()
    assert torch.equal(cnndsl.fit_weights(SPEC, state, map="")["fc1.weight"], state["fc1.weight"])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64])
def test_types_are_pytorchs_own_or_their_names(dtype: torch.dtype) -> None:
    name = str(dtype).removeprefix("torch.")
    assert cnndsl.source(SPEC, dtype=dtype) == cnndsl.source(SPEC, dtype=name)
    for given in (dtype, name):
        assert {each.dtype for each in cnndsl.build(SPEC, dtype=given).parameters()} == {dtype}
        found = cnndsl.fit_weights(SPEC, cnndsl.build(SPEC).state_dict(), dtype=given)
        assert found["fc1.weight"].dtype == dtype
    if dtype != torch.float64:
        assert cnndsl.report(SPEC, dtype=dtype) == cnndsl.report(SPEC, dtype=name)


def test_devices_are_pytorchs_own_or_their_names() -> None:
    for device in (torch.device("meta"), "meta"):
        assert all(each.is_meta for each in cnndsl.build(SPEC, device=device).parameters())
    for device in (
        torch.device("cpu"),
        torch.device("cpu:0"),
        next(cnndsl.build(SPEC).parameters()).device,
    ):
        assert cnndsl.source(SPEC, device=device) == cnndsl.source(SPEC, device="cpu")
    assert cnndsl.source(SPEC, device=torch.device("cuda", 1)) == cnndsl.source(
        SPEC, device="cuda:1"
    )
    with pytest.raises(
        ValueError, match=r"^`xpu` is no device; one of cpu, cuda, cuda:N, mps, auto, meta$"
    ):
        cnndsl.build(SPEC, device=torch.device("xpu"))
    with pytest.raises(ValueError, match=r"^no mps here; there is cpu[^\n]*$"):
        cnndsl.build(SPEC, device="mps")


def test_shapes_and_numbers_of_pytorch_and_numpy_are_those_of_python() -> None:
    meant = cnndsl.check(SPEC, input=(3, 16, 16), constants={"width": 2})
    shape = torch.zeros(1, 3, 16, 16).shape[1:]
    assert cnndsl.check(SPEC, input=shape, constants={"width": np.int64(2)}) == meant
    assert (
        cnndsl.check(SPEC, input=np.zeros((3, 16, 16)).shape, constants={"width": np.float64(2)})
        == meant
    )
    assert (
        cnndsl.check(SPEC, input=list(np.array([3, 16, 16])), constants={"width": torch.tensor(2)})
        == meant
    )
    with pytest.raises(
        TypeError, match="the constant `width` is an int, a float or a Fraction, and not `float32`"
    ):
        cnndsl.check(SPEC, constants={"width": np.float32(0.1)})


def test_a_module_is_no_spec() -> None:
    class Net(nn.Module):  # type: ignore[misc]
        pass

    for call in (cnndsl.check, cnndsl.build, cnndsl.report):
        with pytest.raises(
            TypeError, match=r"`import_module`.*; a spec is a file's name, .*, and not `Net`"
        ):
            call(Net())  # type: ignore[operator]
    with pytest.raises(TypeError, match=r"as `state_dict\(\)` gives it, and not `Net`"):
        cnndsl.fit_weights(SPEC, Net())


def test_the_weights_command_says_the_same(run: Runner, tmp_path: Path) -> None:
    torch.save(cnndsl.build(SPEC).state_dict(), tmp_path / "a.pt")
    ran = run("weights", SPEC, str(tmp_path / "a.pt"), "--seed", "-1")
    line = re.sub(r"^cnndsl: argument --seed: | \(`cnndsl .*\n$", "", ran.err)
    with pytest.raises(ValueError, match=f"^{re.escape(line)}$"):
        cnndsl.fit_weights(SPEC, tmp_path / "a.pt", seed=-1)
    for seed in ("1e3", str(2**63)):
        assert run("weights", SPEC, str(tmp_path / "a.pt"), "--seed", seed).status == 2
    assert run("weights", SPEC, str(tmp_path / "a.pt"), "--seed", str(2**63 - 1)).status == 0


def test_a_pipe_is_no_checkpoint(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "a.pt")
    with pytest.raises(cnndsl.WeightsError, match=r"a\.pt: not read: not a file"):
        cnndsl.fit_weights(SPEC, tmp_path / "a.pt")
    with pytest.raises(cnndsl.WeightsError, match="not read: it is a folder"):
        cnndsl.fit_weights(SPEC, tmp_path)


def test_what_cannot_be_measured_is_said(run: Runner) -> None:
    """2^62 images have more numbers than memory has addresses."""
    with pytest.raises(
        ValueError,
        match=r"^conv1 is not measured on cpu with 4,611,686,018,427,387,904 images of float32: .*$",
    ):
        cnndsl.report(SPEC, batch=2**62, measure=True)
    ran = run("report", SPEC, "--batch", str(2**62), "--measure")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(
        "cnndsl: --measure: conv1 is not measured on cpu with 4,611,686,018,427,387,904 images"
    )


def test_the_text_has_the_names_that_were_given_and_no_more() -> None:
    """The values of a build change one name or one default each, and no statement."""

    def shape(text: str) -> str:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.arguments):
                node.defaults, node.kw_defaults = [], []
        return re.sub(r"Mine|Network", "", ast.dump(tree))

    plain = shape(cnndsl.source(SPEC, device="cuda"))
    for device, dtype in (
        ("cuda:3", None),
        ("cuda", torch.float64),
        (Noisy("cuda"), Noisy("float16")),
    ):
        text = cnndsl.source(SPEC, device=device, dtype=dtype, class_name=Noisy("Mine"))
        assert shape(text) == plain
        assert "__import__" not in text
