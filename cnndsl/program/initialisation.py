"""How weights start: as He has it where they feed a ReLU or its like, elsewhere as PyTorch has it.

Where it is asked for, the last norm of each residual branch starts at 0, so that a block starts as its shortcut.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from cnndsl.layers.merge import Projection
from cnndsl.network import Placed
from cnndsl.program.module_calls import ModuleCall
from cnndsl.program.occurrence import Draft
from cnndsl.program.statements import (
    Apply,
    Assign,
    Join,
    Loop,
    Operand,
    Part,
    Run,
    Statement,
    has_parts,
    joins_in,
)

HELD: tuple[str, ...] = ("nn.Linear", "nn.Conv1d", "nn.Conv2d", "nn.Conv3d")
HELD += ("nn.ConvTranspose1d", "nn.ConvTranspose2d", "nn.ConvTranspose3d")
"""The modules of PyTorch that weights layers are."""


class Start(NamedTuple):
    """How the weights of a class start: its attributes that do so as He has it, and the norms that do at 0."""

    he: tuple[str, ...] = ()
    """`self` alone for all that it has."""
    zero: tuple[str, ...] = ()


class Known(Protocol):
    """What is known of the parts around a draft and in it."""

    def where(self, draft: Draft) -> list[str]: ...

    def norm_at_end(self, part: Part) -> str: ...


class Starts:
    """How the weights of a network's classes start."""

    def __init__(self, layers: tuple[Placed, ...], zero_last_norm: bool) -> None:
        self.feeding = feeding_relu(layers)
        self.zero_last_norm = zero_last_norm
        self.held: set[str] = set()
        """The modules of PyTorch that start as He has it."""
        self.mixed = False
        """Whether some of a layer's copies feed a ReLU, and some do not."""

    def of(self, drafts: list[Draft], known: Known) -> Start:
        """How one class's weights start."""
        own: dict[str, bool] = {}
        for draft in drafts:
            for layer in draft.layers:
                for prefix in known.where(draft) if is_weights(layer.placed) else ():
                    feeds = prefix + layer.path in self.feeding
                    self.mixed |= own.get(layer.name, feeds) != feeds
                    own[layer.name] = own.get(layer.name, False) or feeds
                    self.held |= _targets(layer.made) if own[layer.name] else set()
        started = tuple(name for name, feeds in own.items() if feeds)
        parts = has_parts(drafts[0].part.statements)
        if len(started) > 1 and all(own.values()) and not parts:
            started = ("self",)
        return Start(started, self._zero(drafts, known) if self.zero_last_norm else ())

    def _zero(self, drafts: list[Draft], known: Known) -> tuple[str, ...]:
        """The norms at the ends of residual branches, where all occurrences have them."""
        norms, *others = ([*last_norms(draft, known)] for draft in drafts)
        return tuple(norm for norm in norms if all(norm in other for other in others))


def feeding_relu(layers: tuple[Placed, ...]) -> set[str]:
    """The layers, by path, whose output meets a ReLU or its like before other weights or the end."""
    followers: dict[str, list[Placed]] = {}
    found: set[str] = set()
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
        return not placed.layer.agrees
    return placed.layer.role == "weights"


def last_norms(draft: Draft, known: Known) -> Iterable[str]:
    """The norms at the ends of residual branches."""
    for join, before in joins_in(draft.part.statements):
        if join.how == "add" and any(join.shortcuts):
            for operand, shortcut in zip(join.operands, join.shortcuts, strict=True):
                norm = "" if shortcut else _norm(operand, before, draft, known)
                yield from (norm,) if norm else ()


def ends_in_norm(draft: Draft, known: Known) -> str:
    """The attribute that holds the norm at the end of a part, if there is one that learns."""
    return _norm(draft.part.results[0], draft.part.statements, draft, known)


def _norm(
    value: Operand, before: tuple[Statement, ...], draft: Draft, known: Known, place: str = ""
) -> str:
    """The attribute that holds the norm that a value comes from."""
    if isinstance(value, Apply):
        layer = value.placed.layer
        if layer.only_in_training:
            return _norm(value.x, before, draft, known, place)
        module = any(each.path == value.path for each in draft.layers)
        learns = module and layer.role == "norm" and layer.weights(value.placed.input)
        return f"{value.name}{place}" if learns else ""
    if isinstance(value, Run):
        inner = known.norm_at_end(value.part)
        return f"{value.name}{place}.{inner}" if inner else ""
    if not isinstance(value, str):
        return ""
    for number in range(len(before) - 1, -1, -1):
        each = before[number]
        if isinstance(each, Assign) and value == each.targets[0]:
            made = each.value
            if isinstance(made, str | Apply | Run | Join):
                return _norm(made, before[:number], draft, known, place)
        if isinstance(each, Loop) and each.target == value and each.copies:
            counted = any(held.amount for held in draft.held if held.name in each.names)
            *_, last = each.copies[-1] or (None,)
            if isinstance(last, Assign) and isinstance(last.value, Run if counted else Apply | Run):
                return _norm(last.value, (), draft, known, "[-1]")
            return ""
    return ""


def common(found: Iterable[str]) -> str:
    """What all occurrences of a class say, where they say the same."""
    said = set(found)
    return said.pop() if len(said) == 1 else ""


def _targets(made: ModuleCall) -> set[str]:
    """The modules with weights in a call."""
    inner = (_targets(each) for each in made.arguments if isinstance(each, ModuleCall))
    return {made.target}.intersection(HELD).union(*inner)
