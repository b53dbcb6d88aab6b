"""Layers glued into one word: which words are a chain of layers, and what is meant by those that are none.

`CRCRP` and `C3D64BNRM2` are chains: a layer with weights, then what follows it. `PRELU`, `UP2` and `C3D64S2` look
like one layer, and the letters alone would make others of them.
"""

import re
from itertools import pairwise, starmap

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import CODES, all_letters, letters
from cnndsl.spelling import listed
from cnndsl.syntax.tree import Number, WrittenLayer
from cnndsl.text import Span

WITHOUT_NUMBERS = frozenset("C R P M BN FC S".split())  # noqa: SIM905
CHAINS = r"n?r?(?:w[nlrdp]*)+s?|nr|n?rp"
"""By a letter for each layer: Weights, Norm, LRN, Relu, Dropout, Pool, Softmax."""
BY_KIND = {"lrn": "l", "softmax": "s", "dropout": "d"}
BY_ROLE = {"weights": "w", "norm": "n", "activation": "r", "pool": "p"}
HINTS = {
    "CAT": "branches are joined by `cat( A | B )`",
    "ACT": "an activation is `R`, or spelled out, as `gelu`",
}
PUT_SPACE = "layers are kept apart by white space; `cnndsl layers` shows them all"
CAPITAL_PARAMETER = r"(?<=[0-9>])[A-Z](?=[0-9<])"


@diagnostic("syntax-chain")
def no_chain(span: Span, text: str, alone: str, meant: tuple[str, ...]) -> Diagnostic:
    """A word is no layer, and its letters are no chain of layers that one would glue.

    Layers may be glued where a reader sees them: a convolution or `FC`, then a norm, an activation, a dropout and a
    pool, as in `CRCRP` and `C3D64BNRM2`. Any other word is taken for the name of one layer, and never taken to
    pieces: `MP2` is no max pool behind another, `PRELU` no pool before a ReLU. White space between layers says what
    is meant.

    Bad:  input 3x32x32 C3D8 R MP2 FC10
    Good: input 3x32x32 C3D8 R M2 FC10
    """
    hint = f"did you mean {listed(meant, 'or')}?" if meant else HINTS.get(text, PUT_SPACE)
    if meant == (alone,):
        hint = f"put white space between layers: `{alone}`"
    return Diagnostic(
        span,
        f"`{text}` is no layer, and no chain of layers",
        f"the letters alone would be `{alone}`" if alone and meant != (alone,) else "",
        help=hint,
        fixes=tuple(replace(span, each, safe=True) for each in meant),
    )


def is_slide_word(code: str) -> bool:
    """Whether a code is a whole word, as slides have it, which stands alone."""
    return len(code) > 2 and code != CODES[code].codes[0]


def is_layer_or_chain(text: str, layers: tuple[WrittenLayer, ...]) -> bool:
    """Whether a word is one layer with what it takes, or layers that a reader would take for a chain."""
    if len(layers) == 1:
        return layers[0].name in CODES and _takes_all(layers[0])
    names = [layer.name for layer in layers]
    if any(name not in CODES or is_slide_word(name) for name in names):
        return False
    if not re.search("[0-9<]", text) and not all(map(_needs_no_number, names)):
        return False
    letters_of_all = "".join(map(_letter, names))
    if not re.fullmatch(CHAINS, letters_of_all) or _twice(letters_of_all):
        return False
    return all(map(_takes_all, layers)) and all(starmap(_may_follow, pairwise(layers)))


def _needs_no_number(name: str) -> bool:
    own = CODES[name].__module__.startswith("cnndsl.")
    return name in WITHOUT_NUMBERS or not own


def _letter(name: str) -> str:
    kind = CODES[name]
    return BY_KIND.get(kind.word) or BY_ROLE.get(kind.role, "?")


def _twice(letters_of_all: str) -> bool:
    """Whether two of one sort stand behind one layer with weights: `C3D8RR`."""
    return any(len(set(part)) < len(part) for part in letters_of_all.split("w"))


def _takes_all(layer: WrittenLayer) -> bool:
    """Whether it is given nothing that such a layer does not take."""
    taken = letters(CODES[layer.name])
    return all(argument.key in taken for argument in layer.arguments)


def _may_follow(before: WrittenLayer, layer: WrittenLayer) -> bool:
    one, other = _letter(before.name), _letter(layer.name)
    if one == other == "w" and not before.arguments and layer.arguments:
        return False  # `TC3D64`
    if CODES[layer.name].word == "deconv" and not any(each.key == "D" for each in layer.arguments):
        return False
    if other == "p" and layer.arguments:
        return not _is_idle_pool(layer) and not (
            layer.name == "P" and one == "w" and before.arguments and before.name != "FC"
        )  # `C3D64P2`: is it `p2`?
    return True


def _is_idle_pool(layer: WrittenLayer) -> bool:
    """Whether it is a pool whose window is one place."""
    size = next((each.value for each in layer.arguments if each.key == "size"), None)
    return _letter(layer.name) == "p" and isinstance(size, Number) and size.value == 1


def apart(text: str, layers: tuple[WrittenLayer, ...]) -> str:
    """The layers of a word with white space between them."""
    return " ".join(text[layer.span.start : layer.span.end] for layer in layers)


def small_letters(text: str) -> str | None:
    """A word with its parameters in small letters, where they were written large: `C3S2D8`."""
    known = all_letters()

    def small(found: re.Match[str]) -> str:
        letter = found[0].lower()
        return found[0] if found[0] in known or letter not in known else letter

    changed = re.sub(CAPITAL_PARAMETER, small, text)
    return changed if changed != text else None


def reads_apart(text: str, layers: tuple[WrittenLayer, ...]) -> bool:
    """Whether the layers of a word can only have been meant one after another, each of them seen by a reader."""
    if not all(layer.name in CODES and _takes_all(layer) for layer in layers):
        return False
    letters_of_all = "".join(_letter(layer.name) for layer in layers)
    if _twice(letters_of_all) or any(map(_is_idle_pool, layers)):
        return False
    first = layers[0]
    with_numbers = _letter(first.name) == "w" and bool(first.arguments)
    return with_numbers or all(len(layer.name) > 1 for layer in layers)
