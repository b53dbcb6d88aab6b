"""A spec's files in one text: blocks and constants stand where the file that has them was taken in."""

import os
import re
from collections.abc import Iterator
from itertools import chain

from cnndsl.expanding.defaults import defaults_written
from cnndsl.fixes import Edit, applied, whole
from cnndsl.resources import real
from cnndsl.syntax import tree
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Span, Text

NO_NAMES = re.compile(r'#[^\r\n]*|"[^"\r\n]*"')
"""Comments, and the names of files."""


def in_one_piece(text: Text) -> str:
    """A checked spec's text with what it needs of the files that it takes in, and defaults in the layers."""
    files = {real(each.path): each for each in text.taken_in}
    trees = {where: parse(each)[0] for where, each in files.items()}
    own = parse(text)[0]
    blocks = {each.name.name for file in (own, *trees.values()) for each in _blocks(file)}
    needed = _needed(text, own, [(files[where], trees[where]) for where in files])
    seen: set[str] = set()

    def content(text: Text, file: tree.File, taken: bool) -> str:
        edits = list(defaults_written(file, text, blocks))
        edits += _left_out(text, file, needed) if taken else ()
        for use in (entry for entry in file.entries if isinstance(entry, tree.Use)):
            where = real(os.path.join(os.path.dirname(text.path), use.file))
            inner = "" if where in seen else content(files[where], trees[where], True).strip()
            seen.add(where)
            gap = "\n" * inner.startswith("#")  # no part of the comments above
            edits.append(Edit(_with_keyword(text, use.span), gap + inner))
        return applied(text.content, _apart(edits), text.start)

    return re.sub(r"\n{3,}", "\n\n", content(text, own, False))


def _with_keyword(text: Text, file: Span) -> Span:
    """`use` and the file's name."""
    return Span(text.content.rindex("use", 0, file.start - text.start) + text.start, file.end)


def _blocks(file: tree.File) -> Iterator[tree.Block]:
    return (entry for entry in file.entries if isinstance(entry, tree.Block))


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """Those that stand in no other."""
    outer = Span(-1, -1)
    for edit in sorted(edits, key=lambda each: (each.span.start, -each.span.end)):
        if not (outer.start <= edit.span.start and edit.span.end <= outer.end):
            outer = edit.span
            yield edit


def _left_out(text: Text, file: tree.File, needed: set[str]) -> Iterator[Edit]:
    """What a file that is taken in has besides, with the comments straight above: nothing of that is used."""
    for entry in file.entries:
        if isinstance(entry, tree.Block | tree.Let) and entry.name.name in needed:
            continue
        if not isinstance(entry, tree.Use | tree.Default):
            span = entry.whole if isinstance(entry, tree.Block) else entry.span
            yield Edit(_with_comments(text, whole(text.content, span, text.start)), "")


def _with_comments(text: Text, span: Span) -> Span:
    """A stretch and the comments on the lines straight above, where it begins a line."""
    start = span.start - text.start
    above = text.content[:start].splitlines(keepends=True)
    if above and not above[-1].endswith(("\n", "\r")):
        return span
    while above and above[-1].startswith("#"):
        start -= len(above.pop())
    return Span(start + text.start, span.end)


def _needed(text: Text, own: tree.File, taken: list[tuple[Text, tree.File]]) -> set[str]:
    """The blocks and constants of other files that the network names, and those that these name."""
    said = {
        entry.name.name: _names(each.words(_span(entry)))
        for each, file in taken
        for entry in file.entries
        if isinstance(entry, tree.Block | tree.Let)
    }
    needed: set[str] = set()
    found = _names(text.content) & said.keys()
    while found:
        needed |= found
        found = set(chain.from_iterable(said[name] for name in found)) & said.keys() - needed
    return needed


def _span(entry: tree.Block | tree.Let) -> Span:
    return entry.whole if isinstance(entry, tree.Block) else entry.span


def _names(content: str) -> set[str]:
    return set(re.findall(r"\w+", NO_NAMES.sub("", content)))
