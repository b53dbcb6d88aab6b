"""Files that are no checkpoints, or hostile ones: refused in one line, by what they hold and not by their names."""

import io
import json
import os
import pickle
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save, save_file

import cnndsl

SPEC = "input 3x4x4\nC1D4 R GAP FC2"


def state() -> dict[str, torch.Tensor]:
    return {
        "conv.weight": torch.ones(4, 3, 1, 1),
        "conv.bias": torch.ones(4),
        "fc.weight": torch.ones(2, 4),
        "fc.bias": torch.ones(2),
    }


def saved(value: Any) -> bytes:
    file = io.BytesIO()
    torch.save(value, file)
    return file.getvalue()


def archive(compressed: bool, names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", how) as zipped:
        for name, content in names.items():
            zipped.writestr(name, content)
    return file.getvalue()


def ragged() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])


def quantised() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor(torch.zeros(4, 3, 1, 1), 0.1, 0, torch.qint8)


def scripted() -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(torch.nn.Conv2d(3, 4, 1)), file)
    return file.getvalue()


def numpys() -> bytes:
    file = io.BytesIO()
    np.savez(file, **{name: value.numpy() for name, value in state().items()})
    return file.getvalue()


def header(claims: dict[str, Any], length: int | None = None) -> bytes:
    written = json.dumps(claims).encode()
    return (len(written) if length is None else length).to_bytes(8, "little") + written


