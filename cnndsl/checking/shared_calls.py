"""Shared blocks: what each of their calls is called, and whether all calls are the same layers.

All uses of a shared block in the same surroundings, the trunk or one use of a block, are calls of one part. It is
named after the block, and its further calls `mlp_2`, `mlp_3`.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from cnndsl.diagnostics import Diagnostic, Findings, Related, diagnostic
from cnndsl.layers.arguments import LABEL
from cnndsl.layers.torch_calls import TorchModule
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Fork, Item, Placed, Sequence, Use
from cnndsl.paths import WHOLE, LaterCall, Path, Place, module_path, show_path
from cnndsl.sizes import show_shape
from cnndsl.text import Span
from cnndsl.walker import bodies_of, inside, names_around, placed_bodies, with_bodies


@diagnostic("shared-differs")
def call_differs(span: Span, block: str, first: Span, why: str, what: str) -> Diagnostic:
    """Two uses of a shared block come to different layers, or to weights of different shapes.

    There is one set of weights for all uses in the trunk, or in one use of the block around them. So every layer
    has the same arguments in each of them, and the same depth comes in.

    Bad:  shared block s(d) { C3D<d> R }  input 8x8x8 s(8) s(4) GAP FC10
    Good: shared block s(d) { C3D<d> R }  input 8x8x8 s(8) s(8) GAP FC10
    """
    return Diagnostic(
        span,
        f"`{block}` has one set of weights, and this use needs others: {why}",
        help="use it alike, or make it a block of its own weights (`block` without `shared`)",
        related=(Related(first, what),),
    )


def named_calls(body: Sequence) -> Sequence:
    """The same sequence with a name for every call; copies with calls in them are each by itself."""
    return _Owner(body, {}).sequence(body, aux=False)


def _in_trunk(body: Sequence) -> Iterator[Span]:
    """The blocks with calls that are in no aux head, by where they are written."""
    for item in body:
        if isinstance(item, Use):
            yield from [item.definition] * item.shared
        elif not (isinstance(item, Fork) and item.aux):
            for inner in bodies_of(item):
                yield from _in_trunk(inner)


class _Owner:
    """What has shared parts: the trunk, or one block's body."""

    def __init__(self, body: Sequence, done: dict[int, tuple[Sequence, Sequence]]) -> None:
        self.done = done
        """Blocks' bodies with their names, by what they are without."""
        self.taken = {name for name in names_around(body) if name}
        self.in_trunk = set(_in_trunk(body))
        self.begun: set[Span] = set()
        self.calls: Counter[Span] = Counter()

    def sequence(self, body: Sequence, aux: bool) -> Sequence:
        found = tuple([self._item(item, aux) for item in body])
        same = all(one is other for one, other in zip(found, body, strict=True))
        return body if same else found

    def _item(self, item: Item, aux: bool) -> Item:
        if isinstance(item, Use):
            return self._use(item, aux)
        aux = aux or (isinstance(item, Fork) and item.aux)
        bodies = bodies_of(item)
        found = tuple([self.sequence(inner, aux) for inner in bodies])
        same = all(one is other for one, other in zip(found, bodies, strict=True))
        return item if same else with_bodies(item, found)

    def _use(self, use: Use, aux: bool) -> Use:
        if id(use.body) not in self.done:
            inner = _Owner(use.body, self.done).sequence(use.body, aux=False)
            self.done[id(use.body)] = use.body, inner
        body = self.done[id(use.body)][1]
        if use.shared:
            return use._replace(body=body, name=self._name(use, aux))
        return use if body is use.body else use._replace(body=body)

    def _name(self, use: Use, aux: bool) -> str:
        """The part's own for the first call, which is one of the trunk's where there is any."""
        name = use.block
        while name in self.taken:
            name += "_"
        later = use.definition in self.begun or (aux and use.definition in self.in_trunk)
        if not later:
            self.begun.add(use.definition)
            return name
        self.calls[use.definition] += 1
        return LaterCall(f"{name}_{self.calls[use.definition] + 1}", name)


class _Call(NamedTuple):
    use: Use
    place: Path
    """Where its layers stand."""


def find_differences(body: Sequence, layers: tuple[Placed, ...], findings: Findings) -> None:
    """Say which calls are not the same layers as the first; each block's once."""
    calls = list(_calls(body, WHOLE))
    firsts = {each.place: each.use for each in calls}
    by_path = {each.path: each for each in layers}
    inner: dict[Path, list[Placed]] = {each.place: [] for each in calls}
    for placed in layers:
        for end in range(1, len(placed.path)):
            if placed.path[:end] in inner:
                inner[placed.path[:end]].append(placed)
    said: set[Span] = set()
    for use, place in calls:
        first = module_path(place)
        if first == place or first not in firsts or use.definition in said:
            continue
        why = _difference(inner[place], inner[first], by_path)
        if why:
            said.add(use.definition)
            other = firsts[first]
            shape = _shape(inner[first])
            what = f"the first use, on {shape}" if shape else "the first use"
            findings.add(call_differs(use.span, use.block, other.span, why, what))


def _calls(body: Sequence, place: Place) -> Iterator[_Call]:
    for item in body:
        if isinstance(item, Use) and item.shared:
            yield _Call(item, inside(item, place).before)
        for inner, within in placed_bodies(item, place):
            yield from _calls(inner, within)


def _shape(layers: list[Placed]) -> str:
    return show_shape(layers[0].input) if layers else ""


def _difference(own: list[Placed], first: list[Placed], by_path: dict[Path, Placed]) -> str:
    """Why a call cannot have the weights of the first; nothing where it can."""
    for one, other in zip_longest(own, first):
        if one is None or other is None:
            name = show_path((one or other).path)
            return f"`{name}` is in one of them alone"
        why = _layers_differ(one, by_path.get(module_path(one.path), other))
        if why:
            return why
    return ""


def _layers_differ(one: Placed, other: Placed) -> str:
    name, kind = show_path(module_path(one.path)), one.layer.word
    if kind != other.layer.word:
        return f"`{name}` is `{kind}` here and `{other.layer.word}` there"
    for argument, value in _arguments(one).items():
        if value != _arguments(other)[argument]:
            return (
                f"`{argument}` of `{name}` is {value} here and {_arguments(other)[argument]} there"
            )
    if one.layer.takes_places and _module(one) != _module(other):
        return f"`{name}` takes the places of pools whose windows differ"
    weights, others = one.layer.weights(one.input), other.layer.weights(other.input)
    if weights != others:
        return f"`{name}` is given {show_shape(one.input)} here and {show_shape(other.input)} there"
    return ""


def _module(placed: Placed) -> TorchModule | None:
    return placed.layer.torch(placed.input).module


def _arguments(placed: Placed) -> dict[str, Any]:
    """A layer's arguments, but for what is taken from labels, which may be others in each call."""
    values, declared = vars(placed.layer), type(placed.layer).arguments
    return {name: values.get(name) for name, each in declared.items() if each.type.name != LABEL}
