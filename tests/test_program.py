"""The program between the network and what is made of it."""

import ast
import re

import pytest
from conftest import checked
from hypothesis import given
from hypothesis import strategies as st
from programs import Made, Unsound, check, outputs_of_program, outputs_of_structure
from random_specs import random_spec
from structures import ACCOUNTED, BUILDS, STRUCTURES
from test_modules import both

from cnndsl.analyse.figures import Result
from cnndsl.analyse.inference import Inference
from cnndsl.analyse.training import Training
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.program.statements import Apply, Assign, Part

SEEDS = st.integers(0, 1_000_000)


def sound(spec: str) -> Result:
    result = checked(spec)
    assert result.network.ok, [each.message for each in result.network.diagnostics]
    return result


def holds(result: Result) -> None:
    """The program is sound, and makes what the structure says."""
    program = result.program.whole
    check(program)
    for aux in (False, True):
        made = Made()
        wanted = outputs_of_structure(result.network, aux, made)
        assert outputs_of_program(program, result.network, aux, made) == wanted


@pytest.mark.parametrize("name", sorted({**STRUCTURES, **ACCOUNTED}))
def test_a_program_does_what_the_structure_says(name: str) -> None:
    holds(sound({**STRUCTURES, **ACCOUNTED}[name]))


@pytest.mark.parametrize(
    "spec",
    [
        "input 4x8x8 add( C3D4 | p: proj ) R FC3",
        "block b(d) { add( p: proj | C3D<d> ) R } input 4x8x8 b(4) b(4) FC3",
        "block b(d) { add( p: proj | C3D<d> ) R } input 4x8x8 b(4) b(8) FC3",
    ],
)
def test_a_projection_with_a_label_is_a_module_though_it_has_nothing_to_do(spec: str) -> None:
    for build in BUILDS:
        for training in (False, True):
            found, wanted = both(spec, build, training)
            assert found == wanted


@pytest.mark.parametrize(
    ("before", "part", "is_module"),
    [
        ("block b { id }", "b", False),
        ("block b { id id }", "b", False),
        ("block b { c } block c { id }", "b", False),
        ("block b { id }", "[b]*1", False),
        ("block b { id }", "add( b | C3D4 ) R", False),
        ("block b { id }", "add( b b | C3D4 ) R", False),
        # whoever gives it a label may ask for the module by that name
        ("block b { id }", "p: b", True),
        ("block b { R }", "b", True),
        ("block b { id R }", "b", True),
        # a number is given to it in a `seq`, or a value from elsewhere
        ("block b { id }", "f: seq[b C3D4 b]", True),
        ("block b { id }", "f: seq[C3D4 R b*2]", True),
        ("block b(t) { @t }", "a: R C3D4 b(@a)", True),
        ("block b(t) { @t }", "a: R add( C3D4 | b(@a) )", True),
    ],
)
def test_a_block_that_gives_on_what_comes_in_is_no_class(
    before: str, part: str, is_module: bool
) -> None:
    result = sound(f"{before} input 4x8x8 C1D4 R {part} C3D4 FC3")
    holds(result)
    assert ("class B(" in source(result)) is is_module


@given(SEEDS)
def test_so_does_that_of_any_network(seed: int) -> None:
    holds(sound(random_spec(seed)))


@given(SEEDS, st.sampled_from(BUILDS), st.booleans())
def test_so_does_the_module_of_any_network(seed: int, build: Build, training: bool) -> None:
    found, wanted = both(random_spec(seed), build, training)
    assert found == wanted


def figures(result: Result) -> tuple[object, ...]:
    program, totals = result.program.whole, result.totals
    alive, kept = Inference(program, 4).alive, Training(program, 4).kept
    return totals, list(alive.values()), list(kept.values())


def code(result: Result) -> str:
    """The module, but for its layout, its comments and how long its names are."""
    return re.sub(r"([lL]\d+)_?[qQ]*", r"\1", ast.unparse(ast.parse(source(result))))


@given(SEEDS, st.integers(1, 120))
@pytest.mark.slow
def test_how_long_a_label_is_changes_nothing(seed: int, letters: int) -> None:
    short, long = sound(random_spec(seed)), sound(random_spec(seed, letters))
    assert figures(long) == figures(short)
    assert code(long) == code(short)


def test_a_sum_is_written_over_whatever_its_label() -> None:
    for letters in (*range(1, 100, 7), *range(50, 70)):  # a line has room for some sixty
        label = "e" * letters
        spec = f"input 3x64x64 {label}: C3D8 R C3D8 R add( C3D8 BN | @{label} ) R C3D16"
        lines = ast.unparse(ast.parse(source(sound(spec)))).splitlines()
        assert f"        y += {label}" in lines
        assert "        x = self.relu3(y)" in lines
        assert "        self.relu3 = nn.ReLU(inplace=True)" in lines


def spoilt(part: Part, number: int, **changes: object) -> Part:
    """A program with another value in one of its statements."""
    statements = list(part.statements)
    assign = statements[number]
    assert isinstance(assign, Assign)
    assert isinstance(assign.value, Apply)
    statements[number] = assign._replace(value=assign.value._replace(**changes))
    return part._replace(statements=tuple(statements))


def test_a_program_that_is_not_sound_is_refused() -> None:
    """So that the tests before this one can fail."""
    spec = "input 3x8x8 e: C3D3 R add( C3D3 BN | @e ) R C3D5 after conv { }"
    part = sound(spec).program.whole  # e, x = relu1(e), y = conv2(x), y = bn1(y), y += e, ...
    check(part)
    with pytest.raises(Unsound, match=r"e is read and stands for nothing"):
        check(part._replace(statements=part.statements[1:]))
    with pytest.raises(Unsound, match="z is read and stands for nothing"):
        check(part._replace(results=("z",)))
    wide = sound("input 5x8x8 C3D3").program.whole
    with pytest.raises(Unsound, match=r"conv1: \(3, 8, 8\), and not \(5, 8, 8\)"):
        check(part._replace(statements=(*part.statements[:-1], *wide.statements)))
    with pytest.raises(Unsound, match="e is read after it was written over"):
        check(spoilt(part, 1, over=True))
    with pytest.raises(Unsound, match="relu1 writes over what something else needs"):
        check(spoilt(sound("input 3x8x8 R C3D4").program.whole, 0, over=True))
