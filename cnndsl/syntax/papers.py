"""Layers as papers have them in figures and tables: `3x3 conv, 64`, `7x7, 64, stride 2`, `max pool, /2`."""

import re
from collections.abc import Callable
from typing import NamedTuple

from cnndsl.fixes import replace
from cnndsl.layers.layer import KINDS, letters
from cnndsl.syntax import mistakes
from cnndsl.syntax.forms import WITH_DEPTH, Form, behind, hole, is_layer
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.machine import Machine, block_names, takes_in_files
from cnndsl.syntax.other_inputs import is_first
from cnndsl.syntax.other_words import code_of, our_name
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


class Run(NamedTuple):
    """Pieces of a layer that stand side by side, and where they end."""

    name: str
    found: dict[str, str]
    end: int
    in_words: bool
    """Whether its name is of several words."""


def paper_layer(machine: Machine, token: Token) -> Form | None:
    """A layer whose numbers stand beside it, from the words before a token on."""
    if token.type not in ("NUMBER", "SHAPE", "SLASH", "COMMA") or not machine.accepts("DOTS"):
        return None
    for start in range(max(machine.at - MOST_WORDS, 0), machine.at + 1):
        if _may_start(machine, start):
            form = _form(machine, start)
            if form and machine.tokens[form.end - 1].end_pos > token.start_pos:
                return form
    return None


def names_of_words(machine: Machine) -> list[Form]:
    """`max pool, /2`, `leaky relu`, `Batch Norm`: names in several words, where each might be read by itself."""
    tokens = machine.tokens
    blocks = block_names(tokens)
    if takes_in_files(tokens):
        return []  # which may bring a block of that name
    found: list[Form] = []
    done = 0
    for at, token in enumerate(tokens):
        if at < done or token.type not in ("NAME", "WORD") or str(token) in blocks:
            continue
        words = WORDS.match(machine.content, token.start_pos)
        if words and words.end() > token.end_pos and not is_layer(token) and token not in KINDS:
            form = _form(machine, at - _is_kernel(machine, at - 1), in_words=True)
            if form:
                found.append(form)
                done = form.end
    return found


def _is_kernel(machine: Machine, at: int) -> bool:
    """Whether a token is `3x3`, in front of what it belongs to: no input, and no fact's shape."""
    token, before = machine.tokens[max(at, 0)], machine.tokens[max(at - 1, 0)]
    return (
        at > 0
        and re.fullmatch("[0-9]+[x×][0-9]+", token) is not None
        and before.type not in ("INPUT", "SLIDE_INPUT")
        and before != "shape"
        and not machine.begins_line(at + 1)
    )


def _may_start(machine: Machine, start: int) -> bool:
    """Whether a layer starts at a token, and goes on to the one that is looked at."""
    token = machine.tokens[start]
    if any(machine.begins_line(at) for at in range(start + 1, machine.at + 1)):
        return False
    if token.type in ("NUMBER", "SHAPE"):
        glued = machine.tokens[start - 1].end_pos == token.start_pos  # `conv3-64`
        return start == machine.at and not glued and not is_first(machine)
    return token.type in ("NAME", "WORD") and start < machine.at


def _form(machine: Machine, start: int, *, in_words: bool = False) -> Form | None:
    stride = re.compile(rf"/([0-9]+){END}").match(machine.content, machine.tokens[start].end_pos)
    if stride and is_layer(f"{machine.tokens[start]}s{stride[1]}") and not in_words:
        return _found(machine, start, stride.end(), f"{machine.tokens[start]}s{stride[1]}")
    run = _run(machine.content, machine.tokens[start].start_pos)
    if run is None or (in_words and not run.in_words) or _is_apart(machine, start, run):
        return None
    end = behind(machine, run.end)
    mended = _written(run)
    if mended is None or machine.tokens[end - 1].end_pos != run.end:
        return None
    return _found(machine, start, run.end, mended)


def _is_apart(machine: Machine, start: int, run: Run) -> bool:
    """Whether one whole number stands beside a name, as in `FC 10`: white space stands inside of a word."""
    named = machine.tokens[start].type != "NUMBER" and not run.in_words
    return named and set(run.found) == {"number"} and "." not in run.found["number"]


def _found(machine: Machine, start: int, end: int, mended: str) -> Form:
    span = Span(machine.tokens[start].start_pos, end)
    words = machine.content[span.start : span.end]
    finding = mistakes.word(
        span,
        f"`{words}` is a layer in the words of a paper",
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return hole(machine, start, end, finding)


def _run(content: str, start: int) -> Run | None:
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
    return Run(name or "conv", found, end, in_words) if more or in_words else None


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


def _written(run: Run) -> str | None:
    """A layer as a spec has it; None where its numbers are too many or too few."""
    write: Callable[[Run], str | None] = _convolution if run.name in WITH_DEPTH else _other
    text = write(run)
    return text if text and (is_layer(text) or text.partition("(")[0] in KINDS) else None


def _size(run: Run, otherwise: str = "") -> str:
    one, _, other = run.found.get("kernel", otherwise).partition("x")
    return one if other in ("", one) else f"{one}x{other}"


def _convolution(run: Run) -> str | None:
    if "number" not in run.found or (run.name != "conv" and "kernel" not in run.found):
        return None
    code = code_of(run.name)
    return f"{code}{_size(run, '3')}D{run.found['number']}{_behind(run)}"


def _behind(run: Run) -> str:
    stride, pad = run.found.get("stride"), run.found.get("pad")
    return f"s{stride}" * bool(stride) + f"p{pad}" * bool(pad)


def _other(run: Run) -> str | None:
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
    return f"{run.name}({number})" if "." in number else None
