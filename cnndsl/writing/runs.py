"""Parts one after another that are copies of one: named by their numbers, `unit2`, `unit3`, or numbered in a `seq`."""

import re
from collections.abc import Iterator

from cnndsl.network import Branches, CopyOf, Item, Nest, Sequence, Step, Use, value_label

NUMBERED = r"(.*?)([0-9]+)"
LEAST = 3
"""How many parts with names in a row are written as copies, where nothing else says that they are."""


def runs(body: Sequence, in_seq: bool) -> Iterator[Sequence]:
    """A sequence's parts, those together that may be copies of one."""
    run: list[Item] = []
    for item in body:
        if run and not _goes_on(run[-1], item, in_seq):
            yield tuple(run)
            run = []
        run.append(item)
    if run:
        yield tuple(run)


def _goes_on(before: Item, item: Item, in_seq: bool) -> bool:
    if type(before) is not type(item) or _copy_of(before) != _copy_of(item):
        return False
    if not before.label and not item.label:
        return in_seq and not _joins(item) and (_copy_of(item) is not None or _alike(before, item))
    one, other = numbered_name(before), numbered_name(item)
    return bool(one and other and one[0] == other[0] and one[1] + 1 == other[1])


def _alike(one: Item, other: Item) -> bool:
    """Whether two parts are the same but for their numbers."""
    if isinstance(one, Step) and isinstance(other, Step):
        return one.layer == other.layer and one.origin.symbols == other.origin.symbols
    if isinstance(one, Use) and isinstance(other, Use):
        return (one.definition, one.given, one.taps) == (other.definition, other.given, other.taps)
    return isinstance(one, Nest) and isinstance(other, Nest) and one.body is other.body


def _joins(item: Item) -> bool:
    """Whether a part of a `seq` is a join, which it has in no brackets."""
    return isinstance(item, Nest) and len(item.body) == 1 and isinstance(item.body[0], Branches)


def numbered_name(item: Item) -> tuple[str, int] | None:
    """The label of a part as one of copies with names of their own: what stands before the number, and that."""
    found = re.fullmatch(NUMBERED, item.label)
    if not found or not isinstance(item, Step | Use | Nest) or value_label(item) == item.label:
        return None
    known = found[1] and (found[2] == "0" or not found[2].startswith("0"))
    return (found[1], int(found[2])) if known else None


def _copy_of(item: Item) -> CopyOf | None:
    return item.copy_of if isinstance(item, Use | Nest) else None


def copies_said(run: Sequence) -> CopyOf | None:
    """What says how many copies a run is of, by the parameters of a block."""
    return _copy_of(run[0])


def without_names(item: Item) -> Item:
    """A copy without what names it."""
    return item._replace(label="", name="", value=None, **_no_copy(item))  # type: ignore[arg-type,call-arg]


def _no_copy(item: Item) -> dict[str, None]:
    return {"copy_of": None} if isinstance(item, Use | Nest) else {}
