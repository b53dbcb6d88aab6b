"""A sequence of the network as PyTorch statements: what `__init__` makes and what `forward` does.

A draft is concrete, with every number in it. classes.py finds which drafts are one class, and which of
their numbers are its arguments: those numbers are the draft's slots.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cnndsl.emit.calls import render
from cnndsl.emit.layout import CallDoc, Doc, GeneratorDoc, ListDoc, literal
from cnndsl.layers.torch_calls import Apply, Expression, Function, Module, TorchLayer, X
from cnndsl.network import Placed

JOINED = ("norm", "activation", "other")
"""What may stand around the layer before it, in one statement: `F.relu(self.conv1(x))`."""


class Slot(NamedTuple):
    """A number in a constructor's call, under the name that PyTorch gives it."""

    name: str
    value: Any


class Made(NamedTuple):
    """A call that makes a module: its target, its numbers, and whether it takes device and dtype."""

    target: str
    slots: tuple[Slot, ...]
    keywords: tuple[str, ...]
    learned: bool

    def doc(self, texts: Iterator[str]) -> CallDoc:
        shown = [
            f"{slot.name}={text}" if slot.name in self.keywords else text
            for slot, text in zip(self.slots, texts, strict=False)
        ]
        return CallDoc(self.target, (*shown, *(("**factory",) if self.learned else ())))


class LayerDraft(NamedTuple):
    """One layer: its attribute, if it has one, and how it is applied."""

    name: str
    made: Made | None
    torch: TorchLayer
    placed: Placed
    inlined: bool

    @property
    def expression(self) -> Expression:
        if self.inlined and self.torch.inlined is not None:
            return self.torch.inlined
        return self.torch.apply

    def apply(self, x: str, module: str) -> str:
        return render(self.expression, x, module)

    @property
    def joins(self) -> bool:
        """Whether it may be written around the layer before it."""
        call = isinstance(self.expression, Apply | Function) and self.expression.args[0] is X
        alike = self.placed.layer.role in JOINED and self.placed.input == self.placed.output
        return call and alike


class LoopDraft(NamedTuple):
    """Copies: of one layer with what follows it, or of a class."""

    names: tuple[str, ...]
    copies: tuple[tuple[LayerDraft, ...], ...]


class PartDraft(NamedTuple):
    """A part that is a class of its own: one instance, or the copies of a repeat."""

    name: str
    calls: tuple[Made, ...]
    repeated: bool
    shapes: tuple[str, ...]


Draft = LayerDraft | LoopDraft | PartDraft


def layer_draft(name: str, placed: Placed, labelled: bool) -> LayerDraft:
    torch = placed.layer.torch(placed.input)
    inlined = torch.inlined is not None and not labelled
    made = None if inlined or torch.module is None else made_of(torch.module)
    return LayerDraft(name, made, torch, placed, inlined)


class Code(str):
    """A slot's value that is code already."""

    __slots__ = ()


def text_of(value: Any) -> str:
    return str(value) if isinstance(value, Code) else literal(value)


def _slot_value(value: Any) -> Any:
    if not isinstance(value, Function):
        return value
    shown = render(value, "x", "")
    return Code(f"{shown[:-1]}, **factory)" if value.learned else shown)


def made_of(module: Module) -> Made:
    positional = [Slot(name, _slot_value(value)) for name, value in module.positional.items()]
    keyword = [Slot(name, _slot_value(value)) for name, value in module.keyword.items()]
    return Made(module.target, (*positional, *keyword), tuple(module.keyword), module.learned)


def slots(draft: Draft) -> list[Slot]:
    """Every number that a draft's constructors are given, in the order of writing."""
    if isinstance(draft, LayerDraft):
        return list(draft.made.slots) if draft.made else []
    if isinstance(draft, PartDraft):
        return [slot for made in draft.calls for slot in made.slots]
    return [
        slot for copies in loop_columns(draft).values() for made in copies for slot in made.slots
    ]


