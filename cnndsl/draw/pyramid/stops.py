"""The stops of a network that goes down a pyramid and up again, with ways across; or why it is none."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.options import Unsuited
from cnndsl.draw.pyramid.graph import goes_up, graph
from cnndsl.draw.pyramid.stop import Stop
from cnndsl.draw.pyramid.way import Way
from cnndsl.sizes import is_flat


def is_pyramid(result: Result) -> bool:
    """Whether something leads from the way down back to the way up."""
    if result.network.partial or not any(goes_up(row.placed.layer) for row in result.rows):
        return False
    try:
        return bool(stops(result))
    except Unsuited:
        return False


def stops(result: Result) -> tuple[Stop, ...]:
    """The stops of a network; `Unsuited` with the reason where it is no pyramid with copies across."""
    network = result.network
    if len(network.inputs) != 1 or not network.input:
        raise Unsuited("`u` draws networks with one input")
    if len(network.outputs) > 1:
        raise Unsuited("`u` draws networks with one output, and this one has further heads")
    if is_flat(network.input) or any(is_flat(each.shape) for each in network.outputs):
        raise Unsuited(
            "`u` draws networks of maps from end to end, and here numbers alone come out"
        )
    if not result.rows:
        raise Unsuited("`u` draws a way down and up again, and this network has no layer")
    found = Way(graph(result), result).stops()
    if any(is_flat(each.shape) for each in found):
        raise Unsuited("`u` draws networks of maps from end to end, and here some are flat")
    _check(found, network.partial)
    return found


def _check(found: tuple[Stop, ...], partial: bool) -> None:
    scales = [each.scale for each in found]
    lowest = scales.index(max(scales))
    if scales[: lowest + 1] != sorted(scales[: lowest + 1]):
        raise Unsuited("`u` draws one way down and up again, and this network goes up in between")
    if scales[lowest:] != sorted(scales[lowest:], reverse=True):
        raise Unsuited("`u` draws one way down and up again, and this network goes down again")
    copies = [(each, copy) for each in found for copy in each.copies]
    if not copies and not partial:
        raise Unsuited("`u` needs a way across from the way down to the way up, and there is none")
    for to, copy in copies:
        if found[copy.of].scale != to.scale:
            raise Unsuited("`u` draws copies across at one size, and here one changes its size")
        between = found[copy.of + 1 : found.index(to)]
        if any(each.scale == to.scale for each in between):
            raise Unsuited("`u` draws copies straight across, and here one goes past other layers")
