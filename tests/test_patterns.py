"""Patterns as they are written: each mistake in one is said once, at its place, with a way out that works."""

import random
import re

import pytest
from conftest import EXAMPLES, checked
from hypothesis import given
from hypothesis import strategies as st

from cnndsl.compile import compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import applied
from cnndsl.formatting.layout import formatted
from cnndsl.index import index_of
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Text

HEAD = "input 3x8x8 C3D8 R "
MISTAKES = {
    "C3D{} R": ("syntax-choice-empty", "{}", None),
    "[C3D8 R]*{ }": ("syntax-choice-empty", "{ }", None),
    "conv({}, 3) R": ("syntax-choice-empty", "{}", None),
    "[C3D<r> R]*<r: {}, 4>": ("syntax-choice-empty", "{}", None),
    "cat( each({}) C3D8 R | id )": ("syntax-choice-empty", "{}", None),
    "C3D{1..} R": ("syntax-choice", "{1..}", None),
    "[C3D8 R]*{..3}": ("syntax-choice", "{..3}", "[C3D8 R]*{1..3}"),
    "C3D{3..1} R": ("choice-range", "3..1", "C3D{1..3} R"),
    "[C3D8 R]*{9..1 by 2}": ("choice-range", "9..1 by 2", "[C3D8 R]*{1..9 by 2}"),
    "[C3D8 R]*{1..4 by 0}": ("choice-range", "0", "[C3D8 R]*{1..4}"),
    "conv({1..in}) R": ("choice-range", "in", None),
    "C3D{1..2.5} R": ("choice-range", "2.5", None),
    "C3D{1..999_999} R": ("choice-range", "1..999_999", None),
    "C3D{1..9 of 2} R": ("syntax-choice", "of", "C3D{1..9 by 2} R"),
    "[C3D8 R]*{1..9 step 2}": ("syntax-choice", "step", "[C3D8 R]*{1..9 by 2}"),
    "C3D{1...3} R": ("syntax-choice", "{1...3}", "C3D{1..3} R"),
    "[C3D8 R]*{1…3}": ("syntax-choice", "{1…3}", "[C3D8 R]*{1..3}"),
    "[C3D8 R]*{1-3}": ("syntax-choice", "1-3", "[C3D8 R]*{1..3}"),
    "C3D{1:3} R": ("syntax-choice", "{1:3}", "C3D{1..3} R"),
    "[C3D8 R]*{1:3}": ("syntax-choice", "{1:3}", "[C3D8 R]*{1..3}"),
    "C3D{8|16} R": ("syntax-choice", "{8|16}", "C3D{8,16} R"),
    "[C3D8 R]*{1;3}": ("syntax-choice", "{1;3}", "[C3D8 R]*{1,3}"),
    "conv({8 16}) R": ("syntax-choice", "{8 16}", "conv({8,16}) R"),
    "C3D{8/16} R": ("syntax-choice", "8/16", "C3D{8,16} R"),
    "C3D{8,,16} R": ("syntax-choice", "{8,,16}", "C3D{8,16} R"),
    "C3D{<8>,16} R": ("syntax-choice", "{<8>,16}", "C3D{8,16} R"),
    "C3D{8,16 R": ("syntax-unclosed-bracket", "{", "C3D{8,16} R"),
    "[C3D8 R]*{1,2 R": ("syntax-unclosed-bracket", "{", "[C3D8 R]*{1,2} R"),
    "C3D{8,16] R": ("syntax-wrong-bracket", "]", "C3D{8,16} R"),
    "C3D{8} R": ("syntax-choice-single", "{8}", "C3D<8> R"),
    "conv({8}) R": ("syntax-choice-single", "{8}", "conv(8) R"),
    "C3D<2*{4,8}> R": ("syntax-choice-part", "{4,8}", "C3D{2*4,2*8} R"),
    "C3D<{4,8}+{0,1}> R": ("syntax-choice-part", "{4,8}", "C3D{4+0,4+1,8+0,8+1} R"),
    "C{1,3}x3D8 R": ("syntax-choice-part", "{1,3}", "C{1x3,3x3}D8 R"),
    "C3x{1,3}D8 R": ("syntax-choice-part", "{1,3}", "C{3x1,3x3}D8 R"),
    "conv(2*{4,8}) R": ("syntax-choice-part", "{4,8}", "conv({2*4,2*8}) R"),
    "conv({4,8}*2) R": ("syntax-choice-part", "{4,8}", "conv({4*2,8*2}) R"),
    "C3D{4,{8,16}} R": ("syntax-choice-part", "{8,16}", "C3D{4,8,16} R"),
    "[C3D8 R]*{1,{2,3}}": ("syntax-choice-part", "{2,3}", "[C3D8 R]*{1,2,3}"),
    "conv({4,{8,16}}) R": ("syntax-choice-part", "{8,16}", "conv({4,8,16}) R"),
    "C3D {8,16} R": ("syntax-choice-place", "{8,16}", "C3D{8,16} R"),
    "a{1,2}: C3D8 R": ("syntax-choice-place", "{1,2}", None),
    "[C3D8 R]{1,3}": ("syntax-choice", "{1,3}", "[C3D8 R]*{1..3}"),
    "C3D{0,8} R": ("size-invalid", "0", None),
    "[C3D8 R]*{1,-2}": ("size-invalid", "-2", None),
    "P?*2": ("syntax-optional", "?", "[P?]*2"),
    "P??": ("syntax-optional", "?", "P?"),
    "P ?": ("syntax-optional", "?", "P?"),
    "P ?R": ("syntax-optional", "?", "P? R"),
    "a?: C3D8 R": ("syntax-optional", "?", "a: C3D8? R"),
    "a: R @a? R": ("syntax-optional", "?", "a: R any( @a | id ) R"),
    "CD8R?": ("syntax-glued", "?", "CD8 R?"),
    "CD8RP?": ("syntax-glued", "?", "CD8R P?"),
    "any[ C3D8 R | id ]": ("syntax-brackets", "[", "any( C3D8 R | id )"),
    "any{ C3D8 R | id }": ("syntax-brackets", "{", "any( C3D8 R | id )"),
    "[C3D8 R | id]": ("syntax-unexpected", "|", "any(C3D8 R | id)"),
    "{C3D8 R | id}": ("syntax-unexpected", "{", "any(C3D8 R | id)"),
    "head S{ FC4 }": ("syntax-unexpected", "{", "head S { FC4 }"),
    "any( C3D8 R | )": ("syntax-empty-branch", "| )", "any( C3D8 R | id )"),
}  # fmt: skip
"""A spec's middle: the code of its only mistake, what is under its caret, and what the first fix makes of it."""
BEFORE = {
    "let d = {3..1}": ("choice-range", "3..1", "let d = {1..3}"),
    "let d = {4,8}*2": ("syntax-choice-part", "{4,8}", "let d = {4*2,8*2}"),
    "let d = {8}": ("syntax-choice-single", "{8}", "let d = 8"),
    "default conv(bias={no,yes}) let d = 8": (
        "syntax-choice-place", "{no,yes}", "default conv(bias=no) let d = 8"),
    "after conv { BN? R } let d = 8": ("syntax-choice-place", "?", None),
    "after conv { any( R | BN ) } let d = 8": ("syntax-choice-place", "any", None),
    "input 3x{8,16}x8 let d = 8": ("syntax-choice-place", "{8,16}", "input 3x8x8 let d = 8"),
    "network {a,b} let d = 8": ("syntax-choice-place", "{", None),
    "block b(d={}) { C3D<d> R } let d = 8": ("syntax-choice-empty", "{}", None),
}  # fmt: skip


