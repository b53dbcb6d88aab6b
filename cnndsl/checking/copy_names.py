"""Copies that are named by labels with a number in them: `[denselayer<i+1>: b]*<n>`.

Such copies are written out: their parts stand where the repeat stands, each by its own name.
"""

from typing import TYPE_CHECKING

from cnndsl.checking.expansion import Expansion, Made
from cnndsl.checking.spot import Spot
from cnndsl.lazy_modules import LazyModule
from cnndsl.network import Item, Nest, Repeat, Scope, Sequence, Tap, Use
from cnndsl.syntax import tree
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import copy_name_problems
else:
    copy_name_problems = LazyModule("cnndsl.checking.copy_name_problems")


def naming_labels(body: tree.Body) -> list[tree.Label]:
    """The labels that name the copies of a part in brackets: those with a number, straight inside of it."""
    if not isinstance(body, tree.Group) or body.numbered:
        return []
    found = [part.label for part in body.parts if part.label and part.label.pieces]
    plain = [part.body for part in body.parts if part.is_plain_group]
    return found + [label for inner in plain for label in naming_labels(inner)]


def worked_out(expansion: Expansion, part: tree.Part, spot: Spot) -> tree.Label | None:
    """A part's label with its numbers worked out; None where a mistake hides it."""
    label = part.label
    if label is None or bool(label.pieces) == bool(spot.names_copies):
        return label and _with_numbers(expansion, label, spot)
    text = expansion.findings.text.at(label.span.start)
    if label.pieces:
        expansion.say(copy_name_problems.names_no_copies(part, label, text), spot)
        return None
    if spot.names_copies:
        expansion.say(copy_name_problems.same_in_each_copy(label, spot.names_copies, text), spot)
    return label


def _with_numbers(expansion: Expansion, label: tree.Label, spot: Spot) -> tree.Label | None:
    name = ""
    for piece in label.pieces:
        if isinstance(piece, str):
            name += piece
            continue
        value = spot.source.constants.evaluate(piece, spot.here)
        if value is None:
            return None
        if not isinstance(value, int) or value < 0:
            expansion.say(copy_name_problems.no_whole_number(label, value), spot)
            return None
        name += str(value)
    if not label.pieces:
        return label
    expansion.labels.copies_from[name] = label
    return label._replace(name=name, pieces=())


def no_value(items: Sequence) -> Sequence:
    """Parts whose label is a name, and none that a tap means."""
    return tuple([_no_value(item) for item in items])


def _no_value(item: Item) -> Item:
    if isinstance(item, Tap):
        return item._replace(label="")
    return item._replace(value="") if item.label else item  # type: ignore[call-arg]


def written_out(expansion: Expansion, made: Made, part: tree.Part, label: str, spot: Spot) -> Made:
    """What named copies come to: their parts, one copy after another, in a group where they have a label."""
    repeat = made.items[0] if made.items else None
    if not isinstance(repeat, Repeat) or not repeat.count_is_known:
        return made
    surroundings = spot.inside().labels if label else spot.labels
    items = tuple(
        _named_part(expansion, _one_of(repeat, item), surroundings, spot)
        for copy in repeat.copies
        for item in copy
    )
    if label and items:
        items = (Nest(items, part.span, label),)
    return made._replace(items=items)


def _one_of(repeat: Repeat, item: Item) -> Item:
    """A part of a copy; where that is a block alone, it says how many there are."""
    alone = isinstance(item, Use) and all(len(copy) == 1 for copy in repeat.copies)
    return item._replace(copy_of=repeat.copy_of) if alone else item  # type: ignore[call-arg]


def _named_part(expansion: Expansion, item: Item, surroundings: Scope[Span], spot: Spot) -> Item:
    """A part of a copy; one whose name another has, which is said, goes without it."""
    label, labels = item.label, expansion.labels
    if not label or (label in labels.copies_from and labels.name_copy(label, surroundings, spot)):
        return item
    return item._replace(label="")
