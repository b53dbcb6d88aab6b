"""The numbers of several drafts that are one class, side by side: which are alike, and which are its arguments."""

from typing import Any, NamedTuple

from cnndsl.emit.drafts import Draft, HeadDraft, JoinDraft, LayerDraft, LoopDraft, PartDraft
from cnndsl.emit.made import Made, Slot
from cnndsl.emit.named import NAME, Code, Named, NamedFloat, has_name, names_of, said, shortened

Column = tuple[Any, ...]
MISSING = object()
"""In the place of a number that an occurrence does not have."""
CHANNELS = ("channels", "features", "groups", "normalized_shape")
"""Ends of the names under which PyTorch takes numbers of channels: alike, they are one argument."""


class Resolved(NamedTuple):
    """A text for each slot, the names in these texts, and the arguments that had to be made up."""

    texts: list[str]
    names: set[str]
    own: dict[str, Column]


def columns(alike: list[list[Draft]]) -> list[tuple[Slot, Column]]:
    """Each slot, and its values over all occurrences."""
    found: list[tuple[Slot, Column]] = []
    for drafts in zip(*alike, strict=True):
        found += _of(list(drafts))
    return found


def _of(drafts: list[Draft]) -> list[tuple[Slot, Column]]:
    first = drafts[0]
    found: list[tuple[Slot, Column]] = []
    if isinstance(first, JoinDraft):
        for bodies in zip(
            *(draft.bodies for draft in drafts if isinstance(draft, JoinDraft)), strict=True
        ):
            found += columns([list(body) for body in bodies])
    elif isinstance(first, HeadDraft):
        found += _of([draft.part for draft in drafts if isinstance(draft, HeadDraft)])
    elif isinstance(first, LayerDraft) and first.torch.differs:
        found += _optional([draft for draft in drafts if isinstance(draft, LayerDraft)])
    elif isinstance(first, LayerDraft | LoopDraft | PartDraft):
        rows = [
            draft.mades for draft in drafts if isinstance(draft, LayerDraft | LoopDraft | PartDraft)
        ]
        for calls in zip(*rows, strict=True):
            found += _calls(list(calls))
        counts = [
            draft.amount
            for draft in drafts
            if isinstance(draft, PartDraft | LoopDraft) and draft.amount
        ]
        if counts:
            found.append((counts[0], tuple(count.value for count in counts)))
    return found


def _calls(calls: list[Made | None]) -> list[tuple[Slot, Column]]:
    template = next((call for call in calls if call is not None), None)
    if template is None:
        return []
    rows = [
        [slot.value for slot in call.slots] if call else [MISSING] * len(template.slots)
        for call in calls
    ]
    return list(zip(template.slots, zip(*rows, strict=True), strict=True))


def _optional(drafts: list[LayerDraft]) -> list[tuple[Slot, Column]]:
    """What only some occurrences have: what the choice goes by, where there is one, then its numbers."""
    calls = [draft.made if needed(draft) else None for draft in drafts]
    found: list[tuple[Slot, Column]] = []
    if any(calls) and not all(calls):
        for triple in zip(*(draft.torch.differs for draft in drafts), strict=True):
            names, ones, others = zip(*triple, strict=True)
            follows = Slot(names[0], None, follows=True)
            found += [(follows, ones), (Slot(names[0], None), others)]
    return found + _calls(calls)


def needed(draft: LayerDraft) -> bool:
    return any(one != other for _, one, other in draft.torch.differs)


def resolve(
    found: list[tuple[Slot, Column]],
    reserved: set[str] = frozenset(),  # type: ignore[assignment]
) -> Resolved:
    """Settle what each slot says: a name or an expression, a number, or an argument of its own."""
    resolver = _Resolver(found, reserved)
    texts = [resolver.text(slot, column) for slot, column in found]
    own = {name: _filled(column) for name, column in resolver.own.items()}
    return Resolved(texts, resolver.names, own)


def _filled(column: Column) -> Column:
    """Some number where an occurrence needs none."""
    return tuple(_first(column) if each is MISSING else each for each in column)


class _Resolver:
    def __init__(self, found: list[tuple[Slot, Column]], reserved: set[str]) -> None:
        self.reserved = reserved
        self.names: set[str] = set()
        self.own: dict[str, Column] = {}
        self.kinds: dict[str, str] = {}
        self.spoken = [
            (slot.name, column)
            for slot, column in found
            if _named(column) and "i" not in NAME.findall(_common(column))
        ]
        """What slots say in names, with their numbers."""

    def text(self, slot: Slot, column: Column) -> str:
        if _named(column):
            self.names |= names_of(_first(column))
            return shortened(_common(column))
        values = {_plain(each) for each in column if each is not MISSING}
        if len(values) > 1 or slot.follows:
            for name, other in self.spoken:
                if name == slot.name and _covers(other, column):
                    self.names |= names_of(_first(other))
                    return _common(other)
        if slot.follows and slot.name in self.own and _agree(column, self.own[slot.name]):
            return self._join(slot.name, column)
        return said(values.pop()) if len(values) == 1 else self._own(slot.name, column)

    def _join(self, name: str, column: Column) -> str:
        """Let an argument of the class serve a slot too, also where it had no number before."""
        pairs = zip(self.own[name], column, strict=True)
        self.own[name] = tuple(_plain(b) if a is MISSING else a for a, b in pairs)
        return name

    def _own(self, name: str, column: Column) -> str:
        """An argument for what varies. What varies alike is one argument."""
        for known, other in self.own.items():
            if self.kinds[known] == _kind(name) and _agree(column, other):
                return self._join(known, column)
        free, number = name, 2
        while free in self.own or free in self.reserved:
            free, number = f"{name}{number}", number + 1
        self.own[free] = tuple(_plain(each) for each in column)
        self.kinds[free] = _kind(name)
        return free


