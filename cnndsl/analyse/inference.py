"""The memory of inference: what is alive at once while a program runs in evaluation.

A name holds its value until it is given another or its part has run; who runs a part holds what it gives to
the part until then.
"""

from cnndsl.layers.memory import INDEX
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Placed
from cnndsl.paths import Path
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Hidden,
    Join,
    Operand,
    Part,
    Run,
    Share,
    SizeOf,
    unfolded,
)
from cnndsl.program.variables import TRUNK
from cnndsl.sizes import KnownShape, certain, product


class Storage:
    """A stretch of memory, and by how many names it is held."""

    __slots__ = ("holders", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.holders = 0


Frame = dict[str, Storage]
"""What the names of a part stand for while it runs."""


class _Ran(NamedTuple):
    """A part that has run: the size of what it gave, which of the notes are its own, and what they are told from."""

    size: int
    notes: range
    depth: int
    """How long the path of the part was, with which the paths of its layers begin."""
    alive: int
    """The bytes that were alive before it."""


class Inference:
    """One run of a program for so many images, whose numbers have `size` bytes each."""

    def __init__(self, program: Part, size: int, images: int = 1) -> None:
        self.size = size
        self.images = images
        self._noted: list[tuple[Path, int]] = []
        """Paths, and the bytes that are alive while their layers work."""
        self._ran: dict[int, _Ran] = {}
        """Parts that have run and make what they give."""
        self._alive = 0
        shapes = (program.input, *program.takes.values())
        given = [self._hold(self._made(each)) for each in shapes]  # by whoever runs it
        self._given = self._alive
        self._follow(program, self._frame(program, given), ())

    @property
    def alive(self) -> dict[Path, int]:
        """The bytes that are alive while a layer works, by its path."""
        return dict(self._noted)

    @property
    def peak(self) -> int:
        """The most that is alive at once."""
        return max((most for _, most in self._noted), default=self._given)

    # Names

    def _made(self, shape: KnownShape) -> Storage:
        return Storage(self.images * self.size * product(shape))

    def _hold(self, storage: Storage) -> Storage:
        if not storage.holders:
            self._alive += storage.size
        storage.holders += 1
        return storage

    def _let_go(self, storage: Storage) -> None:
        storage.holders -= 1
        if not storage.holders:
            self._alive -= storage.size

    def _frame(self, part: Part, given: list[Storage]) -> Frame:
        return dict(zip(part.parameters, map(self._hold, given), strict=True))

    def _name(self, frame: Frame, target: str, storage: Storage) -> None:
        self._hold(storage)
        if target in frame:
            self._let_go(frame[target])
        frame[target] = storage

    # Statements

    def _follow(self, part: Part, frame: Frame, prefix: Path) -> None:
        for number, each in enumerate(unfolded(part.statements, training=False)):
            if number == part.head_at:
                for name in frame.keys() - {TRUNK}:
                    self._let_go(frame.pop(name))
            if isinstance(each, Assign):
                self._assign(each, frame, prefix)
            else:
                self._note(prefix + each.path, each.placed)

    def _assign(self, statement: Assign, frame: Frame, prefix: Path) -> None:
        made = statement.value
        if isinstance(made, Share | Flat):
            values = [self._hold(frame[made.x]) for _ in statement.targets]
        elif isinstance(made, Hidden):
            values = [self._hold(self._made(()))]
        elif isinstance(made, Run):
            values = self._run(made, frame, prefix)
        elif isinstance(made, SizeOf):
            values = [self._hold(Storage(0))]
        elif isinstance(made, Join):
            values = [self._hold(self._join(made, frame, prefix))]
        elif isinstance(made, Apply) and len(statement.targets) > 1:
            values = self._pool(made, prefix)
        else:
            values = [self._hold(self._operand(made, frame, prefix))]
        for target, value in zip(statement.targets, values, strict=True):
            self._name(frame, target, value)
        for value in values:
            self._let_go(value)

    def _operand(self, value: Operand, frame: Frame, prefix: Path) -> Storage:
        if isinstance(value, str):
            return frame[value]
        assert isinstance(value, Apply)
        x, layer = frame[value.x], value.placed.layer
        gives_on = value.over or layer.passes_on or layer.gives_on
        y = x if gives_on else self._made(value.placed.output)
        self._note(prefix + value.path, value.placed, 0 if gives_on else y.size)
        return y

    def _pool(self, pool: Apply, prefix: Path) -> list[Storage]:
        """What a max pool gives whose places are a value."""
        y = self._made(pool.shape)
        places = Storage(self.images * INDEX * product(pool.shape))
        self._note(prefix + pool.path, pool.placed, y.size + places.size)
        return [self._hold(y), self._hold(places)]

    def _join(self, join: Join, frame: Frame, prefix: Path) -> Storage:
        operands = [self._hold(self._operand(each, frame, prefix)) for each in join.operands]
        y = self._made(join.placed.output) if join.into is None else operands[join.into]
        self._note(prefix + join.path, join.placed, y.size if join.into is None else 0)
        for each in operands:
            self._let_go(each)
        return y

    def _note(self, path: Path, placed: Placed, makes: int = 0) -> None:
        beside = placed.layer.work_space(placed.input)
        own = self.images * (self.size * certain(beside.numbers) + certain(beside.bytes))
        own += self.size * certain(beside.once)
        self._noted.append((path, self._alive + own + makes))

    # Parts

    def _run(self, run: Run, frame: Frame, prefix: Path) -> list[Storage]:
        """What a part gives, held once."""
        path, ran = prefix + run.path, self._ran.get(id(run.part))
        if ran is not None:
            self._noted += self._noted_in(ran, path)
            return [self._hold(Storage(ran.size))]
        before, alive = len(self._noted), self._alive
        inner = self._frame(run.part, [frame[name] for name in run.operands])
        self._follow(run.part, inner, path)
        values = [self._hold(inner[name]) for name in run.part.results]
        for storage in inner.values():
            self._let_go(storage)
        if len(values) == 1 and values[0].holders == 1:
            notes = range(before, len(self._noted))
            self._ran[id(run.part)] = _Ran(values[0].size, notes, len(path), alive)
        return values

    def _noted_in(self, ran: _Ran, path: Path) -> list[tuple[Path, int]]:
        """What would be noted if a part that has run did so again, at another place."""
        more = self._alive - ran.alive
        noted = self._noted[ran.notes.start : ran.notes.stop]
        return [(path + each[ran.depth :], most + more) for each, most in noted]
