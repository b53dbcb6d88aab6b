"""The index held against the network: what each place of a text means, and what comes in and goes out there."""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from conftest import EXAMPLES, REPO, SIBLINGS, sample
from hypothesis import given
from mutations import mutated
from slips import EDITS, slip
from test_growth import GROWING, LIMITED

from cnndsl.analyse.figures import LayerFigures
from cnndsl.checking.taps import distinct
from cnndsl.compile import Options, compile_text, load
from cnndsl.index import Index, index_of
from cnndsl.index.values import Symbol
from cnndsl.named_tuple import MANY  # type: ignore[attr-defined]
from cnndsl.network import Use
from cnndsl.resources import bundled
from cnndsl.sizes import known
from cnndsl.syntax import tree
from cnndsl.text import Place, Span, Text
from cnndsl.walker import bodies_of

NAMES = sorted(bundled().keys() - SIBLINGS)
KEYWORDS = frozenset(
    "network input let default after none expect use block shared head aux cat add sub mul max dot mix"  # noqa: SIM905
    " split each seq in i min round ceil floor divisible sqrt x"
    " yes no half full valid same nearest bilinear reflect causal zeros".split()
)
"""Words of the language, and those that arguments understand."""


@cache
def bundled_index(name: str) -> Index:
    return index_of(load(name))


def index(content: str, **files: str) -> Index:
    """The index of a text, with other files beside it by their names without an ending."""

    def read(path: str) -> str:
        if path.removesuffix(".cnn") not in files:
            raise FileNotFoundError(path)
        return files[path.removesuffix(".cnn")]

    return index_of(Text("spec.cnn", content), Options(), read)


def symbol(found: Index, kind: str, name: str) -> Symbol:
    (one,) = (each for each in found.symbols(kind) if each.name == name)
    return one


def at(found: Index, words: str, number: int = 0) -> Span:
    """Where some words stand for the first time, or a later one."""
    starts = [each.start() for each in re.finditer(re.escape(words), found.text.content)]
    return Span(starts[number], starts[number] + len(words))


def plain(text: Text) -> str:
    """A text with blanks for its comments and strings."""
    return re.sub(r'#[^\n]*|"[^"\n]*"', lambda each: " " * len(each[0]), text.content)


# Names


@pytest.mark.parametrize("name", sample(NAMES))
def test_every_name_in_a_bundled_file_is_known(name: str) -> None:
    found = bundled_index(name)
    for text in found.texts:
        for each in re.finditer(r"(?<![\w.>@])[a-z]\w*(?!\w)|(?<=@)\w+", plain(text)):
            reference = found.named_at(text.start + each.start())
            if each[0] in KEYWORDS or re.search("@conv|@out", plain(text)[each.start() - 1 :][:5]):
                continue
            assert reference is not None, (text.name, each[0])
            words = text.words(Span(*each.span()).shift(text.start))
            assert reference.symbol.name.partition("<")[0] == words


@pytest.mark.parametrize("name", sample(NAMES))
def test_uses_are_of_the_blocks_that_the_checker_took(name: str) -> None:
    found = bundled_index(name)
    waiting = list(found.result.network.structure)
    while waiting:
        item = waiting.pop()
        waiting += (each for body in distinct(bodies_of(item)) for each in body)
        if isinstance(item, Use):
            named = found.named_at(item.span.start)
            assert named is not None
            definition = named.symbol.definition
            assert definition is not None
            assert named.symbol.kind == "block"
            assert item.definition.start < definition.start < item.definition.end


