"""The network's structure as a program: parts, and the statements of each.

Here it is decided what stands in one statement, what is written over, and which name is free again; whoever
reads a program decides nothing of that.
"""

from collections.abc import Callable
from typing import Any

from cnndsl.layers.joins import Join as JoinLayer
from cnndsl.layers.layer import NoTorch
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.pool import MaxPool
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Fork,
    Given,
    Item,
    Nest,
    Network,
    Placed,
    Repeat,
    Sequence,
    Step,
    Tap,
    Use,
    value_label,
)
from cnndsl.paths import WHOLE, Path, Place, module_path, show_path
from cnndsl.program.labels import Beside, Wanted, asked_of, given_for, holds
from cnndsl.program.places import PLACES, WITHIN
from cnndsl.program.split import split
from cnndsl.program.statements import (
    Apply,
    Assign,
    Copies,
    Flat,
    Hidden,
    Idle,
    InTraining,
    Join,
    Operand,
    Part,
    Run,
    Share,
    SizeOf,
    Statement,
    Value,
    needs,
)
from cnndsl.program.variables import TRUNK, Variables, variable
from cnndsl.program.variants import softmax_ends
from cnndsl.sizes import KnownShape, product, spatial
from cnndsl.text import Span
from cnndsl.walker import calls_around, copies_of, inside, names_around

NOTHING_BESIDE: Beside = {}


def lower(network: Network) -> Part:
    """The program of a network; mistakes may have taken layers out of it."""
    lowering = _Lowering(network)
    numbers = lowering.constants
    others = {each.name: each.shape or (0,) for each in network.inputs[1:]}
    plan = _Plan(network.structure, (), network.name, Span(0, 0), takes=others, numbers=numbers)
    whole = lowering.part(plan)
    parts = split(network, whole.statements)
    if parts is None or any(each.head for each in network.outputs):
        return whole
    return whole._replace(head_at=len(whole.statements) - len(parts.head))


class _Plan(NamedTuple):
    """What is to be a part: where it stands, and what is around it."""

    body: Sequence
    prefix: Path
    """What stands before its layers' paths in the whole network."""
    name: str
    written: Span
    shape: KnownShape | None = None
    takes: dict[str, KnownShape] = {}  # noqa: RUF012  (never changed)
    gives: tuple[str, ...] = ()
    numbers: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    block: bool = False


class _Lowering:
    """Lowers one network; a part that stands in several places alike is lowered once."""

    def __init__(self, network: Network) -> None:
        self.input = network.input or (0,)
        self.first = network.inputs[0].name if network.inputs else ""
        """The name of the first input, if it has one."""
        self.shares = network.shares
        self.placed = {placed.path: placed for placed in network.layers}
        self.wanted = Wanted()
        self.projecting = {
            placed.origin.span
            for placed in network.layers
            if isinstance(placed.layer, Projection) and not placed.layer.agrees
        }
        """Where projections are written that have something to do in some place."""
        self._ends = softmax_ends(network)
        self.constants = {
            each.name: as_number(each.value) for each in network.constants if each.open
        }
        self._parts: dict[object, Part] = {}
        self.sequences: dict[object, Part] = {}
        """Copies, by what is repeated, what comes in and the numbers around."""
        self.behind_taps: dict[int, Nest] = {}
        """Groups without the taps that they begin with, by their ids."""

    def ends(self, prefix: Path) -> frozenset[Path]:
        """The softmaxes of outputs that are in a part, by their paths in it."""
        depth = len(prefix)
        return frozenset(path[depth:] for path in self._ends if path[:depth] == prefix)

    def part(self, plan: _Plan) -> Part:
        shapes = (plan.shape, *plan.takes.values())
        ends = self.ends(plan.prefix)
        key = (id(plan.body), shapes, plan.gives, tuple(plan.numbers.items()), ends)
        known = self._parts.get(key)
        if known is not None:
            return known
        body, input_shape = plan.body, plan.shape or self.input
        kept = self.wanted.everywhere(body) | set(plan.gives)
        outputs = [variable(each.output) for each in body if isinstance(each, Fork)]
        frame = _Frame(self, plan, kept, {}, {})
        given = {"" if plan.shape else self.first: input_shape} | plan.takes
        variables = Variables([*map(variable, [*kept, *given]), *outputs])
        taken = _taken(given, kept, variables)
        writer = _Writer(frame, variables, taken.labels, taken.names[0], input_shape)
        writer.statements += taken.renamed
        writer.sequence(body, WHOLE, plan.gives)
        writer.settle()
        results = (writer.here, *(writer.labelled(label)[0] for label in plan.gives))
        statements = tuple(writer.statements)
        all_of_it = plan.shape is None or needs(statements, results, TRUNK)
        made = self._parts[key] = Part(
            plan.name,
            plan.written,
            input_shape,
            writer.shape,
            plan.takes,
            {label: writer.labels[label][1] for label in plan.gives},
            plan.numbers,
            plan.block,
            tuple(frame.modules),
            statements,
            results,
            taken.names if all_of_it else taken.names[1:],
            ends=bool(ends),
        )
        return made


