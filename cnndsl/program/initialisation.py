"""How weights start: as He has it where they feed a ReLU or its like, elsewhere as PyTorch has it.

Where it is asked for, the last norm of each residual branch starts at 0, so that a block starts as its shortcut.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from cnndsl.layers.local import Local
from cnndsl.layers.merge import Projection
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Placed
from cnndsl.paths import Path
from cnndsl.program.known_part import KnownPart
from cnndsl.program.module_calls import ModuleCall
from cnndsl.program.occurrence import Occurrence
from cnndsl.program.statements import Apply, Assign, Part, Run, Statement, Value, joins_in, runs_in

HELD: tuple[str, ...] = ("nn.Linear", "nn.Conv1d", "nn.Conv2d", "nn.Conv3d")
HELD += ("nn.ConvTranspose1d", "nn.ConvTranspose2d", "nn.ConvTranspose3d")
"""The modules of PyTorch that weights layers are; a `local` is of a class in the file."""


KnownParts: TypeAlias = Mapping[int, KnownPart]
"""By their ids."""


class Start(NamedTuple):
    """How the weights of a class start: its attributes that do so as He has it, and the norms that do at 0."""

    he: tuple[str, ...] = ()
    """`self` alone for all that it has."""
    zero: tuple[str, ...] = ()


class Starts:
    """How the weights of a network's classes start."""

    def __init__(self, layers: tuple[Placed, ...], zero_last_norm: bool) -> None:
        self.feeding = feeding_relu(layers)
        self.zero_last_norm = zero_last_norm
        self.held: set[str] = set()
        """The modules of PyTorch that start as He has it."""
        self.mixed = False
        """Whether some of a layer's copies feed a ReLU, and some do not."""

    def of(
        self, alike: list[Occurrence], prefixes: Mapping[int, list[Path]], known: KnownParts
    ) -> Start:
        """How one class's weights start. `prefixes` are what stands before the paths of a part's layers."""
        own: dict[str, bool] = {}
        for each in alike:
            for layer in each.modules:
                for prefix in prefixes[id(each.part)] if is_weights(layer.placed) else ():
                    feeds = prefix + layer.path in self.feeding
                    self.mixed |= own.get(layer.name, feeds) != feeds
                    own[layer.name] = own.get(layer.name, False) or feeds
                    if own[layer.name]:
                        is_own = isinstance(layer.placed.layer, Local)
                        self.held |= _targets(layer.made, is_own)
        statements = alike[0].part.statements
        started = _together(own, set(_with_classes(statements)))
        parts = any(runs_in(statements))
        if len(started) > 1 and all(own.values()) and not parts:
            started = ("self",)
        return Start(started, self._zero(alike, known) if self.zero_last_norm else ())

    def _zero(self, alike: list[Occurrence], known: KnownParts) -> tuple[str, ...]:
        """The norms at the ends of residual branches, where all occurrences have them."""
        norms, *others = ([*last_norms(each, known)] for each in alike)
        return tuple(norm for norm in norms if all(norm in other for other in others))


def _has_classes(part: Part) -> bool:
    """Whether a class is in a part, which sees to its own weights."""
    return not part.in_turn or any(_has_classes(run.part) for run in runs_in(part.statements))


def _with_classes(statements: tuple[Statement, ...], around: str = "") -> Iterator[str]:
    """The parts in which classes are, also those inside of a `seq`."""
    for run in runs_in(statements):
        if _has_classes(run.part):
            yield f"{around}{run.name}"
            if run.part.in_turn:
                yield from _with_classes(run.part.statements, f"{around}{run.name}.")


def _together(own: Mapping[str, bool], others: set[str]) -> tuple[str, ...]:
    """The layers that start so; of a `seq` in which all do, the `seq`. `others` are those with classes inside."""
    others = others.union(*(_around(name) for name, feeds in own.items() if not feeds))
    found = (_around(name) for name, feeds in own.items() if feeds)
    return tuple(
        dict.fromkeys(next(each for each in parts if each not in others) for parts in found)
    )


def _around(name: str) -> list[str]:
    """The parts that a layer is in, the outermost first, and the layer."""
    words = name.split(".")
    return [".".join(words[: number + 1]) for number in range(len(words))]


def feeding_relu(layers: tuple[Placed, ...]) -> set[Path]:
    """The layers, by path, whose output meets a ReLU or its like before other weights or the end."""
    followers: dict[Path, list[Placed]] = {}
    found: set[Path] = set()
    for placed in reversed(layers):
        for after in followers.get(placed.path, ()):
            passes = not is_weights(after) and after.layer.role != "activation"
            if after.layer.rectifies or (passes and after.path in found):
                found.add(placed.path)
        for source in placed.sources:
            followers.setdefault(source, []).append(placed)
    return found


def is_weights(placed: Placed) -> bool:
    if isinstance(placed.layer, Projection):
        return placed.layer.convolves
    return placed.layer.role == "weights"


def last_norms(found: Occurrence, known: KnownParts) -> Iterable[str]:
    """The norms at the ends of residual branches."""
    for join, before in joins_in(found.part.statements):
        if join.how == "add" and any(join.shortcuts):
            for operand, shortcut in zip(join.operands, join.shortcuts, strict=True):
                norm = "" if shortcut else _norm(operand, before, found, known)
                yield from (norm,) if norm else ()


def ends_in_norm(found: Occurrence, known: KnownParts) -> str:
    """The attribute that holds the norm at the end of a part, if there is one that learns."""
    return _norm(found.part.results[0], found.part.statements, found, known)


def _norm(value: Value, before: tuple[Statement, ...], found: Occurrence, known: KnownParts) -> str:
    """The attribute that holds the norm that a value comes from."""
    if isinstance(value, Apply):
        layer = value.placed.layer
        if layer.only_in_training:
            return _norm(value.x, before, found, known)
        learns = layer.role == "norm" and layer.weights(value.placed.input)
        return value.name if learns else ""
    if isinstance(value, Run):
        inner = _last_norm(value.part, found, known)
        return f"{value.name}{inner}" if inner else ""
    for number in range(len(before) - 1, -1, -1):
        each = before[number]
        if isinstance(each, Assign) and value == each.targets[0]:
            return _norm(each.value, before[:number], found, known)
    return ""


def _last_norm(part: Part, found: Occurrence, known: KnownParts) -> str:
    """Where the norm is at the end of a part, in the part or in the last of the copies that it is."""
    if not part.in_turn:
        inner = known[id(part)].signature.ends_in_norm
        return f".{inner}" if inner else ""
    last = part.statements[-1] if part.statements else None
    if not isinstance(last, Assign) or not isinstance(last.value, Apply | Run):
        return ""
    norm = _norm(last.value, (), found, known)
    return f"[-1]{norm.removeprefix(last.value.name)}" if norm else ""


def common(found: Iterable[str]) -> str:
    """What all occurrences of a class say, where they say the same."""
    said = set(found)
    return said.pop() if len(said) == 1 else ""


def _targets(made: ModuleCall, is_own: bool) -> set[str]:
    """The modules with weights in a call; `is_own` says that they are of a class in the file."""
    target = made.base or made.target
    found = {target} if target in HELD or (is_own and not made.calls) else set()
    return found.union(*(_targets(each, is_own) for each in made.calls))
