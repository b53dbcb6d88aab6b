"""The words for what is wrong with a layer by itself: its name, its parameters and their values."""

from collections.abc import Iterable

from cnndsl.checking.argument_fixes import (
    NOTHING,
    Answer,
    free_names,
    named,
    one_of_two,
    other_key,
    other_letter,
    other_value,
    takes_out,
    unwanted_size,
    whole_sizes,
)
from cnndsl.checking.written_argument import WrittenArgument
from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.arguments import Argument
from cnndsl.layers.layer import CODES, Layer, letters
from cnndsl.layers.other_names import meant
from cnndsl.spelling import MOST_OFFERED, did_you_mean, listed
from cnndsl.syntax import tree
from cnndsl.text import Span, Text


@diagnostic("argument-unknown")
def unknown_argument(given: WrittenArgument, kind: type[Layer]) -> Diagnostic:
    """A layer is given a parameter that it does not take.

    Bad:  input 3x32x32 C3D8 M2g2 FC10
    Good: input 3x32x32 C3D8 M2s2 FC10
    """
    key, shorthand = given.argument.key, given.written.shorthand
    name = kind.codes[0] if shorthand else kind.word
    if shorthand and key == "size":
        way_out, fixes = unwanted_size(given, kind)
        message = f"`{name}` takes no size"
    else:
        way_out, fixes = (other_letter if shorthand else other_key)(given, kind)
        message = f"`{name}` takes no `{key}`"
    return Diagnostic(given.span, message, help=way_out or _takes(kind, shorthand), fixes=fixes)


def _takes(kind: type[Layer], shorthand: bool) -> str:
    name = kind.codes[0] if shorthand else kind.word
    if shorthand:
        known = [f"`{letter}` ({arg})" for letter, arg in letters(kind).items() if letter != "size"]
        known[:0] = [f"a size ({letters(kind)['size']})"] if "size" in letters(kind) else []
    else:
        known = [f"`{each.name or arg}`" for arg, each in kind.arguments.items()]
    if not known and kind.arguments:
        return f"spelled out, `{kind.word}` takes {', '.join(kind.arguments)}"
    return f"`{name}` takes {', '.join(known)}" if known else f"`{name}` takes no arguments"


@diagnostic("argument-too-many")
def too_many_arguments(given: WrittenArgument, kind: type[Layer]) -> Diagnostic:
    """A spelled-out layer is given more values than it has arguments.

    Bad:  input 3x32x32 dropout(0.5, 2) FC10
    Good: input 3x32x32 dropout(0.5) FC10
    """
    return Diagnostic(
        given.span,
        f"one value too many for `{kind.word}`",
        help=_takes(kind, False),
        fixes=(takes_out(given),),
    )


@diagnostic("argument-order")
def order(given: WrittenArgument, kind: type[Layer]) -> Diagnostic:
    """A value without a name stands behind one with a name, so that its place says nothing.

    Bad:  input 3x32x32 conv(kernel=3, 8) R FC10
    Good: input 3x32x32 conv(8, kernel=3) R FC10
    """
    names = free_names(given, [each.name or arg for arg, each in kind.arguments.items()])
    shown = ", ".join(f"`{name}={given.value}`" for name in names[:MOST_OFFERED])
    return Diagnostic(
        given.span,
        "a value without a name stands behind one with a name",
        help=f"name it: {shown}" if names else _takes(kind, False),
        fixes=named(given, names),
    )


@diagnostic("argument-twice")
def argument_twice(given: WrittenArgument, key: str, first: Span) -> Diagnostic:
    """A layer is given the same parameter twice.

    Bad:  input 3x32x32 C3D8s1s2 FC10
    Good: input 3x32x32 C3D8s2 FC10
    """
    related = (Related(first, "first given here"),)
    return Diagnostic(
        given.span,
        f"`{key}` is given twice",
        help="remove one of the two",
        related=related,
        fixes=one_of_two(given, first),
    )


