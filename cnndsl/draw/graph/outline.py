"""A network's structure as nodes: blocks that branch or are long become parts with a panel, copies a count."""

from collections import Counter
from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.draw.formula_words import formula_words
from cnndsl.draw.graph.block_panels import Panels
from cnndsl.draw.graph.copies import (
    copy_of,
    counted,
    named_alike,
    runs,
    written_out,
)
from cnndsl.draw.graph.given_words import (
    Names,
    Stated,
    given_text,
    names_inside,
    parameters,
    stated,
    told_in,
)
from cnndsl.draw.graph.merged import alike, merged
from cnndsl.draw.graph.mistakes import Mistakes
from cnndsl.draw.graph.named import blocks_used, tapped
from cnndsl.draw.graph.nodes import (
    BARS,
    About,
    Branching,
    Dense,
    Frame,
    From,
    Head,
    Node,
    Panel,
    Part,
    Row,
    Series,
    branches,
    faces,
    rows_in,
)
from cnndsl.draw.graph.parts import PartFigures
from cnndsl.draw.layer_words import drawn_as, is_small, name_of, shape_words, words
from cnndsl.draw.options import Wanted
from cnndsl.formulas import Formula
from cnndsl.layers.joins import Join
from cnndsl.layers.merge import Identity
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Repeat,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
    value_label,
)
from cnndsl.paths import Place, show_path
from cnndsl.walker import inside, path_of

MOST_ROWS, FEW_ROWS, OFTEN = 4, 1, 3
"""A block of so many rows that does not branch is drawn where it is used, if it has few or is not used often."""
MOST_IN_A_ROW = 9
"""So many copies are drawn in a row with arcs."""
MOST_BRANCHES = 4
"""More branches than these are one with a count, if they differ in numbers alone."""


class Where(NamedTuple):
    """Where an item stands, for whoever makes a node of it."""

    place: Place
    names: Names | None = None
    """What parameters are in terms of the block's body that is drawn; None where numbers are told."""
    in_block: bool = False
    """Whether it stands in a block at all."""
    level: int = 1
    """How many parts deep it is drawn."""


