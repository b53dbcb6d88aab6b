"""A structure's parts, written: layers, copies, branches, groups, blocks and heads, with the labels that names need."""

from collections.abc import Iterable

from cnndsl.formulas import Formula
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
    value_label,
)
from cnndsl.walker import bodies_of
from cnndsl.writing.blocks import Blocks, Body, arguments, plain
from cnndsl.writing.copies import one_for_all
from cnndsl.writing.here import Here, has_no_formula
from cnndsl.writing.layers import layer_words
from cnndsl.writing.layout import Brackets, Piece, Pieces, group, one_part, with_end, with_front
from cnndsl.writing.naming import Surroundings
from cnndsl.writing.progressions import plus_copy, unused_name
from cnndsl.writing.runs import LEAST, copies_said, numbered_name, runs, without_names
from cnndsl.writing.words import formula_words


class Writer:
    """Goes through a structure; twice, since what blocks leave to defaults is known behind their uses."""

    def __init__(self, body: Sequence, constants: Iterable[str] = ()) -> None:
        self.constants = set(constants)
        self.tapped = set(_tapped(body))
        self.blocks = Blocks()
        self._bodies: dict[tuple[int, tuple[str, ...]], Body] = {}
        self.needs_labels = False
        """Whether a branch with names of its own has a label that the structure does not have."""
        self.labels_branches = False
        """Whether such branches say that they are: `branch1: [...]`."""
        self.names: set[str] = set()
        """The names that are said anywhere, of constants among others."""

    def trunk(self, body: Sequence) -> Pieces:
        self.sequence(body, self.here(body))
        if self.needs_labels and not self.labels_branches:
            self.labels_branches, self.blocks = True, Blocks()
            self._bodies.clear()
            return self.trunk(body)
        return self.sequence(body, self.here(body))

    def here(self, body: Sequence) -> Here:
        """Where the trunk stands."""
        return Here(Surroundings(body), Scope(), self.names, (), unused_name(self.constants))

    def sequence(self, body: Sequence, here: Here) -> Pieces:
        found: list[Piece] = []
        for run in runs(body, here.around.numbered):
            copies = self._copies_of_one(run, here)
            found += copies or [each for item in run for each in self._item(item, here)]
        return tuple(found)

    def _copies_of_one(self, run: Sequence, here: Here) -> Pieces:
        """A run of parts as copies; nothing where they are none, or few."""
        said, named = copies_said(run), numbered_name(run[0])
        if (run[0].label and not named) or (said is None and len(run) < (LEAST if named else 2)):
            return ()
        found = one_for_all(tuple((without_names(item),) for item in run), self._block, here.listed)
        if found is None or (said is None and not named and found.changes):
            return ()
        (item,) = found.body
        inner = here.closed((), numbered=False, in_list=bool(found.values))
        words = self._labelled(item, inner)[1]
        for each in run:
            here.around.label_for(self._kind((each,)), each.label, each.name)
        here.say([said.times] if said else [])
        count = _count(said.times if said else len(run), found.values, here.listed)
        if named:
            label = f"{named[0]}<{formula_words(plus_copy(named[1]))}>: "
            return (with_end(group((with_front(label, one_part(words)),)), count),)
        return (with_end(one_part(words), count),)

    def _item(self, item: Item, here: Here) -> Pieces:
        label, pieces = self._labelled(item, here)
        value = value_label(item)
        if value and value != item.label and not label and self._is_tapped(value):
            label = item.name
        if value:
            here.labels.own[value] = label or value
        if not label or not pieces:
            return pieces
        return (with_front(f"{label}: ", one_part(pieces)),)

    def _is_tapped(self, value: str) -> bool:
        return value in self.tapped

    def _labelled(self, item: Item, here: Here) -> tuple[str, Pieces]:
        """The label that an item is written with, and its words."""
        if isinstance(item, Tap):
            here.said.add(here.label(item.of))
            return item.label, (f"@{here.label(item.of)}",)
        if isinstance(item, Fork):
            return "", (self._head(item, here),)
        if isinstance(item, Branches):
            here.around.label_for(item.how, "", item.name)
            return "", (self._branches(item, here),)
        if isinstance(item, Step):
            assert item.layer is not None
            label = here.around.label_for(item.layer.word, item.label, item.name)
            return label, (self._layer(item, here),)
        if isinstance(item, Use):
            return self._use(item, here)
        if isinstance(item, Nest):
            return self._nest(item, here)
        assert isinstance(item, Repeat)
        return self._repeat(item, here)

    def _layer(self, step: Step, here: Here) -> str:
        assert step.layer is not None
        symbols = dict(step.origin.symbols)
        for name in step.layer.arguments.keys() - symbols.keys():
            found = here.parameter(vars(step.layer)[name])
            symbols |= {} if found is None else {name: found}
        here.say(symbols.values())
        here.said |= set(map(here.label, labels_taken(step)))
        return layer_words(step.layer, symbols, here.label)

    def _branches(self, item: Branches, here: Here) -> Piece:
        bodies = [self._branch(body, here.branch()) for body in item.bodies]
        if item.listed and len(bodies) == 1:
            bodies = [("each(1)", *bodies[0])]
        return Brackets(f"{item.how}(", tuple(bodies), ")")

    def _branch(self, body: Sequence, here: Here) -> Pieces:
        """A branch; one with a label that another has too has names of its own, and nothing shows that.

        All such branches say it where labels come in that the structure does not have.
        """
        nest = body[0]
        if len(body) > 1 or not isinstance(nest, Nest) or nest.label:
            return self.sequence(body, here)
        here.around.label_for("branch", "", nest.name)
        inner = here.closed(nest.body)
        pieces = self.sequence(nest.body, inner)
        self.needs_labels |= inner.around.has_new_labels
        return (with_front(f"{nest.name}: ", group(pieces)),) if self.labels_branches else pieces

    def _head(self, fork: Fork, here: Here) -> Piece:
        part, word = fork.part, "aux" if fork.aux else "head"
        alone = not isinstance(part, Nest) or part.numbered
        if alone:
            body = self._labelled(part, here)[1]
        else:
            here.around.label_for("branch", part.label, part.name)
            body = self.sequence(bodies_of(part)[0], here.closed(bodies_of(part)[0]))
        return Brackets(f"{word} {fork.output} {{", (body,), "}")

    # Blocks

    def _use(self, use: Use, here: Here) -> tuple[str, Pieces]:
        definition = self.blocks.definition(use, self.body(use))
        label = (
            use.label if use.shared else here.around.label_for(definition.name, use.label, use.name)
        )
        taps = {each: here.label(of) for each, of in use.taps.items()}
        here.said |= set(taps.values())
        use = use._replace(given=tuple(map(here.passed_on, use.given)))
        written = (each for each in use.given if each.name in definition.parameters)
        here.say(each.symbol for each in written if each.symbol is not None)
        return label, (definition.name + arguments(use, definition, taps),)

    def body(self, use: Use) -> Body:
        """A use's body, written once for all uses that have it."""
        key = id(use.body), tuple(use.taps)  # of the same arguments, or it would be another
        if key not in self._bodies:
            labels: Scope[str] = Scope()
            labels.own |= {each: plain(each) for each in use.taps}
            given = tuple(each for each in use.given if has_no_formula(each))
            listed = unused_name({each.name for each in use.given} | self.constants)
            here = Here(Surroundings(use.body), labels, set(), given, listed)
            pieces = self.sequence(use.body, here)
            self._bodies[key] = Body(pieces, frozenset(here.said))
            self.names |= here.said
        return self._bodies[key]

    # Groups and copies

    def _nest(self, nest: Nest, here: Here) -> tuple[str, Pieces]:
        inner = here.closed(nest.body, nest.numbered)
        if here.around.numbered and not nest.label and not nest.numbered:
            return self._part_of_seq(nest, here)
        kind = "seq" if nest.numbered else "branch"
        label = here.around.label_for(kind, nest.label, nest.name)
        label = label or nest.name * (not here.around.numbered)
        pieces = self.sequence(nest.body, inner)
        if nest.gives_on:
            here.labels.own |= {
                f"{nest.label}.{name}": f"{label}.{value}"
                for name, value in inner.labels.own.items()
            }
        alone = len(nest.body) == 1 and isinstance(nest.body[0], Branches) and not nest.numbered
        return label, pieces if alone else (group(pieces, "seq[" if nest.numbered else "["),)

    def _part_of_seq(self, nest: Nest, here: Here) -> tuple[str, Pieces]:
        """A join with its branches, or one copy of brackets."""
        label = here.around.label_for("", "", nest.name)
        pieces = self.sequence(nest.body, here.closed(nest.body))
        if len(nest.body) == 1 and isinstance(nest.body[0], Branches):
            return label, pieces
        return label, (with_end(group(pieces), "*1"),)

    def _repeat(self, repeat: Repeat, here: Here) -> tuple[str, Pieces]:
        if not repeat.copies:
            return "", ()
        copies = tuple(map(_without_numbers, repeat.copies)) if repeat.single else repeat.copies
        found = one_for_all(copies, self._block, here.listed)
        single = repeat.single and all(len(copy) == 1 for copy in copies)
        if found is None:
            label = here.around.label_for("seq", repeat.label, repeat.name)
            return label, (self._one_by_one(copies, single, here),)
        here.say([repeat.times] if repeat.times is not None else [])
        inner = here.closed(() if single else found.body, in_list=bool(found.values))
        pieces = self.sequence(found.body, inner)
        bare = single or (
            len(found.body) == 1
            and isinstance(found.body[0], Branches)
            and repeat.kind == found.body[0].how
        )
        kind = self._kind(found.body) if bare else "repeat"
        label = here.around.label_for(kind, repeat.label, repeat.name)
        times = len(repeat.copies) if repeat.times is None else repeat.times
        count = _count(times, found.values, here.listed)
        return label, (with_end(pieces[0] if bare else group(pieces), count),)

    def _one_by_one(self, copies: tuple[Sequence, ...], single: bool, here: Here) -> Piece:
        """Copies that differ: parts of a `seq`, each by its number."""
        pieces: list[Piece] = []
        for copy in copies:
            inner = here.closed(() if single else copy)
            words = self.sequence(copy, inner)
            pieces.append(words[0] if single else with_end(group(words), "*1"))
        return group(tuple(pieces), "seq[")

    def _block(self, use: Use) -> str:
        return self.blocks.definition(use, self.body(use)).name

    def _kind(self, body: Sequence) -> str:
        first = body[0]
        if isinstance(first, Use):
            return self._block(first)
        if isinstance(first, Branches):
            return first.how
        return first.layer.word if isinstance(first, Step) and first.layer else "repeat"


def _without_numbers(copy: Sequence) -> Sequence:
    """A copy of a layer or block without the number that is its name."""
    return (copy[0]._replace(name=""), *copy[1:])


def _count(times: Formula, values: tuple[int, ...], listed: str) -> str:
    if values:
        return f"*<{listed}: {', '.join(map(str, values))}>"
    return f"*{times}" if isinstance(times, int) else f"*<{formula_words(times)}>"


def _tapped(body: Sequence) -> Iterable[str]:
    """The labels that taps, layers and blocks take anywhere, without the groups around them."""
    waiting, seen = [body], set()
    while waiting:
        for item in waiting.pop():
            of = [item.of] if isinstance(item, Tap) else []
            of += item.taps.values() if isinstance(item, Use) else ()
            of += labels_taken(item) if isinstance(item, Step) else ()
            yield from (each.rpartition(".")[2] for each in of)
            for inner in bodies_of(item):
                if id(inner) not in seen:
                    seen.add(id(inner))
                    waiting.append(inner)
