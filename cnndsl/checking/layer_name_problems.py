"""Names and codes that no layer has: which was meant, by the nearest name, or by what others call it."""

import re
from collections.abc import Collection, Iterable

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Edit, Fix, insert, replace
from cnndsl.layers.layer import CODES, KINDS, Layer, argument_names, letters
from cnndsl.layers.other_names import Meant, meant
from cnndsl.named_tuple import NamedTuple
from cnndsl.spelling import LATIN, did_you_mean, listed, near
from cnndsl.syntax import tree
from cnndsl.syntax.lookalikes import LOOKALIKES
from cnndsl.syntax.notations.layer_names import NOTHING_LIKE_IT
from cnndsl.syntax.unknown_words import as_shorthand
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span, Text

SHOWN = "`cnndsl layers` shows them all"
SKIPS = frozenset(["shortcut", "skip", "residual", "x", "same"])
"""What others call `id` in a branch."""
JOINS = frozenset(["concat", "concatenate"])
LONGEST = 200
"""Letters that are looked at before a name."""
LOOSE = r"(?:[a-z][0-9]+(?:x[0-9]+)*)+"
"""What looks like shorthand parameters."""
BEHIND_WORD = rf"(?<![\w>.×*/+-])([A-Z][\w×.]*)(?:[ \t]+{LOOSE})*[ \t]+\Z"
RUN = rf"(?:[ \t]+{LOOSE}(?![\w×.:(=]))+"
Answer = tuple[str, tuple[Fix, ...]]
"""What to say of what was meant, and the fixes."""


class Unknown(NamedTuple):
    """A name that no layer has, and where it stands."""

    written: tree.WrittenLayer
    span: Span
    whole: Span
    """The letters around a code."""
    text: Text
    blocks: Collection[str]

    @property
    def name(self) -> str:
        return self.written.name


@diagnostic("name-unknown-layer")
def unknown_layer(unknown: Unknown) -> Diagnostic:
    """A code or a name that no layer has.

    Codes are capital letters, the longest one wins, and layers may be glued: `CRXRP` is `C R X R P`, and
    there is no `X`. Spelled out, names are lowercase. `cnndsl layers` shows them all; `--layers FILE.py`
    adds some.

    Bad:  input 3x32x32 CRXRP FC10
    Good: input 3x32x32 CRCRP FC10
    """
    name = unknown.name
    digits = _digits(unknown)
    if digits is not None:
        what, (way_out, fixes) = "a letter stands in a number", digits
    elif unknown.written.shorthand:
        what = f"no layer has the code `{name}`"
        way_out, fixes = _code(unknown)
    else:
        what = f"no layer {'or block ' * bool(unknown.blocks)}is called `{name}`"
        way_out, fixes = _loose(unknown) or _spelled(unknown)
    foreign = "".join(character for character in name if not character.isascii())
    if not way_out and foreign:
        way_out = f"`{foreign}` is no letter of A-Z, though it may look like one"
        latin = name.translate(LATIN)
        known = [*KINDS, *unknown.blocks]
        if latin in known or (latin[:1].isupper() and _sound(latin)):
            fixes = (replace(unknown.span, latin, safe=True),)
    return Diagnostic(unknown.span, what, help=way_out or SHOWN, fixes=fixes)


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


@diagnostic("name-parameter-for-layer")
def parameter_for_layer(span: Span, name: str) -> Diagnostic:
    """A block's parameter stands in a layer's place, and is a number there, or a word or a shape.

    Layers that a block is given stand in brackets, and what stands for them is no number.

    Bad:  block b(act=1) { C3D8 act }  input 3x32x32 b GAP FC10
    Good: block b(act=[R]) { C3D8 act }  input 3x32x32 b GAP FC10
    """
    return Diagnostic(
        span,
        f"`{name}` is a parameter that stands for no layers",
        help=f"write a layer, or give the block layers in brackets, as in `{name}=[R]`",
    )


def _one(fix: Fix, words: str) -> Answer:
    return f"did you mean `{words}`?", (fix,)


def _code(unknown: Unknown) -> Answer:
    """A word of capital letters: a name that is only spelled out, or a code with a slip."""
    whole = unknown.text.words(unknown.whole)
    spelled = [each for each in meant(whole) if len(whole) > 2]
    if spelled:
        return _named(unknown.whole, spelled)
    if whole.casefold() in unknown.blocks:
        return _one(replace(unknown.whole, whole.casefold(), safe=True), whole.casefold())
    letters_alone = re.sub("[0-9].*", "", whole).casefold()
    looked_up = len(whole) > 2 and letters_alone not in NOTHING_LIKE_IT
    codes = near(whole, [code for code in CODES if len(code) > 2]) if looked_up else []
    fixes = tuple(replace(unknown.whole, code, safe=True) for code in codes)
    return (f"did you mean {listed(codes, 'or')}?" if codes else ""), fixes


def _named(span: Span, found: Iterable[Meant]) -> Answer:
    """The layers that another name stands for."""
    words = [each.word for each in found]
    fixes = tuple(replace(span, word, safe=same) for word, same in found)
    return f"did you mean {listed(words, 'or')}?", fixes


def _spelled(unknown: Unknown) -> Answer:
    written, span, name = unknown.written, unknown.span, unknown.name
    if name in SKIPS and not written.arguments:
        return _one(replace(span, "id"), "id")
    if name in JOINS:
        return _joined(unknown)
    other = meant(name)
    if other:
        fitting = [each for each in other if _takes(KINDS[each.word], written)]
        way_out, fixes = _named(span, fitting or other)
        return way_out, fixes if fitting else ()
    shorthand = None if written.arguments else as_shorthand(name)
    if shorthand and _sound(shorthand) and not near(name, unknown.blocks):
        return _one(replace(span, shorthand, safe=True), shorthand)
    return _with_size(unknown) or _misspelt(unknown)


