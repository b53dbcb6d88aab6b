"""Edits of what a layer or a block is given: another name, none at all, or words of its own behind the layer."""

import re
from collections.abc import Callable, Iterable

from cnndsl.checking.written_argument import WrittenArgument
from cnndsl.fixes import Edit, Fix, insert, replace
from cnndsl.layers.arguments import Argument, Unsuitable, WordValue
from cnndsl.layers.layer import KINDS, Layer, letters
from cnndsl.layers.other_names import KNOWN_HERE, NO_MATTER, argument_meant, meant
from cnndsl.sizes import Sides
from cnndsl.spelling import MOST_OFFERED, did_you_mean, listed
from cnndsl.syntax import tree
from cnndsl.syntax.lookalikes import LOOKALIKES
from cnndsl.text import Span

Answer = tuple[str, tuple[Fix, ...]]
"""What to say of the way out, and its fixes."""
NOTHING: Answer = ("", ())
TRUTH = {"true": "yes", "on": "yes", "false": "no", "off": "no", "none": "no"}


def without(given: WrittenArgument) -> Edit:
    """Takes a value out, with its comma; the brackets too where it is the only one."""
    written, argument = given.written, given.argument
    if written.shorthand:
        return Edit(given.span, "")
    others = written.arguments
    at = next(k for k, each in enumerate(others) if each is argument)
    if len(others) == 1:
        return Edit(Span(written.name_span.end, written.span.end), "")
    if at:
        return Edit(Span(others[at - 1].span.end, argument.span.end), "")
    return Edit(Span(argument.span.start, others[1].span.start), "")


def takes_out(given: WrittenArgument, title: str = "", safe: bool = False) -> Fix:
    return Fix(title or f"remove `{given.text.words(given.span)}`", (without(given),), safe)


def one_of_two(given: WrittenArgument, first: Span) -> tuple[Fix, ...]:
    """Of a value that is given twice the one or the other goes; if both say the same, the second."""
    earlier = next(
        each for each in given.written.arguments if each.span.shift(given.offset) == first
    )
    other = given._replace(argument=earlier)
    if other.value == given.value:
        return (takes_out(given, safe=True),)
    return takes_out(other), takes_out(given)


def named(given: WrittenArgument, free: Iterable[str]) -> tuple[Fix, ...]:
    """A value is given the name of what it may be meant for."""
    names = list(free)[:MOST_OFFERED]
    return tuple(
        insert(given.span.start, f"{name}=", title=f"write `{name}={given.value}`", safe=True)
        for name in names
    )


def free_names(given: WrittenArgument, names: Iterable[str]) -> list[str]:
    """Those that nothing is given for, the one of the value's own place first."""
    order = list(names)
    at = next(k for k, each in enumerate(given.written.arguments) if each is given.argument)
    taken = {each.key for each in given.written.arguments}
    for place, each in enumerate(given.written.arguments):
        if each.key:
            break
        taken.add(order[place] if place < len(order) else "")
    return [name for name in dict.fromkeys([*order[at : at + 1], *order]) if name not in taken]


def other_key(given: WrittenArgument, kind: type[Layer]) -> Answer:
    """A key that a layer does not take: what others call one, a slip, or what is a layer of its own here."""
    key = given.argument.key
    known = [each.name or name for name, each in kind.arguments.items()]
    taken = {each.key for each in given.written.arguments}
    other = argument_meant(kind, key)
    if other is not None and other not in taken:
        return f"did you mean `{other}`?", (replace(given.key, other, safe=True),)
    if key in KNOWN_HERE:
        fix = takes_out(given, safe=True)
        return "remove it: how deep the input is, is known from what comes in", (fix,)
    if key in NO_MATTER:
        return "remove it: a spec does not speak of it", (takes_out(given, safe=True),)
    if key == "activation":
        return _activation(given)
    return did_you_mean(given.key, key, [name for name in known if name not in taken])


def _activation(given: WrittenArgument) -> Answer:
    """`activation=relu`: a layer of its own, behind this one."""
    written = given.written
    found = [each.word for each in meant(given.value) if _is_activation(each.word)]
    none = given.value in ("linear", "none", "None")
    if not (found or none):
        return "an activation is a layer of its own, behind this one: `conv(64) relu`", ()
    if none:
        return "remove it: no activation is what is not written", (takes_out(given, safe=True),)
    start, end = written.span.start - given.text.start, written.span.end - given.text.start
    if re.search(r"\bdefault\s+$", given.text.content[max(start - 40, 0) : start]):
        return f"an activation is a layer of its own: `after {written.name} {{ {found[0]} }}`", ()
    repeated = re.match(r"[ \t]*\*", given.text.content[end : end + 40]) is not None
    edits = [without(given), *insert(written.span.end, f" {found[0]}" + "]" * repeated).edits]
    edits += insert(written.span.start, "[").edits if repeated else ()
    fix = Fix(f"write ` {found[0]}` behind it", tuple(_joined(edits)), safe=True)
    return f"an activation is a layer of its own: write `{found[0]}` behind this one", (fix,)


