"""The words for what is wrong with a layer by itself: its name, its parameters and their values."""

from collections.abc import Collection, Iterable

from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import replace
from cnndsl.layers.layer import CODES, KINDS, Layer, letters
from cnndsl.spelling import closest
from cnndsl.syntax.other_words import our_name
from cnndsl.syntax.words import as_shorthand
from cnndsl.text import Span


@diagnostic("name-unknown-layer")
def unknown_layer(
    span: Span, name: str, whole: str, whole_span: Span, blocks: Collection[str]
) -> Diagnostic:
    """A code or a name that no layer has.

    Codes are capital letters, the longest one wins, and layers may be glued: `CRXRP` is `C R X R P`, and
    there is no `X`. Spelled out, names are lowercase. `cnndsl layers` shows them all; `--layers FILE.py`
    adds some.

    Bad:  input 3x32x32 CRXRP FC10
    Good: input 3x32x32 CRCRP FC10
    """
    shorthand = name.isupper()
    spelled = f"no layer or block is called `{name}`" if blocks else f"no layer is called `{name}`"
    what = f"no layer has the code `{name}`" if shorthand else spelled
    near = (closest(name, blocks) if not shorthand else None) or _near(
        whole if shorthand else name, shorthand
    )
    if near is None:
        foreign = "".join(character for character in name if not character.isascii())
        hint = "`cnndsl layers` shows them all"
        if foreign:
            hint = f"`{foreign}` is no letter of A-Z, though it may look like one"
        return Diagnostic(span, what, help=hint)
    target = whole_span if shorthand else span
    return Diagnostic(
        span, what, help=f"did you mean `{near}`?", fixes=(replace(target, near, safe=True),)
    )


@diagnostic("name-label-for-layer")
def label_for_layer(span: Span, name: str) -> Diagnostic:
    """A label stands in a layer's place: a value before is brought back with `@`.

    Bad:  input 3x8x8 start: C3D8 R C3D4 cat( id | start ) FC10
    Good: input 3x8x8 start: C3D8 R C3D4 cat( id | @start ) FC10
    """
    return Diagnostic(
        span,
        f"`{name}` is a label, and no layer",
        help=f"for the value that it names write `@{name}`",
        fixes=(replace(span, f"@{name}", safe=True),),
    )


SKIPS = frozenset(["identity", "shortcut", "skip", "residual", "x", "input", "same"])


def _near(word: str, shorthand: bool) -> str | None:
    if not shorthand and word in SKIPS:
        return "id"
    if not shorthand:
        bare = KINDS.get(word.rstrip("0123456789"))
        if bare is not None and "size" not in letters(bare):
            return bare.word
        return our_name(word) or as_shorthand(word) or closest(word, KINDS)
    letters_only = "".join(character for character in word if character.isalpha())
    codes = [code for code in CODES if len(code) > 2]
    return closest(letters_only, codes) if len(letters_only) > 3 else None


@diagnostic("argument-unknown")
def unknown_argument(span: Span, kind: type[Layer], key: str, shorthand: bool) -> Diagnostic:
    """A layer is given a parameter that it does not take.

    Bad:  input 3x32x32 C3D8 M2g2 FC10
    Good: input 3x32x32 C3D8 M2s2 FC10
    """
    name = kind.codes[0] if shorthand else kind.word
    if key == "size":
        return Diagnostic(span, f"`{name}` takes no size", help=_takes(kind, shorthand))
    near = closest(key, kind.arguments) if not shorthand else None
    hint = f"did you mean `{near}`?" if near else _takes(kind, shorthand)
    return Diagnostic(span, f"`{name}` takes no `{key}`", help=hint)


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
def too_many_arguments(span: Span, kind: type[Layer]) -> Diagnostic:
    """A spelled-out layer is given more values than it has arguments.

    Bad:  input 3x32x32 dropout(0.5, 2) FC10
    Good: input 3x32x32 dropout(0.5) FC10
    """
    return Diagnostic(span, f"one value too many for `{kind.word}`", help=_takes(kind, False))


@diagnostic("argument-order")
def order(span: Span, kind: type[Layer]) -> Diagnostic:
    """A value without a name stands behind one with a name, so that its place says nothing.

    Bad:  input 3x32x32 conv(kernel=3, 8) R FC10
    Good: input 3x32x32 conv(8, kernel=3) R FC10
    """
    names = ", ".join(f"`{each.name or arg}`" for arg, each in kind.arguments.items())
    return Diagnostic(
        span, "a value without a name stands behind one with a name", help=f"name it: {names}"
    )


@diagnostic("argument-twice")
def argument_twice(span: Span, key: str, first: Span) -> Diagnostic:
    """A layer is given the same parameter twice.

    Bad:  input 3x32x32 C3D8s1s2 FC10
    Good: input 3x32x32 C3D8s2 FC10
    """
    related = (Related(first, "first given here"),)
    return Diagnostic(
        span, f"`{key}` is given twice", help="remove one of the two", related=related
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
        span, f"`{kind.word}` needs `{name}`: {prose}", help=f"as in `{kind.word}({name}=...)`"
    )


@diagnostic("argument-value")
def wrong_value(span: Span, name: str, words: str, wanted: str, reason: str) -> Diagnostic:
    """A parameter is given a value of the wrong sort, or outside its range.

    Bad:  input 3x32x32 C3D8 DO1.5 FC10
    Good: input 3x32x32 C3D8 DO0.5 FC10
    """
    return Diagnostic(
        span, f"`{name}` cannot be {words}: {reason}", help=f"`{name}` takes {wanted}"
    )


@diagnostic("size-invalid")
def wrong_size(span: Span, name: str, words: str, reason: str) -> Diagnostic:
    """A size is zero, negative or not a whole number.

    Bad:  input 3x32x32 C3D8s0 FC10
    Good: input 3x32x32 C3D8s1 FC10
    """
    return Diagnostic(span, f"`{name}` cannot be {words}: {reason}")


@diagnostic("name-unknown-kind")
def unknown_kind(span: Span, name: str, statement: str, known: Iterable[str]) -> Diagnostic:
    """`default` or `after` names something that it cannot speak of.

    `default` takes the lowercase name of any layer with arguments; `after` that of one with weights.

    Bad:  input 3x32x32 after relu { BN } C3D8 R FC10
    Good: input 3x32x32 after conv { BN R } C3D8 FC10
    """
    near = closest(name, known)
    hint = (
        f"did you mean `{near}`?"
        if near
        else f"it takes {', '.join(f'`{each}`' for each in known)}"
    )
    return Diagnostic(span, f"`{statement}` cannot speak of `{name}`", help=hint)
