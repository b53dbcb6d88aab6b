"""The words for what is wrong with one of several inputs: it has no name, or nothing uses it."""

import re
from collections.abc import Iterator
from itertools import count

from cnndsl.checking import name_fixes, name_problems
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix, insert
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

WORD = "input"


def without_name(stated: list[tree.Input], text: Text) -> Diagnostic:
    """Of several inputs, the last that has no name."""
    this = [each for each in stated if each.name is None][-1]
    other = next(each for each in stated if each is not this)
    if other.name is None:
        found = name_problems.statement_twice(this.span, WORD, other.span, text)
    else:
        found = unnamed(this.span, text)
    named = _named(stated, text)
    if named is None:
        return found
    example = f"`{WORD} {named.edits[-1].text.strip()} ...`"
    ways_out = f"{found.help}, or {named.title}, as {example}"
    return found._replace(help=ways_out, fixes=(*found.fixes, named))


@diagnostic("input-unnamed")
def unnamed(span: Span, text: Text) -> Diagnostic:
    """Of several inputs each has a name, by which taps and the module's `forward` know it.

    Bad:  input 1x8x8 input right 1x8x8 cat( id | @right ) C3D8 R FC10
    Good: input left 1x8x8 input right 1x8x8 cat( id | @right ) C3D8 R FC10
    """
    return Diagnostic(
        span,
        "this input has no name, and is not the only one",
        help="remove it",
        fixes=(name_fixes.statement_removed(text, span, "remove it"),),
    )


def _named(stated: list[tree.Input], text: Text) -> Fix | None:
    """Names for those that have none; None where one of them is a slide's, whose sizes stand otherwise."""
    bare = [each for each in stated if each.name is None]
    if any(each.channels_last for each in bare):
        return None
    names = _free(text)
    edits = [insert(each.span.start + len(WORD), f" {next(names)}").edits[0] for each in bare]
    return Fix("give it a name" if len(edits) == 1 else "give each a name", tuple(edits))


def _free(text: Text) -> Iterator[str]:
    """Names that nothing in a text has."""
    taken = set(re.findall(r"\w+", text.content))
    return (name for name in (f"image_{number}" for number in count(1)) if name not in taken)


@diagnostic("input-unused", "warning")
def unused(stated: tree.Input, name: str, first: bool, text: Text) -> Diagnostic:
    """An input whose value goes nowhere: no tap names it, and the network does not go on from it.

    Bad:  input left 1x8x8 input right 1x8x8 C3D8 R FC10
    Good: input left 1x8x8 input right 1x8x8 cat( id | @right ) C3D8 R FC10
    """
    why = ": the network starts with a tap on another value" if first else ""
    return Diagnostic(
        _place(stated),
        f"nothing uses the input `{name}`{why}",
        help=f"tap it, as in `cat( id | @{name} )`, or remove it",
        fixes=(name_fixes.statement_removed(text, stated.span, "remove it"),),
    )


def _place(stated: tree.Input) -> Span:
    return stated.name.span if stated.name else stated.span