@pytest.mark.parametrize("name", sample(NAMES))
def test_a_tap_goes_on_from_what_its_label_stands_for(name: str) -> None:
    found = bundled_index(name)
    written = list(found.occurrences)
    for tap in written:
        words = found.text.words(tap.span)
        named = found.named_at(tap.span.end - 1)
        if not words.startswith("@") or len(tap.shapes) > 1 or named is None:
            continue
        definition = named.symbol.definition
        if named.symbol.kind != "label" or definition is None:
            continue
        starts = (
            definition.start,
            definition.end,
        )  # of a part with its label, or of a layer behind it
        labelled = next(
            each for each in written if each.span.start == starts[0] or each.span.start >= starts[1]
        )
        if len(labelled.shapes) == 1:
            assert labelled.shapes[-1].behind == tap.shapes[0].behind, words


SCOPES = [
    ("a: C3D8 R M @a FC2", "a", "@a", 0),
    ("g: [a: C3D8 R] M add( id | @a M ) FC2", "a", "@a", 0),
    ("g: [a: C3D8 R] M add( id | @g.a M ) FC2", "a", "a M )", 0),
    ("[a: C3D8 R] M add( id | @a M ) FC2", "a", "@a", 0),
    ("input x 8x8x8 C3D8 R cat( id | @x ) FC2", "x", "@x", 0),
    ("block b(d, skip) { C3D<d> cat( id | @skip ) } a: C3D8 b(4, @a) FC2", "skip", "@skip", 0),
    ("block b(d, skip) { C3D<d> cat( id | @skip ) } a: C3D8 b(4, @a) FC2", "a", "@a", 0),
    ("block b(d, skip) { C3D<d> cat( id | @skip ) } a: C3D8 b(4, skip=@a) FC2", "skip", "skip=", 0),
    ("block b(d) { C3D<d> R } b(d=8) FC2", "d", "d>", 0),
    ("block b(d, e=2*d) { C3D<e> R } b(8) FC2", "d", "d)", 0),
    ("block b(act=[R]) { C3D8 act } b([gelu]) FC2", "act", "act }", 0),
    ("block b(act=[R]) { C3D8 act } block c(act) { b([act]) } c([gelu]) FC2", "act", "act])", 1),
    ("let d = 8 block b(d) { C3D<d> R } b(4) C1D<d> FC2", "d", "d> FC", 0),
    ("let d = 8 block b(d) { C3D<d> R } b(4) C1D<d> FC2", "d", "d> R", 1),
    ("[C3D<r> R]*<r: 4, 8> FC2", "r", "r> R", 0),
    ("cat( each(r: 1, 2) C3d<r> R | id ) FC2", "r", "r> R", 0),
    ("a: C3D8 [C1D8 a: R @a]*2 @a FC2", "a", "@a FC2", 0),
    ("a: C3D8 [C1D8 a: R @a]*2 @a FC2", "a", "@a]", 1),
    ("block b { a: C1D8 R @a } a: C3D8 b @a FC2", "a", "@a }", 0),
    ("block b { a: C1D8 R @a } a: C3D8 b @a FC2", "a", "@a FC2", 1),
    ("block b { a: C1D8 R } s: [b*2] GAP FC2 expect @s.b1.0.a params 72", "a", "a params", 0),
    ("cat( a: C1D8 R | id ) GAP FC2 expect @a params 32", "a", "a params", 0),
    ("block relu6(d) { C3D<d> R } relu6(4) FC2", "relu6", "relu6(4)", 0),
]


@pytest.mark.parametrize(("spec", "name", "words", "which"), SCOPES)
def test_a_name_means_what_the_language_says(spec: str, name: str, words: str, which: int) -> None:
    """`which` of the definitions of that name, in the order of the text, the use in `words` means."""
    found = index(spec)
    place = at(found, words).start + (words.startswith("@"))
    named = found.named_at(place)
    definitions = [each for each in found.references if each.role == "definition"]
    assert named is not None
    assert named.role != "definition"
    assert named.symbol == [each.symbol for each in definitions if each.symbol.name == name][which]


def test_what_an_argument_understands_is_no_name() -> None:
    found = index("let half = 3 let nearest = 2 C3D8 upsample(2, mode=nearest) C3D<nearest> FC2")
    assert found.named_at(at(found, "nearest)").start) is None
    assert found.uses(symbol(found, "constant", "nearest"))


