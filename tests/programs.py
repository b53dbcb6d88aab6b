"""What every program has to hold to, whatever it was made of; and what it makes, as the structure says it."""

from typing import Any

from cnndsl.analyse.walk import PlacedWalk
from cnndsl.network import Network, Placed
from cnndsl.paths import Path, show_path
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Idle,
    InTraining,
    Join,
    Operand,
    Part,
    Run,
    Share,
    SizeOf,
    Statement,
    runs_in,
    unfolded,
)
from cnndsl.program.variables import variable
from cnndsl.sizes import Shape, product


class Unsound(AssertionError):
    """A statement that cannot stand where it does."""


def check(program: Part) -> None:
    """Refuse a program that reads what is not there, or that gives a part or a layer what it does not take."""
    seen: dict[int, Part] = {}
    waiting = [program]
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen[id(part)] = part
            _Checker(part).run()
            waiting += [run.part for run in runs_in(part.statements)]


class _Value:
    """What a name stands for: its shape, its memory, and how often that had been written over when it was made."""

    def __init__(self, shape: Shape, memory: "_Memory", new: bool = False) -> None:
        self.shape = shape
        self.memory = memory
        self.written = memory.written
        self.new = new
        """Whether it may be written over: no gradient needs it, and it is this part's own."""


class _Memory:
    def __init__(self) -> None:
        self.written = 0


