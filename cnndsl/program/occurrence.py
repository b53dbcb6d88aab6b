"""One occurrence of a class to be: what it holds, how each of its layers is applied, and the depth that goes out.

It has every number in it. classes.py finds which occurrences are one class, and which of their numbers are its
arguments.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cnndsl.formulas import Formula
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.torch_calls import MODULE, Expression, TorchLayer, X, key_of
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Placed, Repeat
from cnndsl.paths import Path
from cnndsl.program import statements as program
from cnndsl.program.copies import counted
from cnndsl.program.known_part import Call, Depths, KnownPart, Terms
from cnndsl.program.layer_classes import LayerClasses
from cnndsl.program.module_calls import Copies, Held, ModuleCall, Slot, call_of
from cnndsl.program.named_copies import NamedCopies, Step, copy_name, with_named_copies
from cnndsl.program.named_numbers import Named, key, named, of
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Idle,
    Join,
    Operand,
    Part,
    Run,
    Share,
    SizeOf,
    Statement,
    Value,
    runs_in,
)
from cnndsl.program.variables import TRUNK
from cnndsl.sizes import Size, known

FEW = 4
"""Copies of a layer and what follows it, from which on they are made in a loop."""


class Module(NamedTuple):
    """A layer that is a module."""

    name: str
    path: Path
    made: ModuleCall
    placed: Placed


class Occurrence(NamedTuple):
    """A part, with what it holds and does in its class's terms."""

    part: Part
    held: tuple[Held, ...]
    applied: dict[Path, Expression]
    """What each layer does, by its path."""
    modules: tuple[Module, ...]
    form: tuple[Any, ...]
    """What all occurrences of a class have in common."""
    depths: Depths


class Known(NamedTuple):
    """What is known of the parts that are called."""

    parts: Mapping[int, KnownPart]
    """By their ids."""
    example: Callable[[Repeat], ModuleCall | None]
    """How what is repeated is made elsewhere, where there are no copies."""
    layers: LayerClasses
    """The classes of layers that are no module of PyTorch."""


def occurrence(part: Part, terms: Terms, depths: dict[str, int], known: Known) -> Occurrence:
    """Read a part; `depths` are those of what it is given, by name."""
    reader = _Reader(terms, known, depths)
    form = reader.steps(with_named_copies(part))
    out, *inner = (reader.depths[name] for name in part.results)
    held = tuple(in_lists(reader.held.values()))
    modules = tuple(reader.modules.values())
    form = (form, part.parameters, part.results, *part.takes)
    found = Depths(out, tuple(inner), reader.behind, reader.calls)
    return Occurrence(part, held, reader.applied, modules, form, found)