class Outline:
    """Makes nodes of structure; collects the panels of the blocks that it meets."""

    def __init__(self, result: Result, wanted: Wanted) -> None:
        self.wanted = wanted
        self.figures = PartFigures(result)
        self.tapped = frozenset(tapped(result.network.structure))
        self.inputs = {each.name: each.shape for each in result.network.inputs[1:]}
        self.mistakes = Mistakes(result)
        self.panels = Panels()
        self.own_bodies: dict[tuple[int, Place], Series] = {}
        self.uses = Counter(blocks_used(result.network.structure))

    def series(self, body: Sequence, where: Where) -> Series:
        """The nodes of a sequence, with equal ones in a row as one."""
        found: list[Node] = []
        for items in written_out(body):
            for node in self._written_copies(items, where):
                before = found[-1] if found else None
                if isinstance(node, Row) and isinstance(before, Row) and before.takes(node):
                    found[-1] = before.with_tag(node)
                else:
                    found.append(node)
        return tuple(found) if self.wanted.unfold else counted(tuple(found))

    def _nodes(self, item: Item, where: Where) -> Iterator[Node]:
        if isinstance(item, Step):
            yield from self._layer(item, where)
        elif isinstance(item, Repeat):
            yield from self._copies(item, where)
        elif isinstance(item, Nest):
            yield from self._group(item, where)
        elif isinstance(item, Use):
            yield from self._use(item, where)
        elif isinstance(item, Branches):
            yield self._branching(item, where)
        elif isinstance(item, Fork):
            yield self._head(item, where)
        elif isinstance(item, Tap):
            yield self._tap(item)

    def _about(self, item: Item, where: Where) -> About:
        """What is said of an item; a block's body has no shape of its own."""
        label = value_label(item)
        seen = label if label in self.tapped else ""
        about = self.figures.about(path_of(item, where.place), seen)
        return about if where.names is None else about._replace(shape="")

    def _layer(self, step: Step, where: Where) -> Iterator[Row]:
        path = where.place.path(step.name)
        row = self.figures.rows.get(path)
        if row is None:
            yield self.mistakes.row(step, show_path(path))
            return
        layer = step.layer if step.layer and labels_taken(step) else row.placed.layer
        about = self._about(step, where)
        nothing = isinstance(layer, Identity) or (layer.word == "proj" and layer.gives_on)
        if nothing and not about.label and not (where.names is not None and layer.word == "proj"):
            return
        small, symbols = is_small(layer), told_in(step.origin.symbols, where.names)
        said = name_of(layer) if small else words(layer, len(row.placed.input) - 1, symbols)
        if layer.word == "proj" and where.names is not None:
            said = "proj, if needed"
        yield Row(said, drawn_as(layer), about=about, name=self._title(about.path), small=small)

    def _title(self, path: str) -> str:
        """A title that somebody has given."""
        found = self.wanted.title(path)
        return "" if found == path else found

    def _name(self, item: Item, path: str) -> str:
        """What a part is called: by its title, or its label."""
        return self._title(path) or item.label

    def _copies(self, item: Repeat, where: Where) -> Iterator[Node]:
        copies = tuple(
            self.series(copy, where._replace(place=inside(item, where.place, number)))
            for number, copy in enumerate(item.copies)
        )
        if self.wanted.unfold:
            yield from (node for copy in copies for node in copy)
            return
        said = "" if item.times is None else _count(item.times, len(item.copies), where)
        nodes = self._with_arcs(tuple(runs(copies, said)), len(copies))
        about = self._about(item, where)
        name = self._name(item, about.path)
        if name and len(nodes) == 1 and isinstance(nodes[0], Part | Frame) and not nodes[0].name:
            yield nodes[0]._replace(name=name, about=about)
        elif name and not item.single:
            yield Frame(name, "", nodes, about)
        else:
            yield from nodes

    def _written_copies(self, items: tuple[Item, ...], where: Where) -> Iterator[Node]:
        """What is written at one place: copies that have numbers or names of their own, or one item."""
        copies = tuple(tuple(self._nodes(item, where)) for item in items)
        if self.wanted.unfold or len(copies) == 1:
            yield from (node for copy in copies for node in copy)
            return
        times = copy_of(items[0])
        said = _count(times.times, len(items), where) if times else ""
        yield from self._with_arcs(tuple(runs(named_alike(copies), said)), len(copies))

    def _with_arcs(self, nodes: Series, number: int) -> Series:
        """In a picture of one part alone: copies each of which joins what it makes to what it takes, in a row."""
        node = nodes[0] if len(nodes) == 1 else None
        if not self.wanted.only or number > MOST_IN_A_ROW or not isinstance(node, Part):
            return nodes
        body = self.panels.body(node.panel)
        joined = body[0] if len(body) == 1 else None
        grows = isinstance(joined, Branching) and joined.word in BARS and joined.bodies[0] == ()
        name = f"{node.name} {node.block}".strip()
        return (Dense(name, number, node.panel, node.about._replace(path="")),) if grows else nodes

    def _group(self, item: Nest, where: Where) -> Iterator[Node]:
        """A labelled group as a frame; one that is only numbered, or in a block, as its parts."""
        inner = where._replace(place=inside(item, where.place))
        about = self._about(item, where)
        name = self._name(item, about.path)
        if not name or where.in_block:
            yield from self.series(item.body, inner)
        elif self.wanted.depth and where.level >= self.wanted.depth:
            yield Part(name, "", about=about)
        else:
            body = self.series(item.body, inner._replace(level=where.level + 1))
            yield Frame(name, "", body, about)

    def _use(self, item: Use, where: Where, is_head: bool = False) -> Series:
        """A block's use: with its body where it stands, or with the body in a panel."""
        about = self._about(item, where)
        name, given = self._name(item, about.path), stated(item, where.names)
        body = self._own_body(item, where)
        if self.wanted.unfold or not (is_head or item.shared or self._is_long(item, body)):
            return self._in_place(item, name, given, about, where)
        level = where.level + 1
        key = (item.block, item.shared, alike(body))
        form = self.panels.form(key)
        if not self.wanted.depth or level <= self.wanted.depth:
            heading = parameters(item) + ", shared" * item.shared + form
            self.panels.add(key, Panel(heading, (body,), about.path, level))
        return (
            Part(
                name, item.block + self.panels.number(item, where.place) + form, given, key, about
            ),
        )

    def _is_long(self, item: Use, body: Series) -> bool:
        """Whether a block's body is better drawn by itself."""
        rows = rows_in(body)
        often = self.uses[item.block] >= OFTEN and rows > FEW_ROWS
        return branches(body) or rows > MOST_ROWS or often

    def _in_place(self, item: Use, name: str, given: Stated, about: About, where: Where) -> Series:
        """A block's body where it is used, in terms of its surroundings; one layer has no frame."""
        body = self._body(item, where, names_inside(item, where.names))
        single = len(body) == 1 and isinstance(body[0], Row)
        if (single or (self.wanted.unfold and not name)) and not about.label:
            return body
        said = given_text(given)
        return (Frame(name or item.block, f"{item.block} {said}" if name else said, body, about),)

    def _own_body(self, item: Use, where: Where) -> Series:
        """What is in a block's use, in terms of the block's own parameters; made once, however often it is asked."""
        key = id(item), where.place
        if key not in self.own_bodies:
            self.own_bodies[key] = self._body(item, where, {})
        return self.own_bodies[key]

    def _body(self, item: Use, where: Where, names: Names | None) -> Series:
        """What is in a block's use; in terms of the block's own parameters, its surroundings', or in numbers."""
        place = inside(item, where.place)
        return self.series(item.body, Where(place, names, True, where.level + 1))

    def _branching(self, item: Branches, where: Where) -> Branching:
        row = self.figures.rows.get(where.place.path(item.name))
        about = self._about(item, where)
        kind = type(row.placed.layer) if row else Join.kinds[item.how]
        sign = kind.sign if issubclass(kind, Join) else ""
        bodies = tuple(self.series(body, where) for body in item.bodies)
        same = alike if len(bodies) > MOST_BRANCHES else faces
        if len(bodies) > 2 and not self.wanted.unfold and len(set(map(same, bodies))) == 1:
            bodies = ((Frame("", "", merged(bodies), times=f"×{len(bodies)}"),),)
        return Branching(kind.in_words or item.how, sign, bodies, about)

    def _head(self, item: Fork, where: Where) -> Head:
        name = self._title(item.output) or item.output
        body = self._head_body(item.part, where._replace(level=where.level + 1))
        source = body[0].label if body and isinstance(body[0], From) else ""
        rest = body[1:] if source else body
        if len(rest) == 1 and isinstance(rest[0], Part):
            return Head(name, item.aux, rest[0]._replace(name=""), source)
        key = ("head", item.output, faces(rest))
        about = self.figures.about(path_of(item.part, where.place))._replace(path="")
        if not rest:
            return Head(name, item.aux, Part("", "", (), None, about), source)
        self.panels.add(key, Panel(f"{name} head", (rest,), about.path, where.level + 1))
        return Head(name, item.aux, Part("", "", (), key, about), source)

    def _head_body(self, part: Item, where: Where) -> Series:
        """What is in a head; a block's use in it is a part whose body is drawn by itself."""
        if isinstance(part, Use):
            return self._use(part, where, is_head=True)
        if not isinstance(part, Nest):
            return self.series((part,), where)
        inner = where._replace(place=inside(part, where.place))
        *before, last = part.body
        if isinstance(last, Use) and all(isinstance(each, Tap) for each in before):
            return (*self.series(tuple(before), inner), *self._use(last, inner, is_head=True))
        return self.series(part.body, inner)

    def _tap(self, item: Tap) -> From:
        shape = self.inputs.get(item.of)
        return From(item.of, shape_words(shape) if shape else "")


def _count(times: Formula, number: int, where: Where) -> str:
    """How many copies there are, by the parameters of the body that is drawn."""
    found = told_in({"": times}, where.names)
    return formula_words(found[""]) if found else ""
