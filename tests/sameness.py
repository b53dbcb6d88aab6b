"""What two checked specs have to have in common that mean the same."""

import ast
from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import asked_for
from cnndsl.layers.joins import Join
from cnndsl.paths import show_path


def meaning(result: Result) -> Any:
    """Layers with paths, arguments and shapes, and what each takes; outputs and totals."""
    layers = [
        (
            show_path(placed.path),
            placed.layer.word,
            {
                name: 0 if (value := vars(placed.layer)[name]) == "valid" else value
                for name in placed.layer.arguments.keys() - set(placed.layer.label_arguments)
            },
            placed.input,
            placed.output,
            [show_path(each) for each in placed.sources],
            placed.aux,
        )
        for placed in result.network.layers
    ]
    outputs = [(each.name, each.shape) for each in result.network.outputs]
    return result.network.name, result.network.shapes, layers, outputs, result.totals


def module(result: Result) -> str:
    """The code of the generated module, without its docstrings."""
    tree = ast.parse(asked_for(result, Build()).text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            del node.body[0]
    return ast.unparse(tree)


def figures(result: Result) -> Any:
    """Layers in their order, as a flat spec has them: what a join takes stands before it, `proj` in it."""
    rows = [
        (
            row.kind,
            None if row.kind in Join.kinds else row.placed.input,
            row.shape,
            row.params,
            row.buffers,
            row.macs,
        )
        for row in result.rows
    ]
    projections = sorted(row for row in rows if row[0] == "proj")
    return [row for row in rows if row[0] != "proj"], projections


def sums(result: Result) -> Any:
    """All totals but the peak of memory, which hangs on which parts the module has."""
    return result.totals._replace(peak_activation_bytes=0)
