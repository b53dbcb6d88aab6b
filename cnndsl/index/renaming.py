"""Another name for a symbol, in all texts; or why it cannot be, which is also that something else would change."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest

from cnndsl.analyse.figures import LayerFigures
from cnndsl.checking.name_problems import (
    why_not,
    why_not_block,
    why_not_network,
    why_not_parameter,
)
from cnndsl.compile import Options
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, applied
from cnndsl.index.places import Places
from cnndsl.index.values import Symbol
from cnndsl.layers.layer import KINDS
from cnndsl.paths import Path
from cnndsl.text import Text


def rename(index: Places, symbol: Symbol, new: str) -> tuple[Edit, ...] | str:
    """The edits that call a symbol otherwise; or why it cannot be called so."""
    if symbol.kind not in WHY_NOT:
        return f"`{symbol.name}` is a word of the language"
    if not symbol.name.isidentifier():
        return f"`{symbol.name}` has a number in it: each copy has a name of its own"
    why = WHY_NOT[symbol.kind](new)
    if why:
        return f"`{new}` is no name for it: {why}"
    if new == symbol.name:
        return ()
    spans = {each.span for each in index.references if each.symbol == symbol}
    edits = tuple(Edit(span, new) for span in sorted(spans))
    return difference(index, _checked_again(index, symbol, edits, new), symbol.name, new) or edits


def _why_not_label(name: str) -> str:
    return why_not(name, label=True)


def _why_not_head(name: str) -> str:
    return _why_not_label(name) or "the end of the trunk is called so" * (name == "out")


def _why_not_constant(name: str) -> str:
    return why_not(name, label=False)


def _why_not_block(name: str) -> str:
    return why_not_block(name) or "a layer is called so" * (name in KINDS)


WHY_NOT: dict[str, Callable[[str], str]] = {
    "network": why_not_network,
    "input": _why_not_label,
    "label": _why_not_label,
    "head": _why_not_head,
    "constant": _why_not_constant,
    "parameter": why_not_parameter,
    "list": why_not_parameter,
    "block": _why_not_block,
}
"""Why a symbol of a kind cannot have a name; nothing where it can."""


def _checked_again(index: Places, symbol: Symbol, edits: tuple[Edit, ...], new: str) -> Places:
    """The index of the texts after some edits."""
    contents = {text.path: _edited(index, text, edits) for text in index.texts}

    def read(path: str) -> str:
        return contents[path] if path in contents else index.read(path)

    text = Text(index.text.name, contents[index.text.path], index.text.path)
    return Places.of(text, _renamed_options(index.options, symbol, new), read)


def _edited(index: Places, text: Text, edits: tuple[Edit, ...]) -> str:
    own = [edit for edit in edits if index.text.at(edit.span.start) is text]
    return applied(text.content, own, text.start)


def _renamed_options(options: Options, symbol: Symbol, new: str) -> Options:
    """The same numbers and shapes for a constant, or an input, of another name."""

    def name(each: str) -> str:
        return new if each == symbol.name else each

    if symbol.kind == "constant":
        constants = {name(each): value for each, value in options.constants.items()}
        return options._replace(constants=constants)
    if symbol.kind == "input":
        return options._replace(
            inputs={name(each): shape for each, shape in options.inputs.items()}
        )
    return options


def difference(before: Places, after: Places, old: str, new: str) -> str:
    """What is another under the new name, beside the name; nothing where all is as it was."""
    found = _new_problem(before, after)
    if found is not None:
        return f"with the name `{new}`, {found.message}"
    if list(_meanings(before)) != list(_meanings(after)):
        return f"`{new}` would mean something else in some place"
    rows = zip_longest(before.result.rows, after.result.rows)
    same = all(a and b and _same(a, b, old, new) for a, b in rows)
    return "" if same else f"the network would be another with the name `{new}`"


def _new_problem(before: Places, after: Places) -> Diagnostic | None:
    """What is said after a change and was not said before."""
    known = Counter(each.code for each in before.diagnostics)
    for each in after.diagnostics:
        known[each.code] -= 1
        if known[each.code] < 0:
            return each
    return None


def _meanings(index: Places) -> Iterator[object]:
    """For each name in turn what it means: by the place of its definition among all names."""
    places = {each.span: place for place, each in enumerate(index.references)}
    for each in index.references:
        symbol = each.symbol
        place = places.get(symbol.definition) if symbol.definition else None
        yield each.role, symbol.kind, symbol.name if place is None else place


def _same(a: LayerFigures, b: LayerFigures, old: str, new: str) -> bool:
    """Whether two layers are one, but for a name in paths."""
    one, other = a.placed, b.placed
    figures = a.params, a.macs, one.layer.word, one.input, one.output, one.aux
    paths = [(one.path, other.path), *zip(one.sources, other.sources, strict=False)]
    return (
        figures == (b.params, b.macs, other.layer.word, other.input, other.output, other.aux)
        and len(one.sources) == len(other.sources)
        and all(_same_path(*pair, old, new) for pair in paths)
    )


def _same_path(a: Path, b: Path, old: str, new: str) -> bool:
    return len(a) == len(b) and all(
        one == other or _number(str(one), old) == _number(str(other), new) != ""
        for one, other in zip(a, b, strict=True)
    )


def _number(name: str, stem: str) -> str:
    """The number behind a name, as blocks' uses have it: `inception2`; nothing for another name."""
    found = re.fullmatch(rf"@?{re.escape(stem)}(?:_?(\d+))?", name)
    return f"#{found[1] or ''}" if found else ""
