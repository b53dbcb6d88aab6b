"""What a fit found, as lines: how many tensors how, part by part or pair by pair, and what is not as usual."""

from collections import Counter
from collections.abc import Iterator

from cnndsl.sizes import show_shape
from cnndsl.weights.orderings import FILE, NUMBERS, Doubt
from cnndsl.weights.outcome import HOW, Fit, Match
from cnndsl.weights.tensor_names import COUNTER, is_counter, rolled_up

SHOWN = 4


def report(name: str, found: Fit, pairs: bool = False) -> Iterator[str]:
    """How many tensors how, and part by part; with `pairs`, every tensor."""
    counts = Counter(match.how for match in found.matches.values())
    how = ", ".join(f"{counts[each]} {words}" for each, words in HOW.items() if counts[each])
    total = len(found.matches) + len(found.kept)
    yield f"{name}: {total} tensors: {how or '0 from the checkpoint'}"
    yield from _pairs(found.matches) if pairs else _parts(found)


def _pairs(matches: dict[str, Match]) -> Iterator[str]:
    width = max(map(len, matches), default=0)
    for ours, match in matches.items():
        yield f"  {ours:<{width}}  {match.theirs}  ({HOW[match.how]})"


def _parts(found: Fit) -> Iterator[str]:
    """Our outermost parts, each with the parts of theirs that it is made of."""
    groups: dict[str, list[str]] = {}
    for ours, match in found.matches.items():
        groups.setdefault(ours.partition(".")[0], []).append(match.theirs)
    everything = [*(match.theirs for match in found.matches.values()), *found.left]
    width = max(map(len, groups), default=0)
    for part, theirs in groups.items():
        yield f"  {part:<{width}}  {listed(rolled_up(theirs, everything))}"


def notes(found: Fit) -> Iterator[str]:
    """What is not as usual, and in no doubt."""
    counters = [
        name for name in found.kept if is_counter(name) and _variance(name) in found.matches
    ]
    fresh = [name for name in found.kept if name not in counters]
    ours = [*found.matches, *found.kept]
    theirs = [*(match.theirs for match in found.matches.values()), *found.left]
    if counters:
        yield f"{len(counters)} counts of batches (`{COUNTER}`) are not in the checkpoint: 0"
    if fresh:
        yield f"fresh values: {listed(rolled_up(fresh, [name for name in ours if name not in counters]))}"
    if found.left:
        yield f"left out: {listed(rolled_up(found.left, theirs))}"
    if found.reshaped:
        shown = (f"{each.ours} {_size(each.was)} as {_size(each.shape)}" for each in found.reshaped)
        yield f"the same numbers in another shape: {listed(list(shown))}"
    agreed = tuple(doubt for doubt in found.settled if not doubt.against)
    yield from _open(found, agreed, "the names settle it")


def _variance(counter: str) -> str:
    """What stands beside a count of batches."""
    return counter.removesuffix(COUNTER) + "running_var"


def _size(shape: tuple[int, ...]) -> str:
    return show_shape(shape) or "single"


def doubtful(found: Fit) -> Iterator[str]:
    """What should be looked at: where the order of the file settles what names could not, or an order says
    otherwise than they.
    """
    for order in (FILE, NUMBERS):
        against = tuple(doubt for doubt in found.settled if doubt.against == order)
        yield from _open(found, against, f"the names settle it, against {order}")
    yield from _open(found, found.trusted, "the order of the file settles it")


def _open(found: Fit, doubts: tuple[Doubt, ...], how: str) -> Iterator[str]:
    """What shapes leave open, and how it was decided."""
    for doubt in doubts[:SHOWN]:
        taken = found.matches[doubt.ours].theirs
        other = doubt.other if taken == doubt.theirs else doubt.theirs
        yield f"the shapes leave it open, {how}: `{doubt.ours}` is `{taken}`, not `{other}`"
    if len(doubts) > SHOWN:
        yield f"and {len(doubts) - SHOWN} more such places"


def listed(parts: list[str]) -> str:
    more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + more
