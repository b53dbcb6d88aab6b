"""What a class's `__init__` makes: the lines of its attributes, with what is settled for their numbers."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from cnndsl.emit.pytorch.expressions import argument
from cnndsl.emit.pytorch.line_breaks import (
    BODY,
    STEP,
    CallDoc,
    ChoiceDoc,
    Doc,
    GeneratorDoc,
    KeyDoc,
    ListDoc,
    flat,
    lay_out,
)
from cnndsl.formulas import Name
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.known_part import LOGITS
from cnndsl.program.module_calls import MISSING, Copies, Held, ModuleCall, Slot
from cnndsl.program.named_numbers import Choice, key, names_of


def attributes(held: Iterable[Held], said: Iterator[Any]) -> Iterator[str]:
    """The lines that make all that a class holds, in order; `said` is what stands for each number."""
    for each in held:
        condition = _condition(each, said) if each.optional else ""
        if each.call is None:
            continue
        if each.name.isdigit():
            add = "register_parameter" if each.call.target == "nn.Parameter" else "add_module"
            made = CallDoc(f"self.{add}", (f'"{each.name}"', _call(each.call, said)))
            yield from lay_out(made, BODY)
        elif condition:
            yield f"{BODY}self.{each.name}: nn.Module = nn.Identity()"
            yield f"{BODY}if {condition}:"
            yield from lay_out(_call(each.call, said), BODY + STEP, f"self.{each.name} = ")
        elif each.spread:
            yield from _added("self.add_module", each.call, said)
        elif _is_mixed(each.call):
            yield f"{BODY}self.{each.name} = {each.call.target}()"
            yield from _filled(f"self.{each.name}", each.call, said)
        elif each.call.target == "nn.Sequential" and _is_named(each.call):
            yield f"{BODY}self.{each.name} = nn.Sequential()"
            yield from _added(f"self.{each.name}.add_module", each.call, said)
        else:
            yield from lay_out(_call(each.call, said), BODY, f"self.{each.name} = ")


def _is_named(made: ModuleCall) -> bool:
    return bool(made.names) or any(
        isinstance(each, Copies) and bool(each.names) for each in made.arguments
    )


def _is_mixed(made: ModuleCall) -> bool:
    """Whether there are modules and parameters side by side in a group that is no class."""
    return made.target == "nn.Module" or any(map(_is_mixed, made.calls))


def _filled(owner: str, made: ModuleCall, said: Iterator[Any]) -> Iterator[str]:
    """The lines that put what a group holds into it, one by one."""
    for name, call in made.named_calls:
        if _is_mixed(call):
            yield f'{BODY}{owner}.add_module("{name}", {call.target}())'
            inner = f"{owner}[{name}]" if name.isdigit() else f"{owner}.{name}"
            yield from _filled(inner, call, said)
            continue
        add = "register_parameter" if call.target == "nn.Parameter" else "add_module"
        yield from lay_out(CallDoc(f"{owner}.{add}", (f'"{name}"', _call(call, said))), BODY)


def _added(add: str, made: ModuleCall, said: Iterator[Any]) -> Iterator[str]:
    """The lines that put modules with names into a sequence."""
    for number, each in enumerate(made.arguments):
        if isinstance(each, Copies):
            yield f"{BODY}for i in range({text(next(said))}):"
            for name, call in zip(each.names, each.calls, strict=True):
                yield from lay_out(CallDoc(add, (f'f"{name}"', _call(call, said))), BODY + STEP)
        elif isinstance(each, ModuleCall):
            name = made.names[number]
            yield from lay_out(CallDoc(add, (f'"{name}"', _call(each, said))), BODY)


def text(value: Any) -> str:
    return flat(argument(value))


def _condition(held: Held, said: Iterator[Any]) -> str:
    pairs = [(next(said), next(said)) for _ in held.differs]
    pairs = [(other, one) if type(one) is int else (one, other) for one, other in pairs]
    found = (f"{text(one)} != {text(other)}" for one, other in pairs if key(one) != key(other))
    return " or ".join(found)


def _call(made: ModuleCall, said: Iterator[Any]) -> CallDoc | ChoiceDoc:
    """A call with what stands for each number; what is as usual is left out."""
    if made.end:
        plain = _call(made._replace(end=False), said)
        return ChoiceDoc("nn.Identity()", LOGITS, plain)
    if made.calls:
        return CallDoc(made.target, _container(made, said))
    shown: list[Doc] = []
    for each in made.arguments:
        if isinstance(each, Slot):
            shown += _argument(each, next(said))
    return CallDoc(made.target, (*shown, *(("**factory",) if made.learned else ())))


def _argument(slot: Slot, value: Any) -> list[Doc]:
    if not slot.keyword:
        return [argument(value)]
    return [] if key(value) == key(slot.usual) else [f"{slot.name}={text(value)}"]


# Sequences and lists of modules


def _container(made: ModuleCall, said: Iterator[Any]) -> tuple[Doc, ...]:
    """What is in a sequence or a list."""
    if any(isinstance(each, Copies) for each in made.arguments):
        return tuple(doc for each in made.arguments for doc in _in_turn(each, said))
    rows = [[next(said) for _ in each.slots] for each in made.calls]
    calls = [_call(each, iter(row)) for each, row in zip(made.calls, rows, strict=True)]
    if made.names:
        keys = (f'"{name}"' for name in made.names)
        items = ListDoc(tuple(map(KeyDoc, keys, calls)), "{}")
        return (CallDoc("OrderedDict", (items,)) if made.target == "nn.Sequential" else items,)
    found = _runs(calls)
    alike = len({each.key for each in made.calls}) == 1
    shown = _listed(made.calls, rows) if alike and len(found) > 3 else found
    return shown if made.target == "nn.Sequential" else (ListDoc(shown),)


def _in_turn(made: Slot | ModuleCall | Copies, said: Iterator[Any]) -> tuple[Doc, ...]:
    """What one of several calls gives to a sequence, of which some are copies."""
    if isinstance(made, Copies):
        return _copies(made, said)
    return (_call(made, said),) if isinstance(made, ModuleCall) else ()


def _copies(copies: Copies, said: Iterator[Any]) -> tuple[Doc, ...]:
    """Copies that one call makes; of what only the first one has otherwise, that and the rest."""
    amount = next(said)
    if not copies.calls:
        return ()
    (call,) = copies.calls
    values = [next(said) for _ in call.slots]
    if MISSING in values:
        return ()
    if not any(isinstance(each, Choice) for each in values):
        variable = "i" if copies.numbered else "_"
        return (_each(_call(call, iter(values)), variable, f"range({text(amount)})"),)
    firsts = [each.first if isinstance(each, Choice) else each for each in values]
    others = [each.other if isinstance(each, Choice) else each for each in values]
    rest = _each(_call(call, iter(others)), "_", f"range(1, {text(amount)})")
    return (_call(call, iter(firsts)), rest)


def _each(element: Doc, variables: str, source: Doc) -> Doc:
    """What a generator gives, as arguments."""
    return CallDoc("*", (GeneratorDoc(element, variables, source),))


def _runs(calls: list[CallDoc | ChoiceDoc]) -> tuple[Doc, ...]:
    """Calls one after another; what is the same three times or more stands once."""
    found: list[Doc] = []
    for call, run in groupby(calls):
        count = len(list(run))
        found += [call] * count if count < 3 else [_each(call, "_", f"range({count})")]
    return tuple(found)


class _Column(NamedTuple):
    """What differs between copies: the loop variable, and its values."""

    variable: str
    values: tuple[Any, ...]


def _listed(calls: list[ModuleCall], rows: list[list[Any]]) -> tuple[Doc, ...]:
    """Calls that differ in numbers alone: one, for each of what differs."""
    first = calls[0]
    columns: dict[object, _Column] = {}
    shown = []
    in_slots = list(zip(first.slots, zip(*rows, strict=True), strict=True))
    dilations = [tuple(map(key, values)) for slot, values in in_slots if slot.name == "dilation"]
    for slot, values in in_slots:
        found = tuple(map(key, values))
        if len(set(found)) == 1:
            shown.append(values[0])
            continue
        if found not in columns:
            taken = _taken(rows) | {each.variable for each in columns.values()}
            name = "dilation" if found in dilations else slot.name
            columns[found] = _Column(_variable(name, taken), values)
        shown.append(Name(columns[found].variable))
    source = _source(list(columns.values()))
    return (_each(_call(first, iter(shown)), *source),)


def _taken(rows: list[list[Any]]) -> set[str]:
    """The names in what calls are given."""
    return {name for row in rows for value in row for name in (*names_of(value), text(value))}


def _variable(name: str, taken: set[str]) -> str:
    """A loop variable that hides neither another nor an argument of the class."""
    short = name.removeprefix("in_").removeprefix("out_")
    choices = [name, short, *(f"{short}{number}" for number in range(2, 100))]
    return next(choice for choice in choices if choice not in taken)


def _source(columns: list[_Column]) -> tuple[str, Doc]:
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
