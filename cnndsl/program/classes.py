"""Which parts of a program are one class: the same but for numbers, and those become its arguments.

A part is settled over all its occurrences at once, and the parts inside it before it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cnndsl.formulas import Formula, Name, names_in, replaced
from cnndsl.layers.torch_calls import Expression
from cnndsl.network import Given, Repeat
from cnndsl.program.class_arguments import Resolved, columns, merged, resolve
from cnndsl.program.folding import Fold, Folds
from cnndsl.program.initialisation import Start, Starts, common, ends_in_norm
from cnndsl.program.lower import as_number
from cnndsl.program.module_calls import ModuleCall, Slot
from cnndsl.program.named_numbers import Named, named, of
from cnndsl.program.occurrence import Body, Draft, Held
from cnndsl.program.parameters import ClassNames, Parameter
from cnndsl.program.statements import Part, Statement, runs_in, shapes_of, with_copies
from cnndsl.text import Span


class PartClass(NamedTuple):
    """A class as it will be written."""

    name: str
    parameters: tuple[Parameter, ...]
    locals: tuple[tuple[str, Formula], ...]
    """ClassNames that the constructor gives to expressions first."""
    held: tuple[Held, ...]
    said: list[Any]
    """What stands for each number of what it holds, in order."""
    statements: tuple[Statement, ...]
    takes: tuple[str, ...]
    """The names of what `forward` is given."""
    results: tuple[str, ...]
    applied: dict[str, Expression]
    """What each layer does, by its path."""
    shaped: bool
    """Whether all occurrences have the same shapes."""
    start: Start
    """How weights start."""
    ends_in_norm: str = ""
    """The attribute for the norm at its end, if it ends in one."""
    folded: tuple[tuple[str, Fold], ...] = ()
    """Its layers that do what a norm did, and which."""

    @property
    def learned(self) -> bool:
        """Whether anything in it makes weights."""
        return any(call.makes_weights for held in self.held for call in held.calls)


class Settled(NamedTuple):
    """A part whose class is known."""

    part: Part
    code: PartClass
    values: dict[str, Any]
    """The arguments that no other name stands for."""
    draft: Draft
    terms: ClassNames

    def depth_of(self, label: str) -> int:
        return int(self.draft.depths[label])

    def call(
        self, caller: Body, depth: int, taken: list[int], given: tuple[Given, ...]
    ) -> tuple[ModuleCall, int]:
        """The call that makes it, and the depth behind it, both in the caller's terms."""
        names = self.terms.tap_names(self.part)
        known: dict[str, Any] = {
            self.terms.depth_name: depth,
            **dict(zip(names, taken, strict=True)),
        }
        for each in given:
            value = as_number(each.value)
            symbol = each.symbol
            known[each.name] = (
                value if symbol is None else named(value, caller.symbol(symbol, depth))
            )
        slots = []
        for parameter in self.code.parameters:
            name = parameter.name
            if name in self.values:
                value = self.values[name]
            elif name in known:
                value = known[name]
            else:
                value = named(self.part.numbers[name], caller.symbol(Name(name), depth))
            slots.append(Slot(name, value, parameter.default is not None, parameter.usual))
            known[name] = value
        made = ModuleCall(self.code.name, tuple(slots), self.code.learned)
        return made, self._behind(known)

    def _behind(self, known: dict[str, Any]) -> int:
        """The depth that goes out, in the caller's terms; a plain number where it has no names."""
        out = self.draft.out
        if not isinstance(out, Named):
            return out
        formula = out.formula
        for name, local in reversed(self.code.locals):
            formula = replaced(formula, {name: local})
        if not names_in(formula) <= set(known):
            return int(out)
        formula = replaced(formula, {name: of(value) for name, value in known.items()})
        return named(int(out), formula) if names_in(formula) else int(out)


