"""Time and memory grow with the network and no faster, counted in calls and bytes, never in seconds.

What a call does inside Python itself is not counted; benchmarks/ has the clock.
"""

import gc
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable

import pytest
from conftest import checked

from cnndsl.layers.conv import Conv
from cnndsl.named_tuple import MANY  # type: ignore[attr-defined]
from cnndsl.network import Placed
from cnndsl.show.as_json import document

INPUT = "input 64x32x32\n"
BLOCK = "block b(d) { C3D<d> BN R add( id | C3D<d> R ) }\n"

GROWING: dict[str, Callable[[int], str]] = {
    "layers": lambda n: INPUT + "C3D64 R\n" * n,
    "different layers": lambda n: INPUT + "\n".join(f"C3D{k + 1} R" for k in range(n)),
    "spelled out": lambda n: INPUT + "conv(64, kernel=3, pad=1) relu\n" * n,
    "copies": lambda n: INPUT + f"[C3D64 R]*{n}",
    "copies of one layer": lambda n: INPUT + f"C3D64*{n}",
    "copies with i": lambda n: INPUT + f"[C3D<i+1> R]*{n}",
    "copies with numbers": lambda n: INPUT + f"f: seq[[C3D64 R]*{n} C3D64*{n}]",
    "copies with names": lambda n: INPUT + f"[conv<i>: C3D64 R]*{n}",
    "a block": lambda n: BLOCK + INPUT + "b(64) " * n,
    "copies of a block": lambda n: BLOCK + INPUT + f"b(64)*{n}",
    "different blocks": lambda n: (
        "".join(f"block b{k} {{ C3D8 R }}\n" for k in range(n))
        + INPUT
        + " ".join(f"b{k}" for k in range(n))
    ),
    "in": lambda n: "block b { C1D<in> R }\n" + INPUT + "b " * n,
    "labels": lambda n: INPUT + " ".join(f"l{k}: C3D8 R" for k in range(n)),
    "taps": lambda n: INPUT + " ".join(f"l{k}: C3D8 R cat(@l{k // 2}|id) C1D8" for k in range(n)),
    "labels in groups": lambda n: (
        INPUT + " ".join(f"g{k}: [a{k}: C3D8 R] add(@a{k}|id)" for k in range(n))
    ),
    "branches": lambda n: INPUT + "cat(" + "|".join(["C1D1"] * n) + ")",
    "joins": lambda n: INPUT + "cat(C1D4|C3D4 R) " * n,
    "projections": lambda n: INPUT + "add(C3D4|proj) R " * n,
    "crops": lambda n: INPUT + "cat(C1D4|C3D4|crop) " * n,
    "what is filled in": lambda n: INPUT + "C3D64\n" * n,
    "depths that are filled in": lambda n: INPUT + "C3 R\n" * n,
    "what follows": lambda n: "after conv { BN R }\n" + INPUT + "C3D8 " * n,
    "constants": lambda n: (
        "let a0 = 1\n"
        + "".join(f"let a{k} = a{k - 1}+1\n" for k in range(1, n))
        + INPUT
        + f"C3D<a{n - 1}>"
    ),
    "heads": lambda n: INPUT + "C3D4 R " + " ".join(f"head h{k} {{ GAP FC2 }}" for k in range(n)),
    "facts": lambda n: INPUT + "C3D8 R\n" * n + "expect @conv1 params 4_616\n" * n,
    "comments": lambda n: INPUT + "C3D8 R # as in the paper\n" * n,
    "likely slips": lambda n: (
        "block b(d) { C3D<d> C3D<d> BN R }\n"
        + INPUT
        + "C3D8 C3D8 R R # ok\nb(8) [FC9 M1]*2 S\n" * n
    ),
    "slips with fixes": lambda n: INPUT + "add( C3D8 R M1 R ) a: [FC8]*2 R\n" * n,
    "mistakes": lambda n: INPUT + "C3D8 R [ C1x ] " * n,
}


def calls(spec: str) -> Counter[str]:
    """The Python calls of a check, by what is called."""
    found: Counter[str] = Counter()

    def count(frame: object, event: str, argument: object) -> None:
        if event == "call":
            found[frame.f_code.co_qualname] += 1  # type: ignore[attr-defined]

    sys.setprofile(count)
    try:
        checked(spec)
    finally:
        sys.setprofile(None)
    return found


def pay_first_costs(name: str, n: int) -> None:
    """What words cost when they are first read, and named tuples until there are many of them."""
    for _ in range(MANY):
        checked(GROWING[name](2))
    checked(GROWING[name](n))


