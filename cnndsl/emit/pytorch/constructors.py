"""What a class's `__init__` makes: its attributes as documents, with what is settled for its numbers."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from cnndsl.emit.pytorch.expressions import argument
from cnndsl.emit.pytorch.line_breaks import CallDoc, Doc, GeneratorDoc, ListDoc, flat
from cnndsl.formulas import Name
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.module_calls import Held, ModuleCall, Slot
from cnndsl.program.named_numbers import key, names_of


class Attribute(NamedTuple):
    """A module that a class holds; with a condition, nothing where that does not hold."""

    name: str
    doc: Doc
    condition: str = ""


def attributes(held: Iterable[Held], said: Iterator[Any]) -> Iterator[Attribute]:
    """All that a class holds, in order; `said` is what stands for each number."""
    for each in held:
        condition = _condition(each, said) if each.optional else ""
        if each.amount:
            element = _call(each.calls[0], said) if each.calls else ""
            source = f"range({text(next(said))})"
            if each.calls:  # else there are none in any occurrence
                doc = _generated(each.calls[0], element, each.numbered, source)
                yield Attribute(each.name, doc)
        elif each.listed:
            yield Attribute(each.name, _listed(list(each.calls), said))
        elif each.calls:
            yield Attribute(each.name, _call(each.calls[0], said), condition)


def text(value: Any) -> str:
    return flat(argument(value))


def _generated(call: ModuleCall, element: Doc, numbered: bool, source: str) -> Doc:
    """A list that one call fills."""
    return CallDoc(_container(call), (GeneratorDoc(element, "i" if numbered else "_", source),))


def _container(call: ModuleCall) -> str:
    return "nn.ParameterList" if call.target == "nn.Parameter" else "nn.ModuleList"


def _condition(held: Held, said: Iterator[Any]) -> str:
    pairs = [(next(said), next(said)) for _ in held.differs]
    pairs = [(other, one) if type(one) is int else (one, other) for one, other in pairs]
    found = (f"{text(one)} != {text(other)}" for one, other in pairs if key(one) != key(other))
    return " or ".join(found)


def _call(made: ModuleCall, said: Iterator[Any]) -> CallDoc:
    """A call with what stands for each number; what is as usual is left out."""
    shown: list[Doc] = []
    for each in made.arguments:
        if isinstance(each, ModuleCall):
            shown.append(_call(each, said))
        else:
            shown += _argument(each, next(said))
    return CallDoc(made.target, (*shown, *(("**factory",) if made.learned else ())))


def _argument(slot: Slot, value: Any) -> list[Doc]:
    if not slot.keyword:
        return [argument(value)]
    return [] if key(value) == key(slot.usual) else [f"{slot.name}={text(value)}"]


class _Column(NamedTuple):
    """What differs between copies: the loop variable, and its values."""

    variable: str
    values: tuple[Any, ...]


def _listed(calls: list[ModuleCall], said: Iterator[Any]) -> Doc:
    """A list of modules or parameters: a comprehension over what differs between copies."""
    rows = [[next(said) for _ in made.slots] for made in calls]
    container = _container(calls[0])
    if len({made.key for made in calls}) > 1:
        items = tuple(_call(made, iter(row)) for made, row in zip(calls, rows, strict=True))
        return CallDoc(container, (ListDoc(items),))
    first = calls[0]
    columns: dict[object, _Column] = {}
    shown = []
    for slot, values in zip(first.slots, zip(*rows, strict=True), strict=True):
        found = tuple(map(key, values))
        if len(set(found)) == 1:
            shown.append(values[0])
            continue
        if found not in columns:
            taken = _taken(rows) | {each.variable for each in columns.values()}
            columns[found] = _Column(_variable(slot.name, taken), values)
        shown.append(Name(columns[found].variable))
    source = _source(list(columns.values()), len(calls))
    return CallDoc(container, (GeneratorDoc(_call(first, iter(shown)), *source),))


def _taken(rows: list[list[Any]]) -> set[str]:
    """The names in what calls are given."""
    return {name for row in rows for value in row for name in (*names_of(value), text(value))}


def _variable(name: str, taken: set[str]) -> str:
    """A loop variable that hides neither another nor an argument of the class."""
    short = name.removeprefix("in_").removeprefix("out_")
    choices = [name, short, *(f"{short}{number}" for number in range(2, 100))]
    return next(choice for choice in choices if choice not in taken)


def _source(columns: list[_Column], count: int) -> tuple[str, Doc]:
    if not columns:
        return "_", f"range({count})"
    variables = ", ".join(each.variable for each in columns)
    steps = _range(columns[0].values) if len(columns) == 1 else ""
    if steps:
        return variables, steps
    rows = zip(*(map(text, each.values) for each in columns), strict=True)
    shown = [", ".join(row) if len(row) == 1 else f"({', '.join(row)})" for row in rows]
    return variables, _run_lengths(shown)


def _range(numbers: tuple[Any, ...]) -> str:
    """Whole numbers at even steps, as a range; nothing for what is short or uneven."""
    if len(numbers) < 4 or not all(type(each) is int for each in numbers):
        return ""
    steps = {after - before for before, after in pairwise(numbers)}
    if len(steps) > 1 or steps == {0}:
        return ""
    (step,) = steps
    steps_of = "" if step == 1 else f", {step}"
    return f"range({numbers[0]}, {numbers[-1] + step}{steps_of})"


def _run_lengths(shown: list[str]) -> Doc:
    """A tuple, or for many equal values a sum of short lists."""
    runs = [(each, len(list(run))) for each, run in groupby(shown)]
    if len(shown) <= 12 or len(runs) > 6:
        return ListDoc(tuple(shown), "()")
    return " + ".join(f"[{each}] * {count}" if count > 1 else f"[{each}]" for each, count in runs)
