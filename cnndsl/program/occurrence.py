"""One occurrence of a class to be: what it holds, how each of its layers is applied, and the depth that goes out.

It has every number in it. classes.py finds which occurrences are one class, and which of their numbers are its
arguments.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cnndsl.layers.merge import Projection
from cnndsl.layers.torch_calls import Expression, TorchLayer, TorchModule, key_of
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Placed, Repeat
from cnndsl.paths import Path
from cnndsl.program.copies import one_call
from cnndsl.program.known_part import KnownPart, Terms
from cnndsl.program.module_calls import Held, ModuleCall, Slot, call_of
from cnndsl.program.named_numbers import Named, has_name, key, named, of
from cnndsl.program.statements import (
    Apply,
    Assign,
    Hidden,
    Idle,
    InTraining,
    Join,
    Loop,
    Operand,
    Part,
    Run,
    Share,
    Statement,
)
from cnndsl.sizes import Size, known


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
    out: int
    """The depth that goes out."""
    depths: tuple[int, ...]
    """Those of the values that it gives back beside that."""


class Known(NamedTuple):
    """What is known of the parts that are called."""

    parts: Mapping[int, KnownPart]
    """By their ids."""
    example: Callable[[Repeat], ModuleCall | None]
    """How what is repeated is made elsewhere, where there are no copies."""


def occurrence(part: Part, terms: Terms, depths: dict[str, int], known: Known) -> Occurrence:
    """Read a part; `depths` are those of what it is given, by name."""
    reader = _Reader(terms, known, depths)
    form = reader.statements(part.statements)
    out, *inner = (reader.depths[name] for name in part.results)
    held = tuple(reader.held[name] for name in part.modules if name in reader.held)
    modules = tuple(reader.modules.values())
    form = (form, part.parameters, part.results, *part.takes)
    return Occurrence(part, held, reader.applied, modules, form, out, tuple(inner))


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
        self._projected: dict[str, tuple[Apply, int]] = {}
        """Projections by the names of what they give, and the depths that they are given."""

    def statements(self, statements: Iterable[Statement]) -> tuple[Any, ...]:
        """Read them; what they are but for numbers."""
        return tuple(form for each in statements for form in self._statement(each))

    def _statement(self, statement: Statement) -> list[Any]:
        if isinstance(statement, Idle):
            return []
        if isinstance(statement, Assign):
            value = statement.value
            form, depths = self._value(value)
            if isinstance(value, Apply) and isinstance(value.x, str) and _projects(value):
                self._projected[statement.targets[0]] = value, self.depths[value.x]
            self.depths.update(zip(statement.targets, depths, strict=True))
            return [(statement.targets, form)]
        if isinstance(statement, InTraining):
            return [("in training", self.statements(statement.body))]
        return [self._loop(statement)]

    def _value(self, value: Operand | Share | Hidden) -> tuple[Any, list[int]]:
        if isinstance(value, str):
            return value, [self.depths[value]]
        if isinstance(value, Share):
            return ("share", *value), [self.depths[value.x] // value.among] * value.among
        if isinstance(value, Apply):
            inner, (depth,) = self._value(value.x)
            form, depth = self._apply(value, depth)
            return (form, inner), [depth]
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
        if vars(layer).get("joined") and not apply.like:
            layer = layer.with_arguments(joined=False)
        x = (depth, *placed.input[1:])
        torch = layer.torch(x)
        made, expression = applied(apply, torch)
        if made is not None:
            self.modules[apply.path] = Module(apply.name, apply.path, made, placed)
        if made is not None or torch.differs:
            self.held[apply.name] = Held(apply.name, (made,) if made else (), differs=torch.differs)
        self.applied[apply.path] = expression
        form: tuple[Any, ...] = (apply.name, "optional", placed.layer.word)
        if not torch.differs:
            form = (apply.name, made.key if made else None, key_of(expression), apply.like)
        return form, _known(layer.infer(x)[0], placed)

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
        placed, layer = join.placed, join.placed.layer
        sizes = [shape[1:] for shape in vars(layer)["inputs"]]
        inputs = tuple((found[k][1][0], *size) for k, size in enumerate(sizes))
        behind = layer.with_arguments(inputs=inputs).infer(placed.input)[0]
        form = (join.how, join.into, *(found[k][0] for k in range(len(sizes))))
        return form, [_known(behind, placed)]

    def _project(self, operand: Operand, to: int | None) -> tuple[Any, list[int]]:
        """A projection in a join, to the depth of another branch."""
        inner: Any = operand
        if isinstance(operand, str):
            apply, depth = self._projected.pop(operand)
        else:
            assert isinstance(operand, Apply)
            inner, (depth,) = self._value(operand.x)
            apply = operand
        form, behind = self._apply(apply, depth, to)
        return (form, inner), [behind if to is None else to]

    # Parts

    def _run(self, run: Run) -> tuple[Any, list[int]]:
        known = self.known.parts[id(run.part)]
        count = len(run.part.takes)
        taken = [self.depths[name] for name in run.operands[len(run.operands) - count :]]
        call, depth = known.call(self.terms, self.depths[run.start], taken, run.given)
        self.held[run.name] = Held(run.name, (call,))
        return (run.name, call.key, run.operands), [depth, *known.depths]

    # Copies

    def _loop(self, loop: Loop) -> tuple[Any, ...]:
        repeat = loop.repeat
        if not loop.copies:
            return self._no_copies(loop)
        target = loop.target
        before = self.depths[target]
        count = len(loop.copies)
        if repeat.times is not None:
            count = named(count, self.terms.of(repeat.times, before))
        copies = []
        for copy in loop.copies:
            copies.append(self._copy(copy))
            self.depths[target] = copies[-1][0].depths[target]
            self.applied |= copies[-1][0].applied
            self.modules |= copies[-1][0].modules
        part = isinstance(_first(loop), Run)
        counted = self._counted(loop, copies, count) if repeat.times is not None or part else None
        if counted is not None:
            return counted
        for name in loop.names:
            calls = [call for reader, _ in copies for call in reader.calls(name)]
            if calls:
                self.held[name] = Held(name, tuple(calls), listed=True)
        return ("copies", *(form for _, form in copies))

    def calls(self, name: str) -> tuple[ModuleCall, ...]:
        return self.held[name].calls if name in self.held else ()

    def _copy(self, copy: tuple[Statement, ...]) -> tuple["_Reader", Any]:
        inner = _Reader(self.terms, self.known, self.depths)
        return inner, inner.statements(copy)

    def _counted(
        self, loop: Loop, copies: list[tuple["_Reader", Any]], count: int
    ) -> tuple[Any, ...] | None:
        """Copies that one call makes."""
        if len({form for _, form in copies}) > 1 or not any(map(copies[0][0].calls, loop.names)):
            return None
        target = loop.target
        behind = self.depths[target]
        readers = [reader for reader, _ in copies]
        ahead = _Reader(self.terms, self.known, self.depths)
        alone = loop.repeat.times is not None and len(copies) == 1
        for _ in range(2 if alone else 0):  # as the next ones would be made
            ahead = _Reader(self.terms, self.known, ahead.depths)
            ahead.statements(loop.copies[0])
            readers.append(ahead)
        last = ahead.depths[target]
        found, numbered = [], []
        for name in loop.names:
            calls = [call for reader in readers for call in reader.calls(name)]
            one = one_call(calls, count, last) if calls else None
            if calls and one is None:
                return None
            if one:
                found.append(Held(name, (one.call,), True, Slot("copies", count), one.numbered))
                numbered += [key(slot.value) for slot in one.call.slots] if one.numbered else []
                if of(one.depth) != of(last):
                    self.depths[target] = named(int(behind), of(one.depth))
        self.held |= {each.name: each for each in found}
        return ("counted", _counted_form(loop, found, copies[0][1]), *numbered)

    def _no_copies(self, loop: Loop) -> tuple[Any, ...]:
        """What is repeated as often as a parameter says, and not at all here."""
        example = self.known.example(loop.repeat)
        if example is None:
            return ("copies",)
        (name,) = loop.names
        times = self.terms.of(loop.repeat.times or 0, self.depths[loop.target])
        held_so = Held(name, (), True, Slot("copies", named(0, times)))
        self.held[name] = held_so
        return ("counted", (name, example.key))


def _projects(value: Operand) -> bool:
    return isinstance(value, Apply) and isinstance(value.placed.layer, Projection)


def _first(loop: Loop) -> Any:
    """What stands first in the copies: a layer, or the part that is repeated."""
    first = loop.copies[0][0] if loop.copies[0] else None
    return first.value if isinstance(first, Assign) else None


def _counted_form(loop: Loop, found: list[Held], form: Any) -> Any:
    """Of a part, only how it is made: where there are no copies, no more is known."""
    return (found[0].name, found[0].calls[0].key) if isinstance(_first(loop), Run) else form


def _known(depth: Size, placed: Placed) -> int:
    """The depth in the class's own terms, if it is the right one in them."""
    out = placed.output[0]
    return depth if known(depth) and depth == out else out


