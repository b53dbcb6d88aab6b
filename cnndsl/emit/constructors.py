"""What a class's `__init__` makes: its attributes as documents, with the texts settled for its numbers."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from cnndsl.emit.drafts import Held
from cnndsl.emit.layout import CallDoc, Doc, GeneratorDoc, ListDoc, literal
from cnndsl.emit.made import Made, Slot
from cnndsl.emit.named import NAME


class Attribute(NamedTuple):
    """A module that a class holds; with a condition, nothing where that does not hold."""

    name: str
    doc: Doc
    condition: str = ""


def attributes(held: Iterable[Held], texts: Iterator[str]) -> Iterator[Attribute]:
    """All that a class holds, in order."""
    for each in held:
        condition = _condition(each, texts) if each.optional else ""
        if each.amount:
            element = _call(each.calls[0], texts) if each.calls else ""
            source = f"range({next(texts)})"
            if each.calls:  # else there are none in any occurrence
                doc = _generated(each.calls[0], element, each.numbered, source)
                yield Attribute(each.name, doc)
        elif each.listed:
            yield Attribute(each.name, _listed(list(each.calls), texts))
        elif each.calls:
            yield Attribute(each.name, _call(each.calls[0], texts), condition)


def _generated(call: Made, element: Doc, numbered: bool, source: str) -> Doc:
    """A list that one call fills."""
    return CallDoc(_container(call), (GeneratorDoc(element, "i" if numbered else "_", source),))


def _container(call: Made) -> str:
    return "nn.ParameterList" if call.target == "nn.Parameter" else "nn.ModuleList"


def _condition(held: Held, texts: Iterator[str]) -> str:
    pairs = [(next(texts), next(texts)) for _ in held.differs]
    pairs = [(other, one) if one.isdigit() else (one, other) for one, other in pairs]
    return " or ".join(f"{one} != {other}" for one, other in pairs if one != other)


def _call(made: Made, texts: Iterator[str]) -> CallDoc:
    """A call with a text for each number; what is as usual is left out."""
    shown: list[Doc] = []
    for argument in made.arguments:
        if isinstance(argument, Made):
            shown.append(_call(argument, texts))
        else:
            shown += _argument(argument, next(texts))
    return CallDoc(made.target, (*shown, *(("**factory",) if made.learned else ())))


def _argument(slot: Slot, text: str) -> list[str]:
    if not slot.keyword:
        return [text]
    return [] if text == literal(slot.usual) else [f"{slot.name}={text}"]


def _listed(column: list[Made], texts: Iterator[str]) -> Doc:
    """A list of modules or parameters: a comprehension over what differs between copies."""
    rows = [[next(texts) for _ in made.slots] for made in column]
    container = _container(column[0])
    if len({made.key for made in column}) > 1:
        items = tuple(_call(made, iter(row)) for made, row in zip(column, rows, strict=True))
        return CallDoc(container, (ListDoc(items),))
    first = column[0]
    names: dict[tuple[str, ...], str] = {}
    shown = []
    for slot, texts_of_slot in zip(first.slots, zip(*rows, strict=True), strict=True):
        if len(set(texts_of_slot)) > 1:
            shown.append(names.setdefault(texts_of_slot, _variable(slot.name, rows, names)))
        else:
            shown.append(texts_of_slot[0])
    return CallDoc(
        container, (GeneratorDoc(_call(first, iter(shown)), *_source(names, len(column))),)
    )


def _variable(name: str, rows: list[list[str]], names: dict[tuple[str, ...], str]) -> str:
    """A loop variable that hides neither another nor an argument of the class."""
    said = {text for row in rows for text in row}
    taken = said | {inner for text in said for inner in NAME.findall(text)} | set(names.values())
    short = name.removeprefix("in_").removeprefix("out_")
    choices = [name, short, *(f"{short}{number}" for number in range(2, 100))]
    return next(choice for choice in choices if choice not in taken)


def _source(names: dict[tuple[str, ...], str], count: int) -> tuple[str, Doc]:
    if not names:
        return "_", f"range({count})"
    variables = ", ".join(names.values())
    values = list(zip(*names, strict=True))
    steps = _range([value[0] for value in values]) if len(names) == 1 else ""
    if steps:
        return variables, steps
    shown = [value[0] if len(value) == 1 else f"({', '.join(value)})" for value in values]
    return variables, _run_lengths(shown)


def _range(shown: list[str]) -> str:
    """Whole numbers at even steps, as a range; nothing for what is short or uneven."""
    if len(shown) < 4 or not all(text.isdigit() for text in shown):
        return ""
    numbers = list(map(int, shown))
    steps = {after - before for before, after in pairwise(numbers)}
    if len(steps) > 1 or steps == {0}:
        return ""
    (step,) = steps
    steps_of = "" if step == 1 else f", {step}"
    return f"range({numbers[0]}, {numbers[-1] + step}{steps_of})"


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
