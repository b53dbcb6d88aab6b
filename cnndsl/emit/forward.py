"""What `forward` says: statements that follow the data, with the shape that each leaves as a comment."""

from collections import Counter
from itertools import groupby
from typing import NamedTuple

from cnndsl.emit.calls import render
from cnndsl.emit.drafts import Draft, LayerDraft, LoopDraft, PartDraft
from cnndsl.emit.layout import STEP, WIDTH, CallDoc, lay_out
from cnndsl.layers.torch_calls import Apply, Expression, Function, X
from cnndsl.sizes import show_shape


class Statement(NamedTuple):
    """An expression for the new `x`, and the shape that comes out."""

    expression: str
    shape: str


def statements(drafts: list[Draft], same_shape: list[bool], indent: str) -> list[str]:
    """The lines of a body. `same_shape` says for which drafts every user of the class has one shape."""
    lines: list[str] = []
    for (single, shaped), group in groupby(
        zip(drafts, same_shape, strict=True),
        key=lambda pair: (isinstance(pair[0], LayerDraft), pair[1]),
    ):
        together = [draft for draft, _ in group]
        if single:
            run = [draft for draft in together if isinstance(draft, LayerDraft)]
            lines += _layers(
                run, {layer.name: f"self.{layer.name}" for layer in run}, indent, shaped
            )
            continue
        for draft in together:
            if isinstance(draft, LoopDraft):
                lines += _loop(draft, indent, shaped)
            elif isinstance(draft, PartDraft):
                lines += _part(draft, indent, shaped)
    return lines


def _layers(run: list[LayerDraft], modules: dict[str, str], indent: str, shaped: bool) -> list[str]:
    """Consecutive layers: what normalises or activates stands around what came before, while it fits."""
    done: list[Statement] = []
    joinable = False
    for layer in run:
        module = modules[layer.name]
        shape = show_shape(layer.placed.output) if shaped else ""
        if joinable and layer.joins:
            joined = Statement(layer.apply(done[-1].expression, module), shape)
            if len(_line(joined, indent)) <= WIDTH:
                done[-1] = joined
                continue
        whole = Statement(layer.apply("x", module), shape)
        done += [whole] if len(_line(whole, indent)) <= WIDTH else _in_steps(layer, whole, module)
        joinable = layer.placed.layer.role == "weights"
    return [line for statement in done for line in _lines(statement, indent)]


def _in_steps(layer: LayerDraft, whole: Statement, module: str) -> list[Statement]:
    """A line that is too long, as two: what the layer does to its input first stands by itself."""
    call = layer.expression
    if not isinstance(call, Apply | Function) or not isinstance(call.args[0], Function):
        return [whole]
    inner, rest = call.args[0], call.args[1:]
    outer: Expression
    if isinstance(call, Apply):
        outer = Apply(call.target, (X, *rest))
    else:
        outer = Function(call.target, (X, *rest), call.options)
    return [
        Statement(render(inner, "x", module), ""),
        whole._replace(expression=render(outer, "x", module)),
    ]


def _line(statement: Statement, indent: str) -> str:
    comment = f"  # {statement.shape}" if statement.shape else ""
    return f"{indent}x = {statement.expression}{comment}"


def _lines(statement: Statement, indent: str) -> list[str]:
    if statement.expression == "x":
        return []
    line = _line(statement, indent)
    if len(line) <= WIDTH or not statement.shape:
        return [line]
    return [f"{indent}# {statement.shape}", _line(statement._replace(shape=""), indent)]


def _part(draft: PartDraft, indent: str, shaped: bool) -> list[str]:
    shapes = set(draft.shapes)
    if not draft.repeated:
        return _lines(
            Statement(f"self.{draft.name}(x)", draft.shapes[-1] if shaped else ""), indent
        )
    shape = draft.shapes[0] if shaped and len(shapes) == 1 else ""
    return [
        f"{indent}for part in self.{draft.name}:",
        *_lines(Statement("part(x)", shape), indent + STEP),
    ]


def _loop(draft: LoopDraft, indent: str, shaped: bool) -> list[str]:
    """A loop over copies of a layer; where the last copy ends otherwise, it stands by itself."""
    lines: list[str] = []
    start = 0
    copies = draft.copies
    places = _places(draft)
    while start < len(copies):
        end = start + 1
        while end < len(copies) and _alike(copies[end], copies[start]):
            end += 1
        lines += _run_of_copies(draft, start, end, places, indent, shaped)
        start = end
    return lines


def _alike(one: tuple[LayerDraft, ...], other: tuple[LayerDraft, ...]) -> bool:
    return len(one) == len(other) and all(
        a.apply("x", "m") == b.apply("x", "m") and bool(a.made) == bool(b.made)
        for a, b in zip(one, other, strict=True)
    )


def _places(draft: LoopDraft) -> dict[tuple[str, int], int]:
    """Where a copy's module stands in its list, which skips copies that have none."""
    places: dict[tuple[str, int], int] = {}
    filled: dict[str, int] = {}
    for number, copy in enumerate(draft.copies):
        for layer in copy:
            if layer.made:
                places[layer.name, number] = filled.get(layer.name, 0)
                filled[layer.name] = filled.get(layer.name, 0) + 1
    return places


def _run_of_copies(
    draft: LoopDraft,
    start: int,
    end: int,
    places: dict[tuple[str, int], int],
    indent: str,
    shaped: bool,
) -> list[str]:
    copy = list(draft.copies[start])
    held = [layer for layer in copy if layer.made]
    shapes = {
        tuple(show_shape(each.placed.output) for each in one) for one in draft.copies[start:end]
    }
    shaped = shaped and len(shapes) == 1
    if end - start == 1 and held:
        modules = {
            layer.name: f"self.{layer.name}[{places[layer.name, start]}]"
            for layer in copy
            if layer.made
        }
        modules |= {layer.name: "" for layer in copy if not layer.made}
        return _layers(copy, modules, indent, shaped)
    words = Counter(layer.placed.layer.word for layer in held)
    variables = {
        layer.name: layer.name if words[layer.placed.layer.word] > 1 else layer.placed.layer.word
        for layer in copy
    }
    body = _layers(copy, variables, indent + STEP, shaped)
    if not held and end - start == 1:
        return _layers(copy, variables, indent, shaped)
    if not held:
        return [f"{indent}for _ in range({end - start}):", *body] if body else []
    lists = [_slice(layer.name, places[layer.name, start], end - start, draft) for layer in held]
    names = ", ".join(variables[layer.name] for layer in held)
    if len(lists) == 1:
        return [f"{indent}for {names} in {lists[0]}:", *body]
    header = lay_out(CallDoc("zip", tuple(lists)), indent, f"for {names} in ", ":")
    return [*header, *body]


def _slice(name: str, start: int, count: int, draft: LoopDraft) -> str:
    whole = sum(
        layer.made is not None for copy in draft.copies for layer in copy if layer.name == name
    )
    if start == 0 and count == whole:
        return f"self.{name}"
    stop = "" if start + count == whole else str(start + count)
    return f"self.{name}[{start or ''}:{stop}]"
