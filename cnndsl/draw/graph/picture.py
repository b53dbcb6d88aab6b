"""A network's graph: its columns, the panels of its blocks, its name and totals above."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, said_of_network
from cnndsl.draw.graph.arrangement import arranged, below
from cnndsl.draw.graph.columns import Area, side_by_side
from cnndsl.draw.graph.laid import GAP, Laid
from cnndsl.draw.graph.nodes import NOTHING, Frame, Node, Part, Row, Series, branches, rows_in
from cnndsl.draw.graph.outline import Outline, Where
from cnndsl.draw.graph.panels import in_rows, panel
from cnndsl.draw.graph.series import lay_all, standard, with_heads
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Mark, Picture, Words, moved, without_paths
from cnndsl.draw.options import HEADING, SECOND, TEXT, Unsuited, Wanted
from cnndsl.draw.text_widths import shortened, width
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Input
from cnndsl.paths import WHOLE
from cnndsl.sizes import is_flat

APART, LEAST = 40.0, 150.0
"""Between networks side by side, and how wide each is at least."""
MOST_BOXES = 60
CLOSED = "Groups that branch are one box each; `--depth 2` draws what is in them."
"""Of a network that would have more boxes than that."""
MUCH = 0.6
"""A frame that holds so much of a network is no stage of it: its inside is drawn without it."""


def graph(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """The picture of one network, or of several side by side, each in a column of its own."""
    if len(results) > 1:
        names = ", ".join(each.network.name for each in results)
        heading = shortened(names, wanted.room - 2 * MARGIN, HEADING, bold=True)
        return framed(results, wanted, _columns(results, wanted), "", heading)
    (result,) = results
    room = wanted.room - 2 * MARGIN
    laid = _laid(result, wanted, room)
    area = arranged(laid.nodes, laid.panels, room, wanted.shape)
    return framed(results, wanted, area.marks, CLOSED * laid.closed, second=_totals(result))


class Parts(NamedTuple):
    """What stands on a network's spine, and the panels of its blocks."""

    nodes: tuple[Laid, ...]
    panels: list[Area]
    closed: bool
    """Whether groups that branch are one box each, since there would be too many."""


def _laid(result: Result, wanted: Wanted, room: float) -> Parts:
    outline = Outline(result, wanted)
    trunk = _opened(outline.series(result.network.structure, Where(WHOLE)))
    closed = rows_in(trunk) > MOST_BOXES and not (wanted.unfold or wanted.depth)
    trunk = tuple(map(_closed, trunk)) if closed else trunk
    first = map(_input, result.network.inputs[:1])
    series = (*first, *trunk, *outline.mistakes.rest(), *_ends(result, trunk))
    nodes = with_heads(series, tuple(lay_all(series, room, standard(series))))
    return Parts(nodes, [panel(each, room) for each in outline.panels.used_in(trunk)], closed)


def _closed(node: Node) -> Node:
    """A named group that branches as one box."""
    branching = isinstance(node, Frame) and bool(node.name) and branches(node.body)
    return Part(node.name, "", about=node.about) if branching and isinstance(node, Frame) else node


def _columns(results: tuple[Result, ...], wanted: Wanted) -> tuple[Mark, ...]:
    """Networks side by side, from one height on."""
    room = (wanted.room - 2 * MARGIN - APART * (len(results) - 1)) / len(results)
    marks: list[Mark] = []
    x = 0.0
    for result in results:
        laid = _laid(result, wanted, room)
        area = below(side_by_side([laid.nodes]), in_rows(laid.panels, room))
        name = shortened(result.network.name, max(area.width, LEAST), TEXT, bold=True)
        said = f"{result.sums.weight_layers} layers, {result.sums.params:,} parameters"
        marks.append(Words(x, 0, name, TEXT, "start", bold=True))
        marks.append(Words(x, HEADING, said, SECOND, "start", fill="muted"))
        marks += (moved(without_paths(each), x, HEADING + GAP) for each in area.marks)
        x += max(area.width, LEAST, width(said, SECOND)) + APART
    if x - APART > wanted.room - 2 * MARGIN:
        most = f"side by side they are {x:.0f} wide, and there is room for {wanted.room:.0f}"
        raise Unsuited(f"{most}; fewer of them, `--depth 1` or `--style table` takes less")
    return tuple(marks)


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
