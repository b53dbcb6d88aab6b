"""Parts on a Ray cluster: the one that `RAY_ADDRESS` names, else one that is started on this machine."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import ray

from cnndsl.sweep.engines import Done, do_packed, packed
from cnndsl.sweep.parts import Work


def work_off(
    work: Work, parts: Sequence[int], jobs: int, done: Done, prepare: Callable[[], object]
) -> None:
    """So many parts at a time; Ray does a killed worker's again, and what it gives up is for the next round.

    What is going on when this ends, ends with it.
    """
    _start(jobs)
    content = ray.put(packed(work, prepare))
    task = ray.remote(num_cpus=1, max_retries=1)(do_packed)
    waiting, running = iter(parts), dict[Any, int]()
    try:
        while True:
            for part in waiting:
                running[task.remote(content, part)] = part
                if len(running) >= jobs:
                    break
            if not running:
                return
            _finish(running, done)
    finally:
        ray.shutdown()


def _start(jobs: int) -> None:
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    if os.environ.get("RAY_ADDRESS"):
        ray.init(**quiet)
    else:
        ray.init(address="local", num_cpus=jobs, include_dashboard=False, **quiet)


def _finish(running: dict[Any, int], done: Done) -> None:
    """Wait for one part, which may have been lost with its workers."""
    (ready,), _ = ray.wait([*running], num_returns=1)
    del running[ready]
    try:
        done(ray.get(ready))
    except ray.exceptions.RayTaskError:
        raise
    except ray.exceptions.RayError:
        return
