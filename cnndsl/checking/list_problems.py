"""The words for lists: a name that means something else, a value that is no label, no branch left."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import replace
from cnndsl.syntax import tree
from cnndsl.text import Span


@diagnostic("list-name")
def name_taken(span: Span, name: str, why: str) -> Diagnostic:
    """The name of a list means something else there already.

    Bad:  input 3x8x8 let r = 2 C3D<r> R [C3D8d<r> R]*<r: 1, 2, 4> FC2
    Good: input 3x8x8 let r = 2 C3D<r> R [C3D8d<d> R]*<d: 1, 2, 4> FC2
    """
    return Diagnostic(
        span, f"a list cannot be called `{name}`: {why}", help="give it a name of its own"
    )


@diagnostic("list-unused", "warning")
def name_unused(listing: tree.Listing) -> Diagnostic:
    """The name of a list is used by nothing of what there is for each of its values, so that all are the same.

    Bad:  input 3x8x8 C3D8 R cat( each(d: 1, 2, 3) C3D8 R | id ) GAP FC2
    Good: input 3x8x8 C3D8 R cat( each(d: 1, 2, 3) C3D8d<d> R | id ) GAP FC2
    """
    name, count = listing.name, len(listing.values)
    return Diagnostic(
        name.span,
        f"nothing uses the list's name `{name.name}`: what there is for its {count} values is the same",
        help=f"write `<{name.name}>` where it is meant, or {count} in the place of the list",
        fixes=(replace(listing.span, str(count)),),
    )


@diagnostic("list-no-label")
def no_label(span: Span, name: str, value: str) -> Diagnostic:
    """A tap goes on from what a list's name stands for, and that is no label.

    Bad:  input 3x8x8 a: C3D8 R cat( each(s: 2, 4) @s | id ) FC2
    Good: input 3x8x8 a: C3D8 R b: C3D8 R cat( each(s: @a, @b) @s | id ) FC2
    """
    return Diagnostic(
        span,
        f"`{name}` is {value} here, and a tap goes on from a label",
        help=f"write labels in the list, as `{name}: @a, @b`",
    )


@diagnostic("list-no-branch")
def no_branch(span: Span, how: str) -> Diagnostic:
    """No branch is left of a join, since `each` makes none.

    Bad:  input 3x8x8 C3D8 R cat( each(0) C3D8 R ) FC2
    Good: input 3x8x8 C3D8 R cat( each(2) C3D8 R ) FC2
    """
    return Diagnostic(
        span, f"`{how}` has no branch left: `each` makes none", help="make one branch or more"
    )


@diagnostic("list-projections")
def several_projections(span: Span, count: int) -> Diagnostic:
    """`each` makes several branches that end in `proj`: only one branch can be the way past the others.

    Bad:  input 3x8x8 C3D8 R add( C3D16 | each(2) proj ) R FC2
    Good: input 3x8x8 C3D8 R add( each(2) C3D16 | proj ) R FC2
    """
    return Diagnostic(
        span,
        f"`each` makes {count} branches that end in `proj`, and one is the most",
        help="write the projection in a branch of its own",
    )
