"""The words of syntax errors. How reading goes on after one is in recovery.py."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix, remove, replace
from cnndsl.text import Span

CLOSERS = {"LPAR": ")", "LSQB": "]", "LBRACE": "}"}


@diagnostic("syntax-unexpected")
def unexpected(span: Span, words: str, expected: str, help: str = "", fix: str = "") -> Diagnostic:
    """Something stands where it cannot.

    The message says what would make sense at that place. Reading goes on at the next sound place, so
    that one slip gives one report.

    Bad:  input 3x32x32 conv(64,, 3) FC10
    Good: input 3x32x32 conv(64, 3) FC10
    """
    fixes = (replace(span, fix, title=f"write `{fix.strip()}`", safe=True),) if fix else ()
    return Diagnostic(
        span, f"`{words}` cannot stand here", f"expected {expected}", help=help, fixes=fixes
    )


@diagnostic("syntax-incomplete")
def incomplete(
    span: Span, message: str, help: str = "", label: str = "", fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """The text breaks off before something is complete.

    Bad:  input 3x32x32 C3D8 ->
    Good: input 3x32x32 C3D8 -> FC10
    """
    return Diagnostic(span, message, label, help=help, fixes=fixes)


@diagnostic("syntax-sides")
def not_two_sides(span: Span, words: str, count: int) -> Diagnostic:
    """Rows before and after an axis are told as `before:after`, for each axis that is written.

    Bad:  input 3x32x32 pad(3:0x1) C3D8 R FC10
    Good: input 3x32x32 pad(3:0x1:1) C3D8 R FC10
    """
    if count > 2:
        message = f"`{words}` has {count} numbers, and an axis has two sides, `before:after`"
        return Diagnostic(span, message, help="axes are joined by x, as in `3:0x1:1`")
    both = f"{words}:{words}"
    return Diagnostic(
        span,
        f"`{words}` is one number, where other axes have theirs as `before:after`",
        help=f"write `{both}` for as much at both sides",
        fixes=(replace(span, both, safe=True),),
    )


@diagnostic("syntax-unknown-character")
def unknown_character(span: Span, words: str, *, safe: bool) -> Diagnostic:
    """A character that means nothing in a spec.

    Bad:  input 3x32x32 C3D8 ! FC10
    Good: input 3x32x32 C3D8 FC10
    """
    return Diagnostic(
        span, f"`{words}` means nothing in a spec", "remove it", fixes=(remove(span, safe=safe),)
    )


@diagnostic("syntax-other-letter")
def looks_alike(span: Span, words: str, ours: str, fix: Fix) -> Diagnostic:
    """A letter or a sign looks like one of ours, and is that of another alphabet or of another width.

    Bad:  input 3x32x32 [C3D8 R]＊2 FC10
    Good: input 3x32x32 [C3D8 R]*2 FC10
    """
    return Diagnostic(
        span,
        f"`{words}` looks like `{ours}`, and is another character",
        help=f"write `{ours}`",
        fixes=(fix,),
    )


@diagnostic("syntax-unclosed-bracket")
def unclosed(span: Span, opener: str, closer: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A bracket is opened and never closed.

    Bad:  input 3x32x32 [C3D8 R M FC10
    Good: input 3x32x32 [C3D8 R] M FC10
    """
    return Diagnostic(
        span,
        f"`{opener}` is never closed",
        "opened here",
        help=f"put `{closer}` where the part ends",
        fixes=fixes,
    )


