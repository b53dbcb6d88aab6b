"""The words for choices that are not written as they should be: `{32,64}`, `{1..3}`, `?` and where they stand."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Edit, Fix, insert, remove, replace
from cnndsl.syntax import syntax_problems
from cnndsl.text import Span

HOW = "a choice is values with commas, `{32,64}`, or a range, `{1..3}`, `{32..256 by 32}`"


@diagnostic("syntax-choice-empty")
def empty(span: Span, words: str) -> Diagnostic:
    """A choice has nothing in it to choose from.

    Bad:  input 3x32x32 C3D{} R FC10
    Good: input 3x32x32 C3D{32,64} R FC10
    """
    return Diagnostic(span, f"there is nothing to choose from in `{words}`", help=HOW)


@diagnostic("syntax-choice-single")
def single(span: Span, angles: bool) -> Diagnostic:
    """A choice has one value, and so there is nothing to choose.

    Braces hold several values, of which each makes another network. An expression stands in angle brackets.

    Bad:  let n = 4 input 3x32x32 C3D{n} R FC10
    Good: let n = 4 input 3x32x32 C3D<n> R FC10
    """
    title = "put it in angle brackets" if angles else "leave the braces out"
    opens, closes = Span(span.start, span.start + 1), Span(span.end - 1, span.end)
    edits = (Edit(opens, "<" * angles), Edit(closes, ">" * angles))
    return Diagnostic(
        span,
        "a choice of one value leaves nothing to choose",
        help=f"{title}, or write several values with commas, as in `{{32,64}}`",
        fixes=(Fix(title, edits, safe=True),),
    )


@diagnostic("syntax-choice")
def written_otherwise(span: Span, message: str, fix: Fix | None = None) -> Diagnostic:
    """The values of a choice are kept apart by commas; a range is its two ends with `..` between them.

    Bad:  input 3x32x32 C3D8 R [C3D8 R]*{1|3} FC10
    Good: input 3x32x32 C3D8 R [C3D8 R]*{1,3} FC10
    """
    return Diagnostic(span, message, help=fix.title if fix else HOW, fixes=(fix,) if fix else ())


@diagnostic("syntax-choice-part")
def in_expression(span: Span, words: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A choice stands in an expression, in a shape, or in another choice: it is a whole value, or none.

    Bad:  input 3x32x32 C3D<2*{16,32}> R FC10
    Good: input 3x32x32 C3D{2*16,2*32} R FC10
    """
    return Diagnostic(
        span,
        f"`{words}` is part of a value, and a choice is a whole value",
        help=fixes[0].title if fixes else "write the values themselves, as in `{32,64}`",
        fixes=fixes,
    )


@diagnostic("syntax-choice-place")
def no_place(span: Span, words: str, why: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A choice, `?` or `any` stands where all networks of a family are the same.

    Nothing is left to choose in `input`, `expect`, `default` and `after`, nor in a name. A choice stands for a
    size, a parameter, a number of copies, a block's argument or a constant.

    Bad:  input 3x32x32 default conv(bias={no,yes}) C3D8 R FC10
    Good: input 3x32x32 default conv(bias=no) C3D8 R FC10
    """
    hint = fixes[0].title if fixes else ""
    return Diagnostic(span, f"`{words}` cannot stand here: {why}", help=hint, fixes=fixes)


@diagnostic("syntax-optional")
def optional(span: Span, message: str, help: str = "", fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A `?` stands right behind a layer or a bracketed part, once and last: it leaves that out, or in.

    Bad:  input 3x32x32 C3D8 R P?*2 FC10
    Good: input 3x32x32 C3D8 R [P?]*2 FC10
    """
    return Diagnostic(span, message, help=help, fixes=fixes)


def apart(mark: Span, end: int, between: str, glued: bool) -> Diagnostic:
    """`P ?`, `R ?P`: behind white space, or a comment; and perhaps glued to what follows."""
    space = " " if glued else ""
    edits: tuple[Edit, ...] = (Edit(Span(end, mark.end), f"?{space}"),)
    if not between.isspace():
        edits = Edit(Span(end, end), "?"), Edit(mark, space)
    fix = Fix("put `?` right behind its part", edits, safe=True)
    return optional(mark, "`?` stands right behind its part", fix.title, (fix,))


def twice(mark: Span) -> Diagnostic:
    """`P??`."""
    fix = remove(mark, title="write one `?`", safe=True)
    return optional(mark, "`?` stands twice: a part is left out or in once", fix.title, (fix,))


def not_last(mark: Span, copies: Span, words: str, start: int) -> Diagnostic:
    """`C3?*2`: each copy left out or in, or all of them."""
    brackets = Edit(Span(start, start), "["), Edit(Span(mark.end, mark.end), "]")
    last = Edit(mark, ""), Edit(Span(copies.end, copies.end), "?")
    return optional(
        mark,
        f"`?` comes last, and `{words}` follows it",
        f"`[...?]{words}` leaves each copy out or in, `...{words}?` all of them",
        (Fix("put each copy with its `?` in brackets", brackets), Fix("put `?` last", last)),
    )


def on_tap(mark: Span, tap: Span, name: str) -> Diagnostic:
    """`@a?`: going on from there, or from what came in."""
    fix = replace(tap.until(mark), f"any( @{name} | id )", safe=True)
    return optional(mark, "a tap takes no `?`", fix.title, (fix,))


def tap_copies(span: Span, words: str) -> Diagnostic:
    """`@a*2`."""
    fix = remove(span, title=f"leave `{words}` out", safe=True)
    return optional(span, "a tap takes no copies: it gives one value", fix.title, (fix,))


def behind_label(mark: Span, end: int | None) -> Diagnostic:
    """`a?: C3D8`."""
    edits = (Edit(mark, ""), Edit(Span(end or 0, end or 0), "?"))
    fixes = (Fix("put `?` behind the part", edits, safe=True),) if end is not None else ()
    return optional(mark, "a label takes no `?`: its part does", "as in `a: P?`", fixes)


def unclosed(opener: Span, end: int) -> Diagnostic:
    """`{8,16` without its brace."""
    found = syntax_problems.unclosed(opener, "{", "}", (insert(end, "}", safe=True),))
    return found._replace(help="put `}` behind the last value")
