"""What generated modules do, without PyTorch: the same as their network says, layer by layer."""

import ast
import re
from itertools import product
from typing import Any

import pytest
import symbols
from conftest import checked, sample
from interpreter import Interpreter
from structures import BUILDS, STRUCTURES

from cnndsl.emit.build import Build, as_run
from cnndsl.emit.pytorch import source
from cnndsl.layers.joins import Join


def both(spec: str, build: Build, training: bool) -> tuple[list[int], list[int]]:
    """What the module's outputs are, and what its network's are."""
    result = checked(spec)
    space = symbols.run(source(result, build))
    model = space[build.class_name or result.network.name]().train(training)
    images = [symbols.SYMBOLS.of("image", name) for name in result.network.shapes]
    given = model(*map(symbols.Value, images))
    found = [each.read() for each in (given if isinstance(given, tuple) else (given,))]
    network = as_run(result, build)
    walk = Interpreter(network, model, symbols.torch, symbols.functional)
    wanted = {name: each.read() for name, each in walk.outputs(*map(symbols.Value, images)).items()}
    for placed in network.network.layers:
        if not isinstance(placed.layer, Join):
            _made_as_said(placed, walk)
    names = list(given._fields) if isinstance(given, tuple) else list(wanted)
    return found, [wanted[name] for name in names]


def _made_as_said(placed: Any, walk: Interpreter) -> None:
    """A layer's module has the arguments that its kind says."""
    torch, held = placed.layer.torch(placed.input), walk.held(placed.path)
    made = torch.module if torch.plain or torch.operator else None
    if made is None or not isinstance(held, symbols.Layer) or walk.aux < placed.aux:
        return
    assert type(held).__name__ == made.target.rpartition(".")[2], placed.path
    assert held.given == tuple(made.positional.values()), placed.path
    named = {**made.usual, **held.named}
    over = named.pop("inplace", False)
    assert named == {**made.usual, **made.keyword}, placed.path
    assert not over or placed.layer.writes_over, placed.path


CASES = sorted(
    (name, number)
    for name, number in product(STRUCTURES, range(len(BUILDS)))
    if "crop" not in STRUCTURES[name]  # is written in other words where another size is taken
    and "unpool" not in STRUCTURES[name]  # takes a pool's places, which are no symbols
)


@pytest.mark.parametrize(("name", "number"), sample(CASES))
def test_a_module_does_what_its_network_says(name: str, number: int) -> None:
    for training in (False, True):
        found, wanted = both(STRUCTURES[name], BUILDS[number], training)
        assert found == wanted


@pytest.mark.parametrize("part", ["[C3D8 R]*<n>", "C3D8*<n>", "block b(d) { C3D<d> R } b(4)*<n>"])
def test_copies_are_loops(part: str) -> None:
    few, many = (source(checked(f"let n = {n} input 3x8x8 {part} FC2")) for n in (4, 40))
    assert len(few.splitlines()) == len(many.splitlines())


def called(spec: str) -> list[str]:
    text = source(checked(spec))
    return re.findall(r"^ +he_normal\((.*)\)", text, re.MULTILINE)


def test_what_feeds_a_relu_starts_as_he_has_it() -> None:
    assert called("input 3x8x8 C3D4 R C3D4 R GAP FC5") == ["self.conv1, self.conv2"]
    assert called("input 3x8x8 C3D4 R C3D4 R") == ["self"]
    assert called("input 3x8x8 C3D4 BN M DO R FC5 F gelu FC2 S") == ["self.conv1, self.fc1"]
    assert called("input 3x8x8 C3D4 sigmoid C3D4 tanh C3D4 C3D4 layernorm silu") == ["self.conv4"]
    assert called("input 3x8x8 add( C3D4 BN | C1D4 ) R cat( C1D2 | C3D2 sigmoid ) FC4") == [
        "self.conv1, self.conv2"
    ]
    assert called("input 3x8x8 a: C3D4 C1D2 cat( id | @a ) R C1D5") == ["self.a, self.conv2"]
    assert called("input 3x8x8 C3D4 tanh FC5 S") == []
    assert called("input 4x8x8 add( C3D8s2 BN | proj ) R") == ["self"]


def test_a_seq_in_a_seq_starts_as_one_where_all_in_it_feed_a_relu() -> None:
    assert called("input 3x8x8 f: seq[seq[C3D4 R] seq[C3D4 R C3D4 R] C1D5]") == [
        "self.f[0], self.f[1]"
    ]
    spec = "block b { C3D4 R } input 3x8x8 f: seq[seq[C3D4 BN R] seq[b] seq[C3D4 R C1D5] C1D5]"
    assert called(spec) == ["self.conv1", "self.f[0], self.f[2][0]"]


def test_one_class_starts_its_layers_where_any_use_of_it_feeds_a_relu() -> None:
    spec = "block b(d) { C3D<d> BN } input 3x8x8 b(4) R b(5) R b(6) sigmoid FC2"
    assert called(spec) == ["self.conv1"]
    assert "one that feeds a ReLU is enough" in source(checked(spec))
    assert called("input 3x8x8 C3D4*3 after conv { BN R }") == ["self.conv1"]
    assert "is enough" not in source(checked("input 3x8x8 [C3D4 R]*3 FC3"))


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_forward_returns_as_many_tensors_as_it_says(name: str) -> None:
    for node in ast.walk(ast.parse(source(checked(STRUCTURES[name])))):
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Subscript):
            said, given = node.returns.slice, node.body[-1]
            assert isinstance(said, ast.Tuple)
            assert isinstance(given, ast.Return)
            assert isinstance(given.value, ast.Tuple)
            assert len(said.elts) == len(given.value.elts)


def test_a_class_says_its_expressions_with_the_numbers_of_constants() -> None:
    text = source(checked("let k = 2 block b(d) { C<k+1>D<k*d> R } input 3x8x8 b(4) b(6) GAP FC2"))
    assert "nn.Conv2d(in_channels, 2 * d, 3, padding=1" in text  # another k is another kernel


@pytest.mark.parametrize(
    "spec",
    [
        "input 3x8x8 C3D4 R " + " ".join(f"head boxes{each} {{ C3D8 }}" for each in range(12)),
        *(
            f"# {'word ' * 14}{'x' * longer}.\nblock pair {{ C3D8 R }}\ninput 3x8x8 pair GAP FC2"
            for longer in range(6, 14)
        ),
    ],
)
def test_a_formatter_leaves_lines_as_they_are(spec: str) -> None:
    """What many heads give, and a docstring that has room for its first quotes alone."""
    text = source(checked(spec))
    assert max(map(len, text.splitlines())) <= 88
    assert not re.search(r'"""[^"\n]+\n *"""', text), "quotes would join a line that stands alone"
