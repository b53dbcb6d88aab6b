"""The faults that `make mutants` plants: small ones, of known kinds, and the same for the same seed."""

import ast
import json
from pathlib import Path

import pytest
from coverage import CoverageData
from faults.__main__ import sample
from faults.planting import count, fault, planted
from faults.proving import REPO
from faults.reach import LINES, TESTS, Reach

SMALLEST = ("weights",)
EACH_KIND = {
    "a < b": {"a <= b"},
    "a == b": {"a != b"},
    "a + 1": {"a - 1", "a + 2", "a + 0"},
    "a and b": {"a or b", "b", "a"},
    "not a": {"a"},
    "min(a, b)": {"max(a, b)"},
    "any(a)": {"all(a)"},
    "a[1:b]": {"a[:b]", "a[1:]", "a[2:b]", "a[0:b]"},
    "(a, b)": {"(b,)", "(a,)"},
    "f(a, key=b)": {"f(a)"},
    "[a for a in b if c]": {"[a for a in b]"},
    "a if b else c": {"a if True else c", "a if False else c"},
    "a | b": {"a", "b"},
    "while a: b": {"while True:\n    b", "while False:\n    b"},
    "a, b = (c, d)": set(),
    "a: tuple[int, str]": set(),
    "assert a < 1": set(),
    "if TYPE_CHECKING: a < b": set(),
    "'a word'": set(),
}


@pytest.mark.parametrize("text", EACH_KIND)
def test_a_fault_is_one_small_change(text: str) -> None:
    made = [planted(text, number) for number in range(count(text))]
    assert sorted(made) == sorted(EACH_KIND[text])


def test_a_fault_says_where_it_is_and_what_becomes_what() -> None:
    text = '"""1 < 2"""\n\nif a:\n    b = f(\n        c, 1)\n'
    found = [fault(text, number) for number in range(count(text))]
    assert [(each.first, each.was, each.now) for each in found] == [
        (3, "a", "True"),
        (3, "a", "False"),
        (5, "f(c, 1)", "f(c, 2)"),
        (5, "f(c, 1)", "f(c, 0)"),
    ]


def test_the_same_seed_gives_the_same_sample() -> None:
    chosen = sample(REPO, 12, 7, SMALLEST)
    assert chosen == sample(REPO, 12, 7, SMALLEST) != sample(REPO, 12, 8, SMALLEST)
    assert len(set(chosen)) == 12
    for each in chosen:
        text = (REPO / each.file).read_text(encoding="utf-8")
        assert ast.unparse(ast.parse(text)) != planted(text, each.number)


def test_the_fastest_tests_that_reach_a_line_come_first(tmp_path: Path) -> None:
    """As many as take so long; those of `make test` by themselves; what failed when it was noted is none."""
    data = CoverageData(str(tmp_path / LINES))
    for test, lines in {"a": [1, 2], "b": [2], "c": [2, 3], "late": [2], "failed": [2]}.items():
        data.set_context(test)
        data.add_lines({"code.py": lines})
    data.write()
    noted = {"a": (3, False), "b": (1, False), "c": (2, False), "late": (1, True)}
    (tmp_path / TESTS).write_text(json.dumps(noted))
    reach = Reach(tmp_path)
    assert reach.tests("code.py", range(2, 3), "check", seconds=100) == ["b", "c", "a"]
    assert reach.tests("code.py", range(2, 3), "check", seconds=2) == ["b", "c"]
    assert reach.tests("code.py", range(2, 3), "test", seconds=100) == ["late"]
    assert reach.tests("code.py", range(1, 2), "check", seconds=100) == ["a"]
    assert reach.tests("code.py", range(9, 10), "check", seconds=100) == ["b", "c", "a"]
