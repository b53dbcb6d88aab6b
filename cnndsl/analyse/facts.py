"""`expect` lines: facts that a spec states about itself, held against what was worked out."""

from functools import cached_property

from cnndsl.analyse.figures import LayerFigures, Result, Sums, Totals
from cnndsl.checking.evaluate import Constants
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.fixes import replace
from cnndsl.network import Branches, Repeat, Sequence, Step
from cnndsl.paths import WHOLE, Path, Place, show_path
from cnndsl.sizes import KnownShape, show_shape
from cnndsl.spelling import did_you_mean
from cnndsl.syntax import tree
from cnndsl.text import Span
from cnndsl.walker import path_of, placed_bodies

SUMS = ("params", "buffers", "unshared_params", "macs", "flops", "other_ops")
OTHER_FIGURES = {
    "parameters": "params",
    "param": "params",
    "weights": "params",
    "numparams": "params",
    "multadds": "macs",
    "multiplyadds": "macs",
    "madds": "macs",
    "flop": "flops",
    "output": "shape",
    "outputshape": "shape",
    "size": "shape",
    "depth": "weight_layers",
    "layers": "weight_layers",
}
"""What others call a figure."""
OF_A_LAYER = ("shape", *SUMS)


@diagnostic("fact-wrong")
def fact_wrong(
    span: Span, what: str, stated: str, found: int | KnownShape, difference: str
) -> Diagnostic:
    """A fact that the spec states about itself does not hold.

    Bad:  input 3x32x32 C3D8 R FC10 expect params 1000
    Good: input 3x32x32 C3D8 R FC10 expect params 82_154
    """
    true = show_shape(found) if isinstance(found, tuple) else f"{found:_}"
    fix = replace(span, true, title=f"state what is so: `{true}`")
    return Diagnostic(span, f"{what} is {_show(found)}, not {stated}", difference, fixes=(fix,))


@diagnostic("fact-unknown-figure")
def unknown_figure(span: Span, figure: str, known: tuple[str, ...]) -> Diagnostic:
    """`expect` names a figure that there is not.

    Bad:  input 3x32x32 C3D8 R FC10 expect weights 82_154
    Good: input 3x32x32 C3D8 R FC10 expect params 82_154
    """
    hint, fixes = did_you_mean(span, figure, known)
    other = OTHER_FIGURES.get(figure.casefold().replace("_", ""), "")
    if other in known:
        hint, fixes = f"did you mean `{other}`?", (replace(span, other, safe=True),)
    hint = hint or f"the figures are {', '.join(known)}"
    return Diagnostic(span, f"no figure is called `{figure}`", help=hint, fixes=fixes)


@diagnostic("fact-unknown-path")
def unknown_path(span: Span, path: str, known: list[str]) -> Diagnostic:
    """`expect` speaks of a layer or a part that there is not.

    Bad:  input 3x32x32 first: C3D8 R FC10 expect @frist shape 8x32x32
    Good: input 3x32x32 first: C3D8 R FC10 expect @first shape 8x32x32
    """
    hint, fixes = did_you_mean(span, path, known, lambda name: f"@{name}")
    shown = ", ".join(f"`{each}`" for each in known[:6])
    return Diagnostic(
        span,
        f"there is no layer or part `{path}`",
        help=hint or f"the layers are {shown}",
        fixes=fixes,
    )


@diagnostic("facts-skipped", "note")
def facts_skipped(span: Span, count: int, why: str) -> Diagnostic:
    """Facts are not held against a network whose constants or input were changed for this run.

    They are stated of the network as it is written, and `--set` or `--input` made another of it.
    """
    what = "the `expect` line is" if count == 1 else f"the {count} `expect` lines are"
    return Diagnostic(span, f"{what} skipped, since {why} changes the network")


class Facts:
    """The facts of one network. Where mistakes stand, only what is sound all the same is judged."""

    def __init__(self, result: Result, doubtful: bool, findings: Findings) -> None:
        self.network = result.network
        self.rows = result.rows
        self.result = result
        self.doubtful = doubtful
        self.findings = findings
        self._order: list[Path] = []
        """The paths of all layers and joins, as they stand in the structure."""
        self._holes = False
        """Whether a mistake has taken layers away, and so paths."""

    @cached_property
    def _by_path(self) -> dict[Path, LayerFigures]:
        return {row.placed.path: row for row in self.rows}

    @cached_property
    def _parts(self) -> dict[str, slice]:
        """Where each part's layers stand in the order of all; a branching's are those of its branches and its join."""
        parts: dict[str, slice] = {}
        order = self._order

        def gather(body: Sequence, place: Place) -> None:
            for item in body:
                path, start = path_of(item, place), len(order)
                for number, (inner, around) in enumerate(placed_bodies(item, place)):
                    first = len(order)
                    gather(inner, around)
                    if isinstance(item, Repeat):
                        parts[show_path((*path, number))] = slice(first, len(order))
                if isinstance(item, Step | Branches):
                    order.append(path)
                    self._holes |= isinstance(item, Step) and item.layer is None
                parts[show_path(path)] = slice(start, len(order))

        gather(self.network.structure, WHOLE)
        return parts

    def check(self, fact: tree.Expect, constants: Constants) -> None:
        known = OF_A_LAYER if fact.path else Totals._fields
        if fact.figure.name not in known:
            self.findings.add(unknown_figure(fact.figure.span, fact.figure.name, known))
            return
        stated = self._stated(fact.value, constants)
        found = self._of_part(fact) if fact.path else self._of_whole(fact.figure.name)
        if self.doubtful or stated is None or found is None or stated == found:
            return
        difference = ""
        if isinstance(stated, int) and isinstance(found, int):
            difference = f"{abs(found - stated):,} too {'few' if stated < found else 'many'}"
            aux = self.result.sums.aux_params
            if not fact.path and fact.figure.name == "params" and aux and stated == found + aux:
                difference = f"the aux heads' {aux:,} are `aux_params`"
        what = f"`{fact.figure.name}`" + (f" of `{fact.path.path}`" if fact.path else "")
        self.findings.add(fact_wrong(fact.value.span, what, _show(stated), found, difference))

    def _stated(self, value: tree.Value, constants: Constants) -> int | KnownShape | None:
        if isinstance(value, tree.TapName | tree.SidesLiteral):
            return None
        if isinstance(value, tree.ShapeLiteral):
            sizes = tuple(constants.evaluate(size) for size in value.sizes)
            return None if None in sizes else sizes  # type: ignore[return-value]
        return constants.evaluate(value)  # type: ignore[return-value]

    def _of_whole(self, figure: str) -> int | None:
        if self.network.partial:
            return None
        figures = self.result.sums if figure in Sums._fields else self.result.totals
        value: int = getattr(figures, figure)
        return value

    def _of_part(self, fact: tree.Expect) -> int | KnownShape | None:
        """A part's figure; None where a mistake cuts it short."""
        assert fact.path is not None
        path = fact.path.path
        wanted = self._order[self._parts[path]] if path in self._parts else []
        if not wanted and not self._holes:
            self.findings.add(unknown_path(fact.path.span, path, list(self._parts)))
        rows = [self._by_path[each] for each in wanted if each in self._by_path]
        if not rows or len(rows) < len(wanted):
            return None
        if fact.figure.name == "shape":
            shape = rows[-1].shape
            return shape[0] if len(shape) == 1 else shape
        figures: list[int] = [getattr(row, fact.figure.name) for row in rows]
        return sum(figures)


def _show(value: int | KnownShape) -> str:
    if isinstance(value, tuple):
        return show_shape(value)
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,}"
