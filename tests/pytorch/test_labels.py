"""What a label means, held against the same network with everything written out and put into a labelled group."""

from pathlib import Path

import pytest
import torch
from conftest import EXAMPLES, checked, problems
from hypothesis import given, settings
from hypothesis import strategies as st
from test_memory import alive_at_once, kept, saved_by_autograd
from torch import nn

from cnndsl.analyse.figures import Result
from cnndsl.analyse.inference import Inference
from cnndsl.analyse.views import views
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.verify.verification import verify

INPUT = "input 3x8x8 "
AFTER = "after conv { BN R } "
END = " GAP FC3"
WRITTEN_OUT = {
    "what after adds": (
        AFTER + "a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 BN R] C3D4 BN R cat( id | @a ) GAP FC3",
    ),
    "what the compiler adds": (
        "a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 R] C3D4 R cat( id | @a ) GAP FC3",
    ),
    "a norm of after's, an activation of the compiler's": (
        "after conv { BN } a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 BN R] C3D4 BN R cat( id | @a ) GAP FC3",
    ),
    "a norm that is written, so that the activation is behind that": (
        "a: C3D8 BN C3D4 cat( id | @a ) GAP FC3",
        "a: C3D8 BN R C3D4 R cat( id | @a ) GAP FC3",
    ),
    "a label on the norm": (
        "C3D8 a: BN C3D4 cat( id | @a ) GAP FC3",
        "C3D8 a: [BN R] C3D4 R cat( id | @a ) GAP FC3",
    ),
    "after's, and a norm that is written": (
        "after conv { R } a: C3D8 BN C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 R] BN C3D4 R cat( id | @a ) GAP FC3",
    ),
    "what is written": (
        "after conv { BN } a: C3D8 R C3D4 R cat( id | @a ) GAP FC3",
        "a: [C3D8 BN] R C3D4 BN R cat( id | @a ) GAP FC3",
    ),
    "nothing is added": (
        "after conv { } a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: C3D8 C3D4 cat( id | @a ) GAP FC3 after conv { }",
    ),
    "the last layer": (
        AFTER + "C3D8 a: C3D4 GAP S cat( id | @a GAP )",
        "C3D8 BN R a: C3D4 GAP S cat( id | @a GAP )",
    ),
    "behind a sum": (
        "a: C3D8 add( b: C3D4 cat( id | @b ) C1D8 | @a ) C3D4 GAP FC3",
        "a: [C3D8 R] add( b: [C3D4 R] cat( id | @b ) C1D8 | @a ) R C3D4 R GAP FC3",
    ),
    "last in a branch of a sum": (
        "C3D8 add( a: C3D8 cat( @a ) | id ) C3D4 GAP FC3",
        "C3D8 R add( a: C3D8 cat( @a ) | id ) R C3D4 R GAP FC3",
    ),
    "a sum": (
        "C3D8 s: add( C3D8 | id ) C3D4 cat( id | @s ) GAP FC3",
        "C3D8 R s: [add( C3D8 | id ) R] C3D4 R cat( id | @s ) GAP FC3",
    ),
    "copies": (
        AFTER + "a: C3D8*2 C3D4 cat( id | @a ) GAP FC3",
        "a: [[C3D8 BN R]*2] C3D4 BN R cat( id | @a ) GAP FC3",
    ),
    "inside copies": (
        AFTER + "C3D8 [a: C3D8 C3D8 add( id | @a )]*3 GAP FC3",
        "C3D8 BN R [a: [C3D8 BN R] C3D8 BN R add( id | @a )]*3 GAP FC3",
    ),
    "a group": (
        AFTER + "g: [C3D4 a: C3D8] C3D4 cat( id | @g.a | @g ) GAP FC3",
        "g: [C3D4 BN R a: [C3D8 BN R]] C3D4 BN R cat( id | @g.a | @g ) GAP FC3",
    ),
    "a block": (
        "block b(d) { x: C3D<d> C3D8 cat( id | @x ) } a: b(4) C3D4 cat( id | @a ) GAP FC3",
        "block b(d) { x: [C3D<d> R] C3D8 R cat( id | @x ) } a: b(4) C3D4 R cat( id | @a ) GAP FC3",
    ),
    "a block's argument": (
        AFTER + "block up(s) { C3D4 cat( id | @s ) } a: C3D8 C3D4 up(@a) GAP FC3",
        "block up(s) { C3D4 BN R cat( id | @s ) } a: [C3D8 BN R] C3D4 BN R up(@a) GAP FC3",
    ),
    "a size": (
        "after conv { BN M R } a: C3D8 C3D4 upsample(like=@a) cat( id | @a ) GAP FC3",
        "a: [C3D8 BN M R] C3D4 BN M R upsample(like=@a) cat( id | @a ) GAP FC3",
    ),
    "heads": (
        AFTER + "a: C3D8 C3D4 head h { @a GAP FC2 } aux x { @a C3D4 GAP FC2 } GAP FC3",
        "a: [C3D8 BN R] C3D4 BN R head h { @a GAP FC2 } aux x { @a C3D4 BN R GAP FC2 } GAP FC3",
    ),
    "a label of a label": (
        AFTER + "a: C3D8 M b: @a C3D4 cat( id | @b | @a ) GAP FC3",
        "a: [C3D8 BN R] M b: @a C3D4 BN R cat( id | @b | @a ) GAP FC3",
    ),
    "an input that is flat": (
        "after fc { BN R DO } GAP a: FC8 FC4 cat( id | @a ) FC3",
        "GAP a: [FC8 BN R DO] FC4 BN R DO cat( id | @a ) FC3",
    ),
    "blocks after each": (
        "block n { BN add( R | id ) } after conv { n } a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "block n { BN add( R | id ) } a: [C3D8 n] C3D4 n cat( id | @a ) GAP FC3",
    ),
    "copies after each": (
        "after conv { [BN R]*2 } a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 [BN R]*2] C3D4 [BN R]*2 cat( id | @a ) GAP FC3",
    ),
    "branches after each": (
        "after conv { R add( BN | id ) } a: C3D8 C3D4 cat( id | @a ) GAP FC3",
        "a: [C3D8 R add( BN | id )] C3D4 R add( BN | id ) cat( id | @a ) GAP FC3",
    ),
}


