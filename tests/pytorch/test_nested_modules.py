"""Modules of what is nested to the limit: written, imported, run, held against NumPy, and given weights."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import torch
from conftest import checked
from nested import deep_in_calls, nested
from safetensors.torch import load_file, save_file

from cnndsl.cli import main
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.limits import Limits
from cnndsl.verify.verification import verify

DEEP = nested(Limits().nesting)


@pytest.mark.parametrize("name", sorted(DEEP))
def test_modules_nested_to_the_limit(name: str, tmp_path: Path) -> None:
    found = checked(DEEP[name])
    written = tmp_path / "written.py"
    written.write_text(source(found))

    def imported() -> torch.nn.Module:
        spec = spec_from_file_location("written", written)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        made = module.spec()
        made(torch.rand(2, 3, 4, 4))
        assert isinstance(made, torch.nn.Module)
        return made

    made = deep_in_calls(imported)
    assert deep_in_calls(lambda: verify(found)).ok
    assert deep_in_calls(lambda: verify(found, Build(inference=True))).ok
    network, theirs = tmp_path / "network.cnn", tmp_path / "theirs.safetensors"
    network.write_text(DEEP[name])
    weights = {key: value.clone() for key, value in made.state_dict().items()}
    save_file(weights, theirs)
    fitted = tmp_path / "fitted.safetensors"
    command = ["weights", str(network), str(theirs), "-o", str(fitted)]
    assert deep_in_calls(lambda: main(command)) in (0, None)
    assert load_file(fitted).keys() == weights.keys()
