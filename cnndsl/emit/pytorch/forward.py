"""What `forward` says: a part's statements as lines, with a comment where the shape has changed."""

from collections.abc import Iterator

from cnndsl.emit.pytorch.expressions import attribute, expression, joined
from cnndsl.emit.pytorch.line_breaks import (
    BODY,
    STEP,
    WIDTH,
    CallDoc,
    ChoiceDoc,
    Doc,
    flat,
    lay_out,
)
from cnndsl.program.classes import PartClass
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Idle,
    InTraining,
    Join,
    Run,
    Share,
    SizeOf,
    Statement,
    Value,
    shape_of,
)
from cnndsl.sizes import KnownShape, show_shape

OVER = {"add": "+=", "sub": "-="}
"""What writes over the first of two branches."""


def body(code: PartClass, sizes: str) -> list[str]:
    """The lines of a class's `forward` but for `return`."""
    return list(Writer(code, sizes=sizes).lines(code.statements))


def forward(code: PartClass, sizes: str = "") -> list[str]:
    """The lines of a class's `forward`, of which the last one says what it returns."""
    return stretch(code, code.statements, code.results, sizes)


def stretch(
    code: PartClass, statements: tuple[Statement, ...], results: tuple[str, ...], sizes: str = ""
) -> list[str]:
    """The lines of some of a class's statements, and what they return."""
    acting = [each for each in statements if not isinstance(each, Idle)]
    last, writer = acting[-1] if acting else None, Writer(code, sizes=sizes)
    if isinstance(last, Assign) and last.targets == results and _is_new(last):
        return [*writer.lines(tuple(acting[:-1])), *writer.returned(last)]
    return [*writer.lines(tuple(acting)), f"{BODY}return {', '.join(results)}"]


def _is_new(statement: Assign) -> bool:
    """Whether a statement gives a name to something new, and not over a sum that is written over."""
    value = statement.value
    return not (isinstance(value, Join) and value.into is not None)


class Writer:
    """Writes statements."""

    def __init__(self, code: PartClass, indent: str = BODY, sizes: str = "") -> None:
        self.code = code
        self.indent = indent
        self.sizes = sizes
        """Of a network: what is said of inputs whose size a fully connected layer does not take."""
        self.groups = code.groups
        self.told: KnownShape | None = None
        """The shape that a comment has told last."""

    def lines(self, statements: tuple[Statement, ...]) -> Iterator[str]:
        for each in statements:
            if isinstance(each, Assign):
                yield from self._assign(each)
            elif isinstance(each, InTraining):
                yield from self._in_training(each)

    def _in_training(self, head: InTraining) -> Iterator[str]:
        """A head that is None in evaluation."""
        *before, last = (each for each in head.body if isinstance(each, Assign))
        (name,) = last.targets
        inner = Writer(self.code, self.indent + STEP)
        inner.told = self.told
        if before:
            yield f"{self.indent}{name}: torch.Tensor | None = None"
            yield f"{self.indent}if self.training:"
            yield from inner.lines((*before, last))
        else:
            doc = ChoiceDoc(self._doc(last.value), "self.training", "None")
            yield from lay_out(doc, self.indent, f"{name} = ")

    def returned(self, statement: Assign) -> Iterator[str]:
        yield from self._line("return ", statement.value)

    def _assign(self, statement: Assign) -> Iterator[str]:
        value, targets = statement.value, ", ".join(statement.targets)
        if isinstance(value, Join) and value.into is not None:
            yield from lay_out(
                self._doc(value.operands[1 - value.into]),
                self.indent,
                f"{targets} {OVER[value.how]} ",
            )
            return
        yield from self._line(f"{targets} = ", value)
        if self.sizes and isinstance(value, Flat) and value.places > 1:
            yield from self._fixed_size(value, targets)

    def _fixed_size(self, flat: Flat, target: str) -> Iterator[str]:
        """Say which inputs work, where PyTorch would speak of matrices."""
        taken = [
            value
            for held, values in self.code.numbers
            for slot, value in zip(held.call.slots if held.call else (), values, strict=True)
            if slot.name == "in_features"
        ]
        if flat.size in [each for each in taken if type(each) is int]:
            check = f"{target}.size(1) == {flat.size}"
            yield from lay_out(CallDoc("torch._assert", (check, f'"{self.sizes}"')), self.indent)

    def _line(self, before: str, value: Value) -> Iterator[str]:
        doc, told = self._doc(value), self._comment(value)
        line = f"{self.indent}{before}{flat(doc)}{told}"
        if len(line) <= WIDTH:
            yield line
            return
        if told:
            yield f"{self.indent}{told.strip()}"
        yield from lay_out(doc, self.indent, before)

    def _comment(self, value: Value) -> str:
        """The shape of a value, where it is another than before."""
        shape = None if isinstance(value, Run) and value.part.gives else shape_of(value)
        if shape is None or shape == self.told or not self.code.shaped:
            return ""
        self.told = shape
        return f"  # {show_shape(shape)}"

    def _doc(self, value: Value) -> Doc:
        if isinstance(value, str):
            return value
        if isinstance(value, Apply):
            applied = self.code.applied[value.path]
            module = attribute(value.name, self.groups)
            return expression(applied, value.x, module, value.beside, self.code.in_forward.said)
        if isinstance(value, Flat):
            return CallDoc(attribute(value.name, self.groups), (value.x,))
        if isinstance(value, Run):
            return CallDoc(attribute(value.name, self.groups), value.operands)
        if isinstance(value, Join):
            return joined(value.layer.together, tuple(map(self._doc, value.operands)))
        if isinstance(value, SizeOf):
            return f"{value.x}.size()"
        assert isinstance(value, Share)
        return f"{value.x}.chunk({value.among}, dim=1)"