def _is_activation(word: str) -> bool:
    return KINDS[word].role == "activation" or "softmax" in word


def _joined(edits: list[Edit]) -> list[Edit]:
    """Edits that end and begin at one place, as one."""
    joined: list[Edit] = []
    for edit in sorted(edits):
        if joined and joined[-1].span.end == edit.span.start:
            last = joined.pop()
            edit = Edit(last.span.until(edit.span), last.text + edit.text)
        joined.append(edit)
    return joined


def unwanted_size(given: WrittenArgument, kind: type[Layer]) -> Answer:
    """`BN64`, `R6`, `F10`: a size behind a code that takes none."""
    code, size = given.written.name, given.value
    bare = takes_out(given, f"write `{code}`")
    whole = Span(given.written.span.start, given.written.span.end).shift(given.offset)
    alone = given.text.words(whole)
    if kind.word == "relu" and size == "6":
        return "did you mean `relu6`?", (_apart(given, "relu6"), bare)
    before = given.text.content[: whole.start - given.text.start][-1:]
    if (before.isdigit() or before == "_") and code in LOOKALIKES and size.isdigit():
        digit = replace(Span(whole.start, whole.start + 1), LOOKALIKES[code])
        return f"is the letter `{code}` the digit {LOOKALIKES[code]}?", (digit,)
    if code == "F" and size.isdigit():
        return f"did you mean `FC{size}`?", (replace(whole, f"FC{size}"), bare)
    if kind.word == "softmax" and size.isdigit():
        better = f"FC{size} {alone[: len(code)]}"
        return f"did you mean `{better}`?", (replace(whole, better), bare)
    if kind.role == "norm":
        return "its size is the depth of what comes in", (bare._replace(safe=True),)
    return NOTHING[0], (bare,)


def _apart(given: WrittenArgument, words: str) -> Fix:
    """Spelled-out words in the place of a layer of a shorthand word, with white space beside them."""
    span = given.written.span.shift(given.offset)
    at, end = span.start - given.text.start, span.end - given.text.start
    before = " " if at and not given.text.content[at - 1].isspace() else ""
    behind = " " if re.match(r"\w", given.text.content[end : end + 1]) else ""
    return replace(span, f"{before}{words}{behind}", title=f"write `{words}`")


def other_letter(given: WrittenArgument, kind: type[Layer]) -> Answer:
    """A shorthand parameter that a layer does not take: what it says where that is what holds, or a slip."""
    known = [letter for letter in letters(kind) if letter != "size"]
    taken = {each.key for each in given.written.arguments}
    same = [letter for letter in known if letter.casefold() == given.argument.key.casefold()]
    if len(same) == 1 and same[0] not in taken:
        better = f"{same[0]}{given.text.words(given.span)[1:]}"
        return f"did you mean `{better}`?", (replace(given.span, better, safe=True),)
    return NOTHING


def other_value(span: Span, value: object, declared: Argument) -> Answer:
    """What a value that does not fit was meant to be: a near word, `yes` for `true`, a share for percents."""
    words = declared.type.words
    if isinstance(value, WordValue) and words:
        truth = TRUTH.get(value.text.casefold())
        if truth in words:
            return f"did you mean `{truth}`?", (replace(span, truth, safe=True),)
        return did_you_mean(span, value.text, words)
    if declared.prose == "the probability" and isinstance(value, int) and 1 < value <= 100:
        share = f"{value / 100:g}"
        shares = (f"0.{value}", share) if value < 10 else (share,)
        return f"did you mean {listed(shares, 'or')}, which is {value} %?", tuple(
            replace(span, each) for each in shares
        )
    return NOTHING


def whole_sizes(
    stated: tree.Value, span: Span, words: str, value: object, takes: Callable[[int], bool]
) -> Answer:
    """A size that does not come out whole, rounded down or up."""
    if isinstance(value, (int, tuple, Sides)) or value is None:
        return NOTHING
    down, up = int(value // 1), int(-(-value // 1))  # type: ignore[operator]
    plain = isinstance(stated, tree.Number)
    found = [
        str(number) if plain else f"{how}({words})"
        for how, number in (("floor", down), ("ceil", up))
        if takes(number)
    ]
    return f"round it: {listed(found, 'or')}" if found else "", tuple(
        replace(span, each) for each in found
    )


def other_size(
    stated: tree.Value, span: Span, words: str, value: object, declared: Argument
) -> Answer:
    """What a size that cannot be was meant to be."""
    if value == 0 and declared.default == 1 and isinstance(stated, tree.Number):
        return "1 is what holds where nothing is said", (replace(span, "1"),)

    def takes(number: int) -> bool:
        try:
            declared.type.read(number)
        except Unsuitable:
            return False
        return True

    return whole_sizes(stated, span, words, value, takes)
