"""Who does the parts: this process, or workers of an engine. Whatever becomes of a worker, parts that are missing
are done again.
"""

import pickle
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TypeAlias

from cnndsl.sweep.parts import Work, clear, do, missing

Done: TypeAlias = Callable[[int], None]
"""Is told of each part that is there."""
Engine: TypeAlias = Callable[[Work, Sequence[int], int, Done, Callable[[], object]], None]
"""Does parts of some work with so many workers, each of which first calls the function. It may leave some
undone where workers are lost.
"""
ENGINES = {"joblib": "joblib", "ray": "ray", "slurm": "submitit"}
"""The engines, and the package that each takes; the extras are called as the engines are."""
TRIES = 3
"""Rounds without a single part done, after which it is given up."""


class NoEngine(Exception):
    """An engine that is not there, with the way out."""


class WorkersLost(Exception):
    """Workers go before they have done a part, again and again."""


def engine(name: str) -> Engine:
    """An engine by its name."""
    try:
        import_module(ENGINES[name])
    except ModuleNotFoundError as missing:
        raise NoEngine(
            f"--on {name} needs {ENGINES[name]}: pip install 'cnndsl[{name}]' ({missing})"
        ) from None
    found: Engine = import_module(f"cnndsl.sweep.on_{name}").work_off
    return found


def here(
    work: Work, parts: Sequence[int], jobs: int, done: Done, prepare: Callable[[], object]
) -> None:
    """One part behind the other, in this process."""
    for part in parts:
        do(work, part)
        done(part)


def run(
    work: Work,
    parts: Iterable[int],
    by: Engine,
    jobs: int,
    done: Done,
    prepare: Callable[[], object],
) -> None:
    """Do what is missing of some parts, until nothing is."""
    clear(work)
    left, idle = missing(work, parts), 0
    while left:
        by(work, left, jobs, done, prepare)
        before, left = len(left), missing(work, left)
        idle = 0 if len(left) < before else idle + 1
        if idle == TRIES:
            raise WorkersLost(f"workers are lost before they have done a part, {TRIES} times over")
    clear(work)


def packed(work: Work, prepare: Callable[[], object]) -> bytes:
    """Work as it goes to workers; the preparation comes out of it first."""
    return pickle.dumps((prepare, pickle.dumps(work)))


@lru_cache(maxsize=1)
def unpacked(work: bytes) -> Work:
    """What has been packed, once in a process, with what it has worked out for itself."""
    prepare, inner = pickle.loads(work)
    prepare()
    found: Work = pickle.loads(inner)
    return found


def do_packed(work: bytes, part: int) -> int:
    """A part as a worker does it."""
    do(unpacked(work), part)
    return part
