"""The words of messages about other notations: one mistake each, with its fix."""

import re

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Edit, Fix, insert, replace
from cnndsl.spelling import listed
from cnndsl.text import Span


@diagnostic("syntax-keyword")
def misspelt_keyword(span: Span, word: str, keyword: str, form: str) -> Diagnostic:
    """A statement starts with a word that is not quite its own.

    Bad:  blok unit(d) { C3D<d> R }  input 3x32x32 unit(8) GAP FC10
    Good: block unit(d) { C3D<d> R }  input 3x32x32 unit(8) GAP FC10
    """
    return Diagnostic(
        span,
        f"`{word}` starts no statement",
        f"did you mean `{keyword}`?",
        help=f"it is written `{form}`",
        fixes=(replace(span, keyword, safe=True),),
    )


@diagnostic("syntax-let")
def missing_let(span: Span, name: str) -> Diagnostic:
    """A constant is given a value without `let`.

    Bad:  n = 10  input 3x32x32 C3D8 R FC<n>
    Good: let n = 10  input 3x32x32 C3D8 R FC<n>
    """
    return Diagnostic(
        span,
        f"`{name}` is given a value without `let`",
        help=f"write `let {name} = ...`",
        fixes=(insert(span.start, "let ", safe=True),),
    )


@diagnostic("syntax-input")
def input_form(
    span: Span, words: str, meant: tuple[str, ...], how: str = "sizes are joined by x"
) -> Diagnostic:
    """The input's shape is written in another way than the language has it.

    `input` has the channels first, its sizes joined by x; a slide's `INPUT` has brackets and the channels last.

    Bad:  input (3, 32, 32) C3D8 R FC10
    Good: input 3x32x32 C3D8 R FC10
    """
    return Diagnostic(
        span,
        f"`{' '.join(words.split())}` is not how an input is written",
        help=f"write {listed(meant, 'or')}: {how}",
        fixes=tuple(replace(span, each, safe=True) for each in meant),
    )


@diagnostic("syntax-input-missing")
def input_without_word(span: Span, words: str, word: str, meant: tuple[str, ...]) -> Diagnostic:
    """A shape stands where a layer is wanted: what comes in is said by `input`.

    Bad:  3x32x32 C3D8 R FC10
    Good: input 3x32x32 C3D8 R FC10
    """
    same = meant == (words,)
    fixes = (
        (insert(span.start, f"{word} ", safe=True),)
        if same
        else tuple(replace(span, f"{word} {each}", safe=True) for each in meant)
    )
    return Diagnostic(
        span,
        f"`{words}` is no layer",
        "is it the input?",
        help=f"write {listed([f'{word} {each}' for each in meant], 'or')}",
        fixes=fixes,
    )


@diagnostic("syntax-separator")
def separator(words: str, edits: tuple[Edit, ...], right: str) -> Diagnostic:
    """Layers are kept apart by something else than white space or `->`.

    White space is enough; `->` or a dash may stand between layers as well. It is said once for all of a file.

    Bad:  input 3x32x32 C3D8, R, M, FC10
    Good: input 3x32x32 C3D8 R M FC10
    """
    more = len(edits) - 1
    title = f"write `{right}`" if right else "remove it"
    return Diagnostic(
        edits[0].span,
        f"`{words}` does not stand between layers",
        f"nor {'does' if more == 1 else 'do'} {more} more" if more else "",
        help="layers are kept apart by white space, or by `->`",
        fixes=(Fix(f"{title}{' everywhere' if more else ''}", edits, safe=True),),
    )


