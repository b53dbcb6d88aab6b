"""Parts on this machine's cores, by joblib's worker processes."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Thread
from time import sleep

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from cnndsl.sweep.engines import Done, do_packed, packed
from cnndsl.sweep.parts import Work

SECONDS = 0.5
"""Between two looks at whether somebody waits."""


def work_off(
    work: Work, parts: Sequence[int], jobs: int, done: Done, prepare: Callable[[], object]
) -> None:
    """Each part is a task; where a worker is killed, those that are left are for the next round."""
    content = packed(work, prepare)
    tasks = (delayed(_do)(content, part, os.getpid()) for part in parts)
    pool = Parallel(n_jobs=jobs, backend="loky", batch_size=1, return_as="generator_unordered")
    try:
        with _without_interrupts():
            finished = pool(tasks)
        for part in finished:
            done(part)
    except BrokenProcessPool:
        return
    finally:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes that are started here never hear of Ctrl-C: it is for the one that waits, which ends them."""
    if os.name == "nt":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _do(work: bytes, part: int, waits: int) -> int:
    """A part in a worker."""
    if waits != os.getpid():  # a single one is this process itself
        _end_with(waits)
    return do_packed(work, part)


@cache
def _end_with(process: int) -> None:
    """Let a worker end when the process that waits for it is killed: nobody would take its parts."""

    def watch() -> None:
        while os.getppid() == process:
            sleep(SECONDS)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
