"""Specs with other white space and comments than they had, and what stays the same of a spec in any layout."""

import re
from pathlib import Path
from random import Random
from typing import Any

from random_specs import random_spec
from structures import STRUCTURES

from cnndsl.syntax.comments import comments
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Span, Text

REPO = Path(__file__).parent.parent
BUNDLED = [*REPO.glob("architectures/*/*.cnn"), *REPO.glob("architectures/*/blocks/*.cnn")]
IDIOMS = re.findall(r"^```\n(.*?)^```", (REPO / "docs/idioms.md").read_text("utf-8"), re.M | re.S)
SPECS = [
    *(path.read_text(encoding="utf-8") for path in sorted(BUNDLED)),
    *STRUCTURES.values(),
    *IDIOMS,
    "INPUT [32x32x3] -> [CONV->RELU->POOL]*2 - FC10 S",
    "after none input a 3x8x8 input b 3x8x8 x<1>: [C3D8 R] shared block s { C1D8 } s s unpool(@p)",
]
BLANKS = (" ", "  ", "   ", "\t", " \t ", "\n", "\n  ", "\r\n", "\r", "\n\n\n", "  \n \n")
BETWEEN = (*BLANKS, " #{}\n", "#{} é \t \r\n", "\n# {}: ok\n", " # fmt: off {}\n", "\n\n   #\t{}\r")
"""What may stand between two tokens, where `{}` makes each comment another one."""


def spec_number(seed: int) -> str:
    """One that is there, or a random one."""
    random = Random(seed)
    if random.random() < 0.5:
        return random.choice(SPECS)
    return random_spec(seed, seqs=random.random() < 0.5, new=random.random() < 0.5)


def spread(spec: str, seed: int) -> str:
    """The same tokens with other things between them; some shapes with blanks and crosses."""
    random = Random(seed)
    often = random.choice((0.02, 0.1, 0.4))
    *tokens, _ = TokenParser(spec).tokens
    written, before = [random.choice(("", "\ufeff", "\n", "# {}\n"))], 0
    for token in tokens:
        between = spec[before : token.start_pos]
        if random.random() < often:
            between = random.choice(BETWEEN if between else (*BLANKS, ""))
        word = str(token)
        if token.type == "SHAPE" and random.random() < often:
            word = re.sub("x(?![^<]*>)", random.choice(("×", " x ", "x  ")), word)
        written += [between.replace("{}", str(len(written))), word]
        before = token.end_pos
    return "".join([*written, spec[before:], random.choice(("", "\n", "  ", "\r\n\n", " # end"))])


def comments_of(spec: str) -> list[str]:
    return [spec[span.start : span.end].rstrip() for span in comments(Text("", spec))]


def meaning(spec: str) -> Any:
    """A spec's tree without the places of its pieces; None where its syntax has errors."""
    tree, findings = parse(Text("", spec.replace("×", "x")))
    return None if findings else _without_places(tree)


def _without_places(node: Any) -> Any:
    if isinstance(node, Span):
        return "here"
    if hasattr(node, "_fields"):
        fields = [each for each in node._fields if each != "offset"]
        return type(node).__name__, *(_without_places(getattr(node, each)) for each in fields)
    return tuple(map(_without_places, node)) if isinstance(node, (list, tuple)) else node