def _plain(value: Any) -> Any:
    if isinstance(value, Code):
        return Code(value.plain)
    if isinstance(value, NamedFloat):
        return float(value)
    return int(value) if isinstance(value, Named) else value


def _kind(name: str) -> str:
    return "channels" if name.endswith(CHANNELS) else name


def _first(column: Column) -> Any:
    return next(each for each in column if each is not MISSING)


def _common(column: Column) -> str:
    return said(_first(column))


def _named(column: Column) -> bool:
    """Whether all occurrences say the same, in names."""
    known = [each for each in column if each is not MISSING]
    return bool(known) and all(map(has_name, known)) and len({said(each) for each in known}) == 1


def _covers(other: Column, column: Column) -> bool:
    """Whether what says one column's numbers would say another's, wherever that has any."""
    return all(b is MISSING or a == b for a, b in zip(other, column, strict=True))


def _agree(column: Column, other: Column) -> bool:
    return all(a is MISSING or b is MISSING or a == b for a, b in zip(column, other, strict=True))


def merged(alike: list[list[Draft]]) -> list[Draft]:
    """The drafts of a class, with what only some occurrences have, and the shapes that all agree on."""
    found = [_merge(list(drafts)) for drafts in zip(*alike, strict=True)]
    return found if len(alike) == 1 or all(map(_shaped, found)) else list(map(_unshaped, found))


def _shaped(draft: Draft) -> bool:
    """Whether all occurrences have the same shapes here."""
    if isinstance(draft, JoinDraft):
        return bool(draft.shape) and all(_shaped(each) for body in draft.bodies for each in body)
    if isinstance(draft, LoopDraft):
        return all(layer.shape for copy in draft.copies for layer in copy)
    if isinstance(draft, PartDraft):
        return bool(draft.shapes)
    return bool(draft.shape) if isinstance(draft, LayerDraft) else True


def _unshaped(draft: Draft) -> Draft:
    if isinstance(draft, JoinDraft):
        bodies = tuple(tuple(map(_unshaped, body)) for body in draft.bodies)
        return draft._replace(bodies=bodies, shape="")
    if isinstance(draft, LoopDraft):
        copies = tuple(tuple(layer._replace(shape="") for layer in copy) for copy in draft.copies)
        return draft._replace(copies=copies)
    if isinstance(draft, PartDraft):
        return draft._replace(shapes=())
    return draft._replace(shape="") if isinstance(draft, LayerDraft) else draft


def _merge(drafts: list[Draft]) -> Draft:
    first = drafts[0]
    if isinstance(first, JoinDraft):
        joins = [draft for draft in drafts if isinstance(draft, JoinDraft)]
        bodies = tuple(
            tuple(merged([list(body) for body in bodies]))
            for bodies in zip(*(join.bodies for join in joins), strict=True)
        )
        return first._replace(bodies=bodies, shape=_same([join.shape for join in joins]))
    if isinstance(first, HeadDraft):
        parts = [draft.part for draft in drafts if isinstance(draft, HeadDraft)]
        return first._replace(part=_merge(parts))
    if isinstance(first, LayerDraft):
        layers = [draft for draft in drafts if isinstance(draft, LayerDraft)]
        shape = _same([layer.shape for layer in layers])
        present = [layer for layer in layers if needed(layer)]
        if first.torch.differs and present:
            optional = len(present) < len(layers)
            return present[0]._replace(shape=shape, optional=optional)
        return first._replace(shape=shape)
    if isinstance(first, PartDraft):
        return _merge_parts(first, [draft for draft in drafts if isinstance(draft, PartDraft)])
    if isinstance(first, LoopDraft):
        loops = [draft for draft in drafts if isinstance(draft, LoopDraft)]
        return first._replace(copies=_merge_copies(loops))
    return first


def _same(shapes: list[str]) -> str:
    return shapes[0] if len(set(shapes)) == 1 else ""


def _merge_parts(first: PartDraft, parts: list[PartDraft]) -> PartDraft:
    made = next((part for part in parts if part.calls), first)
    calls = made.calls
    first = first._replace(numbered=made.numbered)
    shapes = {shape for part in parts for shape in part.shapes}
    if len(shapes) == 1:
        return first._replace(calls=calls, shapes=tuple(shapes))
    alike = len({part.shapes for part in parts}) == 1
    return first._replace(calls=calls, shapes=first.shapes if alike else ())


def _merge_copies(loops: list[LoopDraft]) -> tuple[tuple[LayerDraft, ...], ...]:
    merged_copies = []
    for copies in zip(*(loop.copies for loop in loops), strict=True):
        layers = [_merge(list(each)) for each in zip(*copies, strict=True)]
        merged_copies.append(tuple(each for each in layers if isinstance(each, LayerDraft)))
    return tuple(merged_copies)
