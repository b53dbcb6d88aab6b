"""The words for what is wrong in an expression or with a constant."""

import re
from collections.abc import Iterable

from cnndsl.checking.name_fixes import statement_removed
from cnndsl.checking.name_problems import RESERVED
from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.spelling import did_you_mean, listed
from cnndsl.syntax import tree
from cnndsl.syntax.lookalikes import LOOKALIKES
from cnndsl.text import Span, Text

OTHER_FUNCTIONS = {
    "int": "floor",
    "trunc": "floor",
    "ceiling": "ceil",
    "maximum": "max",
    "minimum": "min",
    "make_divisible": "divisible",
    "_make_divisible": "divisible",
}
"""What others call a function, where sizes are above 0."""
NUMBER = r"[0-9][0-9_]*(?:\.[0-9]+)?(?:x[0-9]+)*"
SHOWN = 12
"""Names, where none is near."""


@diagnostic("name-unknown-constant")
def unknown_constant(
    span: Span, name: str, known: Iterable[str], is_label: bool = False, tap_fits: bool = False
) -> Diagnostic:
    """An expression names a constant that is nowhere given a value.

    Bad:  input 3x32x32 FC<clases>  let classes = 10
    Good: input 3x32x32 FC<classes>  let classes = 10
    """
    names = sorted(known)
    hint, fixes = did_you_mean(span, name, names)
    if is_label:
        hint = f"for the value that the label names write `@{name}`"
        fixes = (replace(span, f"@{name}", safe=True),) if tap_fits else ()
    elif name.casefold() not in names and (number := _digits(name)):
        hint, fixes = f"did you mean `{number}`?", (replace(span, number, safe=True),)
    elif name in RESERVED:
        hint, fixes = f"`{name}` is a word of the language, and no number", ()
    elif hint:
        pass
    elif names:
        some = ", ".join(f"`{each}`" for each in names[:SHOWN])
        hint = f"the constants are {some}{' ...' if len(names) > SHOWN else ''}"
    else:
        hint = f"give it a value: `let {name} = 10`"
    return Diagnostic(span, f"no constant is called `{name}`", help=hint, fixes=fixes)


def _digits(name: str) -> str:
    """The number that a name was meant for, where it has digits or is a single letter: `l6`, `O.15`, `S12`."""
    number = "".join(LOOKALIKES.get(letter, letter) for letter in name)
    told = any(letter.isdigit() for letter in name) or name in "OIlSB"
    return number if told and re.fullmatch(NUMBER, number) else ""


@diagnostic("name-copy-number")
def no_copy_number(span: Span, in_block: bool) -> Diagnostic:
    """`i` is the number of the copy, and there is one only inside a repeated part.

    Bad:  input 3x32x32 C3D<8*(i+1)> R FC10
    Good: input 3x32x32 [C3D<8*(i+1)> R]*2 FC10
    """
    return Diagnostic(
        span,
        "`i` is the number of the copy, and nothing is repeated here",
        "in the block itself" if in_block else "",
        help="a block does not see its caller's `i`: hand it over, as in `block b(n) { C3D<n> }`, `[b(i+1)]*3`"
        if in_block
        else "repeat the part, as in `[C3D<8*(i+1)> R]*3`",
    )


@diagnostic("name-depth")
def no_depth(span: Span) -> Diagnostic:
    """`in` is the depth of what comes in at a spot of the network, and here nothing comes in.

    Bad:  let twice = 2*in  input 3x32x32 C3D<twice> R FC10
    Good: input 3x32x32 C3D<2*in> R FC10
    """
    return Diagnostic(
        span,
        "`in` is the depth of what comes in, and nothing comes in here",
        help="write it where the layer or the block stands, as in `C3D<2*in>`",
    )


@diagnostic("expression-number")
def no_number(span: Span, name: str) -> Diagnostic:
    """A block's parameter that is a word, a shape or a label stands where a number is wanted.

    Bad:  block b(k) { C<2*k>D8p0 R }  input 3x32x32 b(3x3) FC10
    Good: block b(k) { C<k>D8 R }  input 3x32x32 b(3x3) FC10
    """
    return Diagnostic(
        span, f"`{name}` is no number here", help="a number or an expression is wanted"
    )