class Classes:
    """The classes of one program, inner ones first."""

    def __init__(self, program: Part, taken: set[str], starts: Starts | None, folds: Folds) -> None:
        self.program = program
        self.starts = starts
        self.folds = folds
        self.taken = set(taken)
        self.made: list[PartClass] = []
        self.prefixes: dict[int, list[str]] = {id(program): [""]}
        """Where each part stands, by its id: what stands before its layers' paths."""
        self.written: dict[Span, list[Part]] = {}
        """The parts by where they are written."""
        self.given: dict[Span, list[tuple[Given, ...]]] = {}
        """What the parameters of a block are, use by use."""
        self._settled: dict[int, Settled] = {}
        self._collect(program, "")
        for part in list(self._inner_first(program, set())):
            self.callee(part)

    def _inner_first(self, part: Part, seen: set[Span]) -> Iterator[Part]:
        """A part of each writing, behind those that are in any of its occurrences."""
        for run in runs_in(part.statements):
            inner = run.part
            if inner.written not in seen:
                seen.add(inner.written)
                for occurrence in self.written[inner.written]:
                    yield from self._inner_first(occurrence, seen)
                yield inner

    def _collect(self, part: Part, prefix: str) -> None:
        for run in runs_in(part.statements):
            inner = run.part
            if id(inner) not in self.prefixes:
                self.written.setdefault(inner.written, []).append(inner)
            self.prefixes.setdefault(id(inner), []).append(prefix + run.path)
            self.given.setdefault(inner.written, []).append(run.given)
            self._collect(inner, prefix + run.path)

    def whole(self, name: str) -> PartClass:
        """The network's own class."""
        draft = Body(self.program, self, self.program.input[0], {}).draft()
        return self._code(name, [draft], resolve(columns([draft.held])), (), ())

    def callee(self, part: Part) -> Settled:
        if id(part) not in self._settled:
            self._settle(part.written)
        return self._settled[id(part)]

    def example(self, repeat: Repeat) -> ModuleCall | None:
        """How a repeated part is made elsewhere, where that is one class."""
        parts = self.written.get(repeat.span) or [
            part for found in self.written.values() for part in found if part.name == repeat.kind
        ]
        codes = {id(code): code for code in (self.callee(part).code for part in parts)}
        if len(codes) != 1:
            return None
        (code,) = codes.values()
        slots = (
            Slot(each.name, 0, each.default is not None, each.usual) for each in code.parameters
        )
        return ModuleCall(code.name, tuple(slots), code.learned)

    def _settle(self, written: Span) -> None:
        """Classes for all occurrences of a part."""
        parts = self.written[written]
        terms = ClassNames(parts, self.given[written])
        families: dict[object, list[Draft]] = {}
        for part in parts:
            body = Body(part, self, terms.depth(part), terms.alias, terms.tap_names(part))
            draft = body.draft()
            families.setdefault((draft.form, *part.takes), []).append(draft)
        for drafts in families.values():
            self._family(drafts, terms)

    def _family(self, drafts: list[Draft], terms: ClassNames) -> None:
        first = drafts[0].part
        found = columns([draft.held for draft in drafts])
        resolved = resolve(found, terms.reserved(first))
        locals_ = terms.locals_for(resolved.names)
        free = set(resolved.names)
        for name, expression in locals_:
            free = free - {name} | names_in(expression)
        parameters = terms.parameters(free, resolved)
        code = self._code(self._free_name(first.name), drafts, resolved, parameters, locals_)
        self.made.append(code)
        for number, draft in enumerate(drafts):
            values = {name: column[number] for name, column in resolved.own.items()}
            self._settled[id(draft.part)] = Settled(draft.part, code, values, draft, terms)

    def _free_name(self, name: str) -> str:
        camel = "".join(word[:1].upper() + word[1:] for word in name.split("_")) or "Part"
        for letter in ["", *"BCDEFGHIJKLMNOPQRSTUVWXYZ"]:
            if f"{camel}{letter}" not in self.taken:
                self.taken.add(f"{camel}{letter}")
                return f"{camel}{letter}"
        number = len(self.taken)
        self.taken.add(f"{camel}_{number}")
        return f"{camel}_{number}"

    def _code(
        self,
        name: str,
        drafts: list[Draft],
        resolved: Resolved,
        parameters: tuple[Parameter, ...],
        locals_: tuple[tuple[str, Formula], ...],
    ) -> PartClass:
        """One class for parts that differ in numbers alone."""
        parts = [draft.part for draft in drafts]
        statements = with_copies([part.statements for part in parts])
        return PartClass(
            name,
            parameters,
            locals_,
            merged([draft.held for draft in drafts]),
            resolved.said,
            statements,
            parts[0].parameters,
            parts[0].results,
            _applied(drafts),
            len({shapes_of(part.statements) for part in parts}) == 1,
            self.starts.of(drafts, self) if self.starts else Start(),
            common(ends_in_norm(draft, self) for draft in drafts),
            self._folded(drafts),
        )

    def where(self, draft: Draft) -> list[str]:
        """What stands before the paths of a part's layers, wherever it stands."""
        return self.prefixes[id(draft.part)]

    def norm_at_end(self, part: Part) -> str:
        """The attribute for the norm at a part's end, if it ends in one."""
        return self.callee(part).code.ends_in_norm

    def _folded(self, drafts: list[Draft]) -> tuple[tuple[str, Fold], ...]:
        """The norms that a class's layers took in."""
        found = {
            (layer.name, fold): None
            for draft in drafts
            for layer in draft.layers
            for prefix in self.where(draft)
            for fold in self.folds.get(prefix + layer.path, ())
        }
        return tuple(found)


def _applied(drafts: list[Draft]) -> dict[str, Expression]:
    """What each layer does; where it is a module for some occurrence's sake, it is one for all."""
    found: dict[str, Expression] = {}
    for draft in drafts:
        modules = {layer.path for layer in draft.layers}
        found |= {
            path: each
            for path, each in draft.applied.items()
            if path not in found or path in modules
        }
    return found
