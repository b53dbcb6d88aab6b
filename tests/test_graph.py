"""Programs as graphs: `build --to mermaid` and `--to dot`."""

import re
from pathlib import Path

import pytest
from conftest import Runner, checked
from hypothesis import given
from hypothesis import strategies as st
from random_specs import random_spec

from cnndsl.emit.graph import GRAPHS

FOLDER = Path(__file__).parent / "golden" / "graphs"
SPEC = """
block b(d) { C3D<d> R }
input 3x8x8 C3D4*3 R add( C3D4 BN R | id )*2 split( C3 | id ) b(4) b(5)*2
aux side { GAP FC3 }
GAP FC5
"""
NODE = re.compile(r"^ +n(\d+) ?[(\[]")
EDGE = re.compile(r"^ +n(\d+) --?> n(\d+)$")


@pytest.mark.parametrize("language", GRAPHS)
def test_every_structure_in_a_small_network(language: str, request: pytest.FixtureRequest) -> None:
    graph = GRAPHS[language](checked(SPEC))
    path = FOLDER / f"small{graph.ending}"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(graph.text, encoding="utf-8")
    assert graph.text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", GRAPHS)
@given(st.integers(0, 100_000))
def test_each_node_is_fed_and_each_layer_leads_on(language: str, seed: int) -> None:
    result = checked(random_spec(seed))
    lines = GRAPHS[language](result).text.splitlines()
    nodes = {int(found[1]) for line in lines if (found := NODE.match(line))}
    edges = {
        (int(found[1]), int(found[2])) for line in lines if (found := EDGE.match(line)) is not None
    }
    assert nodes == set(range(1, len(nodes) + 1))
    assert all(source in nodes and source < end for source, end in edges)
    assert {end for _, end in edges} == nodes - {1}  # the input alone takes nothing
    opened = sum(line.strip().startswith("subgraph") for line in lines)
    assert sum(line.strip() in ("end", "}") for line in lines) == opened + (language == "dot")


def test_a_graph_is_printed_or_written(run: Runner, tmp_path: Path) -> None:
    target = tmp_path / "net.mmd"
    printed = run("build", "lenet5", "--to", "mermaid")
    assert printed.status == 0
    assert printed.out.startswith("flowchart TB\n    n1([")
    assert "conv1<br>C5D6<br>6x28x28" in printed.out
    assert run("build", "lenet5", "--to", "mermaid", "-o", str(target)).status == 0
    assert target.read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--verify", "--verify is for a module, and --to dot makes none"),
        ("--device cpu", "--device is for a module, and --to dot makes none"),
        ("--class A", "--class is for a module, and --to dot makes none"),
        (
            "-o net.py",
            "`net.py` would be a Python program; what is written is a graph for Graphviz, .dot",
        ),
        ("-o net.mmd", "`net.mmd` would be a graph for Mermaid; what is written is"),
    ],
)
def test_what_is_for_a_module_is_refused(run: Runner, options: str, said: str) -> None:
    found = run("build", "lenet5", "--to", "dot", *options.split())
    assert found.status == 2
    assert said in found.err


def test_each_input_is_a_node_of_its_name() -> None:
    spec = "input left 3x8x8 input age 1 C3D4 R mul( id | @age FC4 )"
    lines = GRAPHS["mermaid"](checked(spec)).text.splitlines()
    assert lines[1:3] == ['    n1(["left<br>3x8x8"])', '    n2(["age<br>1"])']
    assert "    n2 --> n5" in lines
