"""docs/idioms.md: every spec in it is a network of which nothing is to be said, and its facts hold."""

import re

import pytest
from conftest import REPO, checked

IDIOMS = re.findall(
    r"^```\n(.*?)^```", (REPO / "docs" / "idioms.md").read_text(encoding="utf-8"), re.M | re.S
)


@pytest.mark.parametrize("spec", IDIOMS)
def test_an_idiom_is_a_network(spec: str) -> None:
    result = checked(spec)
    assert [found.message for found in result.network.diagnostics] == []


def test_there_are_some() -> None:
    assert len(IDIOMS) > 12