class _Checker:
    def __init__(self, part: Part) -> None:
        self.part = part
        taken = [*part.takes.values()]
        shapes = [part.input, *taken] if len(part.parameters) > len(taken) else taken
        self.values = {
            name: _Value(shape, _Memory())
            for name, shape in zip(part.parameters, shapes, strict=True)
        }

    def run(self) -> None:
        self._statements(self.part.statements)
        shapes = [self.part.output, *self.part.gives.values()]
        for name, shape in zip(self.part.results, shapes, strict=True):
            _same(self._read(name).shape, shape, f"{self.part.name} gives {name}")

    def _statements(self, statements: tuple[Statement, ...]) -> None:
        for each in statements:
            if isinstance(each, Assign):
                found = self._values(each.value)
                _same(len(each.targets), len(found), "names for values")
                self.values.update(zip(each.targets, found, strict=True))
            elif isinstance(each, InTraining):
                outside = dict(self.values)
                self._statements(each.body)
                made = self.values.keys() - outside.keys()
                self.values = outside | {name: self.values[name] for name in made}
            else:
                assert isinstance(each, Idle)

    def _read(self, name: str) -> _Value:
        if name not in self.values:
            raise Unsound(f"{self.part.name}: {name} is read and stands for nothing")
        found = self.values[name]
        if found.written != found.memory.written:
            raise Unsound(f"{self.part.name}: {name} is read after it was written over")
        return found

    def _values(self, made: Any) -> list[_Value]:
        if isinstance(made, Share):
            x = self._read(made.x)
            shape = (x.shape[0] // made.among, *x.shape[1:])
            return [_Value(shape, x.memory)] * made.among
        if isinstance(made, Run):
            return self._run(made)
        if isinstance(made, Flat):
            x = self._read(made.x)
            _same(product(x.shape), made.size, f"{made.name} is given")
            return [_Value((made.size,), x.memory)]
        if isinstance(made, SizeOf):
            return [_Value(self._read(made.x).shape, _Memory())]
        if isinstance(made, Apply) and made.gives_places:
            return [self._operand(made), _Value(made.shape, _Memory())]
        return [self._join(made) if isinstance(made, Join) else self._operand(made)]

    def _operand(self, value: Operand) -> _Value:
        if isinstance(value, str):
            return self._read(value)
        assert isinstance(value, Apply)
        x, layer = self._read(value.x), value.placed.layer
        taken, made = value.placed.input, value.placed.output
        if layer.takes_flat or len(x.shape) < len(taken):  # of a `seq` that is given rows
            taken = (product(taken),)
            made = made if layer.takes_flat else taken
        _same(x.shape, taken, show_path(value.path))
        for name in value.beside:
            self._read(name)
        if value.over:
            return _written_over(x, made, value.path, layer.new)
        if layer.gives_on:
            return _Value(made, x.memory)
        return _Value(made, _Memory(), layer.new)

    def _join(self, join: Join) -> _Value:
        found = [self._operand(each) for each in join.operands]
        _same(
            tuple(each.shape for each in found),
            vars(join.placed.layer)["inputs"],
            show_path(join.path),
        )
        if join.into is not None:
            writes_over = [("add", 0), ("add", 1), ("sub", 0)]
            _same((join.how, join.into) in writes_over and len(found), 2, show_path(join.path))
            return _written_over(found[join.into], join.placed.output, join.path, new=True)
        return _Value(join.placed.output, _Memory(), new=join.how in ("add", "sub", "mul"))

    def _run(self, run: Run) -> list[_Value]:
        part = run.part
        given = [self._read(name) for name in run.operands]
        _same(len(given), len(part.parameters), f"{run.name} is given")
        taken = list(part.takes.values())
        wanted = [part.input, *taken] if len(part.parameters) > len(taken) else taken
        _same([each.shape for each in given], wanted, f"{run.name} is given")
        return [_Value(shape, _Memory()) for shape in (part.output, *part.gives.values())]


def _written_over(x: _Value, shape: Shape, path: Path, new: bool) -> _Value:
    if not x.new:
        raise Unsound(f"{show_path(path)} writes over what something else needs")
    x.memory.written += 1
    return _Value(shape, x.memory, new)


def _same(found: object, wanted: object, where: str) -> None:
    if found != wanted:
        raise Unsound(f"{where}: {found}, and not {wanted}")


class Made:
    """Numbers for values: the same number for what the same layers make of the same values."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}

    def by(self, *how: Any) -> int:
        return self._numbers.setdefault(how, len(self._numbers))


def outputs_of_structure(network: Network, aux: bool, made: Made) -> dict[str, int]:
    images = [made.by("image", name) for name in network.shapes]
    return _Structure(network, aux, made).outputs(*images)


class _Structure(PlacedWalk[int]):
    def __init__(self, network: Network, aux: bool, made: Made) -> None:
        super().__init__(network, aux)
        self.made = made

    def layer(self, placed: Placed, x: int, like: int | None) -> int:
        return x if _gives_on(placed) else self.made.by(placed.path, x, like)

    def shares(self, x: int, count: int) -> list[int]:
        alone = count == 1  # which takes all of it
        return [x if alone else self.made.by("share", k, count, x) for k in range(count)]

    def join(self, placed: Placed, ends: list[int]) -> int:
        alone = len(ends) == 1 and placed.layer.word in ("add", "mul", "max")
        return ends[0] if alone else self.made.by(placed.path, *ends)


def _gives_on(placed: Placed) -> bool:
    return placed.layer.word == "id" or bool(vars(placed.layer).get("agrees"))


def outputs_of_program(program: Part, network: Network, aux: bool, made: Made) -> dict[str, int]:
    images = [made.by("image", name) for name in network.shapes]
    frame = _Runner(aux, made).run(program, images, ())
    wanted = [each for each in network.outputs if aux or not each.aux]
    names = {each.name: variable(each.name) if each.head else program.results[0] for each in wanted}
    return {output: frame[name] for output, name in names.items()}


class _Runner:
    def __init__(self, aux: bool, made: Made) -> None:
        self.aux = aux
        self.made = made

    def run(self, part: Part, given: list[int], prefix: Path) -> dict[str, int]:
        frame = dict(zip(part.parameters, given, strict=True))
        for each in unfolded(part.statements, self.aux):
            if isinstance(each, Assign):
                values = self._values(each.value, frame, prefix)
                frame.update(zip(each.targets, values, strict=True))
        return frame

    def _values(self, value: Any, frame: dict[str, int], prefix: Path) -> list[int]:
        if isinstance(value, str):
            return [frame[value]]
        if isinstance(value, Flat | SizeOf):
            return [frame[value.x]]
        if isinstance(value, Apply):
            x = frame[value.x]
            beside = value.beside and not vars(value.placed.layer).get("joined")
            like = frame[value.beside[0]] if beside else None
            y = x if _gives_on(value.placed) else self.made.by(prefix + value.path, x, like)
            return [y] * (1 + value.gives_places)  # places are told from the pool's value
        if isinstance(value, Join):
            ends = [end for each in value.operands for end in self._values(each, frame, prefix)]
            return [self.made.by(prefix + value.path, *ends)]
        if isinstance(value, Share):
            x = frame[value.x]
            return [self.made.by("share", k, value.among, x) for k in range(value.among)]
        inner = self.run(value.part, [frame[name] for name in value.operands], prefix + value.path)
        return [inner[name] for name in value.part.results]
