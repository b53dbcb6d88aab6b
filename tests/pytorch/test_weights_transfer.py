"""What `fit_weights` gives: a state dict that says how it was found, and warns of what should be looked at."""

import copy
import io
import pickle
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

import cnndsl

SPEC = "network Two\ninput 3x4x4\nx: C1D4 R y: C1D4 R GAP FC2"
State = dict[str, torch.Tensor]


def state(*names: str) -> State:
    """Weights and biases of two convolutions and of a fully connected layer."""
    torch.manual_seed(0)
    shapes = [(4, 3, 1, 1), (4, 4, 1, 1), (2, 4)]
    found: State = {}
    for name, shape in zip(names, shapes, strict=True):
        found |= {f"{name}.weight": torch.randn(shape), f"{name}.bias": torch.randn(shape[0])}
    return found


def test_it_is_a_state_dict_that_says_how_it_was_found() -> None:
    given = state("a", "b", "c")
    found = cnndsl.fit_weights(SPEC, {**given, "a.weight": given["a.weight"][:, :, 0, 0]})
    cnndsl.build(SPEC).load_state_dict(found)
    assert torch.equal(found["x.weight"][:, :, 0, 0], given["a.weight"][:, :, 0, 0])
    assert found.matches[0] == ("x.weight", "a.weight", "order", True)
    assert found.matches[1] == ("x.bias", "a.bias", "order", False)
    assert found.notes == ("the same numbers in another shape: x.weight 4x3 as 4x3x1x1",)
    assert found.map == "x = a\ny = b\nfc1 = c\n"
    assert repr(found) == "<Two: 6 tensors from the checkpoint, 0 fresh, 0 left out>"
    assert str(found).splitlines()[0] == "Two: 6 tensors: 6 by order and shape"
    assert "Two: 6 tensors" in found._repr_html_()
    again = cnndsl.fit_weights(SPEC, given, map=found.map)
    assert [(each.theirs, each.how) for each in again.matches[:1]] == [("a.weight", "map")]


def test_it_says_what_the_command_prints(run: Any, tmp_path: Path) -> None:
    given = {**state("a", "b", "c"), "a.weight": torch.full((4, 3, 1, 1), float("nan"))}
    torch.save({"state_dict": given, "epoch": 3}, tmp_path / "a.pt")
    with pytest.warns(cnndsl.WeightsWarning, match="`x.weight`: 12 of 12 numbers"):
        found = cnndsl.fit_weights(SPEC, tmp_path / "a.pt", fresh="fc1")
    assert (found.fresh, found.left) == (("fc1.weight", "fc1.bias"), ("c.weight", "c.bias"))
    ran = run("weights", SPEC, str(tmp_path / "a.pt"), "--fresh", "fc1")
    assert ran.out == f"{found}\n"
    assert list(found.notes) == ran.out.splitlines()[-5:]
    assert ran.out.endswith("taken off: `state_dict`\nbeside the tensors, not used: epoch\n")


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f))]
)
def test_a_copy_of_it_is_a_plain_state_dict(copied: Any) -> None:
    found = cnndsl.fit_weights(SPEC, state("a", "b", "c"))
    again = copied(found)
    assert list(again) == list(found)
    assert torch.equal(again["fc1.bias"], found["fc1.bias"])


def test_it_is_saved_as_any_other(tmp_path: Path) -> None:
    found = cnndsl.fit_weights(SPEC, state("a", "b", "c"))
    file = io.BytesIO()
    torch.save(found, file)
    file.seek(0)
    assert torch.load(file, weights_only=True).keys() == found.keys()
    save_file(found, tmp_path / "a.safetensors")
    assert load_file(tmp_path / "a.safetensors").keys() == found.keys()


