"""A structure laid flat: each layer by itself, copies, groups and blocks unrolled, with taps where the way branches.

Parts of shared blocks stay calls, since their weights are one; branches of `split` stay in it, since each has a
share of the channels that nothing else gives.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from cnndsl.layers.arguments import TapValue
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Identity, Projection
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Fork,
    Inputs,
    Item,
    Nest,
    Origin,
    Placed,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
    value_label,
)
from cnndsl.paths import Path, Place
from cnndsl.text import Span
from cnndsl.walker import copies_of, inside

NOWHERE = Span(0, 0)
UNNAMED = "input_"
"""What an input is called that has no name, where it is tapped."""
Value = int
"""A value that goes through the network, by its number."""


class Row(NamedTuple):
    """What stands in one line: a layer, a join, a call or a head."""

    item: Item
    start: Value | None
    """What it takes; None for a join, whose branches say it."""
    gives: Value
    inner: tuple["Row", ...] = ()
    """Of a head: its own."""


class Line(NamedTuple):
    """What is written in one line, and of a head inside of it."""

    items: Sequence
    inner: tuple["Line", ...] = ()


class Flat(NamedTuple):
    """Lines, and the inputs, which have names where taps need them."""

    lines: tuple[Line, ...]
    inputs: Inputs


def laid_flat(body: Sequence, layers: Iterable[Placed], inputs: Inputs) -> Flat:
    by_path = {placed.path: placed.layer for placed in layers}
    work = _Flattening(by_path, [each.name or UNNAMED for each in inputs])
    scope: Scope[Value] = Scope()
    scope.own |= {each.name: number for number, each in enumerate(inputs)}
    chain = _Chain(work, 0)
    chain.end_in(chain.sequence(body, 0, scope, Place()))
    rows = tuple(chain.rows)
    work.tapped |= set(_tapped(rows, 0))
    named = tuple(
        each if each.name or number not in work.tapped else each._replace(name=work.names[number])
        for number, each in enumerate(inputs)
    )
    return Flat(tuple(work.lines(rows, 0)), named)


class _Flattening:
    """What all chains of a network share: the values' names, and which of them are tapped."""

    def __init__(self, layers: Mapping[Path, Layer], inputs: list[str]) -> None:
        self.layers = layers
        self.names = dict(enumerate(inputs))
        self._taken = set(inputs)
        self.tapped: set[Value] = set()
        self.unrolled = {layer.word for path, layer in layers.items() if len(path) > 1}
        """The kinds of layers that lose the parts in which they are named."""
        self.values = len(inputs)
        self._owners: dict[object, Span] = {}

    def new(self, path: Path) -> Value:
        """A value that a layer gives, with a name made of its path."""
        value, self.values = self.values, self.values + 1
        name = re.sub(r"\W", "_", "_".join(map(str, path)))
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self.names[value] = name
        return value

    def owner(self, use: Use, place: Place) -> Span:
        """A shared block's definition: another for each part around that has shared weights of its own."""
        key = use.definition, place.owner
        first = not any(each[0] == use.definition for each in self._owners)  # type: ignore[index]
        span = use.definition if first else Span(use.definition.start, -len(self._owners))
        return self._owners.setdefault(key, span)

    def _loses_name(self, step: Step) -> bool:
        """Whether a layer would have another name, as more of its kind are named beside it."""
        return step.layer is not None and step.layer.word in self.unrolled

    def label(self, value: Value) -> str:
        return self.names[value]

    def lines(self, rows: tuple[Row, ...], before: Value) -> Iterator[Line]:
        for row in rows:
            tap = row.start is not None and row.start != before
            items = (Tap(self.label(row.start or 0), NOWHERE),) * tap
            kept = isinstance(row.item, Step) and row.item.name and self._loses_name(row.item)
            label = self.label(row.gives) if kept or row.gives in self.tapped else ""
            bare = isinstance(row.item, Fork | Tap)
            item = row.item if bare else _labelled(row.item, label)
            yield Line((*items, item), tuple(self.lines(row.inner, row.start or 0)))
            before = before if isinstance(row.item, Fork) and not tap else row.gives


def _labelled(item: Item, label: str) -> Item:
    if isinstance(item, Branches):
        return Nest((item,), NOWHERE, label, label) if label else item
    name = label or item.name
    return item._replace(label=label, name=name, value=None)  # type: ignore[call-arg]


def _tapped(rows: tuple[Row, ...], before: Value) -> Iterator[Value]:
    """The values that rows take from elsewhere than the row before."""
    for row in rows:
        if row.start is not None and row.start != before:
            yield row.start
        yield from _tapped(row.inner, row.start or 0)
        before = before if isinstance(row.item, Fork) and row.start == before else row.gives