@pytest.mark.parametrize(
    "spec",
    [
        "M @a a: C3D8 FC2",
        "cat( a: C1D8 | id ) @a FC2",
        "g: [a: C3D8 R]*2 @a FC2",
        "s: seq[a: C3D8 R] @a FC2",
        "[l<i>: [a: C3D8 R] @a]*2 FC2",
        "g: [a: C3D8 R] h: [a: C3D8 R] @a FC2",
        "a: C3D8 block b { @a } b FC2",
        "head a { GAP FC2 } @a FC2",
        "head h { a: GAP FC2 } @a FC2",
        "block b(act=[R]) { act } b([a: C3D8 R]) @a FC2",
    ],
)
def test_a_label_that_is_not_seen_is_none(spec: str) -> None:
    found = index(spec)
    assert found.named_at(at(found, "@a").start + 1) is None
    assert not found.result.network.ok


def test_a_number_in_a_word_is_none_of_the_words_of_an_argument() -> None:
    found = index("let reflect = 1 C3D8s1p<reflect> FC2")
    assert len(found.uses(symbol(found, "constant", "reflect"))) == 1
    found = index("block b(p) { C3D8p<p> } block c(reflect) { b(reflect) } c(1) FC2")
    assert len(found.uses(symbol(found, "parameter", "reflect"))) == 1


def test_a_word_that_a_block_is_given_is_no_constant() -> None:
    found = index("let causal = 1 block b(p) { conv(8, 3, pad=p) } b(causal) GAP FC2")
    assert found.uses(symbol(found, "constant", "causal")) == []


def test_brackets_as_deep_as_anyone_likes() -> None:
    assert index("[" * 5000 + "C3D8" + "]" * 5000).references is not None


def test_a_path_to_a_copy_that_is_not_there_names_the_part() -> None:
    found = index("a: [C3D8 R]*2 FC2 expect @a.7.conv1 params 9")
    assert len(found.uses(symbol(found, "label", "a"))) == 1


def test_names_of_other_files_have_their_own_path_and_place() -> None:
    blocks = "# blocks\nlet wide = 8\nblock b(d=wide) { C3D<d> R }\n"
    found = index('use "parts.cnn"\nC3D<wide> R b FC2', parts=blocks)
    for name, kind in (("b", "block"), ("wide", "constant")):
        definition = symbol(found, kind, name).definition
        assert definition is not None
        place = found.place(definition.start)
        assert place.path == "parts.cnn"
        assert blocks.splitlines()[place.place.line - 1][place.place.column - 1 :].startswith(name)
    assert len(found.uses(symbol(found, "constant", "wide"))) == 2
    file = found.named_at(5)
    assert file is not None
    assert found.place(file.symbol.definition.start) == ("parts.cnn", Place(1, 1))  # type: ignore[union-attr]


def test_a_block_knows_its_uses_and_how_it_is_called() -> None:
    found = index("block b(d, s=1) { C3D<d>s<s> R }\nb(4) b(8, 2)*2 FC2")
    block = symbol(found, "block", "b")
    assert found.signature(block) == "b(d, s=1)"
    assert [found.text.place(each.span.start) for each in found.uses(block)] == [(2, 1), (2, 6)]


def test_a_name_says_where_it_is_seen() -> None:
    found = index("block b(d) { a: C3D<d> R } g: [x: C3D8 R] [y: C1D8]*2 b(8) FC2")
    content = found.text.content
    seen = {each.name: each.scope for each in found.symbols("label", "parameter")}
    assert content[slice(*seen["d"])] == "block b(d) { a: C3D<d> R }"  # type: ignore[misc]
    assert content[slice(*seen["a"])] == " R }"  # type: ignore[misc]
    assert content[slice(*seen["x"])] == " R] [y: C1D8]*2 b(8) FC2"  # type: ignore[misc]
    assert content[slice(*seen["y"])] == "]"  # type: ignore[misc]


