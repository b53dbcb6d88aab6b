"""Sweeps in parts: nothing is lost or doubled, whoever is killed; engines, shards, folders of other sweeps."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import REPO

from cnndsl.sweep import manifest
from cnndsl.sweep.engines import NoEngine, WorkersLost, engine, here, run
from cnndsl.sweep.parts import Work, clear, do, missing

COUNT = 1000


class Numbers:
    """Rows that are numbers. The first process to come to one of `deadly` kills itself, like a lost node."""

    columns = ("member", "params")
    kinds = ("whole", "whole")
    checksum = "of numbers"

    def __init__(self, folder: str, deadly: tuple[int, ...] = (), pause: float = 0) -> None:
        self.folder, self.deadly, self.pause, self.count = folder, deadly, pause, COUNT

    def rows(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        for number in range(first, last):
            if number in self.deadly:
                self._die(number)
            time.sleep(self.pause)
            yield number, number * number

    def _die(self, number: int) -> None:
        try:
            os.close(os.open(os.path.join(self.folder, f"{number}.died"), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def nothing() -> None:
    """What workers need before they begin."""


@pytest.fixture
def work(tmp_path: Path) -> Work:
    found = Work(Numbers(str(tmp_path)), str(tmp_path / "out"), "csv")
    manifest.begin(found)
    return found


def everything(work: Work) -> list[int]:
    """The numbers of all rows in all parts, in order."""
    found = []
    for part in range(work.parts):
        with open(work.place(part), encoding="utf-8", newline="") as file:
            names, *rows = csv.reader(file)
        assert names == ["member", "params"]
        found += [int(member) for member, _ in rows]
        assert all(int(params) == int(member) ** 2 for member, params in rows)
    return found


def is_whole(work: Work) -> bool:
    """Whether each row is there once, and nothing beside parts."""
    names = [work.name(part) for part in range(work.parts)]
    there = sorted(each for each in os.listdir(work.folder) if each != "slurm")
    return everything(work) == [*range(COUNT)] and there == [*names, manifest.NAME]


def run_here(work: Work) -> list[int]:
    done: list[int] = []
    run(work, range(work.parts), here, 1, done.append, nothing)
    return done


def test_parts_hold_each_row_once(work: Work) -> None:
    assert run_here(work) == [*range(10)]
    assert is_whole(work)


def test_what_is_there_is_not_done_again(work: Work) -> None:
    for part in (3, 4):
        do(work, part)
    before = os.stat(work.place(3)).st_mtime_ns
    assert run_here(work) == [0, 1, 2, 5, 6, 7, 8, 9]
    assert os.stat(work.place(3)).st_mtime_ns == before
    assert is_whole(work)


def test_parts_are_neither_tiny_nor_huge(work: Work) -> None:
    for count, size, parts in (
        (1, 100, 1), (1000, 100, 10), (10**5, 1563, 64), (10**9, 10**6, 1000), (10**22, 10**16, 10**6),
    ):  # fmt: skip
        work.rows.count = count  # type: ignore[misc]
        assert (work.size, work.parts) == (size, parts)
        assert work.range_of(parts - 1)[1] == count


def test_two_that_do_one_part_at_once_do_no_harm(work: Work, tmp_path: Path) -> None:
    """The other comes while the first is in the midst of it."""
    numbers = work.rows.rows

    def rows(first: int, last: int) -> Iterator[tuple[Any, ...]]:
        work.rows.rows = numbers  # type: ignore[method-assign]
        script = f"from test_sweep_parts import *; do(Work(Numbers(''), {work.folder!r}, 'csv'), 0)"
        subprocess.run([sys.executable, "-c", script], check=True, env=environment())
        assert os.path.exists(work.place(0))
        yield from numbers(first, last)

    work.rows.rows = rows  # type: ignore[method-assign]
    do(work, 0)
    run_here(work)
    assert is_whole(work)


def test_a_part_whose_unfinished_file_is_taken_away_is_done_again(work: Work) -> None:
    numbers = work.rows.rows

    def rows(first: int, last: int) -> Iterator[tuple[Any, ...]]:
        work.rows.rows = numbers  # type: ignore[method-assign]
        for name in os.listdir(work.folder):
            if name.endswith(".unfinished"):
                os.unlink(os.path.join(work.folder, name))
        yield from numbers(first, last)

    work.rows.rows = rows  # type: ignore[method-assign]
    do(work, 0)
    assert missing(work, [0]) == []


def test_what_is_unfinished_goes_with_its_process(work: Work) -> None:
    host = __import__("socket").gethostname()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = f".part-000001.csv.{host}.{os.getpid()}.unfinished"
    far = ".part-000002.csv.else.where.1.unfinished"
    old = ".part-000003.csv.elsewhere.1.unfinished"
    there = f".{manifest.NAME}.elsewhere.1.unfinished"
    for name in (there, f".part-000000.csv.{host}.{gone.pid}.unfinished", kept, far, old):
        (Path(work.folder) / name).touch()
    os.utime(Path(work.folder) / old, (0, 0))
    clear(work)
    assert sorted(os.listdir(work.folder)) == [kept, far, manifest.NAME]
    run_here(work)
    assert is_whole(work), "a part that is there needs nothing unfinished"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{REPO}:{REPO / 'tests'}"}


def test_a_run_that_is_killed_goes_on(work: Work, tmp_path: Path) -> None:
    deadly = (5, 250, 251, 999)
    script = (
        f"from test_sweep_parts import *; run_here(Work(Numbers({str(tmp_path)!r}, {deadly}), "
        f"{work.folder!r}, 'csv'))"
    )
    ends = [
        subprocess.run([sys.executable, "-c", script], env=environment()).returncode
        for _ in range(5)
    ]
    assert ends == [-signal.SIGKILL] * 4 + [0]
    assert is_whole(work)


def test_a_folder_of_another_sweep_is_refused(work: Work, tmp_path: Path) -> None:
    manifest.begin(work)
    for name, value, said in (
        ("checksum", "of others", "holds another sweep: its spec or its options differ"),
        ("count", 2000, "holds a sweep with other rows: 1000"),
    ):
        other = Work(Numbers(""), work.folder, "csv")
        setattr(other.rows, name, value)
        with pytest.raises(manifest.AnotherSweep, match=said):
            manifest.begin(other)
    with pytest.raises(manifest.AnotherSweep, match="with other format: csv"):
        manifest.begin(work._replace(format="jsonl"))
    place = Path(work.folder) / manifest.NAME
    place.write_text(place.read_text().replace('"version": "', '"version": "9'))
    with pytest.raises(manifest.AnotherSweep, match=r"was begun by cnndsl 9.*, and this is "):
        manifest.begin(work)
    place.write_text("[")
    with pytest.raises(manifest.AnotherSweep, match="is none of a sweep"):
        manifest.begin(work)
    place.unlink()
    do(work, 0)
    with pytest.raises(manifest.AnotherSweep, match="holds parts, and no"):
        manifest.begin(work)


# Engines


def through(name: str, work: Work, jobs: int = 2) -> list[int]:
    done: list[int] = []
    run(work, range(work.parts), engine(name), jobs, done.append, nothing)
    return sorted(done)


@pytest.fixture
def deadly(work: Work, tmp_path: Path) -> Work:
    """Work of which two workers are killed."""
    return work._replace(rows=Numbers(str(tmp_path), (250, 720)))


def test_joblib_does_all_parts_though_workers_are_killed(deadly: Work, tmp_path: Path) -> None:
    pytest.importorskip("joblib")
    through("joblib", deadly)
    assert is_whole(deadly)
    assert len([*tmp_path.glob("*.died")]) == 2


@pytest.mark.slow
def test_workers_end_with_the_process_that_waits_for_them(work: Work, tmp_path: Path) -> None:
    """They have its output open, so that ends when all of them have."""
    pytest.importorskip("joblib")
    script = (
        "import os; from test_sweep_parts import *; from cnndsl.sweep.engines import engine, run;"
        f"w = Work(Numbers({str(tmp_path)!r}, (), 0.01), {work.folder!r}, 'csv');"
        "run(w, range(w.parts), engine('joblib'), 2, lambda part: os.kill(os.getpid(), 9), nothing)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=200,
    )
    assert ended.returncode == -signal.SIGKILL
    assert 0 < len(missing(work, range(work.parts))) < work.parts
    run_here(work)
    assert is_whole(work)


def test_workers_that_are_always_lost_are_given_up(work: Work) -> None:
    tried: list[int] = []
    with pytest.raises(WorkersLost, match="3 times over"):
        run(work, range(3), lambda *given: tried.append(1), 1, print, nothing)
    assert len(tried) == 3


def test_an_engine_that_is_not_there_is_said_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, package in (("joblib", "joblib"), ("ray", "ray"), ("slurm", "submitit")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(NoEngine, match=rf"--on {name} needs {package}: pip install 'cnndsl"):
            engine(name)


@pytest.mark.full
def test_ray_does_all_parts_though_workers_are_killed(
    deadly: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray")
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    through("ray", deadly)
    assert is_whole(deadly)
    assert len([*tmp_path.glob("*.died")]) == 2


@pytest.mark.full
def test_slurm_does_all_parts_though_workers_are_killed(
    deadly: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("submitit")
    subprocess.run(["sh", str(REPO / "tests" / "slurm.sh")], check=True, timeout=600)
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    through("slurm", deadly)
    assert is_whole(deadly)
    assert len([*tmp_path.glob("*.died")]) == 2