@diagnostic("name-unknown-function")
def unknown_function(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """An expression uses a function that is not one of the language's.

    Bad:  input 3x32x32 FC<log(100)>
    Good: input 3x32x32 FC<max(10, 5)>
    """
    own = Span(span.start, span.start + len(name))
    hint, fixes = did_you_mean(own, name, known)
    if name in OTHER_FUNCTIONS:
        better = OTHER_FUNCTIONS[name]
        hint, fixes = f"did you mean `{better}`?", (replace(own, better, safe=True),)
    hint = hint or f"the functions are {', '.join(known)}"
    return Diagnostic(span, f"no function is called `{name}`", help=hint, fixes=fixes)


@diagnostic("expression-operands")
def wrong_operands(call: tree.Call, span: Span, wanted: str, text: Text) -> Diagnostic:
    """A function is given too few or too many numbers.

    Bad:  input 3x32x32 FC<round(1, 2)>
    Good: input 3x32x32 FC<round(1.2)>
    """
    name, given = call.function, len(call.operands)
    message = f"`{name}` takes {wanted}, and {given} {'is' if given == 1 else 'are'} given"
    if wanted != "one number" or given != 2:
        return Diagnostic(span, message)
    offset = span.start - call.span.start
    first, second = (text.words(each.span.shift(offset)) for each in call.operands)
    found = [f"{name}({first})", f"{name}({_held(first)}/{_held(second)})"]
    fixes = tuple(replace(span, each) for each in found)
    return Diagnostic(span, message, help=f"did you mean {listed(found, 'or')}?", fixes=fixes)


def _held(operand: str) -> str:
    return operand if operand.replace("_", "").isalnum() else f"({operand})"


@diagnostic("expression-division")
def division_by_zero(span: Span, words: str) -> Diagnostic:
    """An expression divides by zero.

    Bad:  input 3x32x32 FC<10/(2-2)>
    Good: input 3x32x32 FC<10/2>
    """
    return Diagnostic(
        span, f"`{words}` divides by zero", help="what stands behind `/`, `//` or `%` comes to 0"
    )


@diagnostic("expression-power")
def wrong_exponent(span: Span, words: str, exponent: object) -> Diagnostic:
    """The exponent of a power is below 0, or not whole.

    Bad:  input 3x32x32 [C3D<8*2^(i-1)> R]*2 FC10
    Good: input 3x32x32 [C3D<8*2^i> R]*2 FC10
    """
    shown = exponent if isinstance(exponent, int) else f"{float(exponent):g}"  # type: ignore[arg-type]
    return Diagnostic(
        span,
        f"the exponent of `{words}` is {shown}, and is to be a whole number from 0",
        help="divide by a power for exponents below 0, and take `sqrt(x)` for a half",
    )


@diagnostic("expression-root")
def no_root(span: Span, words: str, number: object) -> Diagnostic:
    """A square root is taken of a number below 0.

    Bad:  input 3x32x32 C3D8 affine(sqrt(2-3)) R FC10
    Good: input 3x32x32 C3D8 affine(sqrt(3-2)) R FC10
    """
    shown = number if isinstance(number, int) else f"{float(number):g}"  # type: ignore[arg-type]
    message = f"`{words}` is the root of {shown}, and no number has a square below 0"
    return Diagnostic(span, message, help="a root is taken of numbers from 0")


@diagnostic("expression-depth")
def too_deep(span: Span, most: int) -> Diagnostic:
    """An expression is nested more deeply than the compiler takes: 100."""
    return Diagnostic(
        span, f"this expression is nested more than {most} deep", help="split it with `let`"
    )


@diagnostic("constant-cycle")
def constant_cycle(span: Span, names: list[str]) -> Diagnostic:
    """Constants that are worked out of one another have no value.

    Bad:  let a = b+1  let b = a+1  input 3x32x32 FC<a>
    Good: let a = b+1  let b = 9  input 3x32x32 FC<a>
    """
    way = " -> ".join(f"`{name}`" for name in [*names, names[0]])
    return Diagnostic(
        span, f"`{names[0]}` is worked out of itself: {way}", help="give one of them a number"
    )


@diagnostic("constant-twice")
def constant_twice(span: Span, name: str, first: Span, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A constant is given a value twice.

    Bad:  let n = 10  let n = 20  input 3x32x32 FC<n>
    Good: let n = 20  input 3x32x32 FC<n>
    """
    related = (Related(first, "first given here"),)
    return Diagnostic(
        span,
        f"`{name}` already has a value",
        help="remove one of the two",
        related=related,
        fixes=fixes,
    )


@diagnostic("constant-unused", "warning")
def constant_unused(span: Span, name: str, text: Text, let: Span) -> Diagnostic:
    """A constant is given a value that nothing uses.

    Bad:  let classes = 10  input 3x32x32 FC10
    Good: let classes = 10  input 3x32x32 FC<classes>
    """
    return Diagnostic(
        span,
        f"nothing uses the constant `{name}`",
        help=f"write `<{name}>` where it is meant, or remove it",
        fixes=(statement_removed(text, let, "remove it"),),
    )
