"""Texts of all sorts: diagnostics come out, never a traceback."""

from conftest import checked
from hypothesis import given
from hypothesis import strategies as st
from mutations import mutated

from cnndsl.emit.pytorch import source
from cnndsl.show.as_json import document
from cnndsl.show.layer_table import table
from cnndsl.show.problems import concise, full, github
from cnndsl.show.styled_text import plain
from cnndsl.show.tables import lines

ALL_SORTS = """
C3D64 C R M P2 FC10 S BN DO0.5 T2D4 U2 GAP A3s2 C3D<2*n> X C3D6l CRP [ ] ( ) { } * *3 *<n> ?
, = : | -> - ... let input network default after expect n m conv relu dropout(0.5) conv(4)
gelu @n.0 3x3 3x9x9 12 0.5 1e3 + / // % ! # cat add head block use "x" INPUT [9x9x3] x
params shape i in <n> >
"""
STRUCTURE = """
cat( | add( ) mul( split( id proj crop @a @a.b a: b: block b(d, s=1) { b(4) b*2 <d> <in> <d*in> } head h {
aux } use "b.cnn" [ ]*2 *<n-1> after conv { BN R } C3D8 C1D4 R M let n = 2 upsample(like=@a) default dwconv(bias=no)
"""
PIECES = [*ALL_SORTS.split(), "\n", *STRUCTURE.split()]


def shown(spec: str) -> None:
    """Everything that a user can be shown of a spec."""
    result = checked(spec)
    text = result.network.text
    for found in result.network.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(spec)
        assert found.message[:1] == found.message[:1].lower()
        plain(full(found, text)), plain([concise(found, text)]), github(found, text)
    document(result)
    plain(lines(table(result)))
    if result.network.ok:
        compile(source(result), "generated", "exec")


@given(st.text(max_size=60))
def test_any_text(spec: str) -> None:
    shown(spec)


@given(st.lists(st.sampled_from(PIECES), max_size=16), st.sampled_from(["", " "]))
def test_text_of_the_languages_own_pieces(pieces: list[str], between: str) -> None:
    shown(between.join(pieces))


@given(mutated())
def test_specs_with_edits(spec: str) -> None:
    shown(spec)


@given(st.text(alphabet="CRPMSFDGATUsdpgbox0123456789<>*x.", max_size=14))
def test_words(word: str) -> None:
    shown(f"input 3x32x32 {word} FC10")


def test_the_cost_of_parsing_grows_with_the_distinct_words_alone() -> None:
    """A file of many layers and few words understands each word once."""
    from cnndsl.syntax.words import _parse_word

    _parse_word.cache_clear()
    checked("input 3x64x64 " + "C3D8 R C3D16 BN gelu " * 400 + "FC10")
    assert _parse_word.cache_info().misses == 5  # C3D8, R, C3D16, BN, FC10


def test_a_repeat_is_bound_once() -> None:
    result = checked("input 3x8x8 [C3D8 R]*5000")
    bodies = {id(placed.layer) for placed in result.network.layers}
    assert len(result.rows) == 10_000
    assert len(bodies) == 2


def test_deep_brackets_and_long_repeats() -> None:
    assert checked("input 3x8x8 " + "[" * 100 + "C3D8" + "]" * 100).network.ok
    assert checked("input 3x8x8 " + "[" * 100 + "C3D8" + "]*1" * 100).network.ok
    compile(source(checked("input 3x8x8 [C3D8 R]*800 C3D8*800 R")), "generated", "exec")
