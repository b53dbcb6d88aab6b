"""Layers as papers have them in figures and tables: `3x3 conv, 64`, `7x7, 64, stride 2`, `max pool, /2`."""

import re
from collections.abc import Callable

from cnndsl.fixes import replace
from cnndsl.layers.layer import KINDS, letters
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.inputs import is_first
from cnndsl.syntax.notations.layer_names import code_of, our_name
from cnndsl.syntax.notations.replacement import Replacement, behind, hole, is_layer
from cnndsl.syntax.notations.slides import WITH_DEPTH
from cnndsl.syntax.token_parser import TokenParser, block_names, takes_in_files
from cnndsl.text import Span

GAP = re.compile(r"[ \t]*,?[ \t]*")
END = r"(?![\w.<(×]|[ \t]*[:=])"
PIECES = {
    "stride": re.compile(rf"(?:/|(?:strides?|s)[ \t]*=?[ \t]*)([0-9]+){END}"),
    "pad": re.compile(rf"(?:pad|padding|p)[ \t]*=?[ \t]*([0-9]+){END}"),
    "kernel": re.compile(rf"([0-9]+[x×][0-9]+){END}"),
    "number": re.compile(
        rf"([0-9]+|0?\.[0-9]+)(?:-?d\b|[ \t]+(?:filters|kernels|units|neurons|channels|maps|outputs))?{END}"
    ),
}
WORDS = re.compile(r"[A-Za-z]+(?:[ \t_-][A-Za-z]+){0,2}")
MOST_WORDS = 3


class LayerPhrase(NamedTuple):
    """Pieces of a layer that stand side by side, and where they end."""

    name: str
    found: dict[str, str]
    end: int
    in_words: bool
    """Whether its name is of several words."""


NAMES = ("NAME", "WORD", "MAX")
"""What names are made of: `max pool` too, whose first word joins branches elsewhere."""


def paper_layer(parser: TokenParser, token: Token) -> Replacement | None:
    """A layer whose numbers stand beside it, from the words before a token on."""
    if token.type not in ("NUMBER", "SHAPE", "SLASH", "COMMA") or not parser.accepts("DOTS"):
        return None
    for start in range(max(parser.at - MOST_WORDS, 0), parser.at + 1):
        if _may_start(parser, start):
            replacement = _replaced(parser, start)
            if replacement and parser.tokens[replacement.end - 1].end_pos > token.start_pos:
                return replacement
    return None


def names_of_words(parser: TokenParser) -> list[Replacement]:
    """`max pool, /2`, `leaky relu`, `Batch Norm`: names in several words, where each might be read by itself."""
    tokens = parser.tokens
    blocks = block_names(tokens)
    if takes_in_files(tokens):
        return []  # which may bring a block of that name
    found: list[Replacement] = []
    done = 0
    for at, token in enumerate(tokens):
        if at < done or str(token) in blocks:
            continue
        words = WORDS.match(parser.content, token.start_pos)
        if words and words.end() > token.end_pos and not is_layer(token) and token not in KINDS:
            replacement = _replaced(parser, at - _is_kernel(parser, at - 1), in_words=True)
            if replacement:
                found.append(replacement)
                done = replacement.end
    return found


def _is_kernel(parser: TokenParser, at: int) -> bool:
    """Whether a token is `3x3`, in front of what it belongs to: no input, and no fact's shape."""
    token, before = parser.tokens[max(at, 0)], parser.tokens[max(at - 1, 0)]
    return (
        at > 0
        and re.fullmatch("[0-9]+[x×][0-9]+", token) is not None
        and before.type not in ("INPUT", "SLIDE_INPUT")
        and before != "shape"
        and not parser.begins_line(at + 1)
    )


def _may_start(parser: TokenParser, start: int) -> bool:
    """Whether a layer starts at a token, and goes on to the one that is looked at."""
    token = parser.tokens[start]
    if any(parser.begins_line(at) for at in range(start + 1, parser.at + 1)):
        return False
    if token.type in ("NUMBER", "SHAPE"):
        glued = parser.tokens[start - 1].end_pos == token.start_pos  # `conv3-64`
        return start == parser.at and not glued and not is_first(parser)
    return token.type in NAMES and start < parser.at


def _replaced(parser: TokenParser, start: int, *, in_words: bool = False) -> Replacement | None:
    stride = re.compile(rf"/([0-9]+){END}").match(parser.content, parser.tokens[start].end_pos)
    if stride and is_layer(f"{parser.tokens[start]}s{stride[1]}") and not in_words:
        return _found(parser, start, stride.end(), f"{parser.tokens[start]}s{stride[1]}")
    run = _run(parser.content, parser.tokens[start].start_pos)
    if run is None or (in_words and not run.in_words) or _is_apart(parser, start, run):
        return None
    end = behind(parser, run.end)
    mended = _written(run)
    if mended is None or parser.tokens[end - 1].end_pos != run.end:
        return None
    return _found(parser, start, run.end, mended)


