"""Which parts of a network are one class: the same code but for numbers, and those become its arguments.

Inner parts are settled before those around them, over all their uses at once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from cnndsl.emit.drafts import (
    Draft,
    LayerDraft,
    LoopDraft,
    Made,
    PartDraft,
    Slot,
    constructors,
    key,
    layer_draft,
    slots,
    text_of,
)
from cnndsl.emit.forward import statements
from cnndsl.emit.layout import STEP, Doc
from cnndsl.network import Nest, Placed, Repeat, Sequence, Step, inner_prefix
from cnndsl.sizes import show_shape
from cnndsl.text import Span


class Use(NamedTuple):
    """One occurrence of a sequence, with what stands before the names of its layers."""

    body: Sequence
    prefix: str


class ClassCode(NamedTuple):
    """A class as it will be written: its name, arguments, attributes and the body of `forward`."""

    name: str
    parameters: tuple[str, ...]
    attributes: tuple[tuple[str, Doc], ...]
    forward: tuple[str, ...]
    learned: bool


class Classes:
    """The classes of one network, inner ones first."""

    def __init__(self, layers: tuple[Placed, ...], taken: set[str]) -> None:
        self.by_path = {placed.path: placed for placed in layers}
        self.taken = set(taken)
        self.made: list[ClassCode] = []

    def whole(self, body: Sequence, name: str) -> ClassCode:
        """The network's own class."""
        drafts = self._drafts([Use(body, "")])[0]
        return self._class(name, [drafts])

    def _drafts(self, uses: list[Use]) -> list[list[Draft]]:
        """The drafts of each use; parts inside are settled over all uses together."""
        parts = self._parts(uses)
        drafted: list[list[Draft]] = []
        for number, use in enumerate(uses):
            drafts: list[Draft] = []
            for item in use.body:
                if isinstance(item, Step):
                    drafts.append(self._layer(item, f"{use.prefix}{item.name}", item.name))
                elif isinstance(item, Repeat) and item.single:
                    drafts.append(self._loop(item, use.prefix))
                else:
                    drafts.append(parts[number, item.span])
            drafted.append(drafts)
        return drafted

    def _layer(self, step: Step, path: str, name: str) -> LayerDraft:
        return layer_draft(name, self.by_path[path], bool(step.label))

    def _loop(self, repeat: Repeat, prefix: str) -> LoopDraft:
        copies = []
        names: dict[str, None] = {}
        for number, copy in enumerate(repeat.copies):
            before, after = inner_prefix(repeat, prefix, number)
            layers = []
            for step in copy:
                assert isinstance(step, Step)
                names[step.name] = None
                label = repeat.label if step.name == repeat.name else ""
                placed = self.by_path[f"{before}{step.name}{after}"]
                layers.append(layer_draft(step.name, placed, bool(label)))
            copies.append(tuple(layers))
        return LoopDraft(tuple(names), tuple(copies))

    def _parts(self, uses: list[Use]) -> dict[tuple[int, Span], PartDraft]:
        """Repeated and labelled groups: each place of the text by itself, over all its uses."""
        places: dict[Span, list[tuple[int, Nest | Repeat, list[Use]]]] = {}
        for number, use in enumerate(uses):
            for item in use.body:
                if isinstance(item, Nest):
                    inner = [Use(item.body, inner_prefix(item, use.prefix)[0])]
                elif isinstance(item, Repeat) and not item.single:
                    inner = [
                        Use(copy, inner_prefix(item, use.prefix, k)[0])
                        for k, copy in enumerate(item.copies)
                    ]
                else:
                    continue
                places.setdefault(item.span, []).append((number, item, inner))
        drafts: dict[tuple[int, Span], PartDraft] = {}
        for span, found in places.items():
            calls = iter(
                self._define([use for _, _, inner in found for use in inner], found[0][1].name)
            )
            for number, item, inner in found:
                made = tuple(next(calls) for _ in inner)
                shapes = tuple(show_shape(self._output(use)) for use in inner)
                drafts[number, span] = PartDraft(item.name, made, isinstance(item, Repeat), shapes)
        return drafts

    def _output(self, use: Use) -> tuple[int, ...]:
        """The shape that leaves a sequence."""
        prefix, body, suffix = use.prefix, use.body, ""
        while not isinstance(last := body[-1], Step):
            copies = last.copies if isinstance(last, Repeat) else (last.body,)
            prefix, suffix = inner_prefix(last, prefix, len(copies) - 1)
            body = copies[-1]
        return self.by_path[f"{prefix}{last.name}{suffix}"].output

    def _define(self, uses: list[Use], name: str) -> list[Made]:
        """Classes for all uses of a part, and the call that makes each."""
        drafted = self._drafts(uses)
        families: dict[tuple[object, ...], list[int]] = {}
        for number, drafts in enumerate(drafted):
            families.setdefault(tuple(map(key, drafts)), []).append(number)
        calls: dict[int, Made] = {}
        for members in families.values():
            own = [drafted[number] for number in members]
            code = self._class(self._free_name(name), own)
            self.made.append(code)
            columns = _columns(own)
            given = _parameters(columns)
            for place, number in enumerate(members):
                values = tuple(
                    Slot(parameter, column[place]) for parameter, (_, column) in given.items()
                )
                calls[number] = Made(code.name, values, (), code.learned)
        return [calls[number] for number in range(len(uses))]

    def _free_name(self, name: str) -> str:
        camel = "".join(word[:1].upper() + word[1:] for word in name.split("_")) or "Part"
        letters = iter(["", *"BCDEFGHIJKLMNOPQRSTUVWXYZ"])
        for letter in letters:
            if f"{camel}{letter}" not in self.taken:
                self.taken.add(f"{camel}{letter}")
                return f"{camel}{letter}"
        number = len(self.taken)
        self.taken.add(f"{camel}_{number}")
        return f"{camel}_{number}"

    def _class(self, name: str, alike: list[list[Draft]]) -> ClassCode:
        """One class for sequences that differ in numbers alone."""
        columns = _columns(alike)
        names = {key: parameter for parameter, key in _parameters(columns).items()}
        texts = iter(
            names.get(_column_key(slot, column)) or text_of(column[0]) for slot, column in columns
        )
        attributes: list[tuple[str, Doc]] = []
        for draft in alike[0]:
            attributes += constructors(draft, texts)
        same = [_same_shape(drafts) for drafts in zip(*alike, strict=True)]
        learned = any(_learned(draft) for draft in alike[0])
        forward = tuple(statements(alike[0], same, STEP * 2))
        parameters = tuple(_annotated(each, column) for (_, column), each in names.items())
        return ClassCode(name, parameters, tuple(attributes), forward, learned)


