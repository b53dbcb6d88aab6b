"""What a run gives, `--set` and `--input`, written into the text; facts that it makes untrue go."""

from collections.abc import Iterator

from cnndsl.checking.assumption_fixes import input_written
from cnndsl.compile import Options
from cnndsl.fixes import Edit, replace, whole
from cnndsl.sizes import KnownShape, show_shape
from cnndsl.syntax import tree
from cnndsl.text import Text
from cnndsl.writing.words import number_words


def given_written(file: tree.File, text: Text, options: Options) -> Iterator[Edit]:
    """The edits of a text in one piece."""
    if not (options.constants or options.inputs):
        return
    for entry in file.entries:
        if isinstance(entry, tree.Let) and entry.name.name in options.constants:
            yield Edit(entry.value.span, number_words(options.constants[entry.name.name]))
        elif isinstance(entry, tree.Expect):
            yield Edit(whole(text.content, entry.span), "")
    yield from _inputs(file, text, options.inputs)


def _inputs(file: tree.File, text: Text, given: dict[str, KnownShape]) -> Iterator[Edit]:
    stated = [entry for entry in file.entries if isinstance(entry, tree.Input)]
    for each in stated:
        name = each.name.name if each.name else ""
        shape = given.get(name) or (given.get("") if len(stated) == 1 else None)
        if shape:
            yield from _shape(each, text, shape)
    if not stated and given:
        (shape,) = given.values()
        yield from input_written(text, file.trunk[0].span, False, show_shape(shape), "").edits


def _shape(stated: tree.Input, text: Text, shape: KnownShape) -> Iterator[Edit]:
    slide = show_shape((*shape[1:], shape[0]))
    if stated.shape is None:
        yield from input_written(text, stated.span, True, show_shape(shape), slide).edits
        return
    words = f"[{slide}]" if stated.channels_last else show_shape(shape)
    yield from replace(stated.shape.span, words).edits
