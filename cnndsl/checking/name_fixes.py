"""Other names for what has one that cannot be, or another's: edits where it is given and where it is used."""

import re
from collections.abc import Callable, Iterator

from cnndsl.fixes import Edit, Fix, replace, whole
from cnndsl.layers.layer import KINDS
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

TOKEN = r'#[^\r\n]*|"[^"\r\n]*"|(?<![\w.])@?[^\W\d]\w*(?:\.\w+)*'
"""Comments and strings, where nothing is named; names, and taps with their paths."""
SEPARATOR = r"\s*(?:->|→|[-–—](?!\w))"
OPERATORS = "<+-*/%"
"""Before a number in an expression, the bracket that opens one among them."""
LONGEST = 100_000
"""Texts beyond that have no names of theirs looked for."""


class Use(NamedTuple):
    """A place where a name stands."""

    span: Span
    tap: bool
    behind: str
    """The sign that follows: `:` behind a label, `=` behind a parameter that is given, `(` behind a block."""
    before: str
    """The sign in front of it."""


def uses(text: Text, name: str, within: Span | None = None) -> Iterator[Use]:
    """Every place in a text where a name stands, by itself or in a tap's path."""
    content = text.content
    start, end = (
        (within.start - text.start, within.end - text.start) if within else (0, len(content))
    )
    if end - start > LONGEST:
        return
    for token in re.compile(TOKEN).finditer(content, start, end):
        words = token[0]
        if words[0] in '#"' or name not in words:
            continue
        behind = content[token.end() : token.end() + 40].lstrip()[:1]
        before = content[max(token.start() - 40, 0) : token.start()].rstrip()[-1:]
        at = token.start() + (words[0] == "@")
        for piece in words.removeprefix("@").split("."):
            if piece == name:
                yield Use(
                    Span(at, at + len(name)).shift(text.start), words[0] == "@", behind, before
                )
            at += len(piece) + 1


def free(text: Text, name: str, why_not: Callable[[str], str]) -> str:
    """A name like another that nothing in a text has, and that can be given."""
    base = "".join(each for each in name if each.isascii() and (each.isalnum() or each == "_"))
    base = base.strip("_").lstrip("0123456789_") or "layer"
    taken = set(re.findall(r"\w+", text.content))
    number = 1
    while f"{base}_{number}" in taken or why_not(f"{base}_{number}"):
        number += 1
    return f"{base}_{number}"


def rename(better: str, spans: list[Span]) -> Fix:
    """One name for all places; not safe, since another may be liked better."""
    title = f"call it `{better}`"
    return Fix(title, tuple(Edit(span, better) for span in sorted(set(spans))))


def label_renamed(text: Text, span: Span, name: str, better: str) -> Fix:
    """A label, wherever it is given and tapped."""
    spans = [each.span for each in uses(text, name) if each.tap or each.behind == ":"]
    return rename(better, [span, *spans])


def second_renamed(text: Text, span: Span, first: Span, name: str, better: str) -> tuple[Fix, ...]:
    """Of two labels of one name the second, so that taps mean the first; or the first, with the taps between."""
    if text.at(first.start) is not text.at(span.start) or first.start > span.start:
        return (rename(better, [span])._replace(title=f"call this one `{better}`"),)
    if text.words(first) != name:  # which comes of a label with a number
        return (rename(better, [span])._replace(title=f"call this one `{better}`"),)
    between = Span(first.end, span.start)
    taps = [each.span for each in uses(text, name, between) if each.tap]
    return (
        rename(better, [span])._replace(title=f"call this one `{better}`"),
        rename(better, [first, *taps])._replace(title=f"call the first one `{better}`"),
    )


