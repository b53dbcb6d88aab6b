"""Figures of small networks of all structures, layer by layer.

PyTorch's tests hold the same networks against it: shapes, parameters and work in `test_generated_code.py`, memory
in `test_memory.py`. `make golden` rewrites them; the difference is read before it is committed.
"""

from pathlib import Path

import pytest
from conftest import checked
from structures import ACCOUNTED

from cnndsl.analyse.figures import LayerFigures
from cnndsl.analyse.inference import Inference
from cnndsl.analyse.training import Training
from cnndsl.sizes import show_shape

FOLDER = Path(__file__).parent / "golden" / "figures"
HEADER = (
    "layer, output: params, buffers, unshared_params, macs, other_ops; field, jump, start of a view; "
    "bytes alive in inference, bytes kept in training for each image and once\n"
)


def figures(spec: str) -> str:
    result = checked(spec)
    alive, training = Inference(result.program.whole, 4), Training(result.program.whole, 4)
    lines = []
    for row in result.rows:
        path = row.placed.path
        memory = alive.alive.get(path, "-"), training.kept[path]
        lines.append(f"{_counts(row)}; {_view(row)}; {memory[0]}, {_held(memory[1])}\n")
    totals = result.totals._asdict().items()
    return HEADER + "".join(lines) + "".join(f"{name} {total}\n" for name, total in totals)


def _counts(row: LayerFigures) -> str:
    counts = row.params, row.buffers, row.unshared_params, row.macs, row.other_ops
    return f"{row.path}, {show_shape(row.shape)}: {', '.join(map(str, counts))}"


def _view(row: LayerFigures) -> str:
    axes = [axis for axis in row.view if axis]
    found = [[axis.field for axis in axes], [axis.jump for axis in axes]]
    return ", ".join(map(show_shape, [*found, [axis.start for axis in axes]]))


def _held(held: object) -> str:
    each, once = held if isinstance(held, tuple) else ("?", "?")
    return f"{each}, {once}"


@pytest.mark.parametrize("name", sorted(ACCOUNTED))
def test_the_figures_are_those_that_pytorch_has(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.txt"
    found = figures(ACCOUNTED[name])
    if request.config.getoption("--rewrite-golden"):
        path.write_text(found, encoding="utf-8")
        return
    assert found == path.read_text(encoding="utf-8")


def test_every_file_is_a_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(ACCOUNTED)
