"""Parts that stand several times one after another, as copies of one: for networks whose parts nobody has named.

Names follow, for what has none is named by where it stands: `conv1.0` for `conv1`.
"""

from cnndsl.checking.naming import named
from cnndsl.network import Branches, Fork, Item, Nest, Repeat, Sequence, Step, Tap, Use
from cnndsl.text import Span
from cnndsl.walker import bodies_of, with_bodies

NOWHERE = Span(0, 0)
LONGEST = 64
"""Of how many parts a copy may be that is looked for."""


def folded(body: Sequence) -> Sequence:
    """The same structure with copies for equal parts, and the names that it has then."""
    return named(_folded(body, False))


def _folded(body: Sequence, numbered: bool) -> Sequence:
    items = [with_bodies(item, _inside(item)) for item in body]
    if numbered:
        return tuple(items)  # whose parts keep their numbers
    keys = [_key(item) for item in items]
    found: list[Item] = []
    at = 0
    while at < len(items):
        length, times = _longest(keys, at)
        if times > 1:
            found.append(_copies(tuple(items[at : at + length]), times))
        else:
            found.append(items[at])
        at += length * times
    return tuple(found)


def _inside(item: Item) -> tuple[Sequence, ...]:
    if isinstance(item, Fork):
        return bodies_of(item)
    numbered = isinstance(item, Nest) and item.numbered
    return tuple(_folded(body, numbered) for body in bodies_of(item))


def _longest(keys: list[object], at: int) -> tuple[int, int]:
    """Of the copies that begin somewhere those that take up most: the length of one, and how many there are."""
    best = 1, 1
    for length in range(1, min(LONGEST, (len(keys) - at) // 2) + 1):
        copy, times = keys[at : at + length], 1
        while None not in copy and keys[at + length * times : at + length * (times + 1)] == copy:
            times += 1
        if times > 1 and length * times > best[0] * best[1]:
            best = length, times
    return best


def _copies(copy: Sequence, times: int) -> Repeat:
    single = len(copy) == 1 and isinstance(copy[0], Step | Use)
    only = copy[0].how if len(copy) == 1 and isinstance(copy[0], Branches) else "repeat"
    return Repeat((copy,) * times, single, NOWHERE, kind=only)


def _key(item: Item) -> object:
    """What two parts have in common that are equal; None for what is no copy of anything."""
    if item.label or isinstance(item, Tap | Fork | Use):
        return None
    if isinstance(item, Step):
        return item.layer if item.layer and not item.layer.label_arguments else None
    inner = tuple(tuple(map(_key, body)) for body in bodies_of(item))
    if any(None in body for body in inner):
        return None
    kind = item.how if isinstance(item, Branches) else "repeat"
    return kind, inner
