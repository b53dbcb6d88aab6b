"""A smaller input at which a network is the very same module, so that working out its numbers takes no time."""

import ast
from collections.abc import Iterator

from cnndsl.analyse.figures import Result, worked_out
from cnndsl.checking.infer import infer
from cnndsl.checking.retrying import places_of
from cnndsl.diagnostics import Findings
from cnndsl.emit.bare_code import bare
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.network import Inputs, Placed
from cnndsl.sizes import KnownShape, divide_up, spatial

QUICK = 5 * 10**8
"""Operations for one image below which no smaller input is looked for."""
EIGHTHS = (4, 6, 7)
"""Shares of a size that are tried, one after another."""


def work(result: Result) -> int:
    """Operations for one image."""
    return result.sums.macs + result.sums.other_ops


def smaller(result: Result, build: Build) -> Result:
    """The same module at the smallest input that is needed; the network itself, where there is none."""
    if work(result) <= QUICK:
        return result
    meant = _code(result, build)
    found: Result | None = result
    while found is not None and work(found) > QUICK:
        result = found
        tried = (_at(result, inputs) for inputs in _smaller(result.network.inputs))
        found = next((each for each in tried if each and _code(each, build) == meant), None)
    return found or result


def _smaller(inputs: Inputs) -> Iterator[Inputs]:
    """All inputs smaller by the same share."""
    for eighths in EIGHTHS:
        less = tuple(each._replace(shape=_share(each.shape or (), eighths)) for each in inputs)
        if less != inputs:
            yield less


def _share(shape: KnownShape, eighths: int) -> KnownShape:
    return (*shape[:1], *(divide_up(size * eighths, 8) for size in spatial(shape)))


def _at(result: Result, inputs: Inputs) -> Result | None:
    """The network at other inputs; None where a layer refuses one or sees one place instead of several."""
    network = result.network
    places = places_of(network.structure, inputs, network.text)
    shapes = infer(network.structure, inputs, Findings(network.text), places)
    if shapes.partial or any(map(_collapsed, network.layers, shapes.layers)):
        return None
    network = network._replace(inputs=inputs, layers=shapes.layers, outputs=shapes.outputs)
    return worked_out(network, result.constants)


def _collapsed(before: Placed, after: Placed) -> bool:
    """Of a filter on a single place, only the middle would be tried."""
    sizes = zip(spatial(before.output), spatial(after.output), strict=True)
    return any(size > 1 and left == 1 for size, left in sizes)


def _code(result: Result, build: Build) -> str:
    """The generated module without what it says in words, which holds the shapes."""
    return ast.dump(bare(source(result, build)))
