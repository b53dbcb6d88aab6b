"""A checked network, spelled: its letters, as an automaton has them that knows nothing of how it was chosen."""

from collections.abc import Iterator

from cnndsl.family.letters import END, NEXT, Letter, of_layer, opening, tapped
from cnndsl.layers.merge import Identity, Projection
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Network,
    Placed,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    value_label,
)
from cnndsl.paths import WHOLE, LaterCall, Path, Place, module_path
from cnndsl.walker import copies_of, inside, open_bodies


class Spelled:
    """The letters of a network."""

    def __init__(self, network: Network) -> None:
        self._placed = {each.path: each for each in network.layers}
        self._ages: dict[Path, int] = {each.path: age for age, each in enumerate(network.inputs)}
        """What values are called in letters: by their age."""
        scope: Scope[Path] = Scope()
        scope.own |= {each.name: each.path for each in network.inputs if each.name}
        found, _ = self._sequence(network.structure, (), scope, WHOLE)
        self.word: list[Letter] = [*found, END]

    def _sequence(
        self, body: Sequence, x: Path, scope: Scope[Path], place: Place
    ) -> tuple[list[Letter], Path]:
        """The letters of a sequence, and the value behind it."""
        word: list[Letter] = []
        for item in body:
            letters, x = self._item(item, x, scope, place)
            word += letters
            if label := value_label(item):
                scope.own[label] = x
        return word, x

    def _item(
        self, item: Item, x: Path, scope: Scope[Path], place: Place
    ) -> tuple[list[Letter], Path]:
        if isinstance(item, Step):
            return self._layer(place.path(item.name), x)
        if isinstance(item, Tap):
            found = scope.find(item.of)
            assert found is not None
            return ([] if found == x else [tapped(self._ages[found])]), found
        if isinstance(item, Fork):
            kind = "aux" if item.aux else "head"
            letters, _ = self._sequence((item.part,), x, Scope(scope), place)
            return [opening(kind, item.output), *letters, END], x
        if isinstance(item, Branches):
            return self._join(item, x, scope, place)
        word: list[Letter] = []
        for number, copy in enumerate(copies_of(item)):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            letters, x = self._sequence(copy, x, inner, inside(item, place, number))
            word += letters
            if isinstance(item, Nest) and item.gives_on:
                scope.take(item.label, inner)
        return word, x

    def _layer(self, path: Path, x: Path) -> tuple[list[Letter], Path]:
        placed = self._placed[path]
        layer = placed.layer
        if isinstance(layer, Identity) or (isinstance(layer, Projection) and layer.agrees):
            return [], x
        self._ages[path] = len(self._ages)
        letter = of_layer(layer, placed.input, placed.output)
        return [letter._replace(order=(*letter.order, *self._shared_with(path)))], path

    def _shared_with(self, path: Path) -> Iterator[int]:
        """Of a layer that is called again, whose weights it has: the age of the first call's value."""
        if any(isinstance(each, LaterCall) for each in path):
            yield self._ages[module_path(path)]

    def _join(
        self, item: Branches, x: Path, scope: Scope[Path], place: Place
    ) -> tuple[list[Letter], Path]:
        word = [opening(item.how)]
        for number, (body,) in enumerate(zip(open_bodies(item), strict=True)):
            letters, _ = self._sequence(body, x, Scope(scope), place)
            word += [NEXT] * bool(number) + letters
        path = place.path(item.name)
        placed: Placed = self._placed[path]
        self._ages[path] = len(self._ages)
        return [*word, Letter(END.order, placed.layer, placed.input, placed.output)], path