# Shapes


@pytest.mark.parametrize("name", sample(NAMES))
def test_every_layer_answers_with_its_row_and_shapes(name: str) -> None:
    found = bundled_index(name)
    written: dict[Span, list[LayerFigures]] = {}
    for row in found.result.rows:
        if not row.placed.assumed:
            written.setdefault(row.placed.origin.span, []).append(row)
    for span, rows in written.items():
        here = found.at(span.start)
        assert here is not None
        assert here.span.start <= span.start < span.end <= here.span.end
        assert len(here.shapes) == len(rows)
        assert {row.path for row in rows} <= {row.path for row in here.rows}
        assert list(here.shapes) == [(row.placed.input, row.shape) for row in rows]
    for each in found.occurrences:
        if each.span in written:
            assert each.rows == tuple(written[each.span])


def test_recording_changes_nothing() -> None:
    for name in ("resnet50", "unet", "densenet121", "googlenet"):
        assert index_of(load(name)).result.rows == compile_text(load(name)).rows


LINES = """input 3x32x32
block b(d) {
  cat( C1D<d> R
     | C3D<d> R )
}
C3D8 R M
b(4) b(8)
[C3D8 R M]*2  a: C1D4
add( id
   | C3D4 )
@a
head h { GAP FC2 }
"""


def test_behind_its_last_letter_a_layer_answers_too() -> None:
    found = index("input 3x8x8 C3D8 R FC2")
    last = found.at(len(found.text.content))
    assert last is not None
    assert found.text.words(last.span) == "FC2"
    assert found.at(0) is None


@pytest.mark.parametrize(
    ("part", "shape"),
    [
        ("C3D8", (8, 8, 8)),
        ("C3D8*2", (8, 8, 8)),
        ("gelu", (3, 8, 8)),
        ("[C3D8 R M]", (8, 4, 4)),
        ("[C3D8 R M]*2", (8, 2, 2)),
        ("seq[C3D8 R M]", (8, 4, 4)),
        ("cat( C3D8 | id )", (11, 8, 8)),
        ("b", (5, 8, 8)),
        ("b*2", (5, 8, 8)),
    ],
)
def test_a_label_has_a_part(part: str, shape: tuple[int, ...]) -> None:
    found = index(f"block b {{ C3D5 R }} input 3x8x8 a: {part} R GAP FC2")
    here = found.labelled(symbol(found, "label", "a"))
    assert here is not None
    assert [each.behind for each in here.shapes] == [shape]


def test_what_stands_last_in_a_line() -> None:
    found = index(LINES)
    ends = {line: found.ends_of_line(line) for line in range(1, 14)}
    shapes = {line: [each.behind for each in end.shapes] for line, end in ends.items() if end}
    assert shapes == {
        3: [(4, 16, 16), (8, 16, 16)],
        4: [(4, 16, 16), (8, 16, 16)],
        6: [(8, 16, 16)],
        7: [(16, 16, 16)],
        8: [(4, 4, 4)],
        9: [(4, 4, 4)],
        10: [(4, 4, 4)],
        11: [(4, 4, 4)],
        12: [(2,)],
    }


def test_a_part_has_the_rows_of_all_that_is_in_it() -> None:
    found = index("input 3x8x8 block b(d) { cat( C1D<d> R | C3D<d> R ) } [b(4) M]*2 FC2")
    inside = found.at(at(found, "[b(4)").start)
    assert inside is not None
    assert [row.path for row in inside.rows] == [
        f"repeat1.{k}.{name}"
        for k in (0, 1)
        for name in ("b1.conv1", "b1.relu1", "b1.conv2", "b1.relu2", "b1.cat1", "maxpool1")
    ]
    assert inside.shapes == (((3, 8, 8), (8, 2, 2)),)


# Mistakes