def _misspelt(unknown: Unknown) -> Answer:
    """The nearest names; those that would take what is given."""
    written, span, name = unknown.written, unknown.span, unknown.name
    kinds = [word for word, kind in KINDS.items() if _takes(kind, written)]
    found = did_you_mean(span, name, [*unknown.blocks, *kinds])
    if found[1]:
        return found
    return did_you_mean(span, name, KINDS)[0], ()


def _takes(kind: type[Layer], written: tree.WrittenLayer) -> bool:
    """Whether a layer takes as many values as are given, and is given those that it needs."""
    names = argument_names(kind)
    placed = [each for each in written.arguments if not each.key]
    given = {*list(names)[: len(placed)], *(each.key for each in written.arguments)}
    needed = {name for name, arg in names.items() if kind.arguments[arg].required}
    return len(placed) <= len(names) and needed <= given


def _with_size(unknown: Unknown) -> Answer | None:
    """`conv3x3(64)`, `maxpool2`: the size is an argument."""
    written, span = unknown.written, unknown.span
    parts = re.fullmatch(r"([a-z_]+?)_?([0-9]+(?:x[0-9]+){0,2})", written.name)
    found = meant(parts[1]) if parts else ()
    if parts is None or len(found) != 1:
        return None
    kind = KINDS[found[0].word]
    bare = replace(span, kind.word, safe="size" not in letters(kind))
    argument = letters(kind).get("size")
    if argument is None:
        return _one(bare, kind.word)
    size = _sized(kind, argument, parts[2], unknown)
    if size is None:
        return None
    if "x" in parts[2]:
        return f"did you mean `{size.title}`?", (size._replace(title=f"write `{size.title}`"),)
    both = (size._replace(title=f"write `{size.title}`"), bare)
    words = listed([size.title, kind.word], "or")
    return f"did you mean {words}?", both if parts[2] in "357" else both[::-1]


def _sized(kind: type[Layer], argument: str, size: str, unknown: Unknown) -> Fix | None:
    """The call with its size; its title is what it says. None where the size is given already."""
    written, span = unknown.written, unknown.span
    names = list(kind.arguments)
    placed = sum(not each.key for each in written.arguments)
    if placed > names.index(argument) or any(each.key == argument for each in written.arguments):
        return None
    said = size if placed == names.index(argument) else f"{argument}={size}"
    if not written.arguments:
        return replace(span, f"{kind.word}({said})", title=f"{kind.word}({said})")
    last = written.arguments[-1].span.end
    if placed < len(written.arguments):
        said = f"{argument}={size}"
    edits = (*replace(span, kind.word).edits, *insert(last, f", {said}").edits)
    words = unknown.text.words(Span(span.end, last))
    return Fix(f"{kind.word}{words}, {said})", edits)


def _joined(unknown: Unknown) -> Answer:
    """`concat(@a, @b)`: branches are joined by `cat( A | B )`."""
    values = [each.value for each in unknown.written.arguments if not each.key]
    taps = [each.path for each in values if isinstance(each, tree.TapName)]
    if len(taps) < 2 or len(taps) < len(unknown.written.arguments):
        return "branches are joined by `cat( A | B )`", ()
    better = f"cat( {' | '.join(f'@{path}' for path in taps)} )"
    return _one(replace(unknown.written.span, better, safe=True), better)


def _digits(unknown: Unknown) -> Answer | None:
    """`84_O74`: letters that look like digits, glued to a number."""
    start = unknown.span.start - unknown.text.start
    before, name = unknown.text.content[max(start - 1, 0) : start], unknown.name
    number = "".join(LOOKALIKES.get(letter, letter) for letter in name)
    if (
        number == name
        or not re.fullmatch(r"[0-9_]", before)
        or not re.fullmatch(r"[0-9_]+(x[0-9]+)*", number)
    ):
        return None
    fix = replace(unknown.span, number, safe=True)
    return f"is `{name}` meant for `{number}`?", (fix,)


def _loose(unknown: Unknown) -> Answer | None:
    """`C3D64 s2 p1`: parameters stand apart from their layer."""
    text, span = unknown.text, unknown.span
    if not re.fullmatch(LOOSE, unknown.name) or unknown.written.arguments:
        return None
    before = re.compile(BEHIND_WORD).search(
        text.content, max(span.start - text.start - LONGEST, 0), span.start - text.start
    )
    run = before and re.compile(RUN).match(text.content, before.end(1))
    if before is None or run is None:
        return None
    glued = before[1] + "".join(run[0].split())
    if not _sound(glued):
        return None
    gaps = [
        Span(gap.start(), gap.end()).shift(text.start)
        for gap in re.compile(r"[ \t]+").finditer(text.content, *run.span())
    ]
    fix = Fix(f"write `{glued}`", tuple(Edit(gap, "") for gap in gaps), safe=True)
    return f"a parameter is glued to its layer: `{glued}`", (fix,)


def _sound(word: str) -> bool:
    """Whether a word's layers take all of their parameters, each of them once."""
    understood = parse_word(word).word
    return understood is not None and all(map(_all_taken, understood.layers))


def _all_taken(written: tree.WrittenLayer) -> bool:
    keys = [argument.key for argument in written.arguments]
    known = letters(CODES[written.name]) if written.name in CODES else {}
    return written.name in CODES and len(set(keys)) == len(keys) and known.keys() >= set(keys)