def constant_renamed(text: Text, span: Span, name: str, better: str) -> Fix:
    """A constant, wherever an expression names it; a word that arguments take, as `same`, only beside signs."""
    arguments = [argument for kind in KINDS.values() for argument in kind.arguments.values()]
    is_word = any(name in argument.type.words for argument in arguments)
    signs = OPERATORS if is_word else "(,=" + OPERATORS
    spans = [each.span for each in uses(text, name) if not each.tap and _is_operand(each, signs)]
    return rename(better, [span, *spans])


def _is_operand(use: Use, signs: str) -> bool:
    """Whether a name stands for a number, behind a sign, and is no word of the language: `- head h { }`, `add( id |`.

    Behind a value in brackets stands no other word, and behind a key of a call a `=`.
    """
    if not use.before or use.before not in signs or use.behind in (*":([{|",):
        return False
    is_key = use.before in "(," and use.behind == "="
    return not is_key and not (use.before in "<(,-" and use.behind.isalnum())


def block_renamed(text: Text, block: tree.Block, better: str) -> Fix:
    """A block, wherever it is used; in its own body the name means the layer that is called so."""
    name, span, body = block.name.name, block.name.span, block.whole
    spans = [
        each.span
        for each in uses(text, name)
        if not each.tap
        and each.behind not in (":", "=")
        and not body.start <= each.span.start < body.end
        and not _in_words(text, each)
    ]
    return rename(better, [span, *spans])


def _in_words(text: Text, use: Use) -> bool:
    """Whether a name stands behind `default` or `after`, which speak of layers."""
    at = use.span.start - text.start
    return re.search(r"\b(?:default|after)\s+$", text.content[max(at - 40, 0) : at]) is not None


def parameter_renamed(
    text: Text, span: Span, block: str, body: Span, name: str, better: str
) -> Fix:
    """A block's parameter, in its body and where the block is given it by name."""
    spans = [
        each.span for each in uses(text, name, body) if each.tap or each.behind not in (":", "=")
    ]
    content = text.content
    for call in re.finditer(rf"\b{re.escape(block)}\s*\(([^()]*)\)", content):
        for key in re.finditer(
            rf"(?<!\w){re.escape(name)}(?=\s*=)", content[call.start(1) : call.end(1)]
        ):
            at = call.start(1) + text.start
            spans.append(Span(key.start() + at, key.end() + at))
    return rename(better, [span, *spans])


def parameters_ordered(text: Text, block: tree.Block) -> Fix | None:
    """Parameters that have to be given first; None where a use gives values by their places, which would be others."""
    text = text.at(block.span.start)
    calls = re.finditer(rf"\b{re.escape(block.name.name)}\s*\(([^()]*)\)", text.content)
    for call in calls:
        placed = any("=" not in given for given in call[1].split(",") if given.strip())
        defined = call.start() == block.name.span.start - text.start
        if placed and not defined:
            return None
    ordered = sorted(block.parameters, key=lambda each: each.default is not None)
    stretch = block.parameters[0].span.until(block.parameters[-1].span)
    words = ", ".join(text.words(each.span) for each in ordered)
    return replace(stretch, words, title=f"write `{block.name.name}({words})`")


def statement_removed(text: Text, span: Span, title: str, keyword: str = "") -> Fix:
    """A statement is taken out, with its line if it stands there alone, and the separator behind it."""
    text = text.at(span.start)
    start, end = span.start - text.start, span.end - text.start
    if keyword:
        start = text.content.rindex(keyword, 0, start)
    behind = re.compile(SEPARATOR).match(text.content, end)
    end = behind.end() if behind else end
    stretch = whole(text.content, Span(start, end).shift(text.start), text.start)
    return Fix(title, (Edit(stretch, ""),))


def one_of_two_removed(text: Text, span: Span, first: Span, keyword: str = "") -> tuple[Fix, ...]:
    """Of two statements the one or the other goes; if both say the same, this one."""
    this = statement_removed(text, span, "remove this one", keyword)
    if " ".join(text.words(span).split()) == " ".join(text.words(first).split()):
        return (this._replace(safe=True),)
    return statement_removed(text, first, "remove the first one", keyword), this