HUGE = {"conv.weight": {"dtype": "F32", "shape": [10**9, 10**9], "data_offsets": [0, 4 * 10**18]}}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pt", b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
        ("a.safetensors", b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
        ("a.pth", b"<!DOCTYPE html><html>", "it is a web page"),
        ("a.bin", b'{"weight_map": {}}', "an index of several files"),
        ("a.pt", b"\x89HDF\r\n\x1a\n", "it is an HDF5 file"),
        ("a.pt", b"\x93NUMPY\x01", "it is a NumPy array"),
        ("a.pt", b"\x1f\x8b\x08\x00", "`gunzip` unpacks it"),
        ("a.npz", numpys(), "it is an archive of NumPy's"),
        ("a.pt", archive(True, {"a/data.pkl": b"\0" * 10**7}), "its entries are compressed"),
        ("a.pt", archive(False, {"a/b.txt": b"hello"}), "not a checkpoint of PyTorch's"),
        ("a.pt", b"PK\x03\x04" + b"\0" * 100, "not a checkpoint of PyTorch's"),
        ("a.pt", b"\x80\x02" + b"\xff" * 100, "not a checkpoint of PyTorch's"),
        ("a.pkl", pickle.dumps({"conv.weight": [1.0]}, 4), "a pickle that `torch.save` did not write"),
        ("a.pt", scripted(), "it is a TorchScript archive"),
        ("a.safetensors", header(HUGE), "not a safetensors file"),
        ("a.safetensors", header({}, 2**63), "not a safetensors file"),
        ("a.pt", header({"conv.weight": {"dtype": "F99", "shape": [], "data_offsets": [0, 0]}}), "not a safetensors"),
        ("a.pt", b"", "not a checkpoint of PyTorch's"),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_said_in_one_line(
    name: str, content: bytes, said: str, run: Any, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ran = run("weights", SPEC, str(path))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"cnndsl: {path}: not read: ")
    assert said in ran.err
    with pytest.raises(cnndsl.WeightsError) as refused:
        cnndsl.fit_weights(SPEC, path)
    assert f"cnndsl: {refused.value}\n" == ran.err


def test_a_file_is_what_it_holds_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(saved(state()))
    (tmp_path / "b.pt").write_bytes(save(state()))
    (tmp_path / "c").write_bytes(saved(state()))
    for name in ("a.safetensors", "b.pt", "c"):
        assert len(cnndsl.fit_weights(SPEC, tmp_path / name).matches) == 4
    assert cnndsl.fit_weights(SPEC, tmp_path / "a.safetensors", in_order=True).fresh == ()
    with pytest.raises(cnndsl.WeightsError, match="it has no order to go by"):
        cnndsl.fit_weights(SPEC, tmp_path / "b.pt", in_order=True)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (os.mkfifo, "not a file, but a pipe or a device"),
        (os.mkdir, "it is a folder"),
        (lambda path: os.symlink("/dev/zero", path), "not a file, but a pipe or a device"),
        (lambda path: os.symlink(path, path), "Too many levels of symbolic links"),
        (lambda path: None, "No such file"),
    ],
)
def test_what_is_no_file_is_never_waited_for(
    made: Callable[[Path], None], said: str, run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.pt"
    made(path)
    ran = run("weights", SPEC, str(path))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    with pytest.raises((cnndsl.WeightsError, OSError), match=said):
        cnndsl.fit_weights(SPEC, path)
    (tmp_path / "good.pt").write_bytes(saved(state()))
    mapped = run("weights", SPEC, str(tmp_path / "good.pt"), "--map", str(path))
    assert (mapped.status, mapped.err.count("\n")) == (2, 1)
    out = tmp_path / "b.safetensors"
    made(out)
    if os.path.lexists(out):
        assert run("weights", SPEC, str(tmp_path / "good.pt"), "-o", str(out)).status == 2


def test_a_folder_names_what_is_in_it(run: Any, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(saved(state()))
    assert "name a file in it, such as `model.bin`" in run("weights", SPEC, str(tmp_path)).err


def test_what_trainings_put_beside_the_weights_is_no_code(tmp_path: Path) -> None:
    beside = {
        "best": np.float64(0.5),
        "step": np.int64(3),
        "out": Path("/tmp"),
        "history": [(1, 0.5)],
    }
    (tmp_path / "a.pt").write_bytes(saved({"state_dict": state(), **beside}))
    assert cnndsl.fit_weights(SPEC, tmp_path / "a.pt").source.aside == (
        "best",
        "step",
        "out",
        "history",
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (torch.zeros(4, 3, 1, 1).to_sparse(), "to_dense"),
        (quantised(), "dequantize"),
        (ragged(), "nested, a list of tensors of different sizes; `unbind\\(\\)` gives them"),
        (torch.zeros(4, 3, 1, 1, device="meta"), "no numbers"),
        (torch.zeros(0), "does not fit"),
        (torch.zeros(()), "does not fit"),
        (torch.zeros(1).expand(10**6, 10**6), "does not fit"),
    ],
)
def test_tensors_that_are_none_of_a_layers_are_refused(
    value: torch.Tensor, said: str, tmp_path: Path
) -> None:
    for given in ({**state(), "conv.weight": value}, {**state(), "more.weight": value}):
        (tmp_path / "a.pt").write_bytes(saved(given))
        for each in (given, tmp_path / "a.pt"):
            with pytest.raises(cnndsl.WeightsError, match=said):
                cnndsl.fit_weights(SPEC, each)


def test_tensors_laid_out_otherwise_have_the_same_numbers(tmp_path: Path) -> None:
    torch.manual_seed(0)
    whole = torch.randn(3, 4, 2)
    given = {**state(), "conv.weight": whole.transpose(0, 1)[:, :, 1:2, None]}
    found = cnndsl.fit_weights(SPEC, given)
    assert torch.equal(found["conv1.weight"], given["conv.weight"])
    save_file(found, tmp_path / "a.safetensors")
    shared = torch.randn(4)
    found = cnndsl.fit_weights(SPEC, {**state(), "conv.bias": shared})
    shared.zero_()
    assert found["conv1.bias"].all()
    held = torch.nn.Parameter(torch.randn(2))
    assert not cnndsl.fit_weights(SPEC, {**state(), "fc.bias": held})["fc1.bias"].requires_grad


def nested(tensors: dict[str, torch.Tensor]) -> dict[str, dict[str, torch.Tensor]]:
    found: dict[str, dict[str, torch.Tensor]] = {}
    for name, value in tensors.items():
        layer, role = name.split(".")
        found.setdefault(layer, {})[role] = value
    return found


@pytest.mark.parametrize(
    ("wrap", "taken_off", "aside"),
    [
        (nested, (), ()),
        (lambda s: {"epoch": 3, "params": nested(s)}, ("`params`",), ("epoch",)),
        (lambda s: {"a": {"b": {"c": {"d": s}}}}, ("`a.b.c.d`",), ()),
        (lambda s: {"n_averaged": torch.tensor(5), **{f"module.{k}": v for k, v in s.items()}},
         ("the prefix `module.`",), ("n_averaged",)),
        (lambda s: {f"model.{k}": v for k, v in s.items()} | {"model.x.num_batches_tracked": torch.tensor(1j)},
         (), ("model.x.num_batches_tracked",)),
        (lambda s: {("a", "b"): torch.ones(3), None: 3, b"x": torch.ones(2), **s}, (), ()),
        (lambda s: {**s, 3: [torch.ones(2)]}, (), ("3",)),
    ],
)  # fmt: skip
def test_tensors_are_found_in_whatever_holds_them(
    wrap: Callable[[Any], Any], taken_off: tuple[str, ...], aside: tuple[str, ...]
) -> None:
    found = cnndsl.fit_weights(SPEC, wrap(state()))
    assert torch.equal(found["fc1.weight"], torch.ones(2, 4))
    assert (found.source.unwrapped, found.source.aside) == (taken_off, aside)


@pytest.mark.parametrize(
    ("held", "key", "said"),
    [
        (
            {"model": state(), "ema": state()},
            None,
            "several sets of tensors, `model` and `ema`; `--key model`",
        ),
        (
            {"model": state(), "ema": state()},
            "emo",
            "no tensors at `emo`, but at `model` and `ema`",
        ),
        ({"model": nested(state()), "ema": {"a": 3}}, "ema", "no tensors at `ema`, but at `model`"),
        ({"params": list(state().values())}, None, "it holds no tensors by name, but 'params'"),
        ({"a.num_batches_tracked": torch.tensor(1j)}, None, "the checkpoint does not fit"),
    ],
)
def test_which_set_of_tensors_is_meant(held: Any, key: str | None, said: str) -> None:
    with pytest.raises(cnndsl.WeightsError, match=said):
        cnndsl.fit_weights(SPEC, held, key=key)
    if "ema" in held and key is None:
        assert len(cnndsl.fit_weights(SPEC, held, key="ema").matches) == 4


def test_a_state_dict_that_holds_itself_is_one_set_of_tensors() -> None:
    held: dict[Any, Any] = {**state()}
    held["self"] = held
    assert cnndsl.fit_weights(SPEC, held).source.aside == ("self",)
    held["ema"] = {name: value + 1 for name, value in state().items()}
    with pytest.raises(cnndsl.WeightsError, match=r"`\(the top\)` and `ema`; `--key ema` takes"):
        cnndsl.fit_weights(SPEC, held)
    assert cnndsl.fit_weights(SPEC, held, key="ema").source.unwrapped == ("`ema`",)
