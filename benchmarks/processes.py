"""What whole Python processes cost: CPU time and the most memory, in turns, as medians."""

import os
import pty
import statistics
import sys
from collections.abc import Mapping
from typing import NamedTuple


class Cost(NamedTuple):
    seconds: float
    megabytes: float


def cost(arguments: list[str], terminal: bool = False) -> Cost:
    """Of one process, whose output goes nowhere or to a terminal."""
    child, screen = pty.fork() if terminal else (os.fork(), -1)
    if not child:
        if not terminal:
            void = os.open(os.devnull, os.O_WRONLY)
            os.dup2(void, 1)
            os.dup2(void, 2)
        os.chdir("/")
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, *arguments])
    while terminal and _read(screen):
        pass
    _, status, used = os.wait4(child, 0)
    assert status == 0, arguments[:4]
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 1 << 16)
    except OSError:  # the end of a terminal
        return b""


def costs(commands: Mapping[str, list[str]], rounds: int) -> dict[str, Cost]:
    """Medians of processes that are run in turns. One whose name ends in `terminal` has one."""
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            taken[name].append(cost(arguments, name.endswith("terminal")))
    return {
        name: Cost(*(statistics.median(column) for column in zip(*found, strict=True)))
        for name, found in taken.items()
    }


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(what: str, found: Cost, beside: str = "") -> None:
    say(f"{what:44} {found.seconds:8.3f} s of CPU {found.megabytes:7.0f} MB  {beside}".rstrip())
