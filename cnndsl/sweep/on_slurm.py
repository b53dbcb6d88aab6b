"""Parts on a cluster that Slurm runs, by submitit: an array of jobs, each with its share of the parts.

Partition, time and account are taken from Slurm's own variables, `SBATCH_PARTITION` and their like. The jobs'
records lie in the folder `slurm` beside the parts.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from time import sleep
from typing import Any

import submitit
from submitit.core.utils import FailedJobError

from cnndsl.sweep.engines import Done, NoEngine, WorkersLost, do_packed, packed
from cnndsl.sweep.parts import Work, missing

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds between two looks at what is done."""
MINUTES = 24 * 60
"""What a job asks for, unless `SBATCH_TIMELIMIT` says otherwise."""


def work_off(
    work: Work, parts: Sequence[int], jobs: int, done: Done, prepare: Callable[[], object]
) -> None:
    """An array of jobs; the parts of one that ends before its time are for the next round."""
    content = packed(work, prepare)
    shares = [share for share in (parts[k::jobs] for k in range(jobs)) if share]
    array = _submitted(work, content, shares)
    pause = FIRST_PAUSE
    try:
        while _is_going_on(array):
            sleep(pause)
            pause = min(LONGEST_PAUSE, 1.5 * pause)
            parts = _told(work, parts, done)
        _told(work, parts, done)
        _complain(array)
    finally:
        for each in array:
            each.cancel(check=False)


def _submitted(work: Work, content: bytes, shares: list[Sequence[int]]) -> list[Any]:
    try:
        executor = submitit.AutoExecutor(os.path.join(work.folder, "slurm"), cluster="slurm")
    except RuntimeError as missing:
        raise NoEngine(f"--on slurm: {missing}") from None
    executor.update_parameters(
        name="cnndsl-sweep",
        timeout_min=MINUTES,
        cpus_per_task=1,
        slurm_array_parallelism=len(shares),
    )
    found: list[Any] = executor.map_array(_do_share, [content] * len(shares), shares)
    return found


def _do_share(work: bytes, parts: Sequence[int]) -> None:
    for part in parts:
        do_packed(work, part)


def _is_going_on(array: list[Any]) -> bool:
    """Whether a job is still to come or at work; asked of the queue, since not every cluster keeps accounts."""
    number = array[0].job_id.partition("_")[0]
    asked = subprocess.run(
        ["squeue", "--noheader", "--jobs", number], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        return "Invalid job id" not in asked.stderr
    return bool(asked.stdout.strip())


def _complain(array: list[Any]) -> None:
    """Say why a job has failed of itself; one that was killed is begun again."""
    for each in array:
        problem = each.exception() if each.paths.result_pickle.exists() else None
        if isinstance(problem, FailedJobError):
            raise WorkersLost(f"job {each.job_id} failed: {str(problem).strip().splitlines()[-1]}")


def _told(work: Work, parts: Sequence[int], done: Done) -> Sequence[int]:
    """Say which parts are there by now, and give back those that are not."""
    left = missing(work, parts)
    for part in set(parts).difference(left):
        done(part)
    return left
