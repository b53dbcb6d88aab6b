"""The specs of docs/idioms.md, built and held against PyTorch."""

import pytest
from conftest import checked
from test_idioms import IDIOMS

from cnndsl.verify.verification import verify


@pytest.mark.parametrize("spec", IDIOMS)
def test_pytorch_agrees(spec: str) -> None:
    found = verify(checked(spec))
    assert found.ok, [each for each in found.comparisons if not each.agrees]