def mistakes(spec: str) -> list[Diagnostic]:
    return [each for each in checked(spec).network.diagnostics if each.severity == "error"]


def hold(spec: str, code: str, words: str, before: str, meant: str | None, behind: str) -> None:
    """One mistake, its place, and what becomes of the spec by its first fix."""
    (found,) = mistakes(spec)
    assert (found.code, spec[found.span.start : found.span.end]) == (code, words)
    for fix in found.fixes:
        assert mistakes(applied(spec, fix.edits)) == []
    if meant is None:
        assert not found.fixes
        return
    assert " ".join(applied(spec, found.fixes[0].edits).split()) == f"{before}{meant}{behind}"


@pytest.mark.parametrize("middle", MISTAKES)
def test_a_mistake_in_a_pattern_is_said_with_its_way_out(middle: str) -> None:
    code, words, meant = MISTAKES[middle]
    hold(f"{HEAD}{middle} FC10", code, words, HEAD, meant, " FC10")


@pytest.mark.parametrize("start", BEFORE)
def test_a_mistake_outside_of_layers_too(start: str) -> None:
    code, words, meant = BEFORE[start]
    behind = (" " if start.startswith("input") else " input 3x8x8 ") + "C3D<d> FC10"
    hold(f"{start}{behind}", code, words, "", meant, behind)


