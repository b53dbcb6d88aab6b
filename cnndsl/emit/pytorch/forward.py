"""What `forward` says: a part's statements as lines, with the shape that each leaves as a comment."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from cnndsl.emit.pytorch.expressions import expression, uses_module
from cnndsl.emit.pytorch.line_breaks import (
    STEP,
    WIDTH,
    CallDoc,
    Doc,
    ListDoc,
    SumDoc,
    flat,
    lay_out,
)
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.classes import PartClass
from cnndsl.program.statements import (
    Apply,
    Assign,
    Hidden,
    InTraining,
    Join,
    Loop,
    Operand,
    Run,
    Share,
    Statement,
    names_in,
    operations,
    shape_of,
    shapes_of,
    unwrapped,
)
from cnndsl.sizes import show_shape

SIGNS = {"add": "+", "mul": "*"}


def forward(code: PartClass) -> list[str]:
    """The lines of a class's `forward`, from its first statement to `return`."""
    writer = Writer(code, STEP * 2, {}, code.shaped, _declared(code))
    lines = list(writer.lines(code.statements))
    return [*lines, f"{STEP * 2}return {', '.join(code.results)}"]


def _declared(code: PartClass) -> frozenset[int]:
    """The first statement that names what is returned, where that is nothing that came in."""
    if len(code.results) > 1 or code.results[0] in code.takes:
        return frozenset()
    named = (each for each in code.statements if isinstance(each, Assign))
    return frozenset([id(each) for each in named if each.targets == code.results][:1])


