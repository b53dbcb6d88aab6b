"""Parts of a file in their order, and what is labelled, tapped and used in them.

Labels are seen as checking/labels.py has it: behind their part, through plain groups, out of no other brackets.
"""

from collections.abc import Iterable, Iterator

from cnndsl.index.book import Book
from cnndsl.index.calls import enter_shorthand, enter_spelled
from cnndsl.index.environment import Environment
from cnndsl.index.mentions import enter_tap, enter_value
from cnndsl.index.values import Symbol
from cnndsl.network import Scope
from cnndsl.syntax import tree
from cnndsl.text import Span


def enter_parts(book: Book, parts: Iterable[tree.Part], here: Environment) -> None:
    """Enter all that parts name, one after another."""
    for part in parts:
        _enter_part(book, part, here)


def _enter_part(book: Book, part: tree.Part, here: Environment) -> None:
    body, label = part.body, part.label
    if isinstance(body, tree.Group) and part.is_plain_group:
        enter_parts(book, body.parts, here)
        return
    symbol = _label(book, part, here) if label else None
    inside = _counted(book, part.times, part.span, here)
    if isinstance(body, tree.Group):
        _enter_group(book, part, body, inside)
    else:
        _enter_body(book, body, inside)
    if symbol:
        here.labels.own.setdefault(symbol.name, symbol)


def _label(book: Book, part: tree.Part, here: Environment) -> Symbol:
    """A part's label, which is seen behind the part."""
    label = part.label
    assert label is not None
    for piece in label.pieces:
        if not isinstance(piece, str):
            enter_value(book, piece, here)
    scope = Span(part.span.end, max(here.end, part.span.end))
    symbol = book.define("label", label.name, label.span, scope, part.span)
    book.labelled |= dict.fromkeys((part.span, part.body.span), symbol)
    return symbol


def _counted(
    book: Book, times: tree.Value | tree.Listing | None, part: Span, here: Environment
) -> Environment:
    """What says how many copies there are; with a list, its name is seen in each of them."""
    if isinstance(times, tree.Listing):
        for value in times.values:
            enter_value(book, value, here)
        name = times.name
        listed = book.define("list", name.name, name.span, part, times.span)
        return here.knowing(listed)
    if times is not None:
        enter_value(book, times, here)
    return here


def _enter_group(book: Book, part: tree.Part, group: tree.Group, here: Environment) -> None:
    """Brackets with a label, copies or numbers; a plain group with a label alone gives its labels on."""
    label = part.label
    gives_on = label and not (label.pieces or group.numbered or part.times is not None)
    inner = here.inside(here.end if gives_on else group.span.end)
    enter_parts(book, group.parts, inner)
    if gives_on and label:
        here.labels.take(label.name, inner.labels)


def _enter_body(book: Book, body: tree.Body, here: Environment) -> None:
    """What is no group."""
    if isinstance(body, tree.Branches):
        for branch, end in _branches(body):
            within = _counted(book, branch.each, Span(branch.parts[0].span.start, end), here)
            enter_parts(book, branch.parts, within.inside(end))
    elif isinstance(body, tree.Tap):
        enter_tap(book, body.label, body.span, here)
    elif isinstance(body, tree.Shorthand):
        enter_shorthand(book, body, here)
    elif isinstance(body, tree.Spelled):
        for given in enter_spelled(book, body.layer, here):
            enter_given(book, given, here)


def _branches(body: tree.Branches) -> Iterator[tuple[tree.Branch, int]]:
    """Branches, each with the place where the next one begins."""
    starts = [branch.parts[0].span.start for branch in body.bodies if branch.parts]
    ends = [*starts[1:], body.span.end]
    return zip((branch for branch in body.bodies if branch.parts), ends, strict=True)


def enter_given(book: Book, layers: tree.Layers, here: Environment) -> None:
    """Layers that a block is given: they see what is seen where they are written."""
    enter_parts(book, layers.parts, here._replace(labels=Scope(here.labels), end=layers.span.end))