def test_a_value_twice_is_a_likely_slip() -> None:
    for middle, meant in (
        ("C3D{8,8} R", "C3D8 R"),
        ("[C3D8 R]*{1..3,2}", "[C3D8 R]*{1..3}"),
        ("[C3D8 R]*{2,1..3}", "[C3D8 R]*{1..3}"),
        ("C{1x3,3x1,1x3}D8 R", "C{1x3,3x1}D8 R"),
        ("any( C3D8 R )", "any( C3D8 R | id )"),
    ):
        spec = f"{HEAD}{middle} FC10"
        (found,) = checked(spec).network.diagnostics
        assert found.severity == "warning"
        assert applied(spec, found.fixes[0].edits) == f"{HEAD}{meant} FC10"
        assert checked(f"{spec} # ok").network.diagnostics == ()


def test_what_is_said_of_a_block_says_where_it_is_used() -> None:
    (found,) = mistakes("block b(n) { [C3D8 R]*{4..n} } input 3x8x8 b(2) FC10")
    assert (found.code, found.message) == (
        "choice-range", "no number lies from 4 up to 2, since 2 < 4"
    )  # fmt: skip
    assert [each.span.start for each in found.related] == [43]


VALUES = st.sampled_from(["{32,64}", "{1..3}", "{32..256 by 32}", "{8, 2*d}", "{d , 8..16 by d}"])
PARTS = st.recursive(
    st.one_of(
        VALUES.map(lambda each: f"C3D{each}"),
        VALUES.map(lambda each: f"conv( {each}, 3,  pad={each})"),
        st.sampled_from(["P", "R", "bn", "C3D8"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"[{'  '.join(each)}]"),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"any({'|'.join(each)})"),
        st.tuples(inner, VALUES).map(lambda each: f"[{each[0]}]*{each[1]}"),
        inner.map(lambda each: f"[{each}]?"),
    ),
    max_leaves=6,
)


@given(st.lists(PARTS, min_size=1, max_size=4), st.sampled_from([" ", "\n", "  # why\n"]))
def test_patterns_are_laid_out_with_what_they_say(parts: list[str], between: str) -> None:
    spec = f"let d = {{4,  8}}\ninput 3x8x8{between}{between.join(parts)}\n"
    made = formatted(Text("p.cnn", spec))
    assert made.errors == ()
    assert shape(made.content) == shape(spec)
    assert formatted(Text("p.cnn", made.content)).content == made.content
    assert spec.count("#") == made.content.count("#")


def shape(spec: str) -> str:
    """What a spec says, without its places."""
    file, found = parse(Text("p.cnn", spec))
    assert list(found) == []
    said = re.sub(r"Span\(start=\d+, end=\d+\)|offset=\d+", "", repr(file))
    return re.sub(r"text='[^']*'", "", said)


