"""Which parts of a program are one class: the same but for numbers, and those become its arguments.

A part is settled over all its occurrences at once, and the parts inside it before it.
"""

from collections.abc import Container, Iterator
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count
from typing import Any

from cnndsl.formulas import Formula, Name, names_in
from cnndsl.layers.torch_calls import Expression, is_plain
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given, Repeat
from cnndsl.paths import Path
from cnndsl.program.class_arguments import Column, Resolved, columns, merged, resolve
from cnndsl.program.class_names import IN_CHANNELS, ClassNames, Parameter
from cnndsl.program.forward_numbers import ForwardNumbers, forward_numbers, numbers_of
from cnndsl.program.forward_numbers import columns as forward_columns
from cnndsl.program.initialisation import Start, Starts, common, ends_in_norm
from cnndsl.program.known_part import Depths, KnownPart, Signature, Terms
from cnndsl.program.layer_classes import LayerClasses
from cnndsl.program.module_calls import Group, Held, ModuleCall, Slot, group_of, is_group
from cnndsl.program.named_numbers import Named
from cnndsl.program.occurrence import Known, Occurrence, occurrence
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Idle,
    Part,
    Run,
    Statement,
    joins_in,
    runs_in,
    shapes_of,
)
from cnndsl.program.variables import TRUNK
from cnndsl.text import Span


class PartClass(NamedTuple):
    """A class as it will be written."""

    signature: Signature
    held: tuple[Held, ...]
    said: list[Any]
    """What stands for each number of what it holds, in order."""
    statements: tuple[Statement, ...]
    takes: tuple[str, ...]
    """The names of what `forward` is given."""
    results: tuple[str, ...]
    sizes: frozenset[str]
    """Which of these are sizes, and no tensors."""
    applied: dict[Path, Expression]
    """What each layer does, by its path."""
    in_forward: ForwardNumbers
    """What stands for the numbers in that."""
    depths: Depths
    shaped: bool
    """Whether all occurrences have the same shapes."""
    start: Start
    """How weights start."""
    written: Span
    """Where it is written."""
    block: bool
    named: bool
    """Whether the writer has named it, by a block or a label."""

    @property
    def numbers(self) -> Iterator[tuple[Held, list[Any]]]:
        """What it holds, each with what is said for the numbers of its call."""
        said = iter(self.said)
        for held in self.held:
            for _ in range(2 * len(held.differs) if held.optional else 0):
                next(said)
            yield held, [next(said) for _ in held.call.slots] if held.call else []

    @property
    def groups(self) -> dict[str, Group]:
        """Of what it holds, the groups that are no class, by name."""
        calls = {held.name: held.call for held in self.held if held.call}
        return {name: group_of(call) for name, call in calls.items() if is_group(call)}

    @property
    def is_sequence(self) -> bool:
        """Whether it runs its modules one after another, each once, and does nothing else."""
        if self.takes != (TRUNK,) or self.results != (TRUNK,):
            return False
        acting = [each for each in self.statements if not isinstance(each, Idle)]
        if not acting or not all(map(self._is_module, acting)):
            return False
        names = [each.value.name for each in acting]  # type: ignore[union-attr]
        return len(set(names)) == len(names)

    def _is_module(self, statement: Statement) -> bool:
        made = statement.value if isinstance(statement, Assign) else None
        if not isinstance(made, Apply | Flat | Run) or statement.targets != (TRUNK,):  # type: ignore[union-attr]
            return False
        if isinstance(made, Run):
            return made.operands == (TRUNK,)
        return made.x == TRUNK and (isinstance(made, Flat) or is_plain(self.applied[made.path]))


