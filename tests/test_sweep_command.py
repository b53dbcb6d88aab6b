"""`cnndsl sweep`: which rows are the answer, in every format; what is refused; parts by the command."""

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from conftest import Runner, checked

from cnndsl.analyse.report import Settings, report
from cnndsl.cli import sweep_options
from cnndsl.sweep.formats import WRITERS, Columns
from cnndsl.sweep.rows import Kind

FAMILY = "input 3x32x32 [C3D{4,8} R P?]*{1..2} [FC16 R]*{0..1} FC10"
SWEEP = ("sweep", FAMILY)
BIG = 1 << 70


def rows(run: Runner, *options: str) -> list[dict[str, str]]:
    ran = run(*SWEEP, *options, "--format", "csv")
    assert (ran.status, ran.err) == (0, "")
    return [*csv.DictReader(ran.out.splitlines(keepends=True))]


@pytest.fixture(scope="module")
def members() -> list[dict[str, float]]:
    """Each member's totals by our own report."""
    family = checked(FAMILY).family
    return [dict(report(family[n], Settings(device="a100")).totals) for n in range(family.count)]


def test_all_has_each_member_with_the_totals_of_its_report(
    run: Runner, members: list[dict[str, float]]
) -> None:
    found = rows(run, "--all", "--device", "a100", "--spec")
    assert [int(each["member"]) for each in found] == [*range(len(members))]
    for row, totals in zip(found, members, strict=True):
        assert {name: float(row[name]) for name in totals} == totals
    family = checked(FAMILY).family
    assert len(found[3]["spec"].splitlines()) > 1
    assert checked(found[3]["spec"]).totals.macs == family[3].totals.macs


def test_limits_include_their_ends(run: Runner, members: list[dict[str, float]]) -> None:
    params = sorted(each["params"] for each in members)
    least, most = params[3], params[-4]
    found = rows(run, "--all", "--max", f"params={most:.0f}", "--min", f"params={least:.0f}")
    kept = [n for n, each in enumerate(members) if least <= each["params"] <= most]
    assert [int(each["member"]) for each in found] == kept
    assert least in [int(each["params"]) for each in found]
    assert most in [int(each["params"]) for each in found]


@pytest.mark.parametrize(
    "figures", ["params,macs", "params,-activations", "-params,macs,weight_layers"]
)
def test_a_front_is_what_none_surpasses(
    run: Runner, members: list[dict[str, float]], figures: str
) -> None:
    def key(totals: dict[str, float]) -> tuple[float, ...]:
        signs = [
            (-1 if each[0] == "-" else 1, each.removeprefix("-")) for each in figures.split(",")
        ]
        return tuple(sign * totals[name] for sign, name in signs)

    keys = [key(each) for each in members]
    best = {
        keys.index(one)
        for one in keys
        if not any(
            other != one and all(map(float.__le__, map(float, other), map(float, one)))
            for other in keys
        )
    }
    assert {int(each["member"]) for each in rows(run, "--front", figures)} == best


def test_a_rank_begins_with_the_least_or_with_the_greatest(
    run: Runner, members: list[dict[str, float]]
) -> None:
    by_macs = sorted(range(len(members)), key=lambda n: members[n]["macs"])
    assert [int(each["member"]) for each in rows(run, "--rank", "macs", "--top", "4")] == by_macs[
        :4
    ]
    greatest = rows(run, "--rank", "-macs")
    assert len(greatest) == sweep_options.USUAL_TOP
    assert int(greatest[0]["macs"]) == max(each["macs"] for each in members)


def test_a_sample_is_even_and_the_same_for_a_seed(run: Runner) -> None:
    drawn = [each["member"] for each in rows(run, "--sample", "40", "--seed", "1")]
    assert drawn == [each["member"] for each in rows(run, "--sample", "40", "--seed", "1")]
    assert drawn != [each["member"] for each in rows(run, "--sample", "40")]
    assert drawn[:5] == [each["member"] for each in rows(run, "--sample", "5", "--seed", "1")]
    count = checked(FAMILY).family.count
    assert len(set(drawn)) > count / 4
    limited = rows(run, "--sample", "50", "--max", "params=20k")
    assert len(limited) == 50
    assert max(int(each["params"]) for each in limited) <= 20_000


def test_formats_say_the_same(run: Runner, tmp_path: Path) -> None:
    as_csv = rows(run, "--all")
    lines = [
        json.loads(each) for each in run(*SWEEP, "--all", "--format", "jsonl").out.splitlines()
    ]
    document = json.loads(run(*SWEEP, "--all", "--format", "json").out)
    assert document["version"] == 1
    assert document["rows"] == lines
    assert [{name: str(value) for name, value in each.items()} for each in lines] == as_csv
    for name in ("a.csv", "a.jsonl", "a.json"):
        ran = run(*SWEEP, "--all", "-o", str(tmp_path / name))
        assert (ran.status, ran.out) == (0, f"wrote {tmp_path / name}\n")
        printed = run(*SWEEP, "--all", "--format", name[2:]).out
        assert (tmp_path / name).read_text() == printed


