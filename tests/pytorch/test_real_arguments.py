"""Arguments that are no sizes, from one end of float32 to the other: the module takes them, trains, and is scripted."""

import linecache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import torch
from conftest import checked

from cnndsl.emit.pytorch import source
from cnndsl.layers import KINDS
from cnndsl.layers.arguments import LARGEST_FLOAT, SMALLEST_FLOAT
from cnndsl.verify.verification import verify

PLAIN = {"affine": {"a": "1"}, "pad": {"n": "1"}, "groupnorm": {"groups": "2"}}
PLAIN |= {"clip": {"a": "-3e38", "b": "3e38"}}
"""What else the kinds need."""

VALUES = ["1e20", "-1e20", "1e38", "-1e38", "1e-37", "-0.0", "0", "3", "-1", "1", "0.25", "1/3"]
REAL = [
    (word, declared.name or argument)
    for word, kind in sorted(KINDS.items())
    for argument, declared in kind.arguments.items()
    if declared.type.decimal
]


def test_these_are_the_real_arguments() -> None:
    """lrn 3, bn 2, four further norms 1 each, affine and clip 2, and one each of five."""
    assert len(REAL) == 3 + 2 + 4 + 2 * 2 + 5


def specs(word: str, argument: str, value: str) -> list[str]:
    """The kind with the argument: as a function, as a module, and as a block's parameter."""
    given = dict(PLAIN.get(word, {})) | {argument: value}
    call = f"{word}({', '.join(f'{name}={each}' for name, each in given.items())})"
    inside = call.replace(f"{argument}={value}", f"{argument}=v")
    return [
        f"input 4x3x3 C1D4 {call} C1D2",
        f"input 4x3x3 C1D4 a: {call} C1D2",
        f"input 4x3x3 block b(v) {{ C1D4 {inside} }} b({value}) b({value}) C1D2",
    ]


def imported(text: str, folder: Path) -> torch.nn.Module:
    """The network of a written file, whose lines PyTorch's compiler can read."""
    path = folder / "spec.py"
    path.write_text(text)
    spec = spec_from_file_location("spec", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    linecache.checkcache(str(path))
    made = module.spec()
    assert isinstance(made, torch.nn.Module)
    return made


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(("word", "argument"), REAL)
def test_modules_take_them(word: str, argument: str, value: str, tmp_path: Path) -> None:
    for spec in specs(word, argument, value):
        found = checked(spec)
        if not found.network.ok:
            assert {each.code for each in found.network.diagnostics} >= {"argument-value"}
            continue
        made = imported(source(found), tmp_path)
        for training in (True, False):
            made.train(training)(torch.rand(2, 4, 3, 3, requires_grad=True)).sum().backward()
        torch.jit.script(made)
        if word == "lrn" and value in ("-1e20", "-1e38", "-1", "-0.0", "0"):
            continue  # a power of what is not above 0: no number, in PyTorch as in NumPy
        single = ("float32", "run on") if value.endswith(("e20", "e38")) else ("float32",)
        found_out = verify(found).comparisons
        exact = [  # products of such numbers may go beyond float32, and stay within float64
            each
            for each in found_out
            if not any(is_in in f"{each.what} {each.worked_out}" for is_in in single)
        ]
        assert all(each.agrees for each in exact), exact


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("1e39", "argument-value", f"it is beyond {LARGEST_FLOAT:g}, where float32 ends"),
        ("-4e38", "argument-value", f"it is beyond {LARGEST_FLOAT:g}, where float32 ends"),
        (
            "1e-50",
            "argument-value",
            f"it is nearer to 0 than {SMALLEST_FLOAT:g}, where float32 ends",
        ),
        ("1e-20*1e-20", "argument-value", f"it is nearer to 0 than {SMALLEST_FLOAT:g}"),
        ("1e20*1e20*1e20", "limit-number", "this number is too large"),
        ("1e41", "limit-number", "this number is too large"),
        ("1e-99", "limit-number", "a denominator beyond 2**256"),
        ("1e-60*1e-60", "limit-number", "a denominator beyond 2**256"),
        ("0." + "0" * 99 + "1", "limit-number", "a denominator beyond 2**256"),
    ],
)
def test_what_float32_cannot_hold_is_refused(value: str, code: str, words: str) -> None:
    (found,) = checked(f"input 4x3x3 affine({value})").network.diagnostics
    assert found.code == code
    assert words in found.message


def test_the_ends_are_float32s_own() -> None:
    assert torch.finfo(torch.float32).max == LARGEST_FLOAT
    assert torch.finfo(torch.float32).smallest_normal == SMALLEST_FLOAT
