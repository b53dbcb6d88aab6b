"""How far a sweep is: parts and networks that are done, how fast, and for how long; on a terminal alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cnndsl.sweep.engines import Done
from cnndsl.sweep.parts import Work


@contextmanager
def progress(work: Work, there: int, parts: int, quiet: bool) -> Iterator[Done]:
    """A line on standard error while parts are done; `there` of them were before."""
    if quiet or not sys.stderr.isatty():
        yield lambda part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    shown = Progress(
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} parts"),
        BarColumn(),
        TextColumn("{task.fields[networks]:,} networks, {task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with shown:
        task = shown.add_task("", completed=there, total=parts, networks=0, rate="")
        networks = 0

        def done(part: int) -> None:
            nonlocal networks
            networks += work.numbers_in([part])
            elapsed = shown.tasks[0].elapsed or 0
            rate = f"{networks / elapsed:,.0f} a second" if elapsed else ""
            shown.update(task, advance=1, networks=networks, rate=rate)

        yield done
