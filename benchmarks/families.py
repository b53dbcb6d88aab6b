"""What questions to families of networks cost, beside the check of one member, in one run.

`python benchmarks/families.py` where cnndsl is installed. CPU time in one process, the least of a few rounds; the last
column is how many members could have been checked in that time. Goals are those for one core: count, ranges and front
of 10^22 networks in a second, of 10^69 in ten and a gigabyte, and 10^5 draws a second.
"""

import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

from cnndsl.compile import Options, compile_text
from cnndsl.family.measured import Measured
from cnndsl.text import Text

FEW = 3
INPUT = (3, 32, 32)
PATTERNS = (
    "[[C3D{32,64} R]*{1..3} P?]*{1..4} [FC{256,512} R]*{0..2} FC10",
    "[[C3D{16..128 by 16} R]*{1..4} P]*{1..5} [FC{256,512} R]*{0..2} FC10",
    "[[C3D{16..128 by 16} R]*{1..5} P]*{1..5} [FC{256,512} R]*{0..2} FC10",
    "[[C{3,5}D{16..256 by 16} R]*{1..10} P]*{1..5} [FC{256,512} R]*{0..2} FC10",
)
DEPTH = ("params", "macs", "weight_layers")
SIGHT = ("params", "macs", "-receptive_field")
LIMITS = {"params": (None, 500_000)}
DRAWS = 100_000


def took(work: Callable[[], Any]) -> tuple[float, Any]:
    """The CPU time of the quickest of a few rounds, and what comes of it."""
    times = []
    for _ in range(FEW):
        started = time.process_time()
        found = work()
        times.append(time.process_time() - started)
        if times[0] > 1:
            break
    return min(times), found


def asked(pattern: str) -> Iterable[tuple[str, float, str]]:
    """Each question, what it costs, and what is found."""
    text = Text("family.cnn", f"input {'x'.join(map(str, INPUT))} {pattern}")
    seconds, result = took(lambda: compile_text(text))
    family = result.family
    yield "count", seconds, f"{family.count:.3g} networks, {len(family.automaton.edges):,} nodes"

    def new() -> Measured:
        return Measured(family.automaton, [INPUT])

    seconds, _ = took(lambda: new().ranges(DEPTH))
    yield "ranges", seconds, ", ".join(DEPTH)
    for figures in (DEPTH, SIGHT):
        seconds, front = took(lambda figures=figures: new().front(*figures))
        yield "front", seconds, f"{len(front)} of {', '.join(figures)}"
    seconds, found = took(lambda: new().count(LIMITS))
    exactly = "exactly" if found.is_exact else f"to {1 - found.least / found.most:.0%}"
    yield "within a limit", seconds, f"{found.most:.3g}, {exactly}"
    measured = new()
    seconds, _ = took(lambda: measured.sample(DRAWS, 1))
    yield "draws", seconds, f"{DRAWS / seconds:,.0f} a second"
    drawn = measured.sample(DRAWS // 10, 1)
    seconds, _ = took(lambda: measured.figures_of(drawn, DEPTH))
    yield "figures of draws", seconds, f"{len(drawn) / seconds:,.0f} a second"
    seconds, _ = took(lambda: [each for each, _ in zip(measured.rank("macs"), range(1000))])  # noqa: B905
    yield "the 1,000 best", seconds, "by macs"


def main() -> None:
    text = Text("member.cnn", f"input 3x32x32 {PATTERNS[0]}")
    one, _ = took(lambda: compile_text(text, Options(chosen=())))
    print(f"one member, checked: {1000 * one:.2f} ms")
    for pattern in PATTERNS:
        print(
            f"\n`{pattern}`\n\n| question | seconds | members checked in that time | |\n|---|---:|---:|---|"
        )
        for question, seconds, found in asked(pattern):
            print(f"| {question} | {seconds:.3f} | {seconds / one:,.0f} | {found} |")
    print(f"\nmost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