def loop_columns(draft: LoopDraft) -> dict[str, list[Made]]:
    """For each attribute of a loop, the calls that fill it, copy by copy."""
    columns: dict[str, list[Made]] = {}
    for copy in draft.copies:
        for layer in copy:
            if layer.made:
                columns.setdefault(layer.name, []).append(layer.made)
    return columns


def key(draft: Draft) -> tuple[Any, ...]:
    """What two drafts must agree on to be the same code with other numbers."""
    if isinstance(draft, LayerDraft):
        return (draft.name, _made_key(draft.made), draft.apply("x", "m"))
    if isinstance(draft, PartDraft):
        return (draft.name, tuple(map(_made_key, draft.calls)), draft.repeated)
    return tuple(tuple(map(key, copy)) for copy in draft.copies)


def _made_key(made: Made | None) -> tuple[Any, ...] | None:
    if made is None:
        return None
    return (made.target, tuple(slot.name for slot in made.slots), made.keywords, made.learned)


# What `__init__` says


def constructors(draft: Draft, texts: Iterator[str]) -> list[tuple[str, Doc]]:
    """Attributes and the documents that make them, with a text for each slot."""
    if isinstance(draft, LayerDraft):
        return [(draft.name, draft.made.doc(texts))] if draft.made else []
    if isinstance(draft, PartDraft):
        if draft.repeated:
            return [(draft.name, _listed(list(draft.calls), texts))]
        return [(draft.name, draft.calls[0].doc(texts))]
    return [(name, _listed(column, texts)) for name, column in loop_columns(draft).items()]


def _listed(column: list[Made], texts: Iterator[str]) -> Doc:
    """A list of modules or parameters: a comprehension over what differs between copies."""
    rows = [[next(texts) for _ in made.slots] for made in column]
    container = "nn.ParameterList" if column[0].target == "nn.Parameter" else "nn.ModuleList"
    if len({_made_key(made) for made in column}) > 1:
        items = tuple(made.doc(iter(row)) for made, row in zip(column, rows, strict=True))
        return CallDoc(container, (ListDoc(items),))
    first = column[0]
    names: dict[tuple[str, ...], str] = {}
    shown = []
    for slot, texts_of_slot in zip(first.slots, zip(*rows, strict=True), strict=True):
        if len(set(texts_of_slot)) > 1:
            shown.append(names.setdefault(texts_of_slot, _variable(slot.name, rows, names)))
        else:
            shown.append(texts_of_slot[0])
    return CallDoc(container, (GeneratorDoc(first.doc(iter(shown)), *_source(names, len(column))),))


def _variable(name: str, rows: list[list[str]], names: dict[tuple[str, ...], str]) -> str:
    """A loop variable that hides neither another nor an argument of the class."""
    taken = {text for row in rows for text in row} | set(names.values())
    short = name.removeprefix("in_").removeprefix("out_")
    choices = [name, short, *(f"{short}{number}" for number in range(2, 100))]
    return next(choice for choice in choices if choice not in taken)


def _source(names: dict[tuple[str, ...], str], count: int) -> tuple[str, Doc]:
    if not names:
        return "_", f"range({count})"
    variables = ", ".join(names.values())
    values = list(zip(*names, strict=True))
    shown = [value[0] if len(value) == 1 else f"({', '.join(value)})" for value in values]
    return variables, _run_lengths(shown)


def _run_lengths(shown: list[str]) -> Doc:
    """A tuple, or for many equal values a sum of short lists."""
    if len(shown) <= 12:
        return ListDoc(tuple(shown), "()")
    runs: list[tuple[str, int]] = []
    for text in shown:
        if runs and runs[-1][0] == text:
            runs[-1] = (text, runs[-1][1] + 1)
        else:
            runs.append((text, 1))
    if len(runs) > 6:
        return ListDoc(tuple(shown), "()")
    return " + ".join(f"[{text}] * {count}" if count > 1 else f"[{text}]" for text, count in runs)