class _Reader:
    """Reads statements with the depths of values, in the class's terms."""

    def __init__(self, terms: Terms, known: Known, depths: dict[str, int]) -> None:
        self.terms = terms
        self.known = known
        self.depths = dict(depths)
        self.held: dict[str, Held] = {}
        self.applied: dict[Path, Expression] = {}
        self.modules: dict[Path, Module] = {}
        """By path."""
        self.behind: dict[Path, int] = {}
        """The depths behind layers and parts, by path."""
        self.calls: dict[Path, Call] = {}
        """Those of parts that are classes, by path."""
        self._projected: dict[str, tuple[Apply, int]] = {}
        """Projections by the names of what they give, and the depths that they are given."""

    def steps(self, steps: Iterable[Step]) -> tuple[Any, ...]:
        """Read statements, of which some are copies; what they are but for numbers."""
        found: list[Any] = []
        for each in steps:
            if isinstance(each, NamedCopies):
                found += self._named_copies(each)
            else:
                found += self._statement(each)
        return tuple(found)

    def statements(self, statements: Iterable[Statement]) -> tuple[Any, ...]:
        """Read them; what they are but for numbers."""
        return tuple(form for each in statements for form in self._statement(each))

    def _statement(self, statement: Statement) -> list[Any]:
        if isinstance(statement, Idle):
            return []
        if isinstance(statement, Assign):
            value = statement.value
            form, depths = self._value(value)
            if isinstance(value, Apply | Run):
                self.behind[value.path] = depths[0]
            if isinstance(value, Apply) and _projects(value):
                self._projected[statement.targets[0]] = value, self.depths[value.x]
            self.depths.update(zip(statement.targets, depths, strict=True))
            return [(statement.targets, form)]
        return [("in training", self.statements(statement.body))]

    def _value(self, value: Value) -> tuple[Any, list[int]]:
        if isinstance(value, str):
            return value, [self.depths[value]]
        if isinstance(value, Share):
            return ("share", *value), [self.depths[value.x] // value.among] * value.among
        if isinstance(value, Apply):
            form, depth = self._apply(value, self.depths[value.x])
            return form, [depth] * (1 + value.gives_places)
        if isinstance(value, SizeOf):
            return ("size", value.x), [self.depths[value.x]]
        if isinstance(value, Flat):
            return self._flat(value)
        if isinstance(value, Join):
            return self._join(value)
        assert isinstance(value, Run)
        return self._run(value)

    # Layers

    def _apply(self, apply: Apply, depth: int, to: int | None = None) -> tuple[Any, int]:
        """What a layer is but for its numbers, and the depth behind it."""
        placed = apply.placed
        layer = self.terms.layer(placed, depth)
        if to == placed.output[0] and isinstance(layer, Projection):
            layer = layer.with_arguments(to=(to, *placed.output[1:]))
        if vars(layer).get("joined") and not apply.beside:
            layer = layer.with_arguments(joined=False)
        x = (depth,) if layer.takes_flat else (depth, *placed.input[1:])
        torch = layer.torch(x)
        made = self._made(apply, torch, layer)
        if made is not None:
            self.modules[apply.path] = Module(apply.name, apply.path, made, placed)
            self.held[apply.name] = Held(apply.name, made, torch.differs)
        expression = torch.apply if torch.operator else MODULE(X)
        self.applied[apply.path] = expression
        form: tuple[Any, ...] = (apply.name, apply.x, "optional", placed.layer.word)
        if not torch.differs:
            own = made.key if made else None
            form = (apply.name, apply.x, own, key_of(expression), apply.beside)
        if not layer.takes_flat and depth != placed.input[0]:  # in a `seq` that is given rows
            return form, depth
        return form, _known(layer.infer(x)[0], placed)

    def _made(self, apply: Apply, torch: TorchLayer, layer: Layer) -> ModuleCall | None:
        """The call that makes a layer's module, if it has one."""
        if isinstance(layer, Identity):
            return ModuleCall("nn.Identity", (), False)
        if not torch.is_module:
            made = call_of(torch.module) if torch.module else None
        elif torch.plain:
            assert torch.module is not None
            made = call_of(torch.module)
        else:
            made = self.known.layers.call(layer, torch, apply.placed)
        if made and apply.end:
            return made._replace(end=True)
        if made and apply.over:
            made = made._replace(arguments=(*made.arguments, Slot("inplace", True, True)))
        if made and torch.differs:
            return _following(made)
        return _with_half_padding(made, apply.placed) if made else None

    def _flat(self, flat: Flat) -> tuple[Any, list[int]]:
        self.held[flat.name] = Held(flat.name, ModuleCall("nn.Flatten", (), False))
        depth = self.depths[flat.x]
        return ("flat", flat.name, flat.x), [depth * (flat.size // int(depth))]

    # Branches

    def _join(self, join: Join) -> tuple[Any, list[int]]:
        """The projections among its operands take the depth of another."""
        found = {
            k: self._value(each)
            for k, each in enumerate(join.operands)
            if not (each in self._projected if isinstance(each, str) else _projects(each))
        }
        to = next((depths[0] for _, depths in found.values()), None)
        for k, each in enumerate(join.operands):
            if k not in found:
                found[k] = self._project(each, to)
        placed, layer = join.placed, join.layer
        sizes = [shape[1:] for shape in layer.inputs]
        inputs = tuple((found[k][1][0], *size) for k, size in enumerate(sizes))
        behind = layer.with_arguments(inputs=inputs).infer(placed.input)[0]
        form = (layer.form, join.into, *(found[k][0] for k in range(len(sizes))))
        return form, [_known(behind, placed)]

    def _project(self, operand: Operand, to: int | None) -> tuple[Any, list[int]]:
        """A projection in a join, to the depth of another branch."""
        if isinstance(operand, str):
            apply, depth = self._projected.pop(operand)
        else:
            apply, depth = operand, self.depths[operand.x]
        form, behind = self._apply(apply, depth, to)
        return form, [behind if to is None else to]

    # Parts

    def _run(self, run: Run) -> tuple[Any, list[int]]:
        if run.part.copies:
            return self._repeat(run, run.part.copies)
        if run.part.in_turn:
            return self._in_turn(run)
        known = self.known.parts[id(run.part)]
        count = len(run.part.takes)
        taken = [self.depths[name] for name in run.operands[len(run.operands) - count :]]
        made, call = known.call(self.terms, self.depths[run.start], taken, run.given)
        self.held.setdefault(run.name, Held(run.name, made))
        self.calls[run.path] = call
        behind = [call.said(depth) for depth in (known.depths.out, *known.depths.beside)]
        return (run.name, made.key, run.operands), behind

    # Copies

    def _repeat(self, run: Run, copies: program.Copies) -> tuple[Any, list[int]]:
        """A sequence of modules."""
        before = self.depths[run.start]
        if not copies.each:
            return self._no_copies(run, copies.repeat, before), [before]
        inner = _Reader(self.terms, self.known, {TRUNK: before})
        read = [inner._copy(copy) for copy in copies.each]
        self._take_in(run, inner)
        held = [list(each) for each, _ in read]
        times = copies.repeat.times
        if times is not None:
            times = self.terms.of(times, self.depths[run.start])
        alike = self._alike(times, copies.each, inner, read)
        if alike is not None:
            found, depth = alike
            self.held[run.name] = Held(run.name, ModuleCall("nn.Sequential", (found,), False))
            return ("counted", run.name, run.operands, found.key, *_numbers(found)), [depth]
        every = [each for copy in held for each in copy]
        self.held[run.name] = Held(run.name, in_sequence(every))
        return ("copies", run.name, run.operands, *(form for _, form in read)), [
            inner.depths[TRUNK]
        ]

    def _in_turn(self, run: Run) -> tuple[Any, list[int]]:
        """A sequence of modules that are no copies."""
        inner = _Reader(self.terms, self.known, {TRUNK: self.depths[run.start]})
        form = inner.steps(with_named_copies(run.part))
        self._take_in(run, inner, each_by_itself=True)
        self.held[run.name] = Held(run.name, in_sequence(list(inner.held.values())))
        return ("in turn", run.name, run.operands, form), [inner.depths[TRUNK]]

    def _take_in(self, run: Run, inner: "_Reader", each_by_itself: bool = False) -> None:
        """What layers do in a sequence of modules, which are this class's own; copies go by one name."""
        self.applied |= {run.path + path: each for path, each in inner.applied.items()}
        self.behind |= {run.path + path: each for path, each in inner.behind.items()}
        self.calls |= {run.path + path: each for path, each in inner.calls.items()}
        for path, each in inner.modules.items():
            name = f"{run.name}.{each.name}" if each_by_itself else run.name
            whole = run.path + path
            self.modules[whole] = each._replace(name=name, path=whole)

    def _copy(self, copy: tuple[Statement, ...]) -> tuple[tuple[Held, ...], Any]:
        """What one copy holds, and what it is but for numbers."""
        self.held = {}
        form = self.statements(copy)
        return tuple(self.held.values()), form

    def _named_copies(self, copies: NamedCopies) -> list[Any]:
        """Copies that are the class's own modules, each by its name."""
        inner = _Reader(self.terms, self.known, {TRUNK: self.depths[TRUNK]})
        each = [(statement,) for statement in copies.statements]
        read = [inner._copy(copy) for copy in each]
        times = self.terms.of(copies.times, self.depths[TRUNK])
        alike = self._alike(times, tuple(each), inner, read)
        if alike is None:
            return list(self.statements(copies.statements))
        found, self.depths[TRUNK] = alike
        *_, last = runs_in(copies.statements)
        self.behind[last.path] = self.depths[TRUNK]
        call = ModuleCall("nn.Sequential", (found._replace(names=(copies.name,)),), False)
        self.held[copies.name] = Held(copies.name, call, spread=True)
        return ["named copies", copies.name, found.key, *_numbers(found)]

    def _alike(
        self,
        times: Formula | None,
        each: tuple[tuple[Statement, ...], ...],
        inner: "_Reader",
        read: list[tuple[tuple[Held, ...], Any]],
    ) -> tuple[Copies, int] | None:
        """Copies that are made alike, and the depth behind them."""
        count = len(each)
        rows = [[each.call for each in held if each.call] for held, _ in read]
        words = tuple(each.name.rstrip("0123456789") for each in read[0][0])
        single_part = len(rows[0]) == 1 and _runs(each[0])
        if len({*map(len, rows)}) > 1 or len({*words}) < len(words):
            return None
        if times is None and not single_part and (len(words) == 1 or count < FEW):
            return None
        if times is not None:
            count = named(count, times)
        behind = inner.depths[TRUNK]
        ahead = _Reader(self.terms, self.known, {TRUNK: behind})
        for _ in range(2 if times is not None and len(rows) == 1 else 0):
            held, _ = ahead._copy(each[0])  # as the next ones would be made
            rows.append([each.call for each in held if each.call])
        last = ahead.depths[TRUNK]
        found, depth = counted(rows, Slot("copies", count), last, not single_part)
        if found is None:
            return None
        if of(depth) != of(last):
            behind = named(int(behind), of(depth))
        names = ("{i}", *(f"{word}{{i + 1}}" for word in words[1:]))
        return found._replace(names=names if len(names) > 1 else ()), behind

    def _no_copies(self, run: Run, repeat: Repeat, before: int) -> tuple[Any, ...]:
        """What is repeated as often as a parameter says, and not at all here."""
        example = self.known.example(repeat)
        times = named(0, self.terms.of(repeat.times or 0, before))
        found = Copies((example,) if example else (), Slot("copies", times))
        self.held[run.name] = Held(run.name, ModuleCall("nn.Sequential", (found,), False))
        return ("counted", run.name, run.operands, found.key)


def _numbers(copies: Copies) -> list[Any]:
    """What goes by the number of the copy, in which occurrences of one class agree."""
    slots = (slot for call in copies.calls for slot in call.slots)
    return [key(slot.value) for slot in slots] if copies.numbered else []


def _runs(copy: tuple[Statement, ...]) -> bool:
    return any(isinstance(each, Assign) and isinstance(each.value, Run) for each in copy)


def in_sequence(held: list[Held]) -> ModuleCall:
    """A sequence of modules, with their names where these are not their numbers."""
    calls = tuple(
        each.call.arguments[0] if each.spread else each.call for each in held if each.call
    )
    names = tuple(each.name for each in held)
    if names != tuple(_by_number(calls)):
        return ModuleCall("nn.Sequential", calls, False, names)
    plain = (each._replace(names=()) if isinstance(each, Copies) else each for each in calls)
    return ModuleCall("nn.Sequential", tuple(plain), False)


def _by_number(calls: Iterable[Slot | ModuleCall | Copies]) -> Iterator[str]:
    """The names of what has none but its number."""
    number = 0
    for each in calls:
        yield copy_name("", number) if isinstance(each, Copies) else str(number)
        number += int(each.amount.value) if isinstance(each, Copies) else 1


def in_lists(held: Iterable[Held]) -> Iterator[Held]:
    """What a class holds, with copies that are no sequence in lists, `self.up1[0]`, and groups that are no class."""
    groups: dict[str, list[Held]] = {}
    for each in held:
        groups.setdefault(each.name.partition(".")[0], []).append(each)
    for name, group in groups.items():
        if group[0].name == name:
            yield from group
            continue
        inner = [each._replace(name=each.name.partition(".")[2]) for each in group]
        made = in_sequence(list(in_lists(inner)))
        yield Held(name, made._replace(target=_container(made)))


def _container(made: ModuleCall) -> str:
    parameters = [each.target == "nn.Parameter" for each in made.calls]
    if any(parameters) and not made.names:
        return "nn.ParameterList"
    if any(parameters):
        return "nn.ParameterDict" if all(parameters) else "nn.Module"
    return "nn.ModuleDict" if made.names else "nn.ModuleList"


def _projects(value: Operand) -> bool:
    return isinstance(value, Apply) and isinstance(value.placed.layer, Projection)


def _known(depth: Size, placed: Placed) -> int:
    """The depth in the class's own terms, if it is the right one in them."""
    out = placed.output[0]
    return depth if known(depth) and depth == out else out


def _following(made: ModuleCall) -> ModuleCall:
    arguments = (
        each._replace(follows=True)
        if isinstance(each, Slot)
        else _following(each)
        if isinstance(each, ModuleCall)
        else each
        for each in made.arguments
    )
    return made._replace(arguments=tuple(arguments))


def _with_half_padding(made: ModuleCall, placed: Placed) -> ModuleCall:
    """Half padding of a kernel or a dilation that is an argument follows it: `k // 2`, `2 * dilation`."""
    values = {slot.name: slot.value for slot in made.slots}
    kernel, dilation = values.get("kernel_size"), values.get("dilation", 1)
    if vars(placed.layer).get("pad") not in ("half", "reflect") or not isinstance(kernel, int):
        return made
    if isinstance(kernel, Named):
        rows = kernel // 2
    elif isinstance(dilation, Named):
        rows = dilation * (kernel // 2) if kernel > 3 else dilation
    else:
        return made
    arguments = [
        each._replace(value=rows)
        if isinstance(each, Slot) and each.name == "padding" and each.value == rows
        else each
        for each in made.arguments
    ]
    return made._replace(arguments=tuple(arguments))
