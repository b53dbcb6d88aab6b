"""`seq[...]`: which of its parts have numbers, and the words for one that has no label."""

from collections import Counter
from typing import TYPE_CHECKING

from cnndsl.checking.expansion import Expansion, Made
from cnndsl.checking.spot import Spot
from cnndsl.checking.taps import distinct
from cnndsl.lazy_modules import LazyModule
from cnndsl.network import Branches, Nest, Repeat, Sequence, Step, Use
from cnndsl.syntax import tree
from cnndsl.text import Span
from cnndsl.walker import bodies_of

if TYPE_CHECKING:
    from cnndsl.checking import seq_problems
else:
    seq_problems = LazyModule("cnndsl.checking.seq_problems")


def is_seq(body: tree.Body) -> bool:
    return isinstance(body, tree.Group) and body.numbered


def need_label(expansion: Expansion, part: tree.Part, spot: Spot) -> None:
    """Say that a `seq` has no label, unless its name is a number in another, or it is all that a head has."""
    if is_seq(part.body) and not (part.label or spot.numbered or spot.is_named):
        text = expansion.findings.text.at(part.span.start)
        expansion.say(seq_problems.label_missing(part.body.span, text), spot)


def hidden_levels(body: tree.Body, label: str, copied: bool, spot: Spot) -> int:
    """How many levels a part has that no brackets show: of copies, of joins that are parts, of a `seq` of copies."""
    labelled = bool(label)
    if isinstance(body, tree.Group):
        return copied and ((labelled and spot.numbered) or (body.numbered and not spot.numbered))
    if not isinstance(body, tree.Branches):
        return copied
    if copied:
        return 1 + (labelled and spot.numbered)
    return labelled or spot.numbered


def copies_apart(made: Made, part: tree.Part, label: str, spot: Spot) -> Made:
    """What copies come to in a `seq`: each is a part of its own; with a label they are a `seq` of that name."""
    repeat = made.items[0] if made.items else None
    numbered = spot.numbered or is_seq(part.body)
    if not numbered or not isinstance(repeat, Repeat) or not repeat.count_is_known:
        return made
    items = _apart(repeat, part.body)
    if items and (label or not spot.numbered):
        items = (Nest(items, part.span, label, numbered=True),)
    return made._replace(items=items)


def _apart(repeat: Repeat, body: tree.Body) -> Sequence:
    """Copies one after another: those of brackets are parts with names inside."""
    if isinstance(body, tree.Group):
        nest = Nest((), repeat.span, numbered=body.numbered, copy_of=repeat.copy_of)
        return tuple(nest._replace(body=copy) for copy in repeat.copies)
    return tuple(
        item._replace(copy_of=repeat.copy_of) if isinstance(item, Use) else item
        for copy in repeat.copies
        for item in copy
    )


def copied_layers(body: Sequence) -> set[Span]:
    """Where layers are written that have several numbers in one `seq`."""
    found: set[Span] = set()
    for item in body:
        if isinstance(item, Nest) and item.numbered:
            counts = Counter(
                each.word if isinstance(each, Branches) else each.origin.span
                for each in item.body
                if isinstance(each, Step | Branches)
            )
            found |= {span for span, count in counts.items() if count > 1}
        for inner in distinct(bodies_of(item)):
            found |= copied_layers(inner)
    return found
