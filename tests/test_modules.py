"""What generated modules do, without PyTorch: the same as their network says, layer by layer."""

from itertools import product
from typing import Any

import pytest
import symbols
from conftest import checked, sample
from interpreter import Interpreter
from structures import BUILDS, STRUCTURES

from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import settled, source
from cnndsl.layers.merge import Join


def both(spec: str, build: Build, training: bool) -> tuple[list[int], list[int]]:
    """What the module's outputs are, and what its network's are."""
    result = checked(spec)
    space = symbols.run(source(result, build))
    model = space[build.class_name or result.network.name]().train(training)
    image = symbols.Value(symbols.SYMBOLS.of("image"))
    given = model(symbols.Value(image.expression))
    found = [each.read() for each in (given if isinstance(given, tuple) else (given,))]
    network, _ = settled(result, build)
    walk = Interpreter(network, model, symbols.torch, symbols.functional)
    wanted = {name: each.read() for name, each in walk.outputs(image).items()}
    for placed in network.network.layers:
        if not isinstance(placed.layer, Join):
            _made_as_said(placed, walk)
    names = list(given._fields) if isinstance(given, tuple) else list(wanted)
    return found, [wanted[name] for name in names]


def _made_as_said(placed: Any, walk: Interpreter) -> None:
    """A layer's module has the arguments that its kind says."""
    made, held = placed.layer.torch(placed.input).module, walk.held(placed.path)
    if made is None or not isinstance(held, symbols.Layer) or walk.aux < placed.aux:
        return
    assert type(held).__name__ == made.target.rpartition(".")[2], placed.path
    assert held.given == tuple(made.positional.values()), placed.path
    assert {**made.usual, **held.named} == {**made.usual, **made.keyword}, placed.path


CASES = sorted(
    (name, number)
    for name, number in product(STRUCTURES, range(len(BUILDS)))
    if "crop" not in STRUCTURES[name]  # is written in other words where another size is taken
)


@pytest.mark.parametrize(("name", "number"), sample(CASES))
def test_a_module_does_what_its_network_says(name: str, number: int) -> None:
    for training in (False, True):
        found, wanted = both(STRUCTURES[name], BUILDS[number], training)
        assert found == wanted
