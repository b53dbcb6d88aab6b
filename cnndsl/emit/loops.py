"""Copies of one layer in `forward`: a loop over them, or statements where a copy is unlike the others."""

from collections import Counter
from typing import TYPE_CHECKING

from cnndsl.emit.drafts import LayerDraft, LoopDraft
from cnndsl.emit.layout import STEP, CallDoc, lay_out

if TYPE_CHECKING:
    from cnndsl.emit.forward import Writer

Copy = tuple[LayerDraft, ...]


def loop(writer: "Writer", draft: LoopDraft, start: str, target: str) -> tuple[list[str], str]:
    """The lines for all copies, and the variable that holds what comes out."""
    lines: list[str] = []
    copies = draft.copies
    places = _places(draft)
    at = 0
    while at < len(copies):
        end = at + 1
        while end < len(copies) and _alike(copies[end], copies[at]):
            end += 1
        run, start = _Run(writer, draft, at, end, places).lines(start, target)
        lines += run
        at = end
    return lines, start


def _alike(one: Copy, other: Copy) -> bool:
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


class _Run:
    """Copies one after another that are written alike."""

    def __init__(
        self,
        writer: "Writer",
        draft: LoopDraft,
        start: int,
        end: int,
        places: dict[tuple[str, int], int],
    ) -> None:
        self.writer = writer
        self.draft = draft
        self.start = start
        self.count = end - start
        self.places = places
        shapes = {tuple(layer.shape for layer in copy) for copy in draft.copies[start:end]}
        copy = draft.copies[start]
        self.copy = copy if len(shapes) == 1 else tuple(layer._replace(shape="") for layer in copy)
        self.held = [layer for layer in copy if layer.made]

    def lines(self, start: str, target: str) -> tuple[list[str], str]:
        if self.count == 1 and self.held and not self.draft.amount:
            modules = {
                layer.name: f"self.{layer.name}[{self.places[layer.name, self.start]}]"
                for layer in self.held
            }
            return self._body(modules, "", start, target)
        words = Counter(layer.placed.layer.word for layer in self.held)
        variables = {
            layer.name: layer.name
            if words[layer.placed.layer.word] > 1
            else layer.placed.layer.word
            for layer in self.copy
        }
        if not self.held and self.count == 1:
            return self._body(variables, "", start, target)
        values = {*self.writer.variables.labels.values(), *self.writer.variables.taken}
        variables = {
            name: f"{each}_layer" if each in values else each for name, each in variables.items()
        }
        return self._loop(variables, start, target)

    def _loop(self, variables: dict[str, str], start: str, target: str) -> tuple[list[str], str]:
        indent = self.writer.indent
        body, end = self._body(variables, STEP, target, target)
        if not body:
            return [], start
        named = [f"{indent}{target} = {start}"] if start != target else []
        if not self.held:
            return [*named, f"{indent}for _ in range({self.count}):", *body], end
        lists = [self._slice(layer.name) for layer in self.held]
        names = ", ".join(variables[layer.name] for layer in self.held)
        if len(lists) == 1:
            return [*named, f"{indent}for {names} in {lists[0]}:", *body], end
        header = lay_out(CallDoc("zip", tuple(lists)), indent, f"for {names} in ", ":")
        return [*named, *header, *body], end

    def _body(
        self, modules: dict[str, str], deeper: str, start: str, target: str
    ) -> tuple[list[str], str]:
        inner = type(self.writer)(self.writer.indent + deeper, self.writer.variables)
        inner.here = start
        for layer in self.copy:
            inner.layer(layer, target, modules.get(layer.name, ""))
        end = inner.settle(target)
        return inner.lines, end

    def _slice(self, name: str) -> str:
        """The stretch of an attribute's list that this run goes through."""
        start = self.places[name, self.start]
        whole = sum(
            layer.made is not None
            for copy in self.draft.copies
            for layer in copy
            if layer.name == name
        )
        if start == 0 and self.count == whole:
            return f"self.{name}"
        stop = "" if start + self.count == whole else str(start + self.count)
        return f"self.{name}[{start or ''}:{stop}]"