def agree(result: Result, reference: Result) -> None:
    """The same numbers in PyTorch, the same figures, the same views; each in itself as PyTorch has it."""
    for each in (result, reference):
        assert each.network.ok, each.network.diagnostics
        assert verify(each).ok
        model = module_class(each, Build())()
        image = torch.rand(2, *(each.network.input or ()))
        assert kept(each, 2) == saved_by_autograd(model, image)
        assert 2 * Inference(each.program.whole, 4).peak == alive_at_once(model, image)
    assert _without_peak(result) == _without_peak(reference)
    shapes = [(row.kind, row.shape, row.params) for row in result.rows]
    assert shapes == [(row.kind, row.shape, row.params) for row in reference.rows]
    assert list(views(result.network).values()) == list(views(reference.network).values())
    one, other = (module_class(each, Build())().double().eval() for each in (result, reference))
    _take_over(one, result, other, reference)
    image = torch.rand(2, *(result.network.input or ()), dtype=torch.float64)
    for mine, theirs in zip(_all(one(image)), _all(other(image)), strict=True):
        assert torch.equal(mine, theirs)


def _take_over(one: nn.Module, result: Result, other: nn.Module, reference: Result) -> None:
    """Give one module's weights to the other, layer by layer in the order of the data."""
    theirs = other.state_dict()
    for mine, written in zip(result.rows, reference.rows, strict=True):
        for name, value in one.state_dict().items():
            if name.rpartition(".")[0] == mine.path:
                theirs[f"{written.path}.{name.rpartition('.')[2]}"].copy_(value)


def _without_peak(result: Result) -> object:
    """A group is a class, whose `forward` has names of its own."""
    return result.totals._replace(peak_activation_bytes=None)


def _all(given: object) -> tuple[torch.Tensor, ...]:
    return (given,) if isinstance(given, torch.Tensor) else tuple(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(WRITTEN_OUT))
