"""Python code as small documents, and their layout as ruff's formatter has it, so that it changes nothing.

A document is a string that stays on one line, a call, a generator, or a list of documents.
"""

from typing import TypeAlias, Union

from cnndsl.named_tuple import NamedTuple

WIDTH = 88
STEP = "    "
BODY = STEP * 2
"""Where the lines of a method begin."""


class CallDoc(NamedTuple):
    head: str
    args: tuple["Doc", ...]


class GeneratorDoc(NamedTuple):
    element: "Doc"
    variables: str
    source: "Doc"


class ChoiceDoc(NamedTuple):
    """One of two, by a condition."""

    first: "Doc"
    condition: str
    other: "Doc"


class TailDoc(NamedTuple):
    """A call, and what stays on the line on which it closes: `.view_as(x)`."""

    call: "Doc"
    tail: str


class KeyDoc(NamedTuple):
    """A value in a dict, under its key."""

    key: str
    value: "Doc"


class ListDoc(NamedTuple):
    """A list or, with other brackets, a tuple or a dict."""

    items: tuple["Doc", ...]
    brackets: str = "[]"


class SumDoc(NamedTuple):
    """Operands with a sign between them."""

    operands: tuple["Doc", ...]
    sign: str


Doc: TypeAlias = Union[str, CallDoc, ChoiceDoc, GeneratorDoc, KeyDoc, ListDoc, SumDoc, TailDoc]


def flat(doc: Doc) -> str:
    """A document on one line."""
    if isinstance(doc, str):
        return doc
    if isinstance(doc, CallDoc):
        return f"{doc.head}({', '.join(map(flat, doc.args))})"
    if isinstance(doc, GeneratorDoc):
        return f"{flat(doc.element)} for {doc.variables} in {flat(doc.source)}"
    if isinstance(doc, ChoiceDoc):
        return f"{flat(doc.first)} if {doc.condition} else {flat(doc.other)}"
    if isinstance(doc, TailDoc):
        return f"{flat(doc.call)}{doc.tail}"
    if isinstance(doc, KeyDoc):
        return f"{doc.key}: {flat(doc.value)}"
    if isinstance(doc, SumDoc):
        return f" {doc.sign} ".join(map(flat, doc.operands))
    inner = ", ".join(map(flat, doc.items))
    comma = "," if doc.brackets == "()" and len(doc.items) == 1 else ""
    return f"{doc.brackets[0]}{inner}{comma}{doc.brackets[1]}"


def lay_out(doc: Doc, indent: str, before: str = "", after: str = "") -> list[str]:
    """A document's lines, from an indentation on, with what stands before and after it."""
    line = f"{indent}{before}{flat(doc)}{after}"
    if len(line) <= WIDTH or isinstance(doc, str) or (isinstance(doc, CallDoc) and not doc.args):
        return [line]
    inner = indent + STEP
    if isinstance(doc, GeneratorDoc):
        return [
            *lay_out(doc.element, indent, before),
            *lay_out(doc.source, indent, f"for {doc.variables} in ", after),
        ]
    if isinstance(doc, ChoiceDoc):
        return [f"{indent}{before}(", *_choice(doc, inner), f"{indent}){after}"]
    if isinstance(doc, TailDoc):
        return lay_out(doc.call, indent, before, f"{doc.tail}{after}")
    if isinstance(doc, KeyDoc):
        return lay_out(doc.value, indent, f"{before}{doc.key}: ", after)
    if isinstance(doc, SumDoc):
        signs = ["", *([f"{doc.sign} "] * (len(doc.operands) - 1))]
        operands = zip(signs, doc.operands, strict=True)
        body = [line for sign, each in operands for line in lay_out(each, inner, sign)]
        return [f"{indent}{before}(", *body, f"{indent}){after}"]
    if isinstance(doc, CallDoc):
        together = f"{inner}{', '.join(map(flat, doc.args))}"
        opening, closing = f"{indent}{before}{doc.head}(", f"{indent}){after}"
        if len(opening) > WIDTH and before.endswith(" = "):
            return [f"{indent}{before}(", *lay_out(doc, inner), f"{indent}){after}"]
        if len(together) <= WIDTH:
            return [opening, together, closing]
        comma = "" if isinstance(doc.args[0], GeneratorDoc) else ","
        body = [each for arg in doc.args for each in lay_out(arg, inner, after=comma)]
        return [opening, *body, closing]
    body = [each for item in doc.items for each in lay_out(item, inner, after=",")]
    return [f"{indent}{before}{doc.brackets[0]}", *body, f"{indent}{doc.brackets[1]}{after}"]


def _choice(doc: ChoiceDoc, indent: str) -> list[str]:
    """The lines of a choice between brackets."""
    if len(indent) + len(flat(doc)) <= WIDTH:
        return [f"{indent}{flat(doc)}"]
    return [
        *lay_out(doc.first, indent),
        f"{indent}if {doc.condition}",
        *lay_out(doc.other, indent, "else "),
    ]
