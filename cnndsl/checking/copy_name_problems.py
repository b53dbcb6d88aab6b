"""The words for labels that name the copies of a part, `[stage<i>: b]*3`, where they cannot."""

import re

from cnndsl.checking import name_fixes
from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Edit, Fix, replace
from cnndsl.syntax import tree
from cnndsl.text import Span, Text


@diagnostic("name-copies")
def copy_name(span: Span, message: str, help: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A label with a number in it cannot name copies so.

    `[stage<i>: b]*3` names its copies `stage0`, `stage1`, `stage2`. Such labels stand straight in the brackets
    of a repeated part; there each label has a number, and no two names are the same.

    Bad:  input 3x8x8 [C3D8 R]*2 stage<i>: C3D8 R FC10
    Good: input 3x8x8 [stage<i>: C3D8 R]*2 FC10
    """
    return Diagnostic(span, message, help=help, fixes=fixes)


def names_no_copies(part: tree.Part, label: tree.Label, text: Text) -> Diagnostic:
    """Nothing is repeated straight around the label."""
    message = f"`{label.name}` names the copies of a part, and stands straight in none"
    plain = replace(label.span, _stem(label), title=f"call it `{_stem(label)}`")
    if part.times is None:
        way_out = f"write `{_stem(label)}:`, or the copies as in `[{label.name}: C3D8 R]*2`"
        return copy_name(label.span, message, way_out, (plain,))
    start, end = label.span.start, part.body.span.end
    around = (Edit(Span(start, start), "["), Edit(Span(end, end), "]"))
    way_out = f"copies are named inside their brackets: `[{text.words(Span(start, end))}]*...`"
    fixes = (Fix("put the part into brackets, with its copies behind them", around), plain)
    return copy_name(label.span, message, way_out, fixes)


def same_in_each_copy(label: tree.Label, naming: tree.Label, text: Text) -> Diagnostic:
    """The label of a part that stands beside one whose label has a number."""
    message = f"`{label.name}` would be a name in each copy, since `{naming.name}` names the copies"
    if re.search(rf"@{re.escape(label.name)}\b", text.content):
        way_out = "put what the tap means into brackets, with the tap and a label of their own"
        return copy_name(label.span, message, way_out)
    better = f"{label.name}<i>"
    return copy_name(label.span, message, f"write `{better}:`", (replace(label.span, better),))


def no_whole_number(label: tree.Label, value: object) -> Diagnostic:
    """What stands in the brackets of a name comes to no number that a name can have."""
    message = f"`<...>` comes to {value} in this name, which has whole numbers from 0"
    return copy_name(label.span, message, *_by_copy(label))


def same_name_twice(label: tree.Label, name: str) -> Diagnostic:
    """The number in a name is the same in two copies."""
    return copy_name(label.span, f"two copies are called `{name}`", *_by_copy(label))


def name_taken(label: tree.Label, name: str, first: Span, text: Text) -> Diagnostic:
    """A copy has the name of another part."""
    stem = _stem(label)
    better = label.name.replace(stem, f"{name_fixes.free(text, stem, lambda each: '')}_", 1)
    found = copy_name(
        label.span,
        f"a copy is called `{name}`, as another part is",
        f"as in `{better}`",
        (replace(label.span, better),) if label.name.startswith(f"{stem}<") else (),
    )
    return found._replace(related=(Related(first, "first used here"),))


def _by_copy(label: tree.Label) -> tuple[str, tuple[Fix, ...]]:
    """The way out by the number of the copy itself."""
    better = f"{_stem(label)}<i>"
    if better == label.name:
        return "the copies around these need a label, or names of their own", ()
    return f"as in `{better}`, by the number of the copy", (replace(label.span, better),)


def _stem(label: tree.Label) -> str:
    """A label's words without its numbers."""
    return "".join(each for each in label.pieces if isinstance(each, str))
