"""Ways out of a refusal: arguments that a layer takes in the place of those that it has, tried on it; and the edits.

What is said and what is offered is never worked out alone: the layer is asked again, with what comes in
along every axis and with all its other arguments.
"""

import re
from collections.abc import Iterable
from typing import Any

from cnndsl.checking.asking import takes, unread_rows
from cnndsl.checking.text_places import Answered, Change, TextPlaces
from cnndsl.fixes import Edit, Fix
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Origin
from cnndsl.sizes import Shape, Size, show_shape
from cnndsl.text import Span

SHORT = r"[A-Za-z]?\d+(?:[x×]\d+)*"
SPELLED = r"(\w+\s*=\s*)?(\d+(?:[x×:]\d+)*|[a-z_]+)"


class Case(NamedTuple):
    """A layer that does not fit what comes in: what its words and its ways out are made of."""

    layer: Layer
    """With what else is wrong with it unknown."""
    x: Shape
    origin: Origin
    places: TextPlaces
    arg: str = ""
    """The argument at fault."""
    rule: str = ""
    """The rule that does not hold."""

    @property
    def rank(self) -> int:
        return len(self.x) - 1

    @property
    def span(self) -> Span:
        """The argument at fault, or the whole layer where that is not written."""
        return self.origin.arguments.get(self.arg, self.origin.span)

    @property
    def shorthand(self) -> bool:
        return self.origin.code[:1].isupper()

    def value(self, arg: str) -> Any:
        return vars(self.layer).get(arg)

    @property
    def once(self) -> bool:
        """Whether its text is one layer of the network, so that an edit changes no other."""
        return self.places.once(self.origin.span)

    def takes(self, change: Change) -> bool:
        """Whether the layer takes what comes in with other arguments.

        Where its text stands for several, none of them may refuse by the same rule then, as far as can be said.
        """
        if not takes(self.layer, self.x, change):
            return False
        met = None if self.once else self.places.copies(self.origin.span, change)
        return not any(each.rule == self.rule for one in met or () for each in one.answer.refusals)

    def shown(self, arg: str, value: Any) -> str:
        """An argument as it is written in the layer's own spelling: `p1`, `pad=1`."""
        letter = type(self.layer).arguments[arg].letter
        number = written(value)
        if self.shorthand and letter:
            return f"`{self.origin.code[0] if letter == 'size' else letter}{number}`"
        return f"`{type(self.layer).arguments[arg].name or arg}={number}`"

    def fixes(self, changes: Iterable[Change]) -> tuple[Fix, ...]:
        """The edits that make the changes which work, and after which nothing is left unread."""
        if not self.places.is_own(self.origin.span):
            return ()
        made = (self.fix(each) for each in changes if self._is_quiet(each))
        return tuple({fix.edits: fix for fix in made if fix}.values())

    def _is_quiet(self, change: Change) -> bool:
        if not self.takes(change):
            return False
        if self.once:
            return not any(unread_rows(self.layer.with_arguments(**change), self.x))
        met = self.places.copies(self.origin.span, change)
        return met is not None and "depth" not in change and all(map(_is_quiet, met))

    def fix(self, change: Change) -> Fix | None:
        """The change as edits of what is written; None where it is no plain number or word."""
        edits = [self._edit(arg, value) for arg, value in change.items()]
        done = tuple(edit for edit in edits if edit)
        if len(done) < len(edits):
            return None
        said = " and ".join(f"`{edit.text.strip(', ()')}`" for edit in done if edit.text)
        gone = " and ".join(f"`{self.places.text.words(edit.span).strip(', ')}`" for edit in done)
        return Fix(f"write {said}" if said else f"remove {gone}", done)

    def _edit(self, arg: str, value: Any) -> Edit | None:
        span = self.origin.arguments.get(arg)
        if span is None:
            return self._insertion(arg, written(value))
        if value is None:
            return self._removal(span)
        words = self.places.text.words(span)
        if self.shorthand:
            letter = type(self.layer).arguments[arg].letter
            plain = re.fullmatch(SHORT, words) and isinstance(value, int | tuple)
            return (
                Edit(span, ("" if letter == "size" else letter) + written(value)) if plain else None
            )
        found = re.fullmatch(SPELLED, words)
        known_words = type(self.layer).arguments[arg].type.words
        if not found or not (found[2][0].isdigit() or found[2] in known_words):
            return None
        return Edit(span, (found[1] or "") + written(value))

    def _removal(self, span: Span) -> Edit | None:
        """An argument taken out of its brackets, with its comma."""
        whole, start = self.places.text.words(self.origin.span), self.origin.span.start
        before = whole[: span.start - start].rstrip()
        after = whole[span.end - start :]
        if before.endswith(","):
            return Edit(Span(start + len(before) - 1, span.end), "")
        comma = re.match(r"\s*,\s*", after)
        return Edit(Span(span.start, span.end + comma.end()), "") if comma else None

    def _insertion(self, arg: str, value: str) -> Edit | None:
        """An argument put in where none is written."""
        letter = type(self.layer).arguments[arg].letter
        end = self.origin.span.end
        if self.shorthand:
            if not letter or not value[0].isdigit():
                return None
            code = len(self.origin.code) - len(
                self.origin.code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            )
            at = self.origin.span.start + code if letter == "size" else end
            return Edit(Span(at, at), value if letter == "size" else letter + value)
        put = f"{type(self.layer).arguments[arg].name or arg}={value}"
        words = self.places.text.words(self.origin.span)
        if not words.endswith(")"):
            return Edit(Span(end, end), f"({put})")
        empty = re.search(r"\(\s*\)$", words)
        return Edit(Span(end - 1, end - 1), put if empty else f", {put}")


def _is_quiet(met: Answered) -> bool:
    """Whether there is nothing to say of a layer."""
    return met.answer.fits and not any(unread_rows(met.answer.layer, met.x))


def written(value: Any) -> str:
    """A value as a spec has it."""
    return show_shape(value) if isinstance(value, tuple) else str(value)


def bounds(
    case: Case, arg: str, most: Iterable[Size], least: Iterable[Size]
) -> tuple[Any, Any] | None:
    """The least and the largest number that an argument may be, as it is written: for all axes, or one an axis.

    `most` and `least` are those of each axis. None where there is none that works.
    """
    low, high = tuple(least), tuple(most)
    if not isinstance(case.value(arg), tuple):
        low, high = (max(low),), (min(high),)
    if any(a > b for a, b in zip(low, high, strict=True)):
        return None
    if len(low) > 1:
        return (low, high) if case.takes({arg: low}) and case.takes({arg: high}) else None
    least_, most_ = low[0], high[0]
    if not case.takes({arg: least_}):
        return None
    while most_ > least_ and not case.takes({arg: most_}):  # in other copies there is less room
        most_ = (least_ + most_) // 2
    return least_, most_


def between(low: Any, high: Any, start: int) -> str:
    """A range of numbers in words; one that starts where all do says its end alone."""
    if low == high:
        return f"of {written(low)}"
    if set(low if isinstance(low, tuple) else (low,)) == {start}:
        return f"of at most {written(high)}"
    return f"of {written(low)} to {written(high)}"


def extent(axis: int, rank: int, size: Size) -> str:
    """A size of the input with the word for its axis."""
    if rank == 3 and axis == 0:
        return f"{size} {'frame' if size == 1 else 'frames'} long"
    return f"{size} {('long', 'wide')[rank > 1] if axis == rank - 1 else 'high'}"