COLUMNS: tuple[tuple[str, ...], tuple[Kind, ...]] = (
    ("member", "params", "seconds", "spec"),
    ("big", "whole", "real", "text"),
)
VALUES = [(BIG, 1, 0.5, 'C3 "x"\nR'), (None, None, None, None), (2, 2**63 - 1, 1e-9, "")]


@pytest.mark.parametrize("name", WRITERS)
def test_numbers_of_any_size_and_texts_with_anything_come_back(name: str, tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    place = tmp_path / "x"
    with open(place, "wb") as file:
        WRITERS[name](file, Columns(*COLUMNS), iter(VALUES))
    text = place.read_bytes()
    if name == "csv":
        found = [*csv.reader(text.decode().splitlines(True))]
        assert found[0] == [*COLUMNS[0]]
        shown = [["" if each is None else str(each) for each in row] for row in VALUES]
        assert found[1:] == shown
    elif name == "parquet":
        from pyarrow import parquet

        rows = parquet.read_table(place).to_pylist()
        shown_rows = [(None if row[0] is None else str(row[0]), *row[1:]) for row in VALUES]
        assert [tuple(row.values()) for row in rows] == shown_rows
    else:
        lines = text.decode().splitlines()
        rows = [json.loads(each) for each in lines] if name == "jsonl" else json.loads(text)["rows"]
        assert [tuple(row.values()) for row in rows] == VALUES


def test_parquet_refuses_a_number_that_it_does_not_hold(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from cnndsl.sweep.parquet import TooLarge

    with open(tmp_path / "x", "wb") as file, pytest.raises(TooLarge, match="`params` goes beyond"):
        WRITERS["parquet"](file, Columns(*COLUMNS), [(1, BIG, 0.5, "")])


def test_parts_of_no_rows_have_the_columns_of_the_others(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name, some in (("a", VALUES), ("b", []), ("c", [(None, None, None, None)])):
        with open(tmp_path / f"{name}.parquet", "wb") as file:
            WRITERS["parquet"](file, Columns(*COLUMNS), some)
    assert parquet.read_table(tmp_path).num_rows == 4


def test_a_table_is_for_people(run: Runner) -> None:
    ran = run(*SWEEP, "--rank", "other_ops", "--max", "params=50k")
    head = ran.out.splitlines()[1].split("  ")
    assert ran.out.startswith("Network: the 10 best by other_ops within the limits\n")
    assert [each.strip() for each in head if each][:3] == ["member", "other ops", "params"]
    assert "and more" not in ran.out
    assert "and more: `-o FILE` has them all" in run(*SWEEP, "--sample", "60").out
    nothing = run(*SWEEP, "--all", "--max", "params=1")
    assert (nothing.status, nothing.err) == (0, "cnndsl: no network is within the limits\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("", "say which networks are wanted: --front, --rank, --sample or --all"),
        ("--all --rank macs", "say one thing: --front, --rank, --sample or --all"),
        ("--all --top 3", "--top goes with --rank"),
        ("--all --seed 3", "--seed goes with --sample"),
        ("--all --jobs 3 -o out/", "--jobs goes with --on"),
        ("--all --on joblib", "--on does parts: name a folder for them, -o FOLDER/"),
        ("--all --shard 1/2 -o x.csv", "--shard does parts: name a folder for them, -o FOLDER/"),
        ("--front params -o out/", "a folder of parts is for --all and --sample"),
        ("--all -o out/ --format json", "--format json: parts are parquet, csv, jsonl"),
        ("--all -o x.csv --format json", "-o x.csv: would be csv, and --format says json"),
        ("--all --format parquet", "Parquet is written to a file: -o FILE.parquet"),
        ("--front params -o x.svg", "a plot has two figures: --front params,macs"),
        ("--all -o x.pdf", "argument -o: `x.pdf` does not say what to write; a file ends in"),
        ("--front params,mac", "--front mac: no figure is called that; did you mean `macs`?"),
        ("--rank seconds", "--rank seconds: needs --device, as in `--device h200`"),
        ("--all --min xyzzy=3", "--min xyzzy: no figure is called that; the figures are params,"),
        ("--front params,params", "argument --front: `params,params` is no list of figures"),
        ("--rank 3", "argument --rank: `3` is no figure, as macs, or -macs for the greatest"),
        ("--all --shard 3/2 -o out/", "argument --shard: `3/2` is no share; write 3/64"),
        ("--all --max params", "argument --max: `params` is not FIGURE=VALUE"),
    ],
)
def test_what_is_senseless_is_refused_in_a_line(
    run: Runner, options: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*SWEEP, *options.split())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"cnndsl: {said}")
    assert ran.err.count("\n") == 1
    assert not os.listdir(tmp_path)


def test_a_single_network_is_no_family(run: Runner) -> None:
    ran = run("sweep", "vgg_d", "--all")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("cnndsl: vgg_d.cnn is one network, and no family")
    assert run("sweep", "input 3x8x8 CX{1,2}", "--all").status == 1


def test_very_many_rows_are_written_if_that_is_meant(
    run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sweep_options, "WITHOUT_ASKING", 10)
    ran = run(*SWEEP, "--all", "-o", str(tmp_path / "x.csv"))
    assert ran.status == 2
    assert re.match(r"cnndsl: up to \d+ rows would be written; .* --yes writes them\n", ran.err)
    assert run(*SWEEP, "--all", "-o", str(tmp_path / "x.csv"), "--yes").status == 0


def test_parquet_that_is_missing_is_said_before_any_work(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = run("sweep", "CXR", "--all", "-o", "x.parquet")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("cnndsl: Parquet needs pyarrow: pip install 'cnndsl[sweep]' (")


def test_shards_are_the_whole(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnndsl.sweep.parts.FEWEST_ROWS", 10)
    folder = f"{tmp_path}/out/"
    options = ("--all", "--format", "csv", "-o", folder)
    for number, there in ((2, 1), (1, 3), (3, 4)):
        ran = run(*SWEEP, *options, "--shard", f"{number}/3")
        assert ran.status == 0, ran.err
        assert len([*Path(folder).glob("part-*.csv")]) >= there
    found = [
        row for each in sorted(Path(folder).glob("part-*")) for row in csv.DictReader(each.open())
    ]
    assert found == rows(run, "--all")
    again = run(*SWEEP, *options)
    assert again.status == 0
    other = run(*SWEEP, *options, "--dtype", "float16")
    assert (other.status, other.out) == (2, "")
    assert other.err == (
        f"cnndsl: {folder}: holds another sweep: its spec or its options differ; take another folder\n"
    )


def test_own_layer_kinds_go_to_the_workers(run: Runner, own_kinds: str, tmp_path: Path) -> None:
    pytest.importorskip("joblib")
    spec = "input 3x8x8 C3D{4,8} blend FC2"
    command = ("--layers", own_kinds, "sweep", spec, "--all", "--format", "csv")
    for jobs in ("2", "1"):
        ran = run(*command, "--on", "joblib", "--jobs", jobs, "-o", f"{tmp_path}/{jobs}/")
        assert (ran.status, ran.err) == (0, "")
        assert (tmp_path / jobs / "part-000000.csv").read_text() == run(*command).out


SLOW = """
import sys, time
from cnndsl.sweep import asked, parts
parts.FEWEST_ROWS = 5
row = asked.Members._row
asked.Members._row = lambda *given: (time.sleep(0.05), row(*given))[1]
from cnndsl.__main__ import run
run()
"""
"""The program, with rows that take their time."""


def test_ctrl_c_leaves_a_folder_that_goes_on(run: Runner, tmp_path: Path) -> None:
    """On a terminal, where progress is shown."""
    folder = tmp_path / "out"
    terminal, own = pty.openpty()
    options = (*SWEEP, "--all", "--format", "csv", "-o", f"{folder}/")
    running = subprocess.Popen([sys.executable, "-c", SLOW, *options], stdout=own, stderr=own)
    os.close(own)
    while not (folder / "part-000001.csv").exists():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    said = b""
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            said += piece
    assert running.wait() == 130
    assert b"interrupted; the same command goes on with the parts that are missing" in said
    assert b"parts" in said
    assert b"Traceback" not in said
    assert not [*folder.glob(".*")]
    done = subprocess.run([sys.executable, "-c", SLOW.replace("0.05", "0"), *options], check=True)
    assert done.returncode == 0
    found = [row for each in sorted(folder.glob("part-*")) for row in csv.DictReader(each.open())]
    assert found == rows(run, "--all")


def test_a_plot_shows_all_networks_and_the_front(run: Runner, tmp_path: Path) -> None:
    place = tmp_path / "x.svg"
    assert run(*SWEEP, "--front", "params,-activations", "-o", str(place), "-q").status == 0
    text = place.read_text()
    front = rows(run, "--front", "params,-activations")
    for row in front:
        assert f"<title>network {int(row['member']):,}: params {int(row['params']):,}," in text
    assert f"the front, {len(front)} of them" in text
    some = run(*SWEEP, "--front", "params,macs", "--sample", "7", "-o", str(place))
    assert some.status == 0
    assert "7 drawn at random" in place.read_text()
    none = run(*SWEEP, "--front", "params,macs", "--max", "params=1", "-o", str(place))
    assert (none.status, none.out) == (2, "")
    assert "nothing to draw" in none.err


def test_what_is_asked_has_one_checksum(run: Runner, tmp_path: Path) -> None:
    from cnndsl.compile import Again, Options
    from cnndsl.sweep.asked import asked
    from cnndsl.sweep.wanted import Wanted

    def checksum(
        text: str = FAMILY, file: str = "", top: int = 0, layers: str = "", w: int = 1
    ) -> str:
        again = Again("x", text, str(w), (("y", file),), Options(constants={"w": w}))
        return asked(again, Wanted("rank", ("macs",), top), layers).checksum

    given = [*product((FAMILY, "C{1,2}"), ("", "z"), (0, 1), ("", "k"), (1, 2))]
    assert len({checksum(*each) for each in given}) == len(given)
    assert checksum() == checksum()
