"""Each diagnostic's explanation has a bad example that raises it alone, and a good one that is sound."""

import re
from inspect import cleandoc

import pytest
from conftest import checked

import cnndsl.catalogue  # noqa: F401  (enters every diagnostic)
from cnndsl.diagnostics import CATALOGUE

WITHOUT_EXAMPLE = {
    "limit-nesting",
    "limit-word",
    "expression-depth",
    "facts-skipped",
    "use-circle",
    "limit-bodies",
    "limit-crops",
    "limit-mistakes",
    "limit-names",
    "limit-parameters",
    "limit-size",
    "limit-warnings",
    "text-binary",
}
"""Limits whose examples would fill a page, and what takes a command line or several files."""


def example(explanation: str, kind: str) -> str:
    return re.findall(rf"^{kind}:\s+(.*)$", cleandoc(explanation), re.M)[0]


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - WITHOUT_EXAMPLE))
def test_the_bad_example_raises_it_and_the_good_one_nothing(code: str) -> None:
    entry = CATALOGUE[code]
    bad = checked(example(entry.explanation, "Bad")).network.diagnostics
    assert code in [found.code for found in bad]
    assert {found.code for found in bad if found.severity != "note"} <= {code}
    good = checked(example(entry.explanation, "Good")).network.diagnostics
    assert [found.code for found in good if found.severity != "note"] == []
    assert code not in [found.code for found in good]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_words_follow_the_house_rules(code: str) -> None:
    explanation = CATALOGUE[code].explanation
    first = explanation.split("\n")[0]
    assert first.endswith(".")
    assert len(first) <= 110
    if code in WITHOUT_EXAMPLE:
        return
    for found in checked(example(explanation, "Bad")).network.diagnostics:
        for words in (found.message, found.label, found.help, found.note):
            assert not words or not words[0].isupper(), words
            assert not words.endswith("."), words
            assert not re.search(r"\b(invalid|illegal|you must|failed|token|parse)\b", words), words
