"""What a whole `cnndsl check vgg_d --format json` costs in CPU time, beside an empty Python and lark alone.

Run it from an environment with the installed wheel: `python benchmarks/start_up.py`. Runs are interleaved,
medians are shown; the ratio is what to compare between machines.
"""

import os
import statistics
import subprocess
import sys

COMMANDS = {
    "empty Python": ["-c", "pass"],
    "import lark": ["-c", "import lark"],
    "check vgg_d --format json": ["-m", "cnndsl", "check", "vgg_d", "--format", "json"],
    "check vgg_d in a pipe": ["-m", "cnndsl", "check", "vgg_d"],
}
ROUNDS = 15


def cpu_seconds(arguments: list[str]) -> float:
    before = os.times()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")
    after = os.times()
    return (
        after.children_user - before.children_user + after.children_system - before.children_system
    )


def main() -> None:
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, arguments in COMMANDS.items():
            taken[name].append(cpu_seconds(arguments))
    empty = statistics.median(taken["empty Python"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        sys.stdout.write(
            f"{name:28} {1000 * median:6.0f} ms of CPU  {median / empty:5.1f} x an empty Python\n"
        )


if __name__ == "__main__":
    main()