class Writer(NamedTuple):
    """Writes statements."""

    code: PartClass
    indent: str
    modules: dict[str, str]
    """What a module is called here, where that is not its attribute."""
    shaped: bool
    """Whether shapes are told."""
    declared: frozenset[int]
    """The statements, by their ids, that say of what type a result is: else it would be of any."""

    def lines(self, statements: tuple[Statement, ...]) -> Iterator[str]:
        for each in statements:
            if isinstance(each, Assign):
                targets = ", ".join(each.targets)
                yield from self._sum(each.value)
                type_ = ": torch.Tensor" if id(each) in self.declared else ""
                yield from self._line(f"{targets}{type_} = ", each.value)
            elif isinstance(each, InTraining):
                yield f"{self.indent}if self.training:"
                yield from self._deeper().lines(each.body)
            elif isinstance(each, Loop):
                yield from self._loop(each)

    def _sum(self, value: Operand | Share | Hidden) -> Iterator[str]:
        """The line that a sum is, where it takes the memory of what is summed."""
        join, _ = unwrapped(value)
        if isinstance(join, Join) and join.into is not None:
            target, other = join.operands[join.into], join.operands[1 - join.into]
            yield from lay_out(self._doc(other), self.indent, f"{target} += ")

    def _deeper(self) -> "Writer":
        return self._replace(indent=self.indent + STEP)

    def _line(self, before: str, value: Operand | Share | Hidden) -> Iterator[str]:
        doc, shape = self._doc(value), shape_of(value)
        told = f"  # {show_shape(shape)}" if shape and self.shaped and "," not in before else ""
        line = f"{self.indent}{before}{flat(doc)}{told}"
        if len(line) <= WIDTH:
            yield line
            return
        if told:
            yield f"{self.indent}{told.strip()}"
        yield from lay_out(doc, self.indent, before)

    # Values

    def _doc(self, value: Operand | Share | Hidden) -> Doc:
        if isinstance(value, str):
            return value
        if isinstance(value, Apply):
            module = self._module(value.name)
            applied = self.code.applied[value.path]
            return expression(applied, self._doc(value.x), module, value.like)
        if isinstance(value, Run):
            return CallDoc(self._module(value.name), value.operands)
        if isinstance(value, Join):
            operands = tuple(map(self._doc, value.operands))
            if value.into is not None:
                return operands[value.into]
            if value.how in SIGNS:
                return SumDoc(operands, SIGNS[value.how])
            return CallDoc("torch.cat", (ListDoc(operands, "()"), "dim=1"))
        assert isinstance(value, Share)
        return f"{value.x}.chunk({value.among}, dim=1)"

    def _module(self, name: str) -> str:
        return self.modules.get(name, f"self.{name}")

    # Copies

    def _loop(self, loop: Loop) -> Iterator[str]:
        """A loop over copies, or statements where a copy is unlike the others."""
        places = self._places(loop)
        start = 0
        for _, run in groupby(loop.copies, self._as_written):
            copies = tuple(run)
            yield from self._run(loop, copies, start, places)
            start += len(copies)

    def _as_written(self, copy: tuple[Statement, ...]) -> tuple[list[str], list[str]]:
        """A copy's lines, but for which copy it is; and which of its layers are modules."""
        names = {each.name: each.name for each in _layers(copy)}
        plain = self._replace(modules=names, shaped=False)
        return list(plain.lines(copy)), self._held(copy)

    def _held(self, copy: tuple[Statement, ...]) -> list[str]:
        """The layers and parts of a copy that are modules, in order."""
        return [
            each.name
            for each in _layers(copy)
            if isinstance(each, Run) or uses_module(self.code.applied[each.path])
        ]

    def _places(self, loop: Loop) -> list[dict[str, int]]:
        """Where each copy's modules stand in their lists, which skip copies that have none; and their lengths."""
        filled: Counter[str] = Counter()
        places = []
        for copy in loop.copies:
            places.append(dict(filled))
            filled.update(self._held(copy))
        return [*places, dict(filled)]

    def _run(
        self,
        loop: Loop,
        copies: tuple[tuple[Statement, ...], ...],
        start: int,
        places: list[dict[str, int]],
    ) -> Iterator[str]:
        """Copies one after another that are written alike."""
        held, count = self._held(copies[0]), len(copies)
        alike = self._replace(shaped=self.shaped and len(set(map(shapes_of, copies))) == 1)
        counted = any(each.amount for each in self.code.held if each.name in loop.names)
        parts = any(isinstance(each, Run) for each in _layers(copies[0]))
        if count == 1 and not (counted or parts):
            at = {name: f"self.{name}[{places[start].get(name, 0)}]" for name in held}
            yield from alike._replace(modules=at).lines(copies[0])
            return
        variables = self._variables(copies[0], held)
        lines = list(alike._deeper()._replace(modules=variables).lines(copies[0]))
        if not lines:
            return
        lists = [
            _slice(name, places[start].get(name, 0), count, places[-1].get(name, 0))
            for name in held
        ]
        names = ", ".join(variables[name] for name in held)
        if not held:
            yield f"{self.indent}for _ in range({count}):"
        elif len(lists) == 1:
            yield f"{self.indent}for {names} in {lists[0]}:"
        else:
            yield from lay_out(CallDoc("zip", tuple(lists)), self.indent, f"for {names} in ", ":")
        yield from lines

    def _variables(self, copy: tuple[Statement, ...], held: list[str]) -> dict[str, str]:
        """What a copy's modules are called in a loop: by their kinds, where these differ."""
        layers = [each for each in _layers(copy) if isinstance(each, Apply) and each.name in held]
        words = {each.name: each.placed.layer.word for each in layers}
        counts = Counter(words.values())
        taken = {*self.code.takes, *names_in(self.code.statements)}
        chosen = {
            name: (word if counts[word] == 1 else name) if (word := words.get(name)) else "part"
            for name in held
        }
        return {name: f"{each}_layer" if each in taken else each for name, each in chosen.items()}


def _layers(copy: tuple[Statement, ...]) -> list[Apply | Run]:
    """The layers and parts at work in a copy."""
    values = [each.value for each in copy if isinstance(each, Assign)]
    found = [each for value in values for each in operations(value)]
    return [each for each in found if isinstance(each, Apply | Run)]


def _slice(name: str, start: int, count: int, whole: int) -> str:
    """The stretch of an attribute's list that a loop goes through."""
    if start == 0 and count == whole:
        return f"self.{name}"
    stop = "" if start + count == whole else str(start + count)
    return f"self.{name}[{start or ''}:{stop}]"
