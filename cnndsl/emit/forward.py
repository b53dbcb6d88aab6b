"""What `forward` says: statements that follow the data, with the shape that each leaves as a comment."""

from collections.abc import Iterable
from typing import NamedTuple

from cnndsl.analyse.variables import TRUNK, Variables, variable
from cnndsl.emit.bodies import renames
from cnndsl.emit.calls import render
from cnndsl.emit.drafts import (
    Draft,
    HeadDraft,
    JoinDraft,
    Kept,
    LayerDraft,
    LoopDraft,
    PartDraft,
    TapDraft,
)
from cnndsl.emit.layout import STEP, WIDTH, CallDoc, Doc, ListDoc, flat, lay_out
from cnndsl.emit.loops import loop
from cnndsl.layers.torch_calls import Apply, Expression, Function, X

SIGNS = {"add": " + ", "mul": " * "}


class Pending(NamedTuple):
    """A value that no statement has named yet, and the shape that it has."""

    expression: Doc
    shape: str = ""
    joinable: bool = False
    """Whether what follows may be written around it."""
    new: bool = False
    """Whether it is a value that nothing else has, so that what follows may write over it."""
    sum_of: tuple[str, str] | None = None
    """For a sum: a variable that nothing else needs, and what is added to it."""


def forward(drafts: list[Draft], takes: tuple[str, ...], gives: tuple[str, ...]) -> list[str]:
    """The lines of a class's `forward`, from its first statement to `return`."""
    outputs = {variable(draft.output) for draft in drafts if isinstance(draft, HeadDraft)}
    variables = Variables([*map(variable, takes), *_kept(drafts), *outputs])
    for label in takes:
        variables.keep(label)
    writer = Writer(STEP * 2, variables)
    writer.run(drafts, TRUNK, TRUNK)
    end = writer.settle(TRUNK)
    given = [end, *(variables.of(label) for label in gives)]
    writer.lines.append(f"{STEP * 2}return {', '.join(given)}")
    return writer.lines


def _kept(drafts: Iterable[Draft]) -> set[str]:
    """The names of labelled values, those in branches too."""
    found: set[str] = set()
    for draft in drafts:
        if isinstance(draft, Kept):
            found.add(variable(draft.label))
        elif isinstance(draft, JoinDraft):
            found = found.union(*map(_kept, draft.bodies))
    return found


