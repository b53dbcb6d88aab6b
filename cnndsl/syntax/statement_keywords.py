"""The first words of statements, and the words that may be meant as one of them."""

from functools import lru_cache

from cnndsl.layers.layer import CODES, KINDS
from cnndsl.spelling import near

OTHER_WORDS = {
    "def": "block",
    "define": "block",
    "fn": "block",
    "func": "block",
    "net": "network",
    "auxiliary": "aux",
    "module": "block",
    "function": "block",
    "class": "block",
    "macro": "block",
    "const": "let",
    "constant": "let",
    "var": "let",
    "set": "let",
    "param": "let",
    "assert": "expect",
    "import": "use",
    "include": "use",
    "output": "head",
    "name": "network",
    "model": "network",
    "defaults": "default",
}
FORMS = {
    "network": "network NAME",
    "let": "let name = value",
    "default": "default conv(bias=no)",
    "after": "after conv { BN R }",
    "expect": "expect params 138_357_544",
    "use": 'use "blocks.cnn"',
    "block": "block name(d, s=1) { ... }",
    "head": "head name { ... }",
    "aux": "aux name { ... }",
    "input": "input 3x224x224",
}


SEQ_WORDS = frozenset(("seq", "sequential", "sequence"))
"""What a `seq` is called here, in PyTorch and elsewhere."""


@lru_cache(maxsize=1024)
def means_seq(word: str, glued: bool = False) -> bool:
    """Whether a word in front of a bracket is meant as `seq`; a slip of the finger where the bracket is glued to it."""
    if word.casefold() in SEQ_WORDS:
        return True
    return glued and word not in KINDS and bool(near(word, ("seq",)))


@lru_cache(maxsize=1024)
def keyword_meant(word: str) -> str | None:
    """The keyword that a word may be a slip of; nothing for one that means something itself."""
    if (
        not 2 < len(word) + (word in OTHER_WORDS) < 12
        or not word.isalpha()
        or word in (*FORMS, *KINDS, *CODES)
    ):
        return None
    folded = word.casefold()
    if folded in OTHER_WORDS:
        return OTHER_WORDS[folded]
    return next(iter(near(folded, FORMS)), None)
