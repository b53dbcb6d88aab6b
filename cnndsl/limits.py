"""What bounds the work on a spec, so that anybody's file can be opened.

Each bound has a name by which it is raised: `--limit layers=1M`, `cnndsl.check(spec, limits={"layers": 10**6})`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cnndsl.named_tuple import NamedTuple


class Limits(NamedTuple):
    """The bounds of one run. Each docstring ends a row of docs/safety.md."""

    characters: int = 4_000_000
    """of a spec, with the files that it takes in"""
    words: int = 300_000
    """words, numbers and signs of a file"""
    letters: int = 2_000
    """of one word or name"""
    nesting: int = 100
    """brackets, blocks and files in one another"""
    layers: int = 100_000
    """that copies and blocks unfold to"""
    bodies: int = 5_000
    """of blocks, with different arguments or depths that come in"""
    parameters: int = 30
    """of one block"""
    crops: int = 10_000
    """tries of branches for the size that a crop leaves, inside of one another"""
    names: int = 10_000_000
    """letters of all layers' names together"""
    mistakes: int = 100
    """that are looked for"""

    def raising(self, name: str, wanted: int = 0) -> str:
        """The way to a higher limit, for the help of a diagnostic; to what is wanted, where that is in reach."""
        held = getattr(self, name)
        enough = wanted if held < wanted < 50 * held else 2 * held
        return f"`--limit {name}={min(enough, MOST.get(name, enough))}` raises the limit"


MOST = {"nesting": 100}
"""Python calls within calls to a depth of 1,000, and no stage spends more than a few calls on a level."""
MOST_OF_ALL = 10**9


def why_no_limit(name: str, most: object) -> str:
    """Why a bound cannot be set so, or nothing where it can."""
    if name not in Limits._fields:
        return f"there is no limit `{name[:60]}`; there are {', '.join(Limits._fields)}"
    highest = MOST.get(name, MOST_OF_ALL)
    if isinstance(most, int) and not isinstance(most, bool) and 1 <= most <= highest:
        return ""
    return f"the limit `{name}` is a whole number from 1 to {highest:,}"


_now: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039  (it is frozen)


def limits() -> Limits:
    """Those of the run that is under way."""
    return _now.get()


@contextmanager
def held(to: Limits) -> Iterator[None]:
    """Let a run have these limits."""
    token = _now.set(to)
    try:
        yield
    finally:
        _now.reset(token)