Column = tuple[object, ...]


def _columns(alike: list[list[Draft]]) -> list[tuple[str, Column]]:
    """Each slot's name, and its values over all the sequences."""
    rows = [[slot for draft in drafts for slot in slots(draft)] for drafts in alike]
    return [
        (column[0].name, tuple(slot.value for slot in column)) for column in zip(*rows, strict=True)
    ]


CHANNELS = ("channels", "features", "groups", "normalized_shape")
"""Ends of the names under which PyTorch takes numbers of channels: alike, they are one argument."""


def _column_key(name: str, column: Column) -> tuple[str, Column]:
    return ("channels" if name.endswith(CHANNELS) else name), column


def _parameters(columns: list[tuple[str, Column]]) -> dict[str, tuple[str, Column]]:
    """Arguments for what varies, with the key of each. What varies alike is one argument."""
    found: dict[tuple[str, Column], str] = {}
    for name, column in columns:
        key = _column_key(name, column)
        if len(set(column)) == 1 or key in found:
            continue
        free, number = name, 2
        while free in found.values():
            free, number = f"{name}{number}", number + 1
        found[key] = free
    return {parameter: key for key, parameter in found.items()}


def _annotated(parameter: str, column: Column) -> str:
    kinds = {type(value).__name__ for value in column}
    return (
        f"{parameter}: {kinds.pop()}"
        if kinds in ({"int"}, {"float"}, {"bool"}, {"str"})
        else parameter
    )


def _same_shape(drafts: tuple[Draft, ...]) -> bool:
    """Whether every use has the same shape at this point, so that a comment can give it."""
    return len({tuple(_shapes(draft)) for draft in drafts}) == 1


def _shapes(draft: Draft) -> Iterator[str]:
    if isinstance(draft, LayerDraft):
        yield show_shape(draft.placed.output)
    elif isinstance(draft, PartDraft):
        yield from draft.shapes
    else:
        yield from (show_shape(layer.placed.output) for copy in draft.copies for layer in copy)


def _learned(draft: Draft) -> bool:
    if isinstance(draft, PartDraft):
        return any(made.learned for made in draft.calls)
    layers = (
        [draft]
        if isinstance(draft, LayerDraft)
        else [each for copy in draft.copies for each in copy]
    )
    return any(
        layer.made is not None
        and (layer.made.learned or any("**factory" in str(slot.value) for slot in layer.made.slots))
        for layer in layers
    )