def test_a_label_means_the_layer_with_what_is_added_to_it(name: str) -> None:
    short, written = (checked(INPUT + spec) for spec in WRITTEN_OUT[name])
    agree(short, written)


def test_blocks_of_other_files_too(tmp_path: Path) -> None:
    block = "block b { a: LAYER C3D8 cat( id | @a ) }"
    (tmp_path / "short.cnn").write_text(AFTER + block.replace("LAYER", "C3D4"))
    written = block.replace("LAYER", "[C3D4 BN R]").replace("C3D8", "C3D8 BN R")
    (tmp_path / "written.cnn").write_text(written)
    found = []
    for name in ("short", "written"):
        spec = tmp_path / f"{name}_net.cnn"
        spec.write_text(f'use "{name}.cnn" {INPUT} C3D4 R b b C3D2 R GAP FC3')
        found.append(compile_text(load(str(spec))))
    agree(*found)


def test_its_counts_stay_the_layers_own() -> None:
    """27*8 weights and 8 biases of the convolution, and not the norm's 2*8; 8*8*8 places of 27 products."""
    facts = " expect @a params 224 expect @a macs 13_824 expect @a shape 8x8x8 expect @a buffers 0"
    found = checked(INPUT + AFTER + "a: C3D8 C3D4 cat( id | @a ) GAP FC3" + facts)
    assert not problems(found)
    assert [row.path for row in found.rows[:3]] == ["a", "bn1", "relu1"]


MODES = {
    "after": (AFTER, "BN R"),
    "after with dropout": ("after conv { BN R DO0.25 } ", "BN R DO0.25"),
    "the compiler": ("", "R"),
    "both": ("after conv { BN } ", "BN R"),
}
LABELLED = "abcd"


@st.composite
def _specs(draw: st.DrawFn) -> tuple[str, str]:
    """A network whose layers keep 8 channels, with labels and taps; and the same written out."""
    statements, added = MODES[draw(st.sampled_from(sorted(MODES)))]
    block = "block t(s, d) { x: %s cat( @x | @s ) C1D8%s add( id | @x ) } "
    texts = [
        statements + block % ("C3D<d>", ""),
        block % (f"[C3D<d> {added}]", f" {added}"),
    ]
    seen: list[str] = []
    for label in LABELLED:
        layer = draw(st.sampled_from(["C3D8", "C1D8", "C3D8*2"]))
        names = [label, *seen[-3:]]
        more = draw(
            st.lists(st.sampled_from(["", "add", "like", "cat", "t", "[", "M"]), max_size=2)
        )
        tap = draw(st.sampled_from(names))
        for k in range(2):
            plain, times, _ = layer.partition("*2")
            one = f"{plain} {added}" if k else plain
            texts[k] += f" {label}: " + (
                f"[[{one}]*2]" if k and times else f"[{one}]" if k else layer
            )
        seen.append(label)
        for each in more:
            full = f"C1D8 {added}"
            size = f"@{tap} upsample(size=8)"
            parts = {
                "": ("", ""),
                "M": ("M U2", "M U2"),
                "add": (f"add( id | {size} )", f"add( id | {size} )"),
                "cat": (f"cat( id | @{tap} ) C1D8", f"cat( id | @{tap} ) {full}"),
                "like": (f"M C1D8 upsample(like=@{tap})", f"M {full} upsample(like=@{tap})"),
                "t": (f"t(@{tap}, 8)", f"t(@{tap}, 8)"),
                "[": (
                    "[C1D8 y: C3D8 C1D8 add( @y | id )]*2",
                    f"[{full} y: [C3D8 {added}] {full} add( @y | id )]*2",
                ),
            }
            for k in range(2):
                texts[k] += " " + parts[each][k]
    return tuple(f"{INPUT} {text} GAP FC3" for text in texts)  # type: ignore[return-value]


@settings(max_examples=EXAMPLES // 8)
@given(_specs())
def test_so_in_networks_at_random(specs: tuple[str, str]) -> None:
    agree(*map(checked, specs))