class Classes:
    """The classes of one program, inner ones first."""

    def __init__(
        self,
        program: Part,
        taken: set[str],
        starts: Starts | None,
        arguments: tuple[str, ...],
        take_any_depth: Container[Span] | None = None,
    ) -> None:
        self.program = program
        self.arguments = arguments
        """The constants that are arguments of the network, and perhaps the depth that comes in."""
        self.literals = {
            name: value for name, value in program.numbers.items() if name not in arguments
        }
        """The other constants, which stay as they are."""
        self.starts = starts
        self.taken = set(taken)
        self.made: list[PartClass] = []
        self.prefixes: dict[int, list[Path]] = {id(program): [()]}
        """Where each part stands, by its id: what stands before its layers' paths."""
        self.written: dict[Span, list[Part]] = {}
        """The parts by where they are written."""
        self.given: dict[Span, list[tuple[Given, ...]]] = {}
        """What the parameters of a block are, use by use."""
        self.known: dict[int, KnownPart] = {}
        self.layers = LayerClasses(self._free_name)
        self.take_any_depth = take_any_depth
        """The parts whose depth an argument may say, by where they are written; None where all may be."""
        self.opened: set[Span] = set()
        """Those that take any depth for that alone."""
        self.around: dict[Span, set[Span]] = {}
        """By where parts are written, where those are that they stand in."""
        self._collect(program, ())
        self.heights: dict[int, int] | None = {}
        """Where a block stands in itself, as one of its arguments: how deep a part is nested, by its id."""
        with suppress(CycleError):
            TopologicalSorter(self.around).prepare()
            self.heights = None
        for alike in list(self._inner_first(program, set())):
            self._settle(alike)

    def _inner_first(self, part: Part, seen: set[int]) -> Iterator[list[Part]]:
        """Parts that may be one class, each behind those that are in any of its occurrences."""
        for inner in self._inside(part):
            if inner.in_turn:
                yield from self._inner_first(inner, seen)
            elif id(inner) not in seen:
                alike = self._alike(inner)
                seen.update(map(id, alike))
                for each in alike:
                    yield from self._inner_first(each, seen)
                yield alike

    def _alike(self, part: Part) -> list[Part]:
        """The parts that are written where a part is; where blocks stand in themselves, those as deep as it."""
        parts = self.written[part.written]
        if self.heights is None:
            return parts
        return [each for each in parts if self._height(each) == self._height(part)]

    def _height(self, part: Part) -> int:
        """How many parts stand in one another inside a part."""
        assert self.heights is not None
        if id(part) not in self.heights:
            self.heights[id(part)] = 0
            inside = [1 + self._height(each) for each in self._inside(part)]
            self.heights[id(part)] = max(inside, default=0)
        return self.heights[id(part)]

    def _inside(self, part: Part) -> list[Part]:
        """The parts that a part calls; of what is repeated and is not there, those that it would."""
        if part.copies and not part.copies.each:
            return self._made_of(part.copies.repeat)
        return [run.part for run in runs_in(part.statements)]

    def _made_of(self, repeat: Repeat) -> list[Part]:
        """What a repeat's copies are, where it has any."""
        parts = [part for found in self.written.values() for part in found]
        return self.written.get(repeat.span) or [part for part in parts if part.name == repeat.kind]

    def _collect(self, part: Part, prefix: Path, around: Span | None = None) -> None:
        for run in runs_in(part.statements):
            inner, inside = run.part, around
            if not inner.in_turn:
                if id(inner) not in self.prefixes:
                    self.written.setdefault(inner.written, []).append(inner)
                self.prefixes.setdefault(id(inner), []).append(prefix + run.path)
                self.given.setdefault(inner.written, []).append(run.given)
                inside = inner.written
                self.around.setdefault(inside, set())
                if around:
                    self.around[inside].add(around)
            self._collect(inner, prefix + run.path, inside)

    def whole(self, name: str) -> PartClass:
        """The network's own class."""
        depth, numbers = self.program.input[0], self.program.numbers
        given = {IN_CHANNELS: depth} | numbers
        first, *others = self.program.parameters
        depths = {
            first: Named(depth, Name(IN_CHANNELS)) if IN_CHANNELS in self.arguments else depth
        }
        sizes = (shape[0] for shape in self.program.takes.values())
        depths |= zip(others, sizes, strict=True)
        found = occurrence(self.program, Terms(numbers, self.literals), depths, self._parts)
        resolved = resolve(_columns([found]), set(given))
        parameters = tuple(
            Parameter(each, type(given[each]).__name__, given[each])
            for each in self.arguments
            if each in resolved.names
        )
        return self._class(name, [found], resolved, parameters, ())

    def given_by_name(self, whole: PartClass) -> set[Span]:
        """Of the parts that were taken to take any depth, those whose callers say it by a name."""
        every = [whole.depths, *(known.depths for known in self.known.values())]
        calls = (call for depths in every for call in depths.calls.values())
        named = {call.part.part.written for call in calls if isinstance(call.depth, Named)}
        return named & self.opened

    @property
    def _parts(self) -> Known:
        return Known(self.known, self.example, self.layers)

    def example(self, repeat: Repeat) -> ModuleCall | None:
        """How a repeated part is made elsewhere, where that is one class."""
        parts = self._made_of(repeat)
        signatures = {self.known[id(part)].signature for part in parts}
        return signatures.pop().example if len(signatures) == 1 else None

    def _settle(self, parts: list[Part]) -> None:
        """Classes for occurrences of a part."""
        written = parts[0].written
        everywhere = self.written[written]
        any_depth = self.take_any_depth is None or written in self.take_any_depth
        names = ClassNames(everywhere, self.given[written], self.literals, any_depth)
        one_depth = len({part.input[:1] for part in everywhere}) == 1
        if any_depth and one_depth and not parts[0].block:
            self.opened.add(written)
        families: dict[object, list[Occurrence]] = {}
        for part in parts:
            terms = Terms(part.numbers, names.alias)
            found = occurrence(part, terms, names.depths(part), self._parts)
            families.setdefault(found.form, []).append(found)
        for found_alike in families.values():
            self._family(found_alike, names)

    def _family(self, alike: list[Occurrence], names: ClassNames) -> None:
        first = alike[0].part
        resolved = resolve(_columns(alike), names.reserved(first))
        locals_ = names.locals_for(resolved.names)
        free = set(resolved.names)
        for name, formula in locals_:
            free = free - {name} | names_in(formula)
        parameters = names.parameters(free, resolved)
        made = self._class(
            self._free_name(first.name or _kind(first)), alike, resolved, parameters, locals_
        )
        self.made.append(made)
        for number, each in enumerate(alike):
            values = {name: column[number] for name, column in resolved.own.items()}
            known = KnownPart(each.part, made.signature, names, values, each.depths)
            self.known[id(each.part)] = known

    def _free_name(self, name: str) -> str:
        stem = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
        numbered = f"{stem}_" if stem[-1:].isdigit() else stem
        others = (f"{numbered}{number}" for number in count(2))
        free = next(each for each in chain([stem], others) if each not in self.taken)
        self.taken.add(free)
        return free

    def _class(
        self,
        name: str,
        alike: list[Occurrence],
        resolved: Resolved,
        parameters: tuple[Parameter, ...],
        locals_: tuple[tuple[str, Formula], ...],
    ) -> PartClass:
        """One class for parts that differ in numbers alone."""
        first, statements = alike[0].part, [each.part.statements for each in alike]
        held = merged([each.held for each in alike])
        learned = any(each.call.makes_weights for each in held if each.call)
        norm = common(ends_in_norm(each, self.known) for each in alike)
        in_forward = numbers_of(alike[0].applied)
        count = len(resolved.said) - sum(len(each.parts) for each in in_forward)
        attributes = {each.partition(".")[0] for each in first.modules}
        return PartClass(
            Signature(name, parameters, locals_, learned, norm, first.ends),
            held,
            resolved.said[:count],
            statements[0],
            first.parameters,
            first.results,
            first.sizes,
            alike[0].applied,
            forward_numbers(in_forward, resolved.said[count:], attributes),
            alike[0].depths,
            len(set(map(shapes_of, statements))) == 1,
            self.starts.of(alike, self.prefixes, self.known) if self.starts else Start(),
            first.written,
            first.block,
            bool(first.name),
        )


def _columns(alike: list[Occurrence]) -> list[tuple[Slot, Column]]:
    """Each number of a class, in what it holds and then in its `forward`, over all occurrences."""
    held = columns([each.held for each in alike])
    return held + forward_columns([numbers_of(each.applied) for each in alike])


def _kind(part: Part) -> str:
    """What a part is called after that the writer has given no name."""
    joins = [join.how for join, _ in joins_in(part.statements)]
    if not joins:
        return "layers"
    return "residual" if joins[-1] == "add" else "branches"