class _Chain:
    """Rows one after another: the trunk's, a head's, or those of a branch of `split`."""

    def __init__(self, work: _Flattening, start: Value) -> None:
        self.work = work
        self.rows: list[Row] = []
        self.at = start

    def sequence(self, body: Sequence, x: Value, scope: Scope[Value], place: Place) -> Value:
        for item in body:
            x = self._item(item, x, scope, place)
            if label := value_label(item):
                scope.own[label] = x
        return x

    def _item(self, item: Item, x: Value, scope: Scope[Value], place: Place) -> Value:
        if isinstance(item, Tap):
            found = scope.find(item.of)
            assert found is not None
            return found
        if isinstance(item, Step):
            return self._step(item, x, scope, place)
        if isinstance(item, Branches):
            return self._branches(item, x, scope, place)
        if isinstance(item, Fork):
            return self._head(item, x, scope, place)
        if isinstance(item, Use) and item.shared:
            return self._call(item, x, scope, place)
        return self._part(item, x, scope, place)

    def _part(self, item: Item, x: Value, scope: Scope[Value], place: Place) -> Value:
        for number, copy in enumerate(copies_of(item)):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            x = self.sequence(copy, x, inner, inside(item, place, number))
            if isinstance(item, Nest) and item.gives_on:
                scope.take(item.label, inner)
        return x

    def _add(self, item: Item, start: Value | None, path: Path) -> Value:
        gives = self.work.new(path)
        name = str(path[0]) if len(path) == 1 else ""
        self.rows.append(Row(_named(item, name), start, gives))
        self.at = gives
        return gives

    def _step(self, step: Step, x: Value, scope: Scope[Value], place: Place) -> Value:
        return self._add(self._layer(step, scope, place), x, place.path(step.name))

    def _layer(self, step: Step, scope: Scope[Value], place: Place) -> Step:
        """A layer with the sizes that it has here, and labels of values as they are called here."""
        layer = step.layer
        assert layer is not None
        if layer.word == "crop":
            layer = self.work.layers[place.path(step.name)]
        for name in layer.label_arguments if labels_taken(step) else ():
            taken = vars(layer)[name]
            if isinstance(taken, TapValue):
                layer = layer.with_arguments(**{name: TapValue(self._tap(scope.find(taken.path)))})
        return Step(layer, Origin(NOWHERE, "", {}))

    def _tap(self, value: Value | None) -> str:
        assert value is not None
        self.work.tapped.add(value)
        return self.work.label(value)

    def _branches(self, item: Branches, x: Value, scope: Scope[Value], place: Place) -> Value:
        if item.how == "split":
            bodies = tuple(self._share(body, scope, place) for body in item.bodies)
            return self._add(
                item._replace(bodies=bodies, label="", value=None), x, place.path(item.name)
            )
        ends = [self._branch(body, x, Scope(scope), place) for body in item.bodies]
        bodies = tuple(self._end(end, projection) for end, projection in ends)
        item = item._replace(bodies=bodies, listed=True, label="", value=None)
        return self._add(item, None, place.path(item.name))

    def _branch(
        self, body: Sequence, x: Value, scope: Scope[Value], place: Place
    ) -> tuple[Value, Sequence]:
        """What a branch ends in, and its projection, which is what it is in the join alone."""
        last = body[-1]
        if isinstance(last, Nest) and not last.label and len(body) == 1:
            return self._branch(last.body, x, Scope(scope), inside(last, place))
        if isinstance(last, Step) and isinstance(last.layer, Projection):
            return self.sequence(body[:-1], x, scope, place), (self._layer(last, scope, place),)
        return self.sequence(body, x, scope, place), ()

    def _end(self, end: Value, projection: Sequence) -> Sequence:
        return (Tap(self._tap(end), NOWHERE), *projection)

    def _share(self, body: Sequence, scope: Scope[Value], place: Place) -> Sequence:
        """A branch of `split`: rows of its own, one after another."""
        start = self.work.new(place.path("share"))
        chain = _Chain(self.work, start)
        end = chain.sequence(body, start, Scope(scope), place)
        chain.end_in(end)
        rows = tuple(chain.rows)
        self.work.tapped |= set(_tapped(rows, start))
        items = tuple(item for line in self.work.lines(rows, start) for item in line.items)
        if start not in self.work.tapped:
            return items
        return (Step(Identity(), Origin(NOWHERE, "", {}), self.work.label(start)), *items)

    def _head(self, fork: Fork, x: Value, scope: Scope[Value], place: Place) -> Value:
        chain = _Chain(self.work, x)
        chain.end_in(chain.sequence((fork.part,), x, Scope(scope), place))
        self.rows.append(Row(fork, x, x, tuple(chain.rows)))
        return x

    def end_in(self, end: Value) -> None:
        """Say what is given, where that is not what the last row gives, or where there is none."""
        if end != self.at or not self.rows:
            self.rows.append(Row(Tap(self._tap(end), NOWHERE), None, end))

    def _call(self, use: Use, x: Value, scope: Scope[Value], place: Place) -> Value:
        taps = {each: self._tap(scope.find(of)) for each, of in use.taps.items()}
        definition = self.work.owner(use, place)
        return self._add(use._replace(taps=taps, definition=definition), x, place.path(use.name))


def _named(item: Item, name: str) -> Item:
    return item._replace(label="", name=name)
