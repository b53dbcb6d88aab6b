"""Parts on this machine's cores, by joblib's worker processes."""

import signal
from collections.abc import Callable, Sequence

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from cnndsl.sweep.engines import Done, do_packed, packed
from cnndsl.sweep.parts import Work


def work_off(
    work: Work, parts: Sequence[int], jobs: int, done: Done, prepare: Callable[[], object]
) -> None:
    """Each part is a task; where a worker is killed, those that are left are for the next round."""
    content = packed(work, prepare)
    tasks = (delayed(_do)(content, part) for part in parts)
    pool = Parallel(n_jobs=jobs, backend="loky", batch_size=1, return_as="generator_unordered")
    try:
        for part in pool(tasks):
            done(part)
    except BrokenProcessPool:
        return
    finally:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _do(work: bytes, part: int) -> int:
    """Ctrl-C is for the process that waits, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return do_packed(work, part)