def test_what_the_order_of_the_file_settles_is_warned_of_where_it_is_called() -> None:
    spec = "input 3x4x4 x: C1D4 R y: C1D4 R z: C1D4 R GAP FC2"
    first = state("a", "right", "left")
    given = {name: value for name, value in first.items() if not name.startswith("left")}
    given |= {"left.weight": torch.randn(4, 4, 1, 1), "left.bias": torch.zeros(4)}
    given |= {"head.weight": torch.randn(2, 4), "head.bias": torch.zeros(2)}
    with pytest.warns(cnndsl.WeightsWarning) as warned:
        found = cnndsl.fit_weights(spec, given)
    said = "the shapes leave it open, the order of the file settles it: `y.weight` is `right.weight`, not `left.weight`"
    assert [str(each.message) for each in warned] == [said]
    assert warned[0].filename == __file__
    assert said in found.notes
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cnndsl.fit_weights(spec, given, map="y = right")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (torch.zeros(4, 3, 1, 1, dtype=torch.complex64), "complex64"),
        (torch.zeros(4, 3, 1, 1, dtype=torch.int8), "int8"),
        (torch.zeros(4, 3, 1, 1, dtype=torch.uint8), "uint8"),
        (torch.zeros(4, 3, 1, 1, dtype=torch.int64), "int64"),
        (torch.zeros(4, 3, 1, 1, dtype=torch.bool), "bool"),
    ],
)
def test_numbers_that_no_layer_learns_are_refused(value: torch.Tensor, what: str) -> None:
    given = {**state("a", "b", "c"), "a.weight": value}
    with pytest.raises(cnndsl.WeightsError, match=f"`a.weight` is {what}, and learned numbers"):
        cnndsl.fit_weights(SPEC, given)
    assert cnndsl.fit_weights(SPEC, given, fresh="x").left == ("a.weight", "a.bias")


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float16, torch.bfloat16, torch.float8_e4m3fn]
)
def test_floating_point_of_any_width_stays_as_it_is(dtype: torch.dtype) -> None:
    given = {name: value.to(dtype) for name, value in state("a", "b", "c").items()}
    found = cnndsl.fit_weights(SPEC, given)
    assert {value.dtype for value in found.values()} == {dtype}
    expected = {name: value.float() for name, value in found.items()}
    model = cnndsl.build(SPEC)
    model.load_state_dict(found)
    assert torch.equal(model.x.weight, expected["x.weight"])


@pytest.mark.parametrize(
    ("count", "kept"),
    [
        (torch.tensor(7), 7),
        (torch.tensor([7], dtype=torch.int32), 7),
        (torch.tensor(7.0, dtype=torch.float16), 7),
        (torch.tensor(float("inf")), 0),
        (torch.tensor(-1), 0),
        (torch.tensor(True), 0),
        (torch.tensor(7j), 0),
        (torch.zeros(3, dtype=torch.int64), 0),
    ],
)
def test_a_count_of_batches_is_one_whole_number_or_none(count: torch.Tensor, kept: int) -> None:
    given = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)).state_dict()
    found = cnndsl.fit_weights("input 3x4x4 C1D4 BN", {**given, "1.num_batches_tracked": count})
    assert torch.equal(found["bn1.num_batches_tracked"], torch.tensor(kept))


def test_a_head_of_other_classes_by_the_command_and_the_library(run: Any, tmp_path: Path) -> None:
    given = {**state("a", "b", "c"), "c.weight": torch.randn(9, 4), "c.bias": torch.randn(9)}
    torch.save(given, tmp_path / "a.pt")
    refused = run("weights", SPEC, str(tmp_path / "a.pt"))
    assert (refused.status, "`--fresh-head` does the same" in refused.out) == (1, True)
    ran = run("weights", SPEC, str(tmp_path / "a.pt"), "--fresh-head")
    assert (ran.status, ran.err) == (0, "")
    assert "fresh values: fc1\nleft out: c\n" in ran.out
    found = cnndsl.fit_weights(SPEC, given, fresh_head=True)
    assert found["fc1.weight"].shape == (2, 4)
    assert torch.equal(found["y.weight"], given["b.weight"])
    assert cnndsl.fit_weights(SPEC, state("a", "b", "c"), fresh_head=True).fresh == ()
    missing = run("weights", SPEC, str(tmp_path / "a.pt"), "--fresh", "fc")
    assert (missing.status, missing.out) == (2, "")
    assert "`fc`: the network has no such layer or part with weights" in missing.err
    assert "`a..b` is no name" in run("weights", SPEC, "a.pt", "--fresh", "a..b").err


def test_a_variance_below_zero_is_warned_of() -> None:
    given = {"c.weight": torch.ones(4, 3, 1, 1), "c.bias": torch.ones(4)}
    given |= {f"n.{role}": torch.ones(4) for role in ("weight", "bias", "running_mean")}
    variance = torch.tensor([1.0, -1.0, 0.0, -2.0])
    said = "`bn1.running_var`: 2 of 4 numbers are below 0, which no variance is"
    with pytest.warns(cnndsl.WeightsWarning, match=said):
        found = cnndsl.fit_weights("input 3x2x2 C1D4 BN R", {**given, "n.running_var": variance})
    assert said in found.notes
    sound = cnndsl.fit_weights("input 3x2x2 C1D4 BN R", {**given, "n.running_var": variance.abs()})
    assert sound.doubtful == ()


def test_of_problems_only_what_should_be_looked_at_is_said(run: Any, tmp_path: Path) -> None:
    given = state("a", "b", "c")
    torch.save({**given, "c.bias": torch.full((2,), float("nan"))}, tmp_path / "nan.pt")
    ran = run("weights", "-q", SPEC, str(tmp_path / "nan.pt"))
    assert ran.out == "`fc1.bias`: 2 of 2 numbers are infinite or none at all (NaN)\n"
    torch.save(given, tmp_path / "a.pt")
    assert run("weights", "-q", SPEC, str(tmp_path / "a.pt")).out == ""