def broken(name: str) -> Iterator[tuple[Index, Index, Span]]:
    """A bundled network sound, and with one of its words for layers made into no word, of the same length."""
    sound = bundled_index(name)
    text = sound.text
    places = [
        each.span()
        for each in re.finditer(r"(?<!network )(?<![\w<@.])[CPM]\d\w*(?![\w<:])", plain(text))
    ]
    for start, end in sample(random.Random(name).sample(places, min(len(places), 3))):
        other = f"{text.content[:start]}Q{'q' * (end - start - 1)}{text.content[end:]}"
        yield sound, index_of(Text(text.name, other, text.path)), Span(start, end)


@pytest.mark.parametrize("name", sample(NAMES))
def test_what_does_not_hang_on_a_mistake_still_answers(name: str) -> None:
    for sound, other, hole in broken(name):
        assert not other.result.network.ok
        assert named_outside(sound, hole) == named_outside(other, hole)
        before = {each.span: each.shapes for each in sound.occurrences}
        after = {each.span: each.shapes for each in other.occurrences}
        assert before.keys() - after.keys() <= {span for span in before if meets(span, hole)}
        added = [each.span for each in sound_file(sound).entries if isinstance(each, tree.After)]
        for span in after.keys() & before.keys():
            if any(meets(span, each) for each in added):
                continue  # where it stands behind what is broken
            pairs = zip(before[span], after[span], strict=True)
            assert all(agree(a, b) for one, two in pairs for a, b in zip(one, two, strict=True))


def sound_file(found: Index) -> tree.File:
    return next(iter(found.sources.values())).file


def named_outside(found: Index, hole: Span) -> list[object]:
    return [
        (each.span, each.role, each.symbol.kind, each.symbol.name, each.symbol.definition)
        for each in found.references
        if not meets(each.span, hole)
    ]


def meets(span: Span, hole: Span) -> bool:
    return span.start < hole.end and hole.start < span.end


def agree(before: tuple[int, ...], after: tuple[object, ...]) -> bool:
    """Whether the sizes that are known behind a mistake are those of the sound network."""
    same = all(a == b for a, b in zip(before, after, strict=True) if known(b))
    return len(before) == len(after) and same


def test_shapes_go_on_behind_a_mistake() -> None:
    found = index("input 3x32x32 C3D8 R Xyz M C3D16 R GAP FC10 S")
    layers = [found.at(at(found, words).start) for words in ("C3D8", "C3D16", "GAP", "FC10")]
    shown = ["x".join(map(str, each.shapes[0].behind or ())) for each in layers if each]
    assert shown == ["8x32x32", "16x?x?", "16x1x1", "10"]


def test_a_projection_that_cannot_be_has_what_comes_into_it() -> None:
    found = index("input 3x9x9 C3D8 R add( C3D8p3 | C1D4 R proj ) FC2")
    here = found.at(at(found, "proj").start)
    assert here is not None
    assert here.shapes[0].before == (4, 9, 9)
    assert not any(map(known, here.shapes[0].behind or ()))