LIMITED = ("likely slips", "mistakes", "slips with fixes")
"""Of what these say each is held against the others, and no more than a hundred are said."""


SLOW = {"crops", "taps", "labels in groups"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW))
        for name in sorted(GROWING.keys() - LIMITED)
    ],
)
def test_calls_grow_in_a_line(name: str) -> None:
    """Twice as many layers more are twice as many calls more."""
    pay_first_costs(name, 80)
    few, more, most = (sum(calls(GROWING[name](n)).values()) for n in (20, 40, 80))
    assert 0 < most - more <= 2.01 * (more - few)


@pytest.mark.parametrize("name", LIMITED)
def test_calls_for_what_is_said_grow_in_a_line_to_the_limit(name: str) -> None:
    pay_first_costs(name, 120)
    few, most = (sum(calls(GROWING[name](n)).values()) for n in (30, 120))
    assert most <= 4.6 * few


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("layers", 100),
        pytest.param("copies", 100, marks=pytest.mark.slow),
        *(
            pytest.param(name, 1000, marks=pytest.mark.full)
            for name in ("layers", "copies", "a block", "joins")
        ),
    ],
)
def test_memory_grows_in_a_line(name: str, n: int) -> None:
    """Lists and tables grow in steps, so not quite as evenly as calls."""

    def peak(n: int) -> int:
        spec = GROWING[name](n)
        gc.collect()  # what is let go of while measuring would be taken off
        tracemalloc.start()
        document(checked(spec))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(n)
    few, more, most = peak(n), peak(2 * n), peak(4 * n)
    assert 0 < most - more <= 2.2 * (more - few)


@pytest.mark.parametrize("name", ["copies", "a block", "copies of a block"])
def test_what_repeats_is_worked_out_once(name: str) -> None:
    """Ten times the copies ask no rule ten times: what is left is a few calls for each row."""
    pay_first_costs(name, 30)
    few, many = (calls(GROWING[name](n)) for n in (30, 300))
    assert few["Conv.infer"] == many["Conv.infer"] > 0
    assert few["Conv.windows"] == many["Conv.windows"]
    assert few["Trail.answer"] == many["Trail.answer"] > 0
    rows = [len(checked(GROWING[name](n)).rows) for n in (30, 300)]
    assert (sum(many.values()) - sum(few.values())) / (rows[1] - rows[0]) < 75


@pytest.mark.parametrize("kind", ["copies", "blocks"])
def test_places_of_the_text_are_counted_once_however_often_they_are_met(kind: str) -> None:
    """A part in n parts, each of them twice in the next, stands 2^n times in the network and once in the text."""

    def nested(n: int) -> str:
        if kind == "copies":
            return f"input 3x8x8 {'[' * n}C4D8 R{']*2' * n}"
        blocks = [f"block b{k + 1} {{ b{k} b{k} }}" for k in range(n)]
        return f"block b0 {{ C4D8 R }} {' '.join(blocks)} input 3x8x8 b{n}"

    few, more, most = (calls(nested(n))["TextPlaces._count"] for n in (1, 2, 3))
    assert 0 < most - more <= more - few


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("g: [ {} ]", id="a labelled group"),
        pytest.param("g: seq[ {} ]", id="a seq"),
        pytest.param("[ {} ]*1", id="copies"),
        pytest.param("add( {} | id )", id="branches"),
        pytest.param("cat( id | {} ) C1D8", id="a later branch"),
    ],
)
def test_what_is_asked_for_what_comes_in_grows_in_a_line_with_the_depth(part: str) -> None:
    """Of `C1D<in>` behind a part the depth is known from what is in that, which asks as well, at every level."""

    def asked(levels: int) -> int:
        spec = "C1D8 R"
        for _ in range(levels):
            spec = f"{part.format(spec)} C1D<in> R"
        found = calls(f"input 8x8x8 {spec}")
        return found["follow"]

    few, more, most = map(asked, (2, 4, 6))
    assert 0 < most - more <= more - few


def test_the_count_sees_what_it_counts() -> None:
    """A layer's rule is asked once for each different input; each of the copies has its row."""
    found = calls(INPUT + "[C3D64 R]*50")
    assert 0 < found[Conv.infer.__qualname__] <= 5
    placed = checked(INPUT + "[C3D64 R]*50").network.layers
    assert [type(each) for each in placed] == [Placed] * 100