@diagnostic("syntax-unopened-bracket")
def unopened(span: Span, closer: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A bracket is closed that was never opened.

    Bad:  input 3x32x32 C3D8 R] M FC10
    Good: input 3x32x32 [C3D8 R] M FC10
    """
    return Diagnostic(
        span,
        f"`{closer}` closes nothing",
        "no bracket is open here",
        fixes=fixes or (remove(span, safe=True),),
    )


@diagnostic("syntax-wrong-bracket")
def wrong_bracket(span: Span, closer: str, opener: str, right: str) -> Diagnostic:
    """A bracket is closed by one of another shape.

    Bad:  input 3x32x32 [C3D8 R) M FC10
    Good: input 3x32x32 [C3D8 R] M FC10
    """
    return Diagnostic(
        span,
        f"`{closer}` cannot close `{opener}`",
        f"expected `{right}`",
        fixes=(replace(span, right, safe=True),),
    )


@diagnostic("syntax-empty-bracket")
def empty(span: Span, words: str) -> Diagnostic:
    """A bracketed part has nothing in it.

    Bad:  input 3x32x32 C3D8 R []*2 FC10
    Good: input 3x32x32 C3D8 R [C3D8 R]*2 FC10
    """
    return Diagnostic(span, f"there is nothing in `{words}`", "expected a layer")


@diagnostic("syntax-empty-branch")
def empty_branch(span: Span) -> Diagnostic:
    """A branch has nothing in it: what came in, unchanged, is written `id`.

    Bad:  input 3x32x32 add( C3D3 R | ) FC10
    Good: input 3x32x32 add( C3D3 R | id ) FC10
    """
    return Diagnostic(
        span,
        "this branch is empty",
        "expected a layer",
        help="for what came in, unchanged, write `id`",
    )


@diagnostic("syntax-statement-inside")
def statement_inside(span: Span, word: str) -> Diagnostic:
    """A statement stands inside brackets or a block, where layers are wanted.

    Heads stand in the trunk; `let`, `block`, `use` and the others stand outside all brackets.

    Bad:  block b { C3D8 R head a { GAP FC2 } }  input 3x32x32 b GAP FC10
    Good: block b { C3D8 R }  input 3x32x32 b head a { GAP FC2 } GAP FC10
    """
    head = word in ("head", "aux")
    return Diagnostic(
        span,
        f"`{word}` cannot stand inside brackets or a block",
        "heads stand in the trunk" if head else f"`{word}` stands outside all brackets",
        help="put it behind the part, where the block is used" if head else "",
    )


@diagnostic("syntax-block")
def header(span: Span, words: str, why: str, keyword: str) -> Diagnostic:
    """The first line of a block or a head is not as it should be: `block name(d, s=1) {`, `head name {`.

    A block's name is lowercase; its parameters stand in round brackets, with defaults if they have any; the
    body of both stands in braces.

    Bad:  block Unit(d) { C3D<d> R }  input 3x32x32 C3D8 R GAP FC10
    Good: block unit(d) { C3D<d> R }  input 3x32x32 unit(8) GAP FC10
    """
    shown = f"`{words}` cannot stand here" if words else "the block ends too soon"
    form = "block name(d, s=1)" if keyword == "block" else f"{keyword} name"
    return Diagnostic(span, shown, why, help=f"it is written `{form} {{ ... }}`")


@diagnostic("syntax-join")
def unknown_join(span: Span, word: str, near: str) -> Diagnostic:
    """Branches stand behind a word that does not join any.

    Bad:  input 3x32x32 concat( C3D8 R | id ) GAP FC10
    Good: input 3x32x32 cat( C3D8 R | id ) GAP FC10
    """
    fixes = (replace(span, near, safe=True),) if near else ()
    hint = (
        f"did you mean `{near}`?"
        if near
        else "branches are joined by `cat`, `add`, `sub`, `mul`, `max`, `dot`, `mix`, `split` or `any`"
    )
    return Diagnostic(span, f"`{word}` does not join branches", help=hint, fixes=fixes)


@diagnostic("syntax-use")
def use_quotes(span: Span, words: str) -> Diagnostic:
    """The file that `use` names is put in double quotes.

    Bad:  use blocks.cnn
    Good: block unit { C3D8 R }  input 3x32x32 unit GAP FC10
    """
    bare = words.strip("'\"“”‘’`") if any(map(str.isalnum, words)) else ""
    return Diagnostic(
        span,
        "a file's name stands in double quotes",
        help=f'write `use "{bare or "blocks.cnn"}"`',
        fixes=(replace(span, f'"{bare}"', safe=True),) if bare else (),
    )


@diagnostic("syntax-ellipsis")
def ellipsis(span: Span) -> Diagnostic:
    """A slide's `...` stands where the layers themselves are wanted.

    A slide leaves out what its reader can fill in; here every layer has to be written, or repeated.

    Bad:  input 3x32x32 C3D8 R ... FC10
    Good: input 3x32x32 [C3D8 R]*3 FC10
    """
    return Diagnostic(
        span,
        "`...` leaves out layers, and they cannot be guessed",
        "layers are missing here",
        help="write them, or repeat a part: `[C3D64 R]*3`",
    )


@diagnostic("syntax-word")
def word(
    span: Span, message: str, label: str = "", help: str = "", fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """A shorthand word is not understood from some character on.

    A word is understood whole or not at all: a code, a size right after it, then parameters, each a
    letter and a number; and perhaps further layers glued on.

    Bad:  input 3x32x32 C3D6l FC10
    Good: input 3x32x32 C3D61 FC10
    """
    return Diagnostic(span, message, label, help=help, fixes=fixes)


@diagnostic("syntax-glued")
def glued(span: Span, what: str, help: str, fixes: tuple[Fix, ...]) -> Diagnostic:
    """A label, a number of copies or a `?` stands at several layers that are glued together.

    Which of them is meant cannot be told; white space or brackets say so.

    Bad:  input 3x32x32 CRP*2 FC10
    Good: input 3x32x32 [CRP]*2 FC10
    """
    return Diagnostic(span, f"{what} takes one layer or one bracketed part", help=help, fixes=fixes)


@diagnostic("open-size")
def open_size(span: Span, letter: str) -> Diagnostic:
    """A letter stands for a size that is left open, which this version does not take.

    Bad:  input 3xHxW C3D8
    Good: input 3x64x64 C3D8
    """
    return Diagnostic(
        span,
        f"`{letter}` leaves a size open, which this version does not take",
        help="write a number",
    )
