"""The parser's tables, run by our own code, give lark's trees: on every spec that there is, and on pieces of them."""

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import specs_that_there_are
from lark import Tree as LarkTree
from lark.exceptions import LarkError
from structures import STRUCTURES

from cnndsl.syntax import recovery
from cnndsl.syntax.fast_parse import parse_tokens
from cnndsl.syntax.lalr import Tree, Unexpected
from cnndsl.syntax.parser_tables import by_lark, parser

REPO = Path(__file__).parent.parent
WORD = re.compile(r"[A-Z][A-Za-z0-9.]*(?:<[^<>]*>[A-Za-z0-9.]*)*")
STARTS = {"cnn": "file", "word": "word"}
larks = cache(by_lark)


def ours(name: str, text: str) -> Any:
    try:
        return plain(parser(name).parse(text, STARTS[name]))
    except Unexpected:
        return None


def larks_own(name: str, text: str) -> Any:
    try:
        return plain(larks(name).parse(text, start=STARTS[name]))
    except LarkError:
        return None


def plain(tree: Any) -> list[Any]:
    """A tree of either kind as names, tokens with their places, and ends; without recursion, for what nests deep."""
    found: list[Any] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tree | LarkTree):
            found.append(str(node.data))
            waiting += [None, *reversed(node.children)]
        else:
            found.append(node and (node.type, str(node), node.start_pos, node.end_pos))
    return found


@pytest.mark.parametrize("grammar", STARTS)
def test_our_trees_are_larks(grammar: str) -> None:
    texts = specs_that_there_are()
    if grammar == "word":
        texts = sorted({word for text in texts for word in WORD.findall(text)})
    sound = 0
    for text in texts:
        tree = ours(grammar, text)
        assert tree == larks_own(grammar, text), text
        sound += tree is not None
    assert sound > 200


@pytest.mark.parametrize("grammar", STARTS)
def test_what_lark_refuses_is_refused(grammar: str) -> None:
    """A character taken out, doubled, moved or none of ours, somewhere in a spec: both read it, or neither does."""
    random = Random(14)
    refused = 0
    texts = [text for text in specs_that_there_are() if 0 < len(text) < 400]
    for text in random.choices(texts, k=400):
        at, to = random.randrange(len(text)), random.randrange(len(text))
        changed = text[:at] + random.choice(["", text[at] * 2, text[to], "!"]) + text[at + 1 :]
        if grammar == "word":
            changed = next(iter(WORD.findall(changed)), "C")
        tree = ours(grammar, changed)
        assert tree == larks_own(grammar, changed), changed
        refused += tree is None
    assert refused > 20


def test_what_is_written_as_it_is_meant_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at what other notations would be, which takes longer."""
    monkeypatch.setattr(recovery, "recover", lambda *_: pytest.fail("read with care"))
    networks = [path.read_text(encoding="utf-8") for path in REPO.glob("architectures/*/*.cnn")]
    own = ["block b2 { R } input 3x8x8 b2 C1", "block x2 { R } input 3x8x8 [C1D3 R] C1 x2 [R] x2"]
    for spec in [*networks, *STRUCTURES.values(), *own]:
        parse_tokens(spec, [])
