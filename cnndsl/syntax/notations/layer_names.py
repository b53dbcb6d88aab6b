"""Words of papers, slides and other programs, and what they are called here: `MP2` is `M2`, `Dense10` is `FC10`."""

import re

from cnndsl.layers.layer import CODES, KINDS, letters
from cnndsl.layers.other_names import known_names, meant, plain
from cnndsl.spelling import near, one_slip

NOTHING_LIKE_IT = frozenset(
    "attention selfattention transformer lstm gru rnn embedding embed unpool maxunpool spp"  # noqa: SIM905
    " roipool roialign sepconv separableconv act activation cat concat add sum input output net".split()
)
"""Words whose neighbours in spelling are something else."""


DEPTH_IS_KNOWN = ("bn", "layernorm", "instancenorm")
"""Layers whose one number elsewhere is the depth that comes in."""


def our_name(word: str) -> str | None:
    """The spelled-out name of the layer that a word stands for elsewhere, if it is known."""
    if word in CODES:
        return CODES[word].word
    found = meant(word)
    return found[0].word if len(found) == 1 else None


def misspelt(word: str) -> str | None:
    """The only name that a word is one slip away from; a doubled letter is the likeliest."""
    bare = plain(word)
    if bare in NOTHING_LIKE_IT or len(bare) < 4:
        return None
    names = {*known_names(), *map(str.casefold, CODES)}
    undoubled = [
        bare[:at] + bare[at + 1 :] for at in range(1, len(bare)) if bare[at] == bare[at - 1]
    ]
    likeliest = [name for name in undoubled if name in names]
    found = likeliest or [
        name
        for name in near(bare, names)
        if one_slip(bare, name) and len(name) > 2 and name.isalpha()
    ]
    return found[0] if len({our_name(name.upper()) for name in found}) == 1 else None


def code_of(name: str) -> str | None:
    """The code that one would write for a layer: `M` for a max pool, `GAP` for a global one."""
    codes = KINDS[name].codes
    return "GAP" if "GAP" in codes else codes[0] if codes else None


def in_our_words(text: str) -> str | None:
    """A word of elsewhere as it is written here, with its numbers; whether that can be read is not looked at."""
    if our_name(text):
        return _bare(text, text.isupper())
    parts = re.fullmatch(r"([A-Za-z_]+?)([0-9<].*)?", text)
    if parts is None:
        return None
    word, rest = parts[1], parts[2] or ""
    if word == "D" and re.fullmatch(r"0?\.[0-9]+", rest):
        return f"DO{rest}"
    if plain(word) in ("pwconv", "pointwise", "pointwiseconv"):
        return f"C1D{rest}" if rest.isdigit() else "C1" if not rest else None
    if our_name(word) in DEPTH_IS_KNOWN and rest.isdigit():
        return _bare(word, text.isupper())
    known = word if our_name(word) else misspelt(word)
    return _with_numbers(known, rest, text.isupper()) if known else None


def _bare(word: str, in_capitals: bool) -> str:
    """A layer without numbers: spelled out for whoever does so, by a code for whoever writes in capitals."""
    name, slide_word = our_name(word.upper()) or "", plain(word).upper()
    if not in_capitals:
        return name
    return slide_word if slide_word in CODES else code_of(name) or name


def _with_numbers(word: str, rest: str, in_capitals: bool) -> str | None:
    if not rest:
        return _bare(word, in_capitals)
    name = our_name(word.upper()) or ""
    code, kind = code_of(name), KINDS[name]
    if code and "size" in letters(kind):
        return f"{code}{rest}"
    return f"{name}({rest})" if kind.arguments and re.fullmatch(r"[0-9.]+", rest) else None