def test_the_one_layout_of_a_pattern() -> None:
    spec = "input 3x8x8 [C3D{ 32 , 64 } R]*{ 1 .. 3 }  any(A|B)? FC{256..512   by 64}\nconv({8 ,16},3)\n"
    assert formatted(Text("p.cnn", spec)).content == (
        "input 3x8x8 [C3D{32,64} R]*{1..3}  any( A | B )? FC{256..512 by 64}\nconv({8,16}, 3)\n"
    )


def test_a_name_in_a_choice_is_renamed() -> None:
    spec = "let d = 4 input 3x8x8 C3D{d,2*d} R [C3D8 R]*{1..d} conv({d, 8}) R FC10"
    found = index_of(Text("p.cnn", spec))
    (named,) = (each for each in found.symbols() if each.name == "d")
    edits = found.rename(named, "wide")
    assert not isinstance(edits, str)
    assert applied(spec, edits) == (
        "let wide = 4 input 3x8x8 C3D{wide,2*wide} R [C3D8 R]*{1..wide} conv({wide, 8}) R FC10"
    )


@pytest.mark.parametrize("start", ["C3D{", "C3D{8,", "[C3D8 R]*{1..", "conv({", "let e = {"])
def test_constants_may_stand_in_a_choice(start: str) -> None:
    spec = f"let depth = 4 input 3x8x8 {start}"
    words = {each.name for each in index_of(Text("p.cnn", spec)).expected(len(spec)).words}
    assert "depth" in words


@pytest.mark.parametrize(
    "piece", ["{", "}", "C3D{", "{1,", "C{{", "?", "any(", "[C3D{8,16}R]?*2 ", "P?? "]
)
def test_hostile_braces_are_bounded(piece: str) -> None:
    """Thousands of them end with what is said of some."""
    times = 300 if EXAMPLES < 300 else 3000
    for spec in (piece * times, f"input 3x8x8 {piece * times} FC10", f"conv({piece * times}"):
        assert not compile_text(Text("p.cnn", spec)).network.ok


SOUND = (
    "input 3x8x8 [[C3D{32,64} R]*{1..3} P?]*{1..2} [FC{25,51} R]*{0..2} FC10",
    "let d = {4,8} block b(n={1,2}, k=3) { [C<k>D<n*d> R]*{1..2} } "
    "input 3x8x8 b({1,2}) any( C3D{8,16} R | id )? a: b*{0..1} cat( id | @a ) FC10",
    "input 3x8x8 conv({8,16..32 by 8}, {3,1x3}, bias=no) R [C3D<r> R]*<r: {1,2}, 4> "
    "cat( each({1,2}) C3D8 R | id ) head s { FC{2,3} } GAP FC4",
)
SLIPS = [
    "{",
    "}",
    "{}",
    "?",
    "..",
    "...",
    ",",
    "|",
    "any(",
    ")",
    "[",
    "]",
    "*",
    "<",
    ">",
    "by",
    "in",
    "1",
    "0",
    "x",
    "{1,2}",
    "{1..",
    ":",
    "-",
    "<d>",
    "{3..1}",
    "R",
    "C3",
]


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_slip_ends_in_a_traceback_or_in_silence(seed: int) -> None:
    pick = random.Random(seed)
    spec = pick.choice(SOUND)
    for _ in range(pick.randint(1, 3)):
        at, kept = pick.randrange(len(spec)), pick.randint(0, 1)
        spec = spec[:at] + pick.choice(["", *SLIPS]) + spec[at + kept :]
    result = compile_text(Text("p.cnn", spec))
    found = [each for each in result.network.diagnostics if each.severity == "error"]
    assert found or result.family or result.network.layers
    for fix in (fix for each in found for fix in each.fixes):
        assert applied(spec, fix.edits) != spec