@diagnostic("argument-missing")
def missing_argument(span: Span, kind: type[Layer], arg: str, shorthand: bool) -> Diagnostic:
    """A layer lacks a parameter that has no default.

    Bad:  input 3x32x32 C3D8 FC
    Good: input 3x32x32 C3D8 FC10
    """
    prose = kind.arguments[arg].prose
    name = kind.arguments[arg].name or arg
    if shorthand:
        example = f"{kind.codes[0]}10"
        return Diagnostic(
            span, f"`{kind.codes[0]}` needs its {name}: {prose}", help=f"as in `{example}`"
        )
    return Diagnostic(
        span,
        f"`{kind.word}` needs `{name}`: {prose}",
        help=f"as in `{kind.word}({'@p' if kind.takes_places else name + '=...'})`",
    )


@diagnostic("argument-value")
def wrong_value(
    span: Span, name: str, words: str, declared: Argument, reason: str, value: object
) -> Diagnostic:
    """A parameter is given a value of the wrong sort, or outside its range.

    Bad:  input 3x32x32 C3D8 DO1.5 FC10
    Good: input 3x32x32 C3D8 DO0.5 FC10
    """
    way_out, fixes = other_value(span, value, declared)
    takes = f"`{name}` takes {declared.type.name}"
    return Diagnostic(
        span, f"`{name}` cannot be {words}: {reason}", help=way_out or takes, fixes=fixes
    )


def layers_for_value(span: Span, name: str, words: str, declared: Argument) -> Diagnostic:
    """A layer is given layers in brackets, which blocks alone take."""
    reason = "these are layers, which only a block takes"
    return wrong_value(span, name, f"`{words}`", declared, reason, None)


@diagnostic("size-invalid")
def wrong_size(
    span: Span, name: str, words: str, reason: str, answer: Answer = NOTHING
) -> Diagnostic:
    """A size is zero, negative or not a whole number.

    Bad:  input 3x32x32 C3D8s0 FC10
    Good: input 3x32x32 C3D8s1 FC10
    """
    way_out, fixes = answer
    return Diagnostic(span, f"`{name}` cannot be {words}: {reason}", help=way_out, fixes=fixes)


def wrong_count(times: tree.Value, value: object, text: Text, of: str = "*") -> Diagnostic:
    """A number of copies, or of branches, that is no size."""
    what = "copies" if of == "*" else "branches"
    words, reason = text.words(times.span), f"a number of {what} is whole, from 0"
    answer = whole_sizes(times, times.span, words, value, lambda number: number >= 0)
    return wrong_size(times.span, of, f"`{words}`", reason, answer)


@diagnostic("name-unknown-kind")
def unknown_kind(span: Span, name: str, statement: str, known: Iterable[str]) -> Diagnostic:
    """`default` or `after` names something that it cannot speak of.

    `default` takes the lowercase name of any layer with arguments; `after` that of one with weights.

    Bad:  input 3x32x32 after relu { BN } C3D8 R FC10
    Good: input 3x32x32 after conv { BN R } C3D8 FC10
    """
    names = list(known)
    other = [each.word for each in meant(name) if each.word in names]
    code = CODES.get(name.upper())
    if not other and code is not None and code.word in names:
        other = [code.word]
    way_out, fixes = did_you_mean(span, name, names)
    if other:
        way_out = f"did you mean {listed(other, 'or')}?"
        fixes = tuple(replace(span, each, safe=True) for each in other)
    return Diagnostic(
        span,
        f"`{statement}` cannot speak of `{name}`",
        help=way_out or f"it takes {', '.join(f'`{each}`' for each in names)}",
        fixes=fixes,
    )


def unknown_after(after: tree.After, kind: tree.Label, known: Iterable[str]) -> Diagnostic:
    """The same of `after`; `after none { }` is told that `none` has no braces."""
    found = unknown_kind(kind.span, kind.name, "after", known)
    if kind.name != "none":
        return found
    fixes = () if after.parts else (replace(after.span, "after none", safe=True),)
    return found._replace(help="`after none`, without braces, fills in nothing", fixes=fixes)