def _is_apart(parser: TokenParser, start: int, run: LayerPhrase) -> bool:
    """Whether one whole number stands beside a name, as in `FC 10`: white space stands inside of a word."""
    named = parser.tokens[start].type != "NUMBER" and not run.in_words
    return named and set(run.found) == {"number"} and "." not in run.found["number"]


def _found(parser: TokenParser, start: int, end: int, mended: str) -> Replacement:
    span = Span(parser.tokens[start].start_pos, end)
    words = parser.content[span.start : span.end]
    finding = syntax_problems.word(
        span,
        f"`{words}` is a layer in the words of a paper",
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return hole(parser, start, end, finding)


def _run(content: str, start: int) -> LayerPhrase | None:
    """The pieces from an offset on, each of a kind once."""
    found: dict[str, str] = {}
    name, end, in_words = "", start, False
    while True:
        gap = GAP.match(content, end)
        at = gap.end() if gap and end > start else end
        piece = _piece(content, at, {**found, "name": name})
        word = None if piece or name else _name(content, at, bool(found))
        if piece:
            found[piece[0]], end = piece[1], piece[2]
        elif word:
            name, end, in_words = word
            size = re.compile(rf"([0-9]+){END}").match(content, end)
            if size and name in WITH_DEPTH:
                found["kernel"], end = size[1], size.end()
        else:
            break
    more = len(found) > (not name)
    return LayerPhrase(name or "conv", found, end, in_words) if more or in_words else None


def _piece(content: str, at: int, found: dict[str, str]) -> tuple[str, str, int] | None:
    for kind, pattern in PIECES.items():
        piece = pattern.match(content, at)
        if piece and kind not in found:
            return kind, piece[1].replace("×", "x"), piece.end()
    return None


def _name(content: str, at: int, behind_numbers: bool) -> tuple[str, int, bool] | None:
    """The layer that the most words from here on are a name of, where they end, and whether they are several.

    Behind its numbers stands one that takes some, and alone: in `3x3, 64 R` they are not the ReLU's.
    """
    words = WORDS.match(content, at)
    text = words[0] if words else ""
    while text:
        name = our_name(re.sub(r"[ \t_-]", "", text))
        after = content[at + len(text) : at + len(text) + 1]
        fits = not behind_numbers or (
            "size" in letters(KINDS[name or "id"]) and not after.isalnum()
        )
        if name and fits and not after.isalpha() and after not in ("(", "_", ":", "<"):
            return name, at + len(text), len(re.split(r"[ \t-]", text)) > 1
        text = re.sub(r"(?:^|[ \t_-])[A-Za-z]+$", "", text)
    return None


def _written(run: LayerPhrase) -> str | None:
    """A layer as a spec has it; None where its numbers are too many or too few."""
    write: Callable[[LayerPhrase], str | None] = _convolution if run.name in WITH_DEPTH else _other
    text = write(run)
    return text if text and (is_layer(text) or text.partition("(")[0] in KINDS) else None


def _size(run: LayerPhrase, otherwise: str = "") -> str:
    one, _, other = run.found.get("kernel", otherwise).partition("x")
    return one if other in ("", one) else f"{one}x{other}"


def _convolution(run: LayerPhrase) -> str | None:
    if "number" not in run.found or (run.name != "conv" and "kernel" not in run.found):
        return None
    code = code_of(run.name)
    return f"{code}{_size(run, '3')}D{run.found['number']}{_behind(run)}"


def _behind(run: LayerPhrase) -> str:
    stride, pad = run.found.get("stride"), run.found.get("pad")
    return f"s{stride}" * bool(stride) + f"p{pad}" * bool(pad)


def _other(run: LayerPhrase) -> str | None:
    """A pool's stride alone is its window too; `/2` of anything else is none of ours."""
    code, takes = code_of(run.name), letters(KINDS[run.name])
    number = run.found.get("number", "")
    if not run.found:
        return code if code and len(code) < 3 else run.name
    if "s" in takes:
        both = number and "kernel" in run.found
        window = _size(run, number or run.found.get("stride", "2"))
        rest = _behind(run)
        return None if both else f"{code}{window}" + ("" if rest == f"s{window}" else rest)
    if set(run.found) != {"number"}:
        return None
    number = f"0{number}" if number.startswith(".") else number
    if "size" in takes:
        return f"{code}{number}"
    return f"{run.name}({number})" if "." in number and KINDS[run.name].arguments else None
