"""Modules of copies and branches that a list makes: built, held against NumPy, and read."""

import pytest
import torch
from conftest import checked, problems
from torch import nn

from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.verify.verification import verify

SPECS = {
    "dilations": "input 8x16x16 [C3D8d<r> R]*<r: 1, 2, 4, 8> GAP FC2",
    "bare": "input 4x16x16 after conv { } C3D8d<r>*<r: 1, 2, 4, 5> GAP FC2",
    "numbered": "input 4x16x16 f: seq[C3D<d>d<i+1> BN R]*<d: 4, 8> GAP FC2",
    "named": "input 4x16x16 [b<i>: C3D<d> R]*<d: 4, 8, 6> GAP FC2",
    "residual": "input 8x40 [add( C3D8d<d> tanh C1D8 | id )]*<d: 1, 2, 4, 8, 16> GAP FC2",
    "of a block": "block b(d, k) { C<k>D<d> BN R } input 4x9x9 [b(d, k)*<k: 1, 3>]*<d: 4, 6> GAP FC2",
    "of its parameters": "block b(p, q) { [C1D<d> R]*<d: p, 2*q> cat( each(d: q, p) C3D<d> R ) } "
    "input 4x9x9 b(2, 3) b(5, 4) b(3, 3) GAP FC2",
    "aspp": "input 8x16x16 x: C3D8 R "
    "cat( C1D4 R | each(r: 2, 3, 6) C3D4d<r> R | GAP C1D4 R upsample(like=@x) ) C1D2",
    "taps": "input 4x8x8 a: C3D4 R b: C1D6 R M [C3D5 R upsample(like=@s) cat( id | @s )]*<s: @a, @b> "
    "cat( each(s: @a, @b) @s C1D3 | id ) GAP FC2",
    "heads": "input 16x3x4 C1D48 split( each(4) mix( dot( take(0, 4) | take(4, 8) ) affine(1/2) S | take(8, 12) ) ) "
    "GAP FC2",
    "maxout": "input 9 max( each(5) FC4 ) FC3",
    "labels in each": "input 4x8x8 cat( each(k: 1, 3) a: C<k>D4 R cat( id | @a ) | id ) GAP FC2",
    "constants": "let n = 3 let d = 5 input 4x8x8 cat( each(n) C3D4 R | each(e: d, 2) C1D<e> R ) FC<d>",
}


@pytest.mark.parametrize("name", SPECS)
def test_modules_do_what_the_network_does(name: str) -> None:
    result = checked(SPECS[name])
    assert not problems(result, "error"), result.network.diagnostics
    found = verify(result)
    assert found.ok, [each for each in found.comparisons if not each.agrees]


@pytest.mark.parametrize("name", SPECS)
def test_rows_are_modules_of_their_names(name: str) -> None:
    result = checked(SPECS[name])
    model = module_class(result, Build())()
    held = dict(model.named_modules())
    for row in result.rows:
        if row.params:
            own = sum(each.numel() for each in held[row.path].parameters())
            assert own == row.params, row.path


def test_a_list_is_a_loop_over_its_values() -> None:
    text = source(checked(SPECS["dilations"]))  # of any depth that comes in
    assert "for channels, dilation in ((in_channels, 1), (8, 2), (8, 4), (8, 8))" in text
    text = source(checked("input 8x16x16 C1D8 R [C3D8d<r> R]*<r: 1, 2, 4, 8> GAP FC2"))
    assert "Layers(dilation, **factory) for dilation in (1, 2, 4, 8)" in text
    text = source(checked("input 8x8x8 after conv { } C3D8d<r>*<r: 1, 2, 4, 5> GAP FC2"))
    assert "padding=dilation, dilation=dilation" in text


def test_a_constant_in_a_list_is_an_argument_where_it_says_a_number() -> None:
    """`d` is a depth in a branch, and how many features go out."""
    result = checked(SPECS["constants"])
    make = module_class(result, Build())
    model, other = make(), make(d=7)
    meant = checked(SPECS["constants"], constants={"d": 7})
    assert sum(each.numel() for each in other.parameters()) == meant.totals.params
    assert other(torch.zeros(1, 4, 8, 8)).shape == (1, 7)
    assert model(torch.zeros(1, 4, 8, 8)).shape == (1, 5)
    assert isinstance(model, nn.Module)
