"""`cnndsl sweep -o FOLDER/`: the parts, by this process or by an engine, with how far they are."""

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from cnndsl.cli.files import Failure, complain, user_layers, wrote
from cnndsl.sweep import manifest
from cnndsl.sweep.engines import NoEngine, WorkersLost, engine, here, run
from cnndsl.sweep.parts import Work, missing
from cnndsl.sweep.progress import progress
from cnndsl.sweep.rows import Rows

INTERRUPTED = 130


def in_parts(rows: Rows, kind: str, arguments: argparse.Namespace) -> int:
    """Do the parts that are missing; 130 where Ctrl-C leaves some for another time."""
    work = Work(rows, arguments.output, kind)
    one, many = arguments.shard or (1, 1)
    mine = range(one - 1, work.parts, many)
    try:
        by = engine(arguments.on) if arguments.on else here
        manifest.begin(work)
        with _interruptible():
            _run(work, mine, by, arguments)
    except manifest.AnotherSweep as other:
        raise Failure(f"{arguments.output}: {other}") from None
    except (NoEngine, WorkersLost) as problem:
        raise Failure(str(problem)) from None
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on with the parts that are missing")
        return INTERRUPTED
    if not arguments.quiet:
        wrote(
            arguments.output,
            f": {len(mine):,} of {work.parts:,} parts, {work.numbers_in(mine):,} networks",
        )
    return 0


def _run(work: Work, mine: range, by: "object", arguments: argparse.Namespace) -> None:
    there = len(mine) - len(missing(work, mine))
    prepare = partial(user_layers, arguments.layers)
    with progress(work, there, len(mine), arguments.quiet) as done:
        run(work, mine, by, arguments.jobs or os.cpu_count() or 1, done, prepare)  # type: ignore[arg-type]


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the work by an exception, so that workers are ended too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
