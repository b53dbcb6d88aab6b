"""Everywhere PyTorch goes, with small networks of every structure: types, layouts, devices, compilers, formats.

What needs CUDA is skipped where there is none, and `make test` says so.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import checked
from small_networks import NETWORKS

from cnndsl.emit.build import Build
from cnndsl.verify.verification import module_class

EACH = pytest.mark.parametrize("name", sorted(NETWORKS))
HALVES = pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
BATCH = torch.export.Dim("batch", min=1, max=64)


def made(name: str, **options: Any) -> Any:
    torch.manual_seed(0)
    return module_class(checked(NETWORKS[name]), Build())(**options)


def images(name: str, count: int = 3) -> torch.Tensor:
    return torch.randn(count, *(checked(NETWORKS[name]).network.input or ()))


def values(given: Any) -> list[torch.Tensor]:
    """Each output of a module that returns a tensor or a named tuple."""
    return [given] if isinstance(given, torch.Tensor) else list(given)


def assert_equal(given: Any, expected: Any) -> None:
    torch.testing.assert_close(values(given), values(expected), rtol=1e-4, atol=1e-5)


def train_a_step(model: Any, given: Any) -> None:
    """All outputs and gradients are numbers, and every weight has one."""
    outputs = values(given)
    sum(each.float().square().mean() for each in outputs).backward()  # type: ignore[union-attr]
    assert all(bool(each.isfinite().all()) for each in outputs)
    assert all(
        weight.grad is not None and bool(weight.grad.isfinite().all())
        for weight in model.parameters()
    )


@EACH
@HALVES
def test_half_precision_weights(name: str, dtype: torch.dtype) -> None:
    model = made(name, dtype=dtype)
    given = model.train()(images(name).to(dtype))
    assert {each.dtype for each in values(given)} == {dtype}
    train_a_step(model, given)


@EACH
@HALVES
def test_autocast(name: str, dtype: torch.dtype) -> None:
    model = made(name).train()
    with torch.autocast("cpu", dtype=dtype):
        given = model(images(name))
    train_a_step(model, given)
    model.eval()
    batch = images(name)
    with torch.no_grad(), torch.autocast("cpu", dtype=dtype):
        halves = values(model(batch))
    with torch.no_grad():
        expected = values(model(batch))
    for half, full in zip(halves, expected, strict=True):
        assert (half.float() - full).abs().max() <= 0.05 * full.abs().max() + 1e-3


@EACH
def test_channels_last(name: str) -> None:
    batch = images(name)
    layouts = {4: torch.channels_last, 5: torch.channels_last_3d}
    layout = layouts.get(batch.dim(), torch.contiguous_format)
    model = made(name).eval()
    expected = model(batch)
    assert_equal(model.to(memory_format=layout)(batch.to(memory_format=layout)), expected)
    train_a_step(model, model.train()(batch.to(memory_format=layout)))


@EACH
def test_meta_device(name: str) -> None:
    model = made(name, device="meta")
    assert {each.device.type for each in model.state_dict().values()} == {"meta"}
    real = made(name).eval()
    batch = images(name)
    shapes = [each.shape for each in values(real(batch))]
    assert [each.shape for each in values(model.eval()(batch.to("meta")))] == shapes
    model.load_state_dict(real.state_dict(), assign=True)
    assert_equal(model(batch), real(batch))
    with torch.device("meta"):
        assert all(each.is_meta for each in made(name).parameters())


@EACH
def test_compile(name: str) -> None:
    torch._dynamo.reset()
    model = made(name).eval()
    batch = images(name)
    expected = model(batch)
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    assert_equal(compiled(batch), expected)
    model.train()
    train_a_step(model, compiled(batch))


@pytest.mark.skipif(shutil.which("c++") is None, reason="inductor needs a C++ compiler")
def test_compile_with_inductor() -> None:
    torch._dynamo.reset()
    model = made("residual").eval()
    batch = images("residual")
    with torch.no_grad():
        compiled = torch.compile(model, fullgraph=True)
        assert_equal(compiled(batch), model(batch))


@EACH
def test_export_with_any_batch(name: str) -> None:
    model = made(name).eval()
    exported = torch.export.export(model, (images(name),), dynamic_shapes=({0: BATCH},))
    for count in (1, 5):
        batch = images(name, count)
        assert_equal(exported.module()(batch), model(batch))


@EACH
def test_onnx_runs_the_same(name: str, tmp_path: Path) -> None:
    import onnxruntime

    model = made(name).eval()
    file = tmp_path / "network.onnx"
    written = torch.onnx.export(
        model, (images(name),), dynamo=True, dynamic_shapes=({0: BATCH},), verbose=False
    )
    written.save(file)
    session = onnxruntime.InferenceSession(file)
    (taken,) = session.get_inputs()
    for count in (1, 5):
        batch = images(name, count)
        given = session.run(None, {taken.name: batch.numpy()})
        assert_equal([torch.from_numpy(each) for each in given], model(batch))


@EACH
def test_safetensors(name: str, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    model, again = made(name).eval(), made(name, device="meta").eval()
    file = tmp_path / "weights.safetensors"
    save_file(model.state_dict(), file)
    again.load_state_dict(load_file(file), assign=True)
    batch = images(name)
    for given, expected in zip(values(again(batch)), values(model(batch)), strict=True):
        assert torch.equal(given, expected)


def test_two_processes_train_the_same_weights() -> None:
    """Under torchrun; the script compares the weights after three steps on data of each process's own."""
    script = Path(__file__).parent / "train_in_two_processes.py"
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "torch.distributed.run",
            "--standalone",
            "--nproc-per-node=2",
            script,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"OMP_NUM_THREADS": "1", "PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.split() == sorted(NETWORKS)


@pytest.mark.cuda
@pytest.mark.skipif(
    not torch.cuda.is_available(),
    reason="no CUDA device here: not run on CUDA (`make full CUDA=no` leaves these out)",
)
@EACH
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_cuda(name: str, dtype: torch.dtype) -> None:
    model = made(name, device="cuda", dtype=dtype)
    batch = images(name).to("cuda", dtype)
    train_a_step(model, model.train()(batch))
    compiled = torch.compile(model.eval(), fullgraph=True, backend="aot_eager")
    with torch.no_grad():
        given, expected = compiled(batch), model(batch)
    for one, other in zip(values(given), values(expected), strict=True):
        assert (one - other).abs().max() <= 0.02 * other.abs().max() + 1e-3
    if dtype == torch.float32:
        torch.testing.assert_close(
            values(model.cpu()(batch.cpu())), [each.cpu() for each in values(expected)],
            rtol=1e-2, atol=1e-3,
        )  # fmt: skip
