"""Texts that are no spec: files of other programs, and slides that describe layers in sentences."""

import re

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.syntax.notations.notation_problems import other_program, prose
from cnndsl.text import Span

PROGRAMS = {
    "a Python program": r"(?:import|from) [a-zA-Z_][\w.]*(?:\s*$| import | as )"
    r"|class \w+\(.*\):\s*$|def \w+\(.*\).*:\s*$",
    "a Darknet configuration": r"\[(?:net|network|convolutional|maxpool)\]\s*$",
    "a Caffe network": r"layers? *\{\s*$|name *: *\"[^\"]*\"\s*$|input_dim *:|input_param *\{",
    "a JSON document": r"\{\s*\"|\[\s*\{\s*$|\{\s*$(?=\s*\")",
    "a YAML document": r"---\s*$|(?:backbone|head|nc|layers|architecture)\s*:\s*(?:\d+|\[.*)?\s*(?:#.*)?$",
    "a summary of Keras": r"Layer \(type\)|Model: \"",
    "a table": r"\|.*\|\s*$",
    "a LaTeX document": r"\\(?:begin|documentclass|usepackage|section)\b",
    "an HTML page": r"<!DOCTYPE|<html|<\?xml",
}
FIRST_LINES = 40
COMMENT = re.compile(r"\s*(?:#.*)?$")


def not_a_spec(content: str) -> Diagnostic | None:
    """Why a text is read as no spec at all."""
    return _program(content) or _slide(content) or _sentences(content)


def _program(content: str) -> Diagnostic | None:
    at = 0
    for line in content[:4000].splitlines(keepends=True)[:FIRST_LINES]:
        words = line.rstrip("\r\n")
        if not COMMENT.match(words):
            start = at + len(words) - len(words.lstrip())
            for what, pattern in PROGRAMS.items():
                if re.match(pattern, words.strip()):
                    return other_program(Span(start, at + len(words)), what)
            return None
        at += len(line)
    return None


SIZES = r"\[\d+(?: ?x ?\d+)*\]"
FILTERS = r"(?P<depth>\d+)\s+(?P<kernel>\d+ ?x ?\d+)(?: ?x ?\d+)?\s+(?:filter|kernel)"
LINES = (
    ("input", rf"(?P<shape>{SIZES})?\s*INPUT\b:?\s*(?P<after>{SIZES})?\s*(?:memory.*)?$"),
    ("conv", rf"CONV\d*-?\w*\s*:?\s*{FILTERS}"),
    ("conv", rf"CONV(?P<kernel>\d+)-(?P<depth>\d+)\s*:\s*{SIZES}"),
    ("pool", r"(?P<kind>MAX|AVG|AVERAGE)?[ -]?POOL(?:ING)?\d*\s*:?\s*(?P<kernel>\d+ ?x ?\d+)\s"),
    ("pool", rf"POOL(?P<kernel>\d+)\s*:\s*{SIZES}"),
    ("lrn", r"(?:LRN|NORM)\d*\s*:?\s*(?:(?:Local )?(?:Response )?Normali[sz]ation.*)?$"),
    ("fc", r"FC\d*\s*:?\s*(?P<depth>\d+)\s+(?:neuron|unit|output)"),
    ("fc", r"FC\d*\s*:\s*\[1 ?x ?1 ?x ?(?P<depth>\d+)\]"),
    ("softmax", r"SOFTMAX\b.*$"),
)
SENTENCE = re.compile(
    r"CONV\d*\s*:?\s*\d+\s+\d+ ?x ?\d+(?: ?x ?\d+)?\s+(?:filter|kernel)|POOL\d*\s*:?\s*\d+ ?x ?\d+\s+filter"
    r"|FC\d*\s*:?\s*\d+\s+neuron|(?:CONV\d+-\d+|POOL\d+)\s*:\s*\[\d+ ?x",
    re.I,
)


def _slide(content: str) -> Diagnostic | None:
    first = SENTENCE.search(content)
    if (
        first is None
        or content.rfind("#", content.rfind("\n", 0, first.start()) + 1, first.start()) >= 0
    ):
        return None
    lines = [line.strip() for line in content.splitlines()]
    written = [_layer(line) for line in lines if not COMMENT.match(line)]
    example = next(
        (line, layer)
        for line in lines
        if SENTENCE.search(line) and (layer := _layer(line) or "C11D96s4p0")
    )
    start = next(at for at, letter in enumerate(content) if not letter.isspace())
    found = prose(Span(start, len(content.rstrip())), example[0], example[1])
    if any(each is None for each in written):
        return found
    spec = "\n".join(each for each in written if each)
    fix = Fix("write it as a spec", (Edit(found.span, spec),), safe=True)
    return found._replace(fixes=(fix,))


SMALL_WORDS = re.compile(
    r"(?<![\w@.<(])(?:the|with|of|followed|has|have|are|is|that|which|we|each|by)(?=[ \t]+\w)", re.I
)
NAMED = re.compile(r"(\w+)\s*:|@(\w+)|block\s+(\w+)|let\s+(\w+)")
MANY = 3


def _sentences(content: str) -> Diagnostic | None:
    """English in the place of layers: several small words of a sentence, none of which is a name of the text's own."""
    bare = re.sub(r"#[^\r\n]*", lambda found: " " * len(found[0]), content)
    words = {found[0].casefold() for found in SMALL_WORDS.finditer(bare)}
    if len(words) < MANY or words & {name for names in NAMED.findall(bare) for name in names}:
        return None
    span = Span(len(bare) - len(bare.lstrip()), len(bare.rstrip()))
    found = prose(span, "", "")
    return found._replace(help="layers stand one after another, as in `C3D64 R M2 FC10`")


def _layer(line: str) -> str | None:
    """A line of a slide as a spec has it; None where it cannot be told."""
    bare = re.sub(rf"^{SIZES}\s*(?!INPUT)(?=[A-Za-z])", "", line, flags=re.I)
    for kind, pattern in LINES:
        found = re.match(pattern, bare, re.I)
        if found:
            return _written(kind, found.groupdict(), bare)
    return None


def _written(kind: str, found: dict[str, str | None], line: str) -> str:
    depth, kernel = found.get("depth"), _square(found.get("kernel") or "")
    stride, pad = _number(line, "stride", "s"), _number(line, "pad", "p")
    if kind == "input":
        return f"INPUT {(found['shape'] or found['after'] or '').replace(' ', '')}".strip()
    if kind == "conv":
        return f"C{kernel}D{depth}{stride}{pad}"
    if kind == "pool":
        code = "A" if (found.get("kind") or "").upper().startswith("AV") else "P"
        return f"{code}{kernel}{stride}{pad}"
    return {"lrn": "LRN", "softmax": "S"}.get(kind, f"FC{depth}")


def _square(kernel: str) -> str:
    sizes = kernel.replace(" ", "").split("x")
    return sizes[0] if len(set(sizes)) == 1 else "x".join(sizes)


def _number(line: str, word: str, letter: str) -> str:
    found = re.search(rf"{word}(?:ding)?\s*(?:=|of)?\s*(\d+)", line, re.I)
    return f"{letter}{found[1]}" if found else ""
