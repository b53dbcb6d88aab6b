"""A network's graph: its columns, the panels of its blocks, its name and totals above."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, said_of_network
from cnndsl.draw.graph.arrangement import arranged
from cnndsl.draw.graph.nodes import NOTHING, Frame, Node, Row, Series, rows_in
from cnndsl.draw.graph.outline import Outline, Where
from cnndsl.draw.graph.panels import panel
from cnndsl.draw.graph.series import lay_all, standard, with_heads
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Picture
from cnndsl.draw.options import Wanted
from cnndsl.network import Input
from cnndsl.paths import WHOLE
from cnndsl.sizes import is_flat

MUCH = 0.6
"""A frame that holds so much of a network is no stage of it: its inside is drawn without it."""


def graph(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """The picture of one network."""
    (result,) = results
    outline = Outline(result, wanted)
    trunk = _opened(outline.series(result.network.structure, Where(WHOLE)))
    first = result.network.inputs[:1]
    ends = _ends(result, trunk)
    series = (*map(_input, first), *trunk, *outline.mistakes.rest(), *ends)
    room = wanted.room - 2 * MARGIN
    nodes = with_heads(series, tuple(lay_all(series, room, standard(series))))
    shown = sorted(outline.panels.values(), key=lambda each: each.level)
    area = arranged(nodes, [panel(each, room) for each in shown], room, wanted.shape)
    return framed((result,), wanted, area.marks, "", second=_totals(result))


def _input(given: Input) -> Row:
    shape = shape_words(given.shape) if given.shape else "unknown"
    return Row(f"{given.name or 'input'} {shape}", "input")


def _opened(series: Series) -> Series:
    """A series without frames that hold most of it."""
    whole = rows_in(series)
    found: list[Node] = []
    for node in series:
        most = isinstance(node, Frame) and not node.times and rows_in(node.body) > MUCH * whole
        found += _opened(node.body) if most and isinstance(node, Frame) else [node]
    return tuple(found)


def _ends(result: Result, trunk: Series) -> tuple[Row, ...]:
    """What comes out at the trunk's end, where that is no row of scores."""
    ends = [each for each in result.network.outputs if not each.head and not each.aux]
    if result.network.partial or not ends or is_flat(ends[0].shape):
        return ()
    return (Row(f"output {shape_words(ends[0].shape)}", "input", about=NOTHING),)


def _totals(result: Result) -> str:
    """What comes in, how deep the network is, its parameters and its work; of one with a mistake, that it has one."""
    if result.network.partial:
        return (
            f"input {result.network.comes_in}; with a mistake: what stands behind it is not known"
        )
    return f"{said_of_network(result)}, {result.sums.macs:,} MACs"