class _Taken(NamedTuple):
    """What a part is given: by which names, which of these labels mean, and what gives some another name."""

    names: tuple[str, ...]
    labels: dict[str, tuple[str, KnownShape]]
    renamed: tuple[Assign, ...]


def _taken(given: dict[str, KnownShape], kept: set[str], variables: Variables) -> _Taken:
    """Names for values that have labels, the first perhaps none. An input `x` is called so, though `x` goes on."""
    names: list[str] = []
    labels: dict[str, tuple[str, KnownShape]] = {}
    renamed: list[Assign] = []
    for label, shape in given.items():
        is_trunk = label in ("", TRUNK) and TRUNK not in names
        name = TRUNK if is_trunk else variables.keep(label)
        names.append(name)
        if is_trunk and label in kept:
            name = variables.keep(label)
            renamed.append(Assign((name,), TRUNK))
        labels[label] = name, shape
    return _Taken(tuple(names), labels, tuple(renamed))


class _Frame(NamedTuple):
    """What is the same in all of a part."""

    lowering: _Lowering
    plan: _Plan
    kept: set[str]
    """Labels whose values are wanted again."""
    modules: dict[str, None]
    """The names of layers and parts, as they are met."""
    runs: dict[object, Run]
    """How copies run, by what they are made of and what comes in."""

    def inside(self, within: Place) -> "_Frame":
        """That of copies, which name and label nothing around them."""
        plan = self.plan._replace(body=(), prefix=self.plan.prefix + within.before)
        return _Frame(self.lowering, plan, set(), {}, {})

    def free_name(self, stem: str) -> str:
        """A name that no layer or part has here."""
        taken = self.modules.keys() | names_around(self.plan.body)
        names = (stem, *(f"{stem}{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)


class _Pending(NamedTuple):
    """A value that no statement has named yet."""

    value: Operand | Flat | Run | Join
    new: bool = False
    """Whether nothing else has it, so that what follows may write over it."""
    into: int | None = None
    """Of a sum or a difference of two: the operand that nothing else needs."""


class _Writer:
    """Writes the statements of a part, or of a branch in it; the newest value may wait for what goes around it."""

    def __init__(
        self,
        frame: _Frame,
        variables: Variables,
        labels: dict[str, tuple[str, KnownShape]],
        start: str,
        shape: KnownShape,
        target: str = TRUNK,
    ) -> None:
        self.frame = frame
        self.variables = variables
        self.labels = labels
        """The names and shapes of the labelled values that are in sight."""
        self.statements: list[Statement] = []
        self.here = start
        """The name of the newest value, where none waits."""
        self.shape = shape
        self.target = target
        """The name that new values are given."""
        self.pending: _Pending | None = None
        self.beside: list[tuple[str, KnownShape] | None] = []
        """Of a branch: the values of all branches, and their shapes, as far as they are there already."""
        self._idle: list[Idle] = []
        self.in_numbers = False
        """Whether all has a number here, and so a module, though it does nothing."""

    def sequence(self, body: Sequence, at: Place, given_back: tuple[str, ...] = ()) -> None:
        asked = self.frame.lowering.wanted.by_group(body, given_back)
        for item in body:
            at_end = given_back if item is body[-1] else ()
            self._item(item, at, asked_of(item, asked, at_end) if asked or at_end else {})
            label = value_label(item)
            if label and label in self.frame.kept:
                self._keep(label)

    def _names_beside(self, beside: Beside, shapes: dict[str, KnownShape]) -> tuple[str, ...]:
        """Names for what an item gives beside its value, which is seen from now on."""
        names = {inner: self.variables.keep(label) for label, inner in reversed(beside.items())}
        self.labels |= {label: (names[inner], shapes[inner]) for label, inner in beside.items()}
        return tuple(names[inner] for inner in shapes)

    def _item(self, item: Item, at: Place, beside: Beside) -> None:
        if isinstance(item, Step):
            self._step(item, at, item.label, beside)
        elif isinstance(item, Tap):
            self.settle()  # also of what nothing uses, which the checker has said
            self.here, self.shape = self.labelled(item.of)
        elif isinstance(item, Branches):
            self._join(item, at)
        elif isinstance(item, Fork):
            self._head(item, at)
        elif isinstance(item, Repeat):
            self._repeat(item, at)
        elif isinstance(item, Nest | Use):
            self._part(item, at, beside)

    # Names

    def settle(self) -> str:
        """Name what waits; the name of the newest value."""
        if self.pending is not None:
            self._assign((self.target,), self.pending.value)
            self.here = self.target
        return self.here

    def _assign(self, targets: tuple[str, ...], value: Value) -> None:
        if targets != (value,):
            self.statements.append(Assign(targets, value))
        self.statements += self._idle
        self._idle.clear()
        self.pending = None

    def _keep(self, label: str) -> None:
        """Give the newest value a name of its own."""
        name = self.variables.keep(label)
        self.labels[label] = name, self.shape
        self._assign((name,), self.pending.value if self.pending else self.here)
        self.here = name

    def labelled(self, label: str) -> tuple[str, KnownShape]:
        if label not in self.labels:
            self.labels[label] = self.variables.keep(label), (0,)
            self.statements.append(Assign((self.labels[label][0],), Hidden()))
        return self.labels[label]

    def _inner(self, start: str, target: str, shape: KnownShape) -> "_Writer":
        """A writer for what shares the names that are free here."""
        return _Writer(self.frame, self.variables, dict(self.labels), start, shape, target)

    # Layers

    def _placed(self, path: Path) -> Placed | None:
        return self.frame.lowering.placed.get(self.frame.plan.prefix + path)

    def _step(self, step: Step, at: Place, label: str, beside: Beside) -> None:
        path = at.path(step.name)
        placed = self._placed(path)
        if placed is None:
            return
        if self._gives_on(step, placed, label) and not self.in_numbers:
            self._do_nothing(path, placed)
        else:
            if placed.layer.takes_flat and len(self.shape) > 1:
                self.flatten(at)
            name = show_path(path)
            self.frame.modules[name] = None
            self._layer(name, path, placed, self._taken(step, placed))
            if beside and isinstance(placed.layer, MaxPool):  # else a mistake, which has been said
                self._give_places(beside)
        if len(placed.input) == len(self.shape) or placed.layer.takes_flat:  # else it is in rows
            self.shape = placed.output

    def _gives_on(self, step: Step, placed: Placed, label: str = "") -> bool:
        """Whether a layer is nothing in the code, wherever it is written."""
        if isinstance(placed.layer, Projection):
            everywhere = placed.origin.span not in self.frame.lowering.projecting
            return placed.layer.agrees and everywhere and not label
        return isinstance(step.layer, Identity)

    def _do_nothing(self, path: Path, placed: Placed) -> None:
        (self._idle if self.pending else self.statements).append(Idle(path, placed))

    def _give_places(self, beside: Beside) -> None:
        """Let the max pool that waits give its places, too; the size that these are in is kept before it."""
        assert self.pending is not None
        pool = self.pending.value
        assert isinstance(pool, Apply)
        placed = pool.placed
        shapes = {PLACES: placed.output, WITHIN: placed.input}
        places, size = self._names_beside(beside, shapes)
        self.statements.append(Assign((size,), SizeOf(pool.x)))
        giving = placed._replace(layer=placed.layer.with_arguments(gives_places=True))
        self._assign((self.target, places), pool._replace(placed=giving))
        self.here = self.target

    def _taken(self, step: Step, placed: Placed) -> tuple[str, ...]:
        """The names of what a layer takes beside what comes in, as the value whose size it takes."""
        labels = self.frame.lowering.wanted.by_argument(step)
        if labels:
            return tuple(self.labelled(label)[0] for label in labels)
        if not vars(placed.layer).get("joined"):
            return ()
        size = spatial(placed.output)
        there = (each for each in self.beside if each and spatial(each[1]) == size)
        return tuple(name for name, _ in there)[:1]

    def flatten(self, at: Place) -> None:
        """Put the newest value into rows, as a module that is no layer of the network."""
        x, size = self.settle(), product(self.shape)
        name = self.frame.free_name("flatten")
        path = (*at.before, name)
        self.frame.modules[show_path(path)] = None
        places, self.shape = product(spatial(self.shape)), (size,)
        self.pending = _Pending(Flat(show_path(path), path, x, size, places))

    def _layer(self, name: str, path: Path, placed: Placed, beside: tuple[str, ...]) -> None:
        if len(self.shape) < len(placed.input) and _keeps_places(placed):
            placed = placed._replace(
                input=self.shape, output=self.shape
            )  # in a row: see `_flattens`
        waits = self.pending
        over = waits is not None and waits.new and placed.layer.writes_over
        if over:
            self._sum_in_place()
        end = path in self.frame.lowering.ends(self.frame.plan.prefix)
        applied = Apply(name, path, placed, self.settle(), beside, over, end)
        self.pending = _Pending(applied, placed.layer.new)

    def _sum_in_place(self) -> None:
        """Let a sum that a layer writes over take the memory of what is summed."""
        waits = self.pending
        if waits and waits.into is not None and isinstance(waits.value, Join):
            summed = waits.value.operands[waits.into]
            assert isinstance(summed, str)
            self._assign((summed,), waits.value._replace(into=waits.into))
            self.here = summed

    def _move(self) -> None:
        """Let new values take the place of the newest."""
        if self.settle() != self.target:
            self._assign((self.target,), self.here)
            self.here = self.target

    # Parts

    def _part(self, item: Nest | Use, at: Place, beside: Beside) -> None:
        item, within = self._behind_taps(item), inside(item, at)
        if not item.body:
            return
        if self._is_nothing(item, within) and not self.in_numbers:
            self.sequence(item.body, within)
            return
        self.frame.modules[show_path(module_path(within.before))] = None
        beside = {label: inner for label, inner in beside.items() if holds(item.body, inner)}
        if self._calls_around(item):
            self._open(item.body, within, beside)
        elif (
            isinstance(item, Nest) and item.numbered and not beside and self._in_turn(item, within)
        ):
            self._seq(item, within)
        else:
            self._once(item, at, beside)

    def _behind_taps(self, item: Nest | Use) -> Nest | Use:
        """A group without the taps that it begins with: it is given the value of the last, if that is all it needs."""
        taps = _taps_before(item.body) if isinstance(item, Nest) else []
        if not taps or isinstance(item, Use):
            return item
        rest = item._replace(body=item.body[len(taps) :])
        behind = self.frame.lowering.behind_taps.setdefault(id(item), rest)
        if taps[-1].of in self.frame.lowering.wanted.missing(behind.body):
            return item
        self._item(taps[-1], WHOLE, {})
        return behind

    def _calls_around(self, item: Item) -> bool:
        return self.frame.lowering.shares and calls_around(item)

    def _open(self, body: Sequence, within: Place, beside: Beside = NOTHING_BESIDE) -> None:
        """Write what would be a part here, since it calls what is shared with what is around it."""
        gives = tuple(dict.fromkeys(beside.values()))
        kept = self.frame.kept | self.frame.lowering.wanted.everywhere(body) | set(gives)
        inner = self._inner(self.settle(), self.target, self.shape)
        inner.frame = self.frame._replace(kept=kept)
        inner.sequence(body, within, gives)
        inner.settle()
        self.statements += inner.statements
        self._idle += inner._idle
        self.here, self.shape = inner.here, inner.shape
        self.labels |= {label: inner.labelled(each) for label, each in beside.items()}

    def _is_nothing(self, item: Nest | Use, within: Place) -> bool:
        """Whether a part gives on what it is given, so that it is nothing in the code."""
        taken = item.label or self.frame.lowering.wanted.missing(item.body)
        return not taken and self._there(item.body, within, "", ()) is not None

    def _once(self, item: Item, at: Place, beside: Beside) -> None:
        start = self.settle()
        within, gives = inside(item, at), tuple(dict.fromkeys(beside.values()))
        run = self._run(item, copies_of(item)[0], within, start, gives)
        self.shape = run.part.output
        if not beside:
            self.pending = _Pending(run)
            return
        self._assign((self.target, *self._names_beside(beside, run.part.gives)), run)
        self.here = self.target

    def _repeat(self, repeat: Repeat, at: Place) -> None:
        """Copies: one value after another, by a sequence of modules where they are all of that kind."""
        if not repeat.copies and repeat.times is None:
            return
        if self._calls_around(repeat):
            for number, copy in enumerate(repeat.copies):
                self._open(copy, inside(repeat, at, number))
            return
        within = at.inside(repeat.name)
        if self.frame.lowering.wanted.of(repeat) or not self._are_modules(repeat, within):
            for number, copy in enumerate(repeat.copies):
                self._copy(repeat, copy, inside(repeat, at, number))
            return
        if self._starts_flat(repeat, within):
            self.flatten(at)
        self._run_in_turn(repeat, within, self._copies)

    def _run_in_turn(
        self, item: Repeat | Nest, within: Place, made: Callable[[Any, _Frame], Part]
    ) -> None:
        """Run a part that is a sequence of modules where it stands."""
        start, name = self.settle(), show_path(within.before)
        self.frame.modules[name] = None
        known, plan = self.frame.lowering.sequences, self.frame.plan
        ends = self.frame.lowering.ends(plan.prefix + within.before)
        key = id(item), self.shape, tuple(plan.numbers.items()), ends
        if key not in known:
            known[key] = made(item, self.frame.inside(within))
        self.pending = _Pending(Run(name, within.before, known[key], start, (start,)))
        self.shape = known[key].output

    def _seq(self, nest: Nest, within: Place) -> None:
        """A `seq` whose parts are all modules."""
        if len(self.shape) > 1 and self._flattens(nest.body, within):
            self.flatten(Place(within.before[:-1]))
        self._run_in_turn(nest, within, self._numbered)

    def _numbered(self, nest: Nest, frame: _Frame) -> Part:
        writer = _Writer(frame, Variables(()), {}, TRUNK, self.shape)
        writer.in_numbers = True
        writer.sequence(nest.body, WHOLE)
        writer.settle()
        return writer.in_turn(nest.span, self.shape)

    def in_turn(self, span: Span, shape: KnownShape, copies: Copies | None = None) -> Part:
        """What has been written, as a sequence of modules that stands where it is run."""
        return Part(
            "",
            span,
            shape,
            self.shape,
            {},
            {},
            self.frame.plan.numbers,
            False,
            tuple(self.frame.modules),
            tuple(self.statements),
            (TRUNK,),
            (TRUNK,),
            in_turn=True,
            ends=bool(self.frame.lowering.ends(self.frame.plan.prefix)),
            copies=copies,
        )

    def _copies(self, repeat: Repeat, frame: _Frame) -> Part:
        """Copies as a part of their own."""
        writer = _Writer(frame, Variables(()), {}, TRUNK, self.shape)
        each = []
        for number, copy in enumerate(repeat.copies):
            done = len(writer.statements)
            if repeat.single:
                writer.sequence(copy, WHOLE)
            else:
                writer._copy(repeat, copy, Place((number,)))
            writer.settle()
            each.append(tuple(writer.statements[done:]))
        return writer.in_turn(repeat.span, self.shape, Copies(repeat, tuple(each)))

    def _copy(self, repeat: Repeat, copy: Sequence, within: Place) -> None:
        if repeat.single:
            self.sequence(copy, within)
            return
        name, start = show_path(within.before), self.settle()
        self.frame.modules[name] = None
        key = id(copy), self.shape, start
        known = self.frame.runs.get(key)
        if known is None:
            run = self.frame.runs[key] = self._run(repeat, copy, within, start, ())
        else:
            run = known._replace(name=name, path=within.before)
        self.shape = run.part.output
        self.pending = _Pending(run)

    def _are_modules(self, repeat: Repeat, within: Place) -> bool:
        """Whether each layer of the copies takes what comes in and gives what goes out, as a module does."""
        steps = [each for copy in repeat.copies for each in copy if isinstance(each, Step)]
        return not repeat.single or all(self._is_module(each, within) for each in steps)

    def _in_turn(self, nest: Nest, within: Place) -> bool:
        """Whether all parts are modules that take nothing but what the one before gives."""
        return all(
            not self.frame.lowering.wanted.of(each)
            and (not isinstance(each, Step) or self._is_module(each, within))
            for each in nest.body
        )

    def _flattens(self, body: Sequence, within: Place) -> bool | None:
        """Whether the first weights in a `seq` are those of a layer that takes rows; None where there are none."""
        for item in body:
            if isinstance(item, Nest) and item.numbered:
                inner = self._flattens(item.body, inside(item, within))
                if inner is not None:
                    return inner
                continue
            placed = self._placed(within.path(item.name)) if isinstance(item, Step) else None
            if placed is not None and placed.layer.takes_flat:
                return len(placed.input) > 1
            if placed is None or not _keeps_places(placed):
                return False
        return None

    def _is_module(self, step: Step, within: Place) -> bool:
        placed = self._placed(within.path(step.name))
        try:
            idle = placed is None or self._gives_on(step, placed)
            return idle or placed.layer.torch(placed.input).is_module  # type: ignore[union-attr]
        except NoTorch:
            return False

    def _starts_flat(self, repeat: Repeat, within: Place) -> bool:
        """Whether the first of the layers takes rows, so that what comes in is flattened before all of them."""
        first = repeat.copies[0][0] if repeat.single and repeat.copies else None
        placed = self._placed(within.path(first.name)) if isinstance(first, Step) else None
        return placed is not None and placed.layer.takes_flat and len(self.shape) > 1

    def _run(
        self,
        item: Item,
        body: Sequence,
        within: Place,
        start: str,
        gives: tuple[str, ...],
    ) -> Run:
        """The call of a part, which takes what labels stand for here."""
        plan = self.frame.plan
        use = item if isinstance(item, Use) else None
        taps = use.taps if use else {}
        labels = self.frame.lowering.wanted.missing(body)
        taken = {label: self.labelled(given_for(label, taps)) for label in labels}
        part = self.frame.lowering.part(
            _Plan(
                body,
                plan.prefix + within.before,
                use.block if use else item.label,
                use.definition if use else item.span,  # type: ignore[union-attr]
                self.shape,
                {label: shape for label, (_, shape) in taken.items()},
                gives,
                self.frame.lowering.constants | numbers_of(use.given) if use else plan.numbers,
                use is not None,
            )
        )
        given = tuple(name for name, _ in taken.values())
        operands = (start, *given) if len(part.parameters) > len(given) else given
        name = show_path(module_path(within.before))
        copy_of = item.copy_of if isinstance(item, Use | Nest) else None
        return Run(name, within.before, part, start, operands, use.given if use else (), copy_of)

    def _head(self, fork: Fork, at: Place) -> None:
        start, name = self.settle(), variable(fork.output)
        inner = self._inner(start, name, self.shape)
        inner._item(fork.part, at, {})
        inner.settle()
        if inner.here != name:
            inner._assign((name,), inner.here)
        body = tuple(each for each in inner.statements if not isinstance(each, InTraining))
        self.statements += (InTraining(body),) if fork.aux else body

    # Branches

    def _join(self, item: Branches, at: Place) -> None:
        path = at.path(item.name)
        placed, start, count = self._placed(path), self.settle(), len(item.bodies)
        starts, shape = [start] * count, self.shape
        shared = item.how == "split" and count > 1
        if shared:
            starts = self.variables.several(self.target, count)
            shape = (shape[0] // count, *spatial(shape))
            self._assign(tuple(starts), Share(start, count))
        operands, fresh = self._branches(item, at, starts, shape, shared)
        if placed is None:  # a mistake has taken it away
            self._move()
            return
        self.shape = placed.output
        kind = JoinLayer.kinds[item.how]
        if count == 1 and kind.nothing_alone:
            self.statements.append(Idle(path, placed))
            self.pending = _Pending(operands[0])
            return
        shortcuts = tuple(
            self._there(body, at, "", ()) is not None or self._projects(body, at)
            for body in item.bodies
        )
        join = Join(item.how, path, placed, tuple(operands), shortcuts)
        free = [k for k in kind.into if count == 2 and fresh[k]]
        self.pending = _Pending(join, kind.new, free[0] if free else None)

    def _branches(
        self, item: Branches, at: Place, starts: list[str], shape: KnownShape, shared: bool
    ) -> tuple[list[Operand], list[bool]]:
        """Each branch's value, as a name or one call; and which are names that nothing else needs."""
        needing = self._needing(item, at)
        taken = [starts[k] for k in needing] if shared else self._free_names(len(needing))
        own = dict(zip(needing, taken, strict=True))
        there = [
            self._there(body, at, start, shape)
            for body, start in zip(item.bodies, starts, strict=True)
        ]
        operands: list[Operand] = []
        fresh = []
        for k, body in enumerate(item.bodies):
            inner = self._branch(starts[k], shape, own.get(k, self.target))
            inner.beside = there
            inner.sequence(body, at)
            waiting = inner.pending
            fresh.append(k in own and waiting is not None and waiting.new)
            made = waiting.value if waiting and k not in own else None
            operands.append(made if isinstance(made, Apply) else inner.settle())
            if k in own:
                there[k] = inner.here, inner.shape
            self.statements += inner.statements
            self._idle += inner._idle
            inner.variables.leave()
        self.variables.release(starts if shared else taken)
        return operands, fresh

    def _branch(self, start: str, shape: KnownShape, target: str) -> "_Writer":
        inside = self.variables.inside()
        return _Writer(self.frame, inside, dict(self.labels), start, shape, target)

    def _free_names(self, count: int) -> list[str]:
        if count == 1:
            return [self.variables.one(self.target)]
        return self.variables.several(self.target, count)

    def _needing(self, item: Branches, at: Place) -> list[int]:
        """The branches whose values need names: all but those that are there, and a projection at the end.

        Of two, the second may be a projection that is called where they are joined; of more, the first two are
        joined before the third is there.
        """
        idle = [self._there(body, at, "", ()) is not None for body in item.bodies]
        short = [
            each or (len(item.bodies) == 2 and self._projects(body, at))
            for each, body in zip(idle, item.bodies, strict=True)
        ]
        last = max((k for k, each in enumerate(short) if not each), default=-1)
        return [k for k, each in enumerate(idle) if not (each or (short[k] and k > last))]

    def _projects(self, body: Sequence, at: Place) -> bool:
        """Whether a branch is one projection, and beside it nothing that stands in the code."""
        acting = [item for item in body if self._there((item,), at, "", ()) is None]
        if len(acting) != 1 or any(value_label(item) in self.frame.kept for item in body):
            return False
        return isinstance(acting[0], Step) and isinstance(acting[0].layer, Projection)

    def _there(
        self, body: Sequence, at: Place, start: str, shape: KnownShape
    ) -> tuple[str, KnownShape] | None:
        """The name and shape of a branch's value, if it is there already; None if it is to be made."""
        for item in body:
            if value_label(item) in self.frame.kept:
                return None
            if isinstance(item, Tap):
                start, shape = self.labels.get(item.of, (start, shape))
            elif isinstance(item, Step):
                placed = self._placed(at.path(item.name))
                if placed is not None and not self._gives_on(item, placed, item.label):
                    return None
            elif isinstance(item, Use) and not item.label:
                inner = self._there(item.body, inside(item, at), start, shape)
                if inner is None:
                    return None
                start, shape = inner
            else:
                return None
        return start, shape


def _taps_before(body: Sequence) -> list[Tap]:
    """The taps that a sequence begins with, and that have no label."""
    count = next(
        (k for k, each in enumerate(body) if not isinstance(each, Tap) or each.label), len(body)
    )
    return [each for each in body[:count] if isinstance(each, Tap)]


def _keeps_places(placed: Placed) -> bool:
    """Whether a layer does to each number the same, in rows or not."""
    layer = placed.layer
    return layer.role == "activation" or layer.only_in_training or isinstance(layer, Identity)


def numbers_of(given: tuple[Given, ...]) -> dict[str, Any]:
    """A block's parameters that are numbers."""
    found = {each.name: as_number(each.value) for each in given}
    return {name: value for name, value in found.items() if type(value) in (int, float)}


def as_number(value: Any) -> Any:
    """An exact fraction as Python has it; all else as it is."""
    exact = hasattr(value, "numerator") and not isinstance(value, int)
    return float(value) if exact else value