class Writer:
    """Writes statements; the newest value may wait for what is written around it."""

    def __init__(self, indent: str, variables: Variables) -> None:
        self.indent = indent
        self.variables = variables
        self.lines: list[str] = []
        self.here = TRUNK
        """The variable that holds the newest value, where nothing waits."""
        self.pending: Pending | None = None

    def run(self, drafts: Iterable[Draft], start: str, target: str) -> None:
        """Go on from a variable; new values take the name of `target`."""
        self.here = start
        for draft in drafts:
            if isinstance(draft, LayerDraft):
                self.layer(draft, target)
            elif isinstance(draft, JoinDraft):
                self._join(draft, target)
            elif isinstance(draft, TapDraft):
                self.settle(target)  # also of what nothing uses, which the checker has said
                self.here = self.variables.of(draft.of)
            elif isinstance(draft, Kept):
                self._keep(self.variables.keep(draft.label))
            elif isinstance(draft, HeadDraft):
                self._head(draft, target)
            elif isinstance(draft, PartDraft):
                self._part(draft, target)
            else:
                self._loop(draft, target)

    def settle(self, target: str) -> str:
        """Name what waits; the variable that holds the newest value."""
        if self.pending is not None:
            self._assign(target, self.pending)
            self.pending, self.here = None, target
        return self.here

    def _keep(self, name: str) -> None:
        """Give the newest value a name of its own."""
        waiting = self.pending or Pending(self.here)
        if waiting.expression != name:
            self._assign(name, waiting)
        self.pending, self.here = None, name

    def _assign(self, target: str, value: Pending) -> None:
        comment = f"  # {value.shape}" if value.shape else ""
        line = f"{self.indent}{target} = {flat(value.expression)}"
        if len(line + comment) <= WIDTH:
            self.lines.append(line + comment)
            return
        if comment:
            self.lines.append(f"{self.indent}# {value.shape}")
        self.lines += lay_out(value.expression, self.indent, f"{target} = ")

    # Layers

    def layer(self, layer: LayerDraft, target: str, module: str = "") -> None:
        if renames(layer):
            return
        module = module or f"self.{layer.name}"
        like = layer.like.removeprefix("=")
        if layer.like and like == layer.like:
            like = self.variables.of(layer.like)
        new = self.pending is not None and self.pending.new
        if new:
            self._add_in_place(layer)
            layer = layer.over_its_input()
        if self.pending is not None and self.pending.joinable and layer.joins(new):
            around = layer.apply(flat(self.pending.expression), module, like)
            joined = Pending(around, layer.shape, True, layer.makes_new)
            if self._fits(joined, target):
                self.pending = joined
                return
        start = self.settle(target)
        whole = layer.apply(start, module, like)
        joinable = layer.placed.layer.role in ("weights", "norm")
        made = Pending(whole, layer.shape, joinable, layer.makes_new)
        self.pending = (
            made if self._fits(made, target) else self._in_steps(layer, made, module, target)
        )

    def _add_in_place(self, layer: LayerDraft) -> None:
        """Let a sum that a layer writes over take the memory of what is summed."""
        waiting = self.pending
        if waiting and waiting.sum_of and layer.inlined and layer.torch.written_over:
            name, other = waiting.sum_of
            line = f"{self.indent}{name} += {other}"
            if len(line) <= WIDTH:
                self.lines.append(line)
                self.pending = waiting._replace(expression=name, sum_of=None)

    def _fits(self, value: Pending, target: str) -> bool:
        comment = f"  # {value.shape}" if value.shape else ""
        return len(f"{self.indent}{target} = {flat(value.expression)}{comment}") <= WIDTH

    def _in_steps(self, layer: LayerDraft, whole: Pending, module: str, target: str) -> Pending:
        """A line that is too long, as two: what the layer does to its input first stands by itself."""
        call = layer.expression
        if not isinstance(call, Apply | Function) or not isinstance(call.args[0], Function):
            return whole
        inner, rest = call.args[0], call.args[1:]
        outer: Expression
        if isinstance(call, Apply):
            outer = Apply(call.target, (X, *rest))
        else:
            outer = Function(call.target, (X, *rest), call.options)
        self._assign(target, Pending(render(inner, self.here, module)))
        return whole._replace(expression=render(outer, target, module))

    def _loop(self, draft: LoopDraft, target: str) -> None:
        start = self.settle(target)
        lines, self.here = loop(self, draft, start, target)
        self.lines += lines

    # Parts

    def _part(self, draft: PartDraft, target: str) -> None:
        if draft.amount and not draft.calls:
            return
        start = self.settle(target)
        taken = [self.variables.of(label) for label in draft.takes]
        given = taken if draft.ignores_input else [start, *taken]
        shape = draft.shapes[-1] if len(set(draft.shapes)) == 1 else ""
        if not draft.repeated:
            call = f"self.{draft.name}({', '.join(given)})"
            if draft.gives:
                inner = [self.variables.keep(f"{draft.name}.{label}") for label in draft.gives]
                self._assign(", ".join([target, *inner]), Pending(call))
                self.here = target
            else:
                self.pending = Pending(call, shape)
            return
        if start != target:
            self._assign(target, Pending(start))
        self.lines.append(f"{self.indent}for part in self.{draft.name}:")
        inner_writer = Writer(self.indent + STEP, self.variables)
        given = taken if draft.ignores_input else [target, *taken]
        inner_writer._assign(target, Pending(f"part({', '.join(given)})", shape))
        self.lines += inner_writer.lines
        self.here = target

    def _head(self, draft: HeadDraft, target: str) -> None:
        start = self.settle(target)
        name = variable(draft.output)
        inner = Writer(self.indent + STEP * draft.aux, self.variables)
        inner.run([draft.part], start, name)
        inner.settle(name)
        if inner.here != name:
            inner._assign(name, Pending(inner.here))
        if draft.aux:
            self.lines.append(f"{self.indent}if self.training:")
        self.lines += inner.lines
        self.here = start

    # Branches

    def _join(self, draft: JoinDraft, target: str) -> None:
        start = self.settle(target)
        starts = [start] * len(draft.bodies)
        if draft.shares:
            starts = self.variables.several(target, len(draft.bodies))
            shares = f"{start}.chunk({len(starts)}, dim=1)"
            self._assign(", ".join(starts), Pending(shares))
        operands, fresh = self._operands(draft, starts, target)
        if draft.how in SIGNS:
            whole: Doc = SIGNS[draft.how].join(operands)
        else:
            listed = ListDoc(tuple(operands), "()")
            whole = CallDoc("torch.cat", (listed, "dim=1"))
        signed = draft.how in SIGNS and len(operands) > 1  # a sum of one is that one
        self.pending = Pending(whole, draft.shape, signed, signed)
        if draft.how == "add" and len(operands) == 2 and any(fresh):
            first = fresh.index(True)
            self.pending = self.pending._replace(sum_of=(operands[first], operands[1 - first]))

    def _operands(
        self, draft: JoinDraft, starts: list[str], target: str
    ) -> tuple[list[str], list[bool]]:
        """Each branch's value, as a name or one call; and which are variables that nothing else needs."""
        pair = len(draft.bodies) == 2  # of more, the first two are joined before the third is there
        short = [_is_short(body) if pair else all(map(renames, body)) for body in draft.bodies]
        last = max((k for k, each in enumerate(short) if not each), default=-1)
        needing = [
            k
            for k, body in enumerate(draft.bodies)
            if not (short[k] and (k > last or all(map(renames, body))))
        ]
        names = dict(zip(needing, self._names(draft, starts, target, needing), strict=True))
        operands = [
            self._value(body, start) for body, start in zip(draft.bodies, starts, strict=True)
        ]
        fresh = [False] * len(operands)
        for k, (body, start) in enumerate(zip(draft.bodies, starts, strict=True)):
            inner = Writer(self.indent, self.variables.inside())
            inner.run([_like(each, operands) for each in body], start, names.get(k, target))
            if k in names:
                fresh[k] = inner.pending is not None and inner.pending.new
                operands[k] = inner.settle(names[k])
                self.lines += inner.lines
            else:
                operands[k] = flat(inner.pending.expression) if inner.pending else inner.here
            inner.variables.leave()
        self.variables.release(starts if draft.shares else names.values())
        return operands, fresh

    def _value(self, body: tuple[Draft, ...], start: str) -> str:
        """The name of a branch's value, where it is one that is there already."""
        for draft in body:
            known = isinstance(draft, TapDraft) and draft.of in self.variables.labels
            start = self.variables.of(draft.of) if known else start  # type: ignore[union-attr]
        return start

    def _names(
        self, draft: JoinDraft, starts: list[str], target: str, needing: list[int]
    ) -> list[str]:
        if draft.shares:
            return [starts[k] for k in needing]
        if len(needing) == 1:
            return [self.variables.one(target)]
        return self.variables.several(target, len(needing))


def _is_short(body: tuple[Draft, ...]) -> bool:
    """Whether a branch is no more than a name, or one call."""
    acting = [draft for draft in body if not renames(draft)]
    if len(acting) > 1 or any(isinstance(draft, Kept) for draft in body):
        return False
    return not acting or (isinstance(acting[0], LayerDraft) and acting[0].torch.differs != ())


def _like(draft: Draft, operands: list[str]) -> Draft:
    """A crop to another branch's size, with that branch's name."""
    if isinstance(draft, LayerDraft) and draft.like.isdigit():
        return draft._replace(like=f"={operands[int(draft.like)]}")
    return draft
