"""Rows in parts: a file for each range of numbers, which appears whole and never changes.

A part is written beside its place, under a name that says which process writes it, and moved there. So two
that do the same part at once write the same file twice, and whoever is killed leaves no half of one.
"""

import os
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import time

from cnndsl.named_tuple import NamedTuple
from cnndsl.sweep.formats import WRITERS, Columns
from cnndsl.sweep.rows import Rows
from cnndsl.unfinished_files import UNFINISHED

UNFINISHED_ENDING = ".unfinished"
LONG_AGO = 24 * 3600
"""Seconds after which a file that another machine's process has not gone on with is given up."""
FEWEST_ROWS, MOST_ROWS = 100, 1_000_000
"""Of a part."""
PARTS = 64
"""So many there are of what is neither small nor large."""
MOST_PARTS = 1_000_000


class Work(NamedTuple):
    """A sweep in parts."""

    rows: Rows
    folder: str
    format: str

    @property
    def size(self) -> int:
        """How many numbers a part has: it hangs on how many there are alone."""
        count = self.rows.count
        usual = min(MOST_ROWS, max(FEWEST_ROWS, -(-count // PARTS)))
        return max(usual, -(-count // MOST_PARTS))

    @property
    def parts(self) -> int:
        return -(-self.rows.count // self.size)

    def range_of(self, part: int) -> tuple[int, int]:
        """A part's first number, and that behind its last."""
        return part * self.size, min(self.rows.count, (part + 1) * self.size)

    def numbers_in(self, parts: Iterable[int]) -> int:
        """How many numbers some parts have."""
        return sum(last - first for first, last in map(self.range_of, parts))

    def name(self, part: int) -> str:
        return f"part-{part:06d}.{self.format}"

    def place(self, part: int) -> str:
        return os.path.join(self.folder, self.name(part))


def do(work: Work, part: int) -> None:
    """Write a part, if it is not there."""
    while not os.path.exists(work.place(part)):
        made = beside(work.place(part))
        UNFINISHED.add(made)
        try:
            _write(work, part, made)
            os.replace(made, work.place(part))
        except FileNotFoundError:
            if not os.path.isdir(work.folder):
                raise
        finally:
            _drop(made)


def _write(work: Work, part: int, made: str) -> None:
    """Write a part's rows into a file, down to the disk."""
    columns = Columns(work.rows.columns, work.rows.kinds)
    try:
        with open(made, "wb") as file:
            WRITERS[work.format](file, columns, work.rows.rows(*work.range_of(part)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        problem.filename = problem.filename or work.place(part)
        raise


def _drop(made: str) -> None:
    UNFINISHED.discard(made)
    with suppress(OSError):
        os.unlink(made)


def beside(place: str) -> str:
    """The unfinished file of a place: its name has the machine and the process that write it."""
    folder, name = os.path.split(place)
    writer = f"{socket.gethostname()}.{os.getpid()}"
    return os.path.join(folder, f".{name}.{writer}{UNFINISHED_ENDING}")


def missing(work: Work, parts: Iterable[int]) -> Sequence[int]:
    """Those parts that are not there."""
    there = set(os.listdir(work.folder))
    return [part for part in parts if work.name(part) not in there]


def clear(work: Work) -> None:
    """Take away what a process that is gone has left unfinished, and what is there meanwhile."""
    there = set(os.listdir(work.folder))
    for name in there:
        if name.startswith(".") and name.endswith(UNFINISHED_ENDING):
            finished = ".".join(name.split(".")[1:3])
            if finished in there or _is_given_up(work.folder, name):
                _drop(os.path.join(work.folder, name))


def _is_given_up(folder: str, name: str) -> bool:
    """Whether nobody goes on with an unfinished file."""
    machine, _, process = name.removesuffix(UNFINISHED_ENDING).split(".", 3)[3].rpartition(".")
    if machine == socket.gethostname() and process.isdigit():
        return not _is_running(int(process))
    with suppress(OSError):
        return time() - os.stat(os.path.join(folder, name)).st_mtime > LONG_AGO
    return False


def _is_running(process: int) -> bool:
    if os.name == "nt":  # where this would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
