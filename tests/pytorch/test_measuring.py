"""Layers timed one by one: every kind, and whole networks, as `report --measure` has them."""

import json

import pytest
from conftest import Runner, checked
from small_networks import NETWORKS

from cnndsl.analyse.report import report
from cnndsl.layers import KINDS
from cnndsl.measuring import measured


@pytest.fixture(autouse=True)
def _briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnndsl.measuring.SECONDS", 0.0)


@pytest.mark.parametrize("word", sorted(KINDS))
def test_every_kind_can_be_timed(word: str) -> None:
    found = measured(report(checked(f"{KINDS[word].example} after conv {{ }}")))
    for row in found.rows:
        layer = row.figures.placed.layer
        still = layer.gives_on or layer.passes_on
        assert row.measured is not None
        assert (row.measured == 0) == still


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_layer_that_runs_in_inference_is_timed(name: str) -> None:
    found = measured(report(checked(NETWORKS[name])))
    timed = [row for row in found.rows if row.measured is not None]
    assert len(timed) == sum(not row.figures.placed.aux for row in found.rows)
    assert found.totals["measured_seconds"] == pytest.approx(
        sum(row.measured or 0 for row in timed)
    )


def test_times_stand_beside_the_estimate(run: Runner) -> None:
    ran = run("report", "lenet5", "--device", "a100", "--measure")
    assert ran.status == 0
    assert "measured, " in ran.out
    assert "least, " in ran.out
    assert ", layer by layer: " in ran.out
    document = json.loads(run("report", "lenet5", "--measure", "--format", "json").out)
    assert document["totals"]["measured_seconds"] > 0
    assert all(layer["measured_seconds"] >= 0 for layer in document["layers"])
