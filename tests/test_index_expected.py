"""What may stand at a place: what does stand in the bundled files is always among it, and what a reader would miss."""

import random

import pytest
from conftest import EXAMPLES, USUAL, sample
from test_index import NAMES, bundled_index, index

from cnndsl.index import Index
from cnndsl.index.reading import tokens_of


def places(name: str, found: list[int]) -> list[int]:
    """Some places of a file, or all in `make full`."""
    most = 12 if EXAMPLES <= USUAL else len(found)
    return random.Random(name).sample(found, min(most, len(found)))


@pytest.mark.parametrize("name", sample(NAMES))
def test_every_token_is_expected_where_it_stands(name: str) -> None:
    found = bundled_index(name)
    kinds = {token.start_pos: token.type for token in tokens_of(found.text.content)}
    for start in places(name, list(kinds)):
        assert kinds[start] in found.expected(start).terminals, found.place(start)


@pytest.mark.parametrize("name", sample(NAMES))
def test_every_name_is_expected_where_it_stands(name: str) -> None:
    """At its end, where all of it has been typed; a letter where it begins, since a word has it once."""
    found = bundled_index(name)
    used = [each for each in found.references if each.role != "definition"]
    named = {each.span.start: each for each in used if each.symbol.kind != "file"}
    for start in places(name, [at for at in named if found.text.at(at) is found.text]):
        span = named[start].span
        letter = named[start].role == "key" and span.end - start == 1
        words = found.expected(start if letter else span.end).words
        word = found.text.words(span)
        shown = {each.name.lstrip("@").rpartition(".")[2] for each in words}
        assert word in shown, (found.place(start), word)


def shown(content: str, kind: str = "") -> set[str]:
    """The words that are expected at the sign `^` of a text."""
    at = content.index("^")
    found: Index = index(content.replace("^", ""))
    return {each.name for each in found.expected(at).words if not kind or each.kind == kind}


def test_taps_are_those_that_are_seen_there() -> None:
    spec = "a: C3D8 [b: C1D8 R]*2 g: [c: C1D8] cat( d: C1D8 | id ) ^ e: C1D8 FC2"
    taps = {name for name in shown(spec) if name.startswith("@")}
    assert taps == {"@a", "@g", "@c"}
    inside = "a: C3D8 R block b(d, skip) { x: C3D8 ^ y: R }  b(4, @a) FC2"
    assert {name for name in shown(inside) if name.startswith("@")} == {"@d", "@skip", "@x"}
    assert {"@a"} == {name for name in shown("a: C3D8 upsample(like=^) FC2") if "@" in name}


def test_names_of_numbers_are_those_that_are_seen_there() -> None:
    spec = "let n = 4 block b(d) { C3D<^> R } block c(e) { R } b(n) FC2"
    names = shown(spec, "parameter") | shown(spec, "constant")
    assert names == {"d", "n"}
    assert {"min", "divisible"} <= shown(spec, "function")
    assert {"in", "i"} <= shown(spec)
    assert {"r", "n"} <= shown("let n = 4 [C3D<n*^> R]*<r: 1, 2> FC2")


def test_a_default_sees_the_block_and_a_fact_the_figures() -> None:
    assert "macs" in shown("C3D8 FC2 expect ^", "figure")
    assert "shape" not in shown("C3D8 FC2 expect ^", "figure")
    assert "shape" in shown("a: C3D8 FC2 expect @a ^", "figure")
    assert "gelu" not in shown("after ^", "layer")
    assert {"conv", "fc"} <= shown("after ^", "layer")
    assert {"conv", "upsample"} <= shown("default ^", "layer")
    assert "relu" not in shown("default ^", "layer")


def test_arguments_are_those_that_are_not_given_yet() -> None:
    assert {"stride", "pad", "groups"} <= shown("C3D8 conv(8, 3, ^) FC2", "argument")
    assert "stride" not in shown("C3D8 conv(8, stride=2, ^) FC2", "argument")
    assert shown("C3D8 conv(8, pad=^) FC2", "argument") == set()
    assert shown("block b(d, s=1) { C3D<d>s<s> } b(8, ^) FC2", "parameter") == {"d", "s"}
    assert shown("block b(d, s=1) { C3D<d>s<s> } b(s=2, ^) FC2", "parameter") == {"d"}


def test_words_are_those_that_an_argument_understands() -> None:
    assert {"nearest", "bilinear"} <= shown("C3D8 upsample(2, mode=^) FC2", "word")
    assert "bilinear" in shown("C3D8 upsample(2, ^) FC2", "word")
    assert "bilinear" not in shown("C3D8 upsample(^) FC2", "word")
    assert "bilinear" not in shown("C3D8 upsample(2, size=^) FC2", "word")
    assert {"half", "same"} <= shown("conv(8, 3, pad=h^) FC2", "word")


def test_inside_of_a_word_that_word_is_expected() -> None:
    found = index("let classes = 2 C3D8 FC<classes>")
    assert found.expected(6).terminals == {"NAME", "WORD"}
    assert found.expected(11).terminals == {"EQUAL"}


def test_the_end_is_expected_where_all_is_complete() -> None:
    assert "$END" in index("C3D8 FC2").expected(8).terminals
    assert "$END" not in index("[C3D8 FC2").expected(9).terminals


def test_letters_in_a_word() -> None:
    assert {"s", "p", "d", "g", "b"} <= shown("C3D64^ FC2", "argument")
    assert "D" not in shown("C3D64^ FC2", "argument")
    assert shown("M2^ FC2", "argument") == {"s", "p", "d", "c"}


def test_layers_and_keywords_where_a_layer_may_stand() -> None:
    words = shown("block b { R } C3D8 ^")
    assert {"b", "gelu", "C", "FC", "cat", "add", "head", "let", "expect"} <= words
    assert "any" in words
    inside = shown("block b { R } cat( C3D8 ^ )")
    assert "let" not in inside
    assert {"b", "gelu", "C", "cat"} <= inside


def test_a_new_name_is_nobodys() -> None:
    for spec in ("let ^", "network ^", "block ^", "C3D8 head ^", "input ^", "block b(d, ^e) { R }"):
        assert not shown(spec), spec


def test_a_word_that_has_begun_is_replaced() -> None:
    content = "C3D8 leaky_r FC2"
    expected = index(content).expected(content.index("leaky_r") + 7)
    assert content[slice(*expected.span)] == "leaky_r"
    assert "leaky_relu" in {each.name for each in expected.words}


@pytest.mark.parametrize(
    "before",
    ["C3D8 ) R ", "let x C3D8 R ", "conv(8,, 3) ", "[C3D8 R ", "cat( C3D8 , ", "C3D8 ? ? "],
)
def test_behind_a_mistake_layers_are_expected_again(before: str) -> None:
    assert {"gelu", "C"} <= shown(f"{before}R ^")