def by_line(found: Index) -> Counter[object]:
    """What is named, by the lines of the text, in which a slip leaves all but one as they are."""
    own = (each for each in found.references if found.text.at(each.span.start) is found.text)
    return Counter(
        (found.text.place(each.span.start).line, each.role, each.symbol.kind, each.symbol.name)
        for each in own
    )


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_names_answer_on_the_lines_that_a_slip_leaves(kind: str) -> None:
    """But for what stands in brackets that it breaks, or is named by what it changes."""
    named = lost = 0
    dice = random.Random(kind)
    for _ in range(max(1, EXAMPLES // 30)):
        each = slip(dice, kind)
        if each is None:
            continue
        before, after = index(each.original), index(each.spec)
        lines = zip(each.original.split("\n"), each.spec.split("\n"), strict=False)
        changed = {number for number, (a, b) in enumerate(lines, 1) if a != b}
        sound, other = by_line(before), by_line(after)
        given = {name[3] for name in sound if name[0] in changed and name[1] == "definition"}
        kept = [
            name for name in sound.elements() if name[0] not in changed and name[3] not in given
        ]
        named += len(kept)
        lost += sum(name not in other for name in kept)
    assert lost <= named * 0.1


@given(mutated())
def test_any_text_has_an_index(spec: str) -> None:
    found = index(spec)
    list(found.occurrences)
    for line in range(1, spec.count("\n") + 1):
        found.ends_of_line(line)
    for each in found.references:
        assert found.text.at(each.span.start).words(each.span)
    found.expected(random.Random(spec).randrange(len(spec) + 1))


# Libraries


LIBRARY = "let wide = 8\nblock b(d=wide) { C3D<d> R a: C1D<in> @a }\nblock c(d) { d: C3D<d> b }\n"


def test_a_file_of_blocks_alone_is_a_library() -> None:
    found = index(LIBRARY)
    assert found.is_library
    assert found.diagnostics == ()
    assert len(found.uses(symbol(found, "block", "b"))) == 1


def test_a_library_keeps_its_own_mistakes() -> None:
    codes = [each.code for each in index(LIBRARY + "block e { C3D<wid> R }").diagnostics]
    assert codes == ["name-unknown-constant"]


@pytest.mark.parametrize("spec", ["input 3x8x8", "", "network N let a = 1", "C3D8 R FC2"])
def test_what_is_meant_for_a_network_is_no_library(spec: str) -> None:
    assert not index(spec).is_library


def test_bundled_blocks_are_libraries_without_mistakes() -> None:
    files = list(REPO.glob("architectures/*/blocks/*.cnn"))
    assert len(files) > 10
    for each in files:
        found = index_of(load(str(each)))
        assert found.is_library
        assert found.diagnostics == (), each


# Places


def test_columns_in_utf16() -> None:
    text = Text("spec.cnn", "# \U0001f600é\U0001d54f x\nC3D8 # \U0001f600\r\nR")
    end_of_first = text.content.index("\n")
    assert text.place(end_of_first) == (1, 8)
    assert text.utf16(end_of_first) == (1, 10)
    for offset in range(len(text.content)):
        if text.content[offset] != "\n" or offset == end_of_first:
            assert text.offset(text.utf16(offset)) == offset
    assert text.offset(Place(1, 99)) == end_of_first


def test_utf16_in_a_file_that_is_taken_in() -> None:
    found = index(
        'use "parts.cnn" b FC2',
        parts="# \U0001f600\nblock a { R } # \U0001f600\U0001f600\nblock b { C3D8 R }",
    )
    taken = found.texts[1]
    at_b = taken.start + taken.content.index("b { C3D8")
    assert found.text.utf16(at_b) == (3, 7)
    assert taken.offset(Place(3, 7)) == at_b


# What it costs


def calls(spec: str) -> int:
    """The Python calls of an index that is asked for all that it knows."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        found = index(spec)
        assert found.references
        assert list(found.occurrences)
        found.ends_of_line(1)
        found.expected(len(spec))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "name",
    [
        name
        if name in ("labels in groups", "a block")
        else pytest.param(name, marks=pytest.mark.slow)
        for name in sorted(GROWING.keys() - LIMITED)
    ],
)
def test_work_grows_in_a_line(name: str) -> None:
    for n in (2,) * MANY + (80,):
        calls(GROWING[name](n))  # what is paid once
    few, more, most = (calls(GROWING[name](n)) for n in (20, 40, 80))
    assert 0 < most - more <= 2.05 * (more - few)


@pytest.mark.slow
def test_ten_thousand_layers() -> None:
    found = index("input 8x8x8\n" + "C3D8 R\n" * 5000)
    assert len(found.references) == 15_000  # `C3D8` names a kind and an argument
    assert len(list(found.occurrences)) == 10_000