@diagnostic("syntax-thousands")
def thousands(span: Span, words: str, mended: str) -> Diagnostic:
    """A number's digits are kept apart by commas.

    Bad:  input 3x32x32 C3D8 R FC10 expect params 82,154
    Good: input 3x32x32 C3D8 R FC10 expect params 82_154
    """
    return Diagnostic(
        span,
        f"`{words}` is no number here",
        "a comma keeps values apart",
        help=f"digits are kept apart by `_`: `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )


@diagnostic("syntax-sizes")
def size_list(span: Span, words: str, mended: str) -> Diagnostic:
    """Sizes, one an axis, stand in brackets as a list. Here they are joined by x.

    Bad:  input 3x32x32 conv(8, [3, 5], pad=1x2) R FC10
    Good: input 3x32x32 conv(8, 3x5, pad=1x2) R FC10
    """
    return Diagnostic(
        span,
        f"`{words}` is a list, and sizes are joined by x",
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )


@diagnostic("syntax-branch-comma")
def comma_between_branches(spans: list[Span], join: str) -> Diagnostic:
    """Branches are kept apart by a comma in the place of `|`.

    Bad:  input 3x32x32 C3D8 R cat( C3D8, id ) GAP FC10
    Good: input 3x32x32 C3D8 R cat( C3D8 | id ) GAP FC10
    """
    return Diagnostic(
        spans[0],
        f"the branches of `{join}` are kept apart by `|`",
        help=f"as in `{join}( C3D8 | id )`",
        fixes=(Fix("write `|`", tuple(Edit(span, " |") for span in spans), safe=True),),
    )


@diagnostic("syntax-brackets")
def other_brackets(
    span: Span, opener: str, why: str, edits: tuple[Edit, ...], mended: str
) -> Diagnostic:
    """A part stands in brackets of another kind than the language has for it.

    Parts are put in `[ ]`, branches in `( )`, the body of a block or a head in `{ }`.

    Bad:  input 3x32x32 (C3D8 R)*2 FC10
    Good: input 3x32x32 [C3D8 R]*2 FC10
    """
    return Diagnostic(
        span,
        f"`{opener}` cannot stand here",
        why,
        help=f"write `{mended}`",
        fixes=(Fix(f"write `{mended}`", edits, safe=True),),
    )


@diagnostic("syntax-copies")
def copies(span: Span, words: str, mended: str, edits: tuple[Edit, ...]) -> Diagnostic:
    """A number of copies is written in another way than `*n` behind the part.

    Bad:  input 3x32x32 [C3D8 R]x2 FC10
    Good: input 3x32x32 [C3D8 R]*2 FC10
    """
    return Diagnostic(
        span,
        f"`{words}` is no number of copies",
        "copies are written behind a part, with `*`",
        help=f"write `{mended}`",
        fixes=(Fix(f"write `{mended}`", edits, safe=True),),
    )


@diagnostic("syntax-power")
def power(span: Span, words: str) -> Diagnostic:
    """A power is written otherwise than `2^3`: with `**`, of a power without brackets, or with an exponent below 0.

    Bad:  input 3x32x32 C3D8 R FC<2**3>
    Good: input 3x32x32 C3D8 R FC<2^3>
    """
    if "**" in words:
        ours = re.sub(r"\s*\*\*\s*", "^", words)
        fix = replace(span, ours, safe=True)
        return Diagnostic(
            span, f"`{words}` is another language's power", help=f"write `{ours}`", fixes=(fix,)
        )
    base, *exponents = (each.strip() for each in words.split("^"))
    if len(exponents) > 1:
        plain = len(exponents) == 2 and all(each.isalnum() for each in (base, *exponents))
        first, last = (
            f"({base}^{exponents[0]})^{exponents[-1]}",
            f"{base}^({exponents[0]}^{exponents[-1]})",
        )
        return Diagnostic(
            span,
            f"`{words}` does not say which power comes first",
            help=f"write `{first}` or `{last}`" if plain else "put one of them into brackets",
            fixes=(replace(span, first), replace(span, last)) if plain else (),
        )
    ours = f"(1/{base}^{exponents[0].lstrip('- ')})"
    return Diagnostic(
        span,
        f"`{words}`: an exponent is a whole number from 0",
        help=f"write `{ours}`" if base != ")" else "divide by the power",
        fixes=(replace(span, ours),) if base.isalnum() else (),
    )


@diagnostic("syntax-call")
def other_call(span: Span, words: str, mended: str | None) -> Diagnostic:
    """A layer is written as another program has it: `nn.Conv2d(3, 64, 3)`, `Conv2D(64, 3, activation="relu")`.

    What the call leaves out is what that program takes: PyTorch's and Keras's convolutions have no padding, which
    is `p0` here.

    Bad:  input 3x32x32 nn.Conv2d(3, 64, 3) R FC10
    Good: input 3x32x32 C3D64p0 R FC10
    """
    return Diagnostic(
        span,
        f"`{words}` is a call of another program",
        help=f"write `{mended}`" if mended else "`cnndsl layers` shows how layers are written",
        fixes=(replace(span, mended, safe=True),) if mended else (),
    )


@diagnostic("syntax-slide")
def prose(span: Span, words: str, mended: str) -> Diagnostic:
    """The layers are described in sentences, as on some slides: `CONV1: 96 11x11 filters at stride 4, pad 0`.

    Such a line is written `C11D96s4p0`, `MAX POOL1: 3x3 filters at stride 2` is `P3s2`, and `FC6: 4096 neurons`
    is `FC4096`. The whole is one mistake.

    Bad:  [227x227x3] INPUT CONV1: 96 11x11 filters at stride 4, pad 0
    Good: INPUT [227x227x3] C11D96s4p0
    """
    return Diagnostic(
        span,
        "this is a slide's description of layers, and no spec",
        help=f"`{words}` is written `{mended}`",
    )


@diagnostic("text-other-program")
def other_program(span: Span, what: str) -> Diagnostic:
    """A file of another program, and no spec.

    Bad:  import torch
    Good: input 3x32x32 C3D8 R FC10
    """
    return Diagnostic(
        span, f"this is {what}, and no spec", help="write its layers as `input 3x32x32 C3D8 R FC10`"
    )


@diagnostic("syntax-comment")
def other_comment(span: Span, words: str, edit: Edit) -> Diagnostic:
    """A comment starts with another sign than `#`.

    Bad:  input 3x32x32 C3D8 R FC10 // a classifier
    Good: input 3x32x32 C3D8 R FC10 # a classifier
    """
    title = f"write `{edit.text}`" if edit.text == "#" else "write it behind `#`"
    return Diagnostic(
        span,
        f"`{words}` starts no comment",
        help="a comment starts with `#`, and goes to the end of its line",
        fixes=(Fix(title if edit.text else "remove it", (edit,), safe=True),),
    )


@diagnostic("syntax-fact")
def sign_in_fact(span: Span, words: str, edit: Edit) -> Diagnostic:
    """A fact's figure and its value have a sign between them.

    Bad:  input 3x32x32 C3D8 R FC10 expect params = 82_154
    Good: input 3x32x32 C3D8 R FC10 expect params 82_154
    """
    return Diagnostic(
        span,
        f"`{words}` does not stand in a fact",
        help="a figure and its value stand side by side: `expect params 82_154`",
        fixes=(Fix("remove it", (edit,), safe=True),),
    )
