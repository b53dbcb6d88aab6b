"""Other names: the network stays what it is, or the reason is said."""

import random

import pytest
from conftest import EXAMPLES, USUAL, sample
from test_index import NAMES, at, bundled_index, index, symbol

from cnndsl.compile import Options
from cnndsl.fixes import Edit, applied
from cnndsl.index import Index, index_of
from cnndsl.index.values import Symbol
from cnndsl.text import Text

NEW = "renamed_x"


def renamed(found: Index, named: Symbol, new: str) -> str:
    """The spec's own text with another name for a symbol."""
    edits = found.rename(named, new)
    assert not isinstance(edits, str), edits
    return applied(found.text.content, edits)


def tried(found: Index, name: str) -> list[Symbol]:
    """One of a network's symbols, or all in `make full`; not those that are a name for each copy."""
    symbols = [each for each in found.symbols() if "<" not in each.name]
    return symbols if EXAMPLES > USUAL else random.Random(name).sample(symbols, 1)


@pytest.mark.parametrize("name", sample(NAMES))
def test_a_bundled_network_is_the_same_under_another_name(name: str) -> None:
    found = bundled_index(name)
    for named in tried(found, name):
        edits = found.rename(named, NEW)
        assert not isinstance(edits, str), edits
        assert {found.text.words(span) for span, _ in edits} == {named.name}
        again = edited(found, edits)
        assert again.result.totals == found.result.totals
        assert len(again.diagnostics) == len(found.diagnostics)
        if named.kind != "block":  # whose name its uses have, with `_` where it ends in a number
            shown = [row.path.replace(NEW, named.name) for row in again.result.rows]
            assert shown == [row.path for row in found.result.rows]


def edited(found: Index, edits: tuple[Edit, ...]) -> Index:
    """The index of the texts after some edits."""
    contents = {
        text.path: applied(
            text.content,
            [edit for edit in edits if found.text.at(edit.span.start) is text],
            text.start,
        )
        for text in found.texts
    }
    text = Text(found.text.name, contents[found.text.path], found.text.path)
    return index_of(text, Options(), contents.__getitem__)


@pytest.mark.parametrize(
    ("spec", "kind", "name", "new", "after"),
    [
        ("a: C3D8 R add( id | @a ) FC2", "label", "a", "b", "b: C3D8 R add( id | @b ) FC2"),
        ("g: [a: C3D8 R] @g.a FC2", "label", "g", "h", "h: [a: C3D8 R] @h.a FC2"),
        ("g: [a: C3D8 R] @g.a FC2", "label", "a", "b", "g: [b: C3D8 R] @g.b FC2"),
        ("let n = 2 # n\nFC<n> R FC<2*n>", "constant", "n", "m", "let m = 2 # n\nFC<m> R FC<2*m>"),
        (
            "block b(d) { C3D<d> R } b(d=4) FC2",
            "parameter",
            "d",
            "e",
            "block b(e) { C3D<e> R } b(e=4) FC2",
        ),
        ("[C3D<r> R]*<r: 4, 8> FC2", "list", "r", "d", "[C3D<d> R]*<d: 4, 8> FC2"),
        (
            "input x 8x8x8 C3D8 cat(id|@x) FC2",
            "input",
            "x",
            "y",
            "input y 8x8x8 C3D8 cat(id|@y) FC2",
        ),
    ],
)
def test_all_places_and_no_others_are_edited(
    spec: str, kind: str, name: str, new: str, after: str
) -> None:
    found = index(spec)
    assert renamed(found, symbol(found, kind, name), new) == after


REFUSED = [
    ("a: C3D8 R @a FC2", "label", "a", "conv-1", "letters, digits"),
    ("a: C3D8 R @a FC2", "label", "a", "in", "a word of the language"),
    ("a: C3D8 R @a FC2", "label", "a", "forward", "every PyTorch module"),
    ("a: C3D8 b: R @a FC2", "label", "a", "b", "used twice"),
    ("a: C3D8 [b: C3D8 @a]*2 FC2", "label", "a", "b", "something else"),
    ("block b(d) { C3D<d> R } b(4) FC2", "block", "b", "relu", "a layer is called so"),
    ("block b(d) { C3D<d> R } b(4) FC2", "block", "b", "Big", "`Big`"),
    (
        "let n = 4 block b(d) { C3D<d*n> R } b(4) FC2",
        "constant",
        "n",
        "d",
        "nothing uses the constant `d`",
    ),
    ("let n = 4 let m = 8 C3D<n> R FC<m>", "constant", "n", "m", "already has a value"),
    ("let n = 1 conv(8, 3, pad=n) FC2", "constant", "n", "reflect", "nothing uses"),
    ("block b { C3D8 R } b FC2 expect @b1 params 9", "block", "b", "c", "no layer or part `b1`"),
    ("[l<i>: C3D8 R]*2 FC2", "label", "l<i>", "m", "a number in it"),
    ("head h { GAP FC2 }", "head", "h", "out", "the end of the trunk"),
    ("C3D8 R a: C3D4 R FC2", "label", "a", "conv1", "would"),
]


@pytest.mark.parametrize(("spec", "kind", "name", "new", "why"), REFUSED)
def test_a_name_that_cannot_be_is_refused_with_a_reason(
    spec: str, kind: str, name: str, new: str, why: str
) -> None:
    found = index(spec)
    answer = found.rename(symbol(found, kind, name), new)
    assert isinstance(answer, str)
    assert why in answer


def test_a_layer_keeps_its_name() -> None:
    found = index("C3D8 gelu FC2")
    named = found.named_at(at(found, "gelu").start)
    assert named is not None
    assert found.rename(named.symbol, "relu2") == "`gelu` is a word of the language"


def test_its_own_name_takes_no_edits() -> None:
    found = index("a: C3D8 R @a FC2")
    assert found.rename(symbol(found, "label", "a"), "a") == ()


def test_files_that_are_taken_in_are_edited_too() -> None:
    found = index(
        'use "parts.cnn"\nC3D<wide> R b(4) FC2', parts="let wide = 8 block b(d) { C3D<d> }"
    )
    edits = found.rename(symbol(found, "constant", "wide"), "broad")
    assert not isinstance(edits, str)
    places = [found.place(edit.span.start) for edit in edits]
    assert [(place.path, *place.place) for place in places] == [
        ("spec.cnn", 2, 5),
        ("parts.cnn", 1, 5),
    ]


def test_numbers_that_are_given_for_a_run_go_with_a_constant() -> None:
    text = Text("spec.cnn", "let n = 4 let m = 4 C3D<n> R FC<m>")
    found = index_of(text, Options(constants={"n": 16}))
    assert renamed(found, symbol(found, "constant", "n"), "k").startswith("let k = 4")


def test_shapes_that_are_given_for_a_run_go_with_an_input() -> None:
    text = Text("spec.cnn", "input x 3x9x9 C3D8 R cat( id | @x ) FC2")
    found = index_of(text, Options(inputs={"x": (3, 64, 64)}))
    assert renamed(found, symbol(found, "input", "x"), "y").startswith("input y 3x9x9")


def test_with_a_mistake_in_the_file_names_can_be_changed() -> None:
    found = index("a: C3D8 R Xyz @a FC2")
    assert renamed(found, symbol(found, "label", "a"), "b") == "b: C3D8 R Xyz @b FC2"
