"""Labels as taps see them: which part a tap means, and the words for where it means none."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnndsl.checking.name_problems import name_twice, reserved_name, why_not
from cnndsl.checking.spot import Spot
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.network import Scope
from cnndsl.spelling import did_you_mean
from cnndsl.syntax import tree
from cnndsl.syntax.limit_problems import too_many_names
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import copy_name_problems, name_fixes
else:
    copy_name_problems = LazyModule("cnndsl.checking.copy_name_problems")
    name_fixes = LazyModule("cnndsl.checking.name_fixes")


@diagnostic("name-unknown-label")
def unknown_label(
    span: Span, path: str, why: str, help: str, fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """A tap names a label that is not given before that place, or that is closed to it.

    A tap sees the labels before it, in its own surroundings and in those around. What is labelled inside a
    branch, a repeat or a block is seen there alone; label the whole part, or hand a tap to the block.

    Bad:  input 3x8x8 start: C3D8 R M upsample(like=@strat) FC10
    Good: input 3x8x8 start: C3D8 R M upsample(like=@start) FC10
    """
    return Diagnostic(span, why or f"no label `{path}` stands before this", help=help, fixes=fixes)


class Labels:
    """Every label of a text, while its parts are walked."""

    def __init__(self, findings: Findings) -> None:
        self.trunk: Scope[Span] = Scope()
        self.findings = findings
        self.closed: dict[str, str] = {}
        """Labels that cannot be tapped, and why."""
        self._around: dict[str, str] = {}
        """The label of the closed part around each of these, where it has one."""
        self.heads: dict[str, Span] = {}
        self.copies_from: dict[str, tree.Label] = {}
        """The labels with numbers that names of copies come from."""
        self._of_copies: dict[Scope[Span], dict[str, Span]] = {}
        """Names of copies, by their surroundings; no tap sees them."""
        self._letters = 0
        """Of the labels that groups give on."""
        self.hidden: frozenset[str] = frozenset()
        """Names of what mistakes have taken away, inputs among them."""
        self.tapped: set[tuple[Scope[Span], str]] = set()
        """Labels that a tap has meant, with the scope that holds them."""

    def give(self, label: tree.Label | None, spot: Spot) -> str:
        """A label's name; empty where there is none, or it is another's. It is seen once its part ends."""
        if label is None:
            return ""
        name, span = label.name, label.span
        why = why_not(name, label=True)
        if why:
            self._reserved(label, why, spot)
        scope = spot.labels
        first = self._taken(name, scope)
        if first is not None and first != span:
            self.findings.add(name_twice(span, name, first, self.findings.text), spot.uses)
            return ""
        return name

    def _taken(self, name: str, scope: Scope[Span]) -> Span | None:
        """Where a name is given already in its surroundings."""
        first = scope.own.get(name) or self._of_copies.get(scope, {}).get(name)
        return first or (self.heads.get(name) if scope is self.trunk else None)

    def name_copy(self, name: str, scope: Scope[Span], spot: Spot) -> bool:
        """Whether a part of a copy can have a name in its surroundings; if not, that is said of its label."""
        label = self.copies_from[name]
        first = self._taken(name, scope)
        if first is not None:
            text = self.findings.text.at(label.span.start)
            found = (
                copy_name_problems.same_name_twice(label, name)
                if first == label.span
                else copy_name_problems.name_taken(label, name, first, text)
            )
            self.findings.add(found, spot.uses)
        self._of_copies.setdefault(scope, {}).setdefault(name, label.span)
        return first is None

    def _reserved(self, label: tree.Label, why: str, spot: Spot) -> None:
        """Say why a label cannot be called so, with a name that it can have."""
        text = self.findings.text.at(label.span.start)
        better = name_fixes.free(text, label.name, lambda each: why_not(each, label=True))
        fix = name_fixes.label_renamed(text, label.span, label.name, better)
        self.findings.add(reserved_name(label.span, label.name, why, fix), spot.uses)

    def head(self, label: tree.Label, spot: Spot) -> str:
        """A head's name, which no tap sees: what it ends in is an output."""
        name = self.give(label, spot)
        if label.name == "out":
            self._reserved(label, "the end of the trunk is called so", spot)
        self.heads.setdefault(label.name, label.span)
        self.closed[label.name] = "is a head, which ends in an output"
        return name

    def give_on(self, label: str, inner: Scope[Span], spot: Spot, span: Span) -> None:
        """Leave a labelled group: its labels are seen behind it."""
        self._letters += sum(len(label) + 1 + len(name) for name in inner.own)
        if self._letters > limits().names:
            self.findings.stop(too_many_names(span), spot.uses)
        spot.labels.take(label, inner)

    def close(self, scope: Scope[Span], what: str, label: str = "") -> None:
        """Leave a closed part, which may have a label itself: those inside are out of sight."""
        why = f"is inside {what}, and is not seen from outside"
        self.closed |= dict.fromkeys(scope.own, why)
        self._around |= dict.fromkeys(scope.own, label)

    def resolve(self, path: str, span: Span, spot: Spot) -> str | None:
        """The label that a tap means, as the network knows it; None where that is none, which is said."""
        scope = spot.labels
        found = path if scope.find(path) is not None else self._inside_groups(path, span, spot)
        if found is None:
            if path not in self.hidden:
                self.findings.add(self._missing(path, span, spot), spot.uses)
            return None
        self.tapped.add((scope.holder(found), found))
        return found

    def _inside_groups(self, path: str, span: Span, spot: Spot) -> str | None:
        """Plain groups are transparent: `a` is `enc.a`, where that is the only one."""
        names = spot.labels.inside_groups(path)
        if len(names) > 1:
            choices = " or ".join(f"`@{name}`" for name in names)
            why = f"several labels are called `{path}`"
            fixes = self._fixes(span, names, safe=True)
            found = unknown_label(span, path, why, f"write {choices}", fixes)
            self.findings.add(found, spot.uses)
        return names[0] if names else None

    def _missing(self, path: str, span: Span, spot: Spot) -> Diagnostic:
        visible = spot.labels.visible()
        first = path.partition(".")[0]
        if first in self.closed and first not in visible:
            return self._inside_closed(path, first, span, visible)
        is_later = any(path in tree.labels(parts) for parts in spot.around)
        if spot.labels.outermost is not self.trunk and (is_later or path in self.trunk.own):
            why = "a block does not see its caller's labels"
            return unknown_label(span, path, why, f"make it a parameter, and use it with `@{path}`")
        if path in visible and "." not in path:
            return unknown_label(span, path, "", "")
        inner = [
            name
            for name in visible
            if name.startswith(f"{first}.") and name.endswith(f".{path.rpartition('.')[2]}")
        ]
        if first in visible and len(inner) == 1:
            fixes = self._fixes(span, inner, safe=True)
            return unknown_label(span, path, "", f"write `@{inner[0]}`", fixes)
        if first in visible:
            why = f"what is inside `{first}` is not seen from outside"
            fixes = self._fixes(span, [first])
            return unknown_label(span, path, why, f"tap the whole part: `@{first}`", fixes)
        if is_later:
            why = f"`{path}` is given further on, and a tap goes back"
            return unknown_label(span, path, why, "put the part that it names before the tap")
        here = self._tap(span)
        hint, fixes = did_you_mean(here or span, path, visible, lambda name: f"@{name}")
        hint = hint or "a tap names a label: give the part one, as in `enc1: [C3D64 R]`"
        return unknown_label(span, path, "", hint, fixes if here else ())

    def _inside_closed(self, path: str, first: str, span: Span, visible: list[str]) -> Diagnostic:
        """A tap on what stands in a closed part, which is tapped as a whole."""
        why, whole = self.closed[first], self._around.get(first, "")
        if whole in visible:
            way_out, fixes = f"tap the whole part: `@{whole}`", self._fixes(span, [whole])
            return unknown_label(span, path, f"`{first}` {why}", way_out, fixes)
        way_out = "label the whole part, and tap that" if "inside" in why else ""
        return unknown_label(span, path, f"`{first}` {why}", way_out)

    def _tap(self, span: Span) -> Span | None:
        """The tap itself in what names it: `@enc1` of `like=@enc1`; None where a block is given it elsewhere."""
        at = self.findings.text.words(span).find("@")
        return None if at < 0 else Span(span.start + at, span.end)

    def _fixes(self, span: Span, paths: Iterable[str], safe: bool = False) -> tuple[Fix, ...]:
        here = self._tap(span)
        return tuple(replace(here, f"@{path}", safe=safe) for path in paths) if here else ()
