"""Names of a spec that the generated file uses too: refused, or the module is the same as with any other name."""

import ast
import builtins

import pytest
import torch
from conftest import checked

from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.program.folded_weights import folded

ROLES = {
    "network": "network {0} input 3x12x12 C3D8 BN R aux a {{ GAP FC2 }} T2D4 R C3D4*2 GAP FC3",
    "label": "network Net input 3x12x12 {0}: C3D8 BN R C3D4*3 cat( id | @{0} ) GAP FC3",
    "group": "network Net input 3x12x12 {0}: [C3D8 BN R C3D8*2] C3D4 cat( id | @{0} ) GAP FC3",
    "head": "network Net input 3x12x12 C3D8 BN R head {0} {{ C1D4 GAP FC2 }} C3D4*2 GAP FC3",
    "parameter": "block b({0}, n) {{ C3D<{0}> BN R C3D<{0}>*<n> cat( id | C1D4 ) }} "
    "network Net input 3x12x12 b(8, 2) b(4, 3) GAP FC3",
    "block": "block {0}(d) {{ C3D<d> BN R C3D<d> BN }} network Net input 3x12x12 {0}(8) {0}(4) GAP FC3",
}
BUILDS = (Build(device="auto"), Build(inference=True), Build("cuda:77", zero_last_norm=True))


def used() -> list[str]:
    """Every name in files of all sorts, and every name that Python has."""
    found = {name for name in dir(builtins) if name.islower() and not name.startswith("_")}
    for role in ROLES.values():
        for build in (*BUILDS, Build("cuda")):
            for node in ast.walk(ast.parse(source(checked(role.format("own")), build))):
                for kind in ("id", "name", "attr", "arg"):
                    found.add(getattr(node, kind, None) or "own")
    return sorted(filter(str.isidentifier, found))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_names_of_the_file_are_refused_or_do_no_harm(role: str) -> None:
    refused = 0
    for name in [*used(), "NetOutput", "NetTrainingOutput"]:
        result = checked(ROLES[role].format(name))
        if not result.network.ok:
            assert any(f"`{name}`" in each.message for each in result.network.diagnostics), name
            refused += 1
            continue
        for build in BUILDS:
            model = module_class(result, build)(device="meta").eval()
            given = model(torch.empty(2, 3, 12, 12, device="meta"))
            shapes = [each.shape for each in (given if isinstance(given, tuple) else [given])]
            assert shapes[-1] == (2, 3), (name, build)
            if build.inference:
                trained = module_class(result, Build())(device="meta").state_dict()
                model.load_state_dict(folded(result.network, trained))
    most = 120 if role == "network" else 70  # a class takes the place of what Python calls so
    assert refused < most, "names are refused only where they would do harm"
