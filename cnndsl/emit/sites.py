"""Where the parts of a network that become classes stand: every use of a block, a group, a repeat's copies."""

from typing import Any, NamedTuple

from cnndsl.analyse.slight import Slight
from cnndsl.emit.wanted import Labels, Wanted, inside_of
from cnndsl.network import (
    Branches,
    Fork,
    Given,
    Item,
    Nest,
    Placed,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    copies_of,
    inner_prefix,
    value_label,
)
from cnndsl.sizes import Shape
from cnndsl.text import Span


class Site(NamedTuple):
    """One occurrence of a sequence that is a class's body."""

    body: Sequence
    prefix: str
    name: str
    """What the class is called after."""
    key: Span
    """Where it is written: occurrences of one writing may be one class."""
    shape: Shape
    """What comes in."""
    takes: dict[str, Shape]
    """What it takes beside that, by label."""
    gives: tuple[str, ...]
    """Labels inside it that are wanted outside."""
    given: tuple[Given, ...]
    """A block's parameters."""
    numbers: dict[str, Any]
    """What the parameters around it are here, its own included."""
    block: bool = False


class Sites:
    """All occurrences in a network, by where they are written and by their path."""

    def __init__(self, structure: Sequence, shape: Shape, layers: tuple[Placed, ...]) -> None:
        self.placed = {placed.path: placed for placed in layers}
        self.slight = Slight(self.placed)
        self.wanted = Wanted()
        self.by_key: dict[Span, list[Site]] = {}
        self.by_prefix: dict[str, Site] = {}
        self.leaving: dict[str, Shape] = {}
        """What goes out, by path."""
        self._sequence(structure, ("", ""), shape, Scope(), {})

    def _sequence(
        self,
        body: Sequence,
        names: tuple[str, str],
        shape: Shape,
        scope: Scope[Shape],
        numbers: dict[str, Any],
        given_back: tuple[str, ...] = (),
    ) -> Shape:
        asked = self.wanted.taken(body) | dict.fromkeys(given_back)
        for item in body:
            shape = self._item(item, names, shape, scope, numbers, asked)
            if label := value_label(item):
                scope.own[label] = shape
        return shape

    def _item(
        self,
        item: Item,
        names: tuple[str, str],
        shape: Shape,
        scope: Scope[Shape],
        numbers: dict[str, Any],
        asked: Labels,
    ) -> Shape:
        prefix, suffix = names
        if isinstance(item, Step):
            return self.placed[f"{prefix}{item.name}{suffix}"].output
        if isinstance(item, Tap):
            return scope.find(item.of) or shape
        if isinstance(item, Fork):
            self._item(item.part, names, shape, Scope(scope), numbers, asked)
            return shape
        if isinstance(item, Branches):
            share = len(item.bodies) if item.how == "split" else 1
            for branch in item.bodies:
                part = (shape[0] // share, *shape[1:])
                self._sequence(branch, names, part, Scope(scope), numbers)
            return self.placed[f"{prefix}{item.name}{suffix}"].output
        for number, copy in enumerate(copies_of(item)):
            inside = inner_prefix(item, prefix, suffix, number)
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            own = _numbers(item) if isinstance(item, Use) else numbers
            gives = tuple(filter(None, (inside_of(label, item) for label in asked)))
            if not (isinstance(item, Repeat) and item.single):
                self._enter(item, copy, inside[0], shape, inner, own, gives)
            shape = self._sequence(copy, inside, shape, inner, own, gives)
            self.leaving[inside[0]] = shape
            if isinstance(item, Nest):
                scope.take(item.label, inner)
        return shape

    def _enter(
        self,
        item: Item,
        body: Sequence,
        prefix: str,
        shape: Shape,
        scope: Scope[Shape],
        numbers: dict[str, Any],
        gives: tuple[str, ...],
    ) -> None:
        takes = {label: scope.find(label) or () for label in self.wanted.missing(body)}
        use = item if isinstance(item, Use) else None
        site = Site(
            body,
            prefix,
            use.block if use else item.name,
            use.definition if use else item.span,  # type: ignore[union-attr]
            shape,
            takes,
            gives,
            use.given if use else (),
            numbers,
            use is not None,
        )
        self.by_key.setdefault(site.key, []).append(site)
        self.by_prefix[prefix] = site


def _numbers(use: Use) -> dict[str, Any]:
    """A use's parameters that are numbers."""
    found = {each.name: as_number(each.value) for each in use.given}
    return {name: value for name, value in found.items() if type(value) in (int, float)}


def as_number(value: Any) -> Any:
    """An exact fraction as Python has it; all else as it is."""
    exact = hasattr(value, "numerator") and not isinstance(value, int)
    return float(value) if exact else value