def applied(apply: Apply, torch: TorchLayer) -> tuple[ModuleCall | None, Expression]:
    """The call that makes a layer's module, if it needs one; and what it does to what it is given."""
    if torch.inlined is not None and not (apply.labelled or _by_arguments(torch.module)):
        written_over = torch.written_over if apply.over else None
        return None, torch.inlined if written_over is None else written_over
    made = _with_half_padding(call_of(torch.module), apply.placed) if torch.module else None
    return _following(made) if made and torch.differs else made, torch.apply


def _by_arguments(module: TorchModule | None) -> bool:
    """Whether what a module is given is said by its class's arguments."""
    values = (*module.positional.values(), *module.keyword.values()) if module else ()
    return any(map(has_name, values))


def _following(made: ModuleCall) -> ModuleCall:
    return made._replace(
        arguments=tuple(
            _following(each) if isinstance(each, ModuleCall) else each._replace(follows=True)
            for each in made.arguments
        )
    )


def _with_half_padding(made: ModuleCall, placed: Placed) -> ModuleCall:
    """Half padding of a kernel or a dilation that is an argument follows it: `k // 2`, `2 * dilation`."""
    values = {slot.name: slot.value for slot in made.slots}
    kernel, dilation = values.get("kernel_size"), values.get("dilation", 1)
    if vars(placed.layer).get("pad") != "half" or not isinstance(kernel, int):
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
