"""Texts of all sorts: diagnostics come out, never a traceback; and what is accepted, PyTorch builds."""

import os

from conftest import checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interpreter import assert_same_outputs

from cnndsl.emit.pytorch import Build, source
from cnndsl.show.as_json import document
from cnndsl.show.lines import plain
from cnndsl.show.problems import concise, full, github
from cnndsl.show.table import plain_table

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
LAYERS = """
C3D4 C1x3D6 C5D4s2 C D DW3 T2D4 T3D4s2p1o1 R gelu prelu BN LRN layernorm DO0.3 M P3s2p1
A2c1 U2 scale(0.1) affine(2,1) pad(1) groupnorm(2) channel_shuffle(2) sigmoid crop(4) GAP
[C3D4R]*2 C3D4*2 M*2 [C3D<2*i+2>gelu]*2 x: y:[C3D4BN] FC6 FC6*2 S F drop_path(0.2)
"""
SOUND = LAYERS.split()
BLOCKS = """
block res(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj ) R }
block wide(c=in, e=2*c) { C1D<e> BN silu DW3 BN silu se(c//2+1) C1D<c> BN }
block se(r, c=in) { mul( id | GAP C1D<r> R C1D<c> sigmoid ) }
block mix(a, b=3, p=1) { cat( C1D<a> R | C1D<b> R C3D<a+b> R | P3s1p<p> C1D<a> ) }
block dense(n, k=2) { grow(k)*<n> } block grow(k) { cat( id | BN R C3D<k>b0 ) }
block join(skip, d=4) { cat( id crop | @skip crop ) C1D<d> R }
block stage(d, n, s=1) { res(d, s) res(d)*<n-1> }
"""
STRUCTURED = """
C3D4 C1D6|R BN R M DW3 GAP|S res(4) res(6,2) res(4)*2 wide wide*2 wide(e=5) se(2) mix(3) mix(2,4) dense(2)
dense(3,k=3) stage(4,1) stage(6,3,2) stage(4,2) LABEL:C3D5 LABEL:[C1D4|R] LABEL:res(4) LABEL:cat(id|C1D2)
@LABEL join(@LABEL) cat(id|@LABEL|crop) upsample(like=@LABEL) add(C1D4|C3D4|R) add(proj|C3D5s2)
cat(id|add(id|C1D<in>)|C3D2) mul(id|id) split(id|C1D3) split(C1D2|id)*2 [res(3)|R]*2 add(id|C3D<in>)*2
AUX{GAP|FC3} HEAD{GAP|FC2|S} [C3D<2+i>|R]*3
"""
PARTS = STRUCTURED.split()
EXAMPLES = int(os.environ.get("CNNDSL_EXAMPLES", "300"))
settings.register_profile(
    "ours",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ours")


def shown(spec: str) -> None:
    """Everything that a user can be shown of a spec."""
    result = checked(spec)
    text = result.network.text
    for found in result.network.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(spec)
        assert found.message[:1] == found.message[:1].lower()
        plain(full(found, text)), plain([concise(found, text)]), github(found, text)
    document(result)
    plain(plain_table(result))
    if result.network.ok:
        compile(source(result), "generated", "exec")


@given(st.text(max_size=60))
def test_any_text(spec: str) -> None:
    shown(spec)


@given(st.lists(st.sampled_from(PIECES), max_size=16), st.sampled_from(["", " "]))
def test_text_of_the_languages_own_pieces(pieces: list[str], between: str) -> None:
    shown(between.join(pieces))


@given(st.text(alphabet="CRPMSFDGATUsdpgbox0123456789<>*x.", max_size=14))
def test_words(word: str) -> None:
    shown(f"input 3x32x32 {word} FC10")


@given(
    st.sampled_from(["4x9x9", "4x12", "2x6x7x8"]),
    st.lists(st.sampled_from(SOUND), min_size=1, max_size=8),
)
def test_what_is_accepted_agrees_with_pytorch(shape: str, layers: list[str]) -> None:
    from cnndsl.verification import verify

    labels = iter(range(100))
    parts = [
        part.replace(":", f"{next(labels)}:") if part.endswith("]") or part == "x:" else part
        for part in layers
    ]
    result = checked(f"input {shape} " + " ".join(parts))
    if result.network.ok:
        found = verify(result, Build())
        assert found.ok, [each for each in found.comparisons if not each.agrees]


@st.composite
def structured(draw: st.DrawFn) -> str:
    """A network of blocks, branches, taps and heads that may be sound."""
    labels: list[str] = []
    words = []
    for number, part in enumerate(draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=7))):
        if part.startswith("LABEL:"):
            labels.append(f"l{number}")
        name = draw(st.sampled_from(labels)) if labels else "nowhere"
        own = labels[-1] if part.startswith("LABEL:") else name
        part = part.replace("LABEL", own).replace("AUX", f"aux a{number} ")
        part = part.replace("HEAD", f"head h{number} ")
        bracketed = "(" in part and not part.startswith("[")
        words.append(part.replace("|", " | " if bracketed else " "))
    shape = draw(st.sampled_from(["4x12x12", "4x16", "2x9x10", "2x8x6x8"]))
    after = draw(st.sampled_from(["", "after conv { BN R } "]))
    return f"{BLOCKS} input {shape} {after}" + " ".join(words)


@given(structured())
def test_structure_that_is_accepted_agrees_with_pytorch(spec: str) -> None:
    """Shapes and counts, and the numbers that come out when each layer is worked out by itself."""
    from cnndsl.verification import module_class, verify

    result = checked(spec)
    if result.network.ok:
        found = verify(result, Build())
        assert found.ok, [each for each in found.comparisons if not each.agrees]
        assert_same_outputs(result, module_class(result, Build())())


def test_the_cost_of_parsing_grows_with_the_distinct_words_alone() -> None:
    """A file of many layers and few words understands each word once."""
    from cnndsl.syntax.words import _parse_word

    _parse_word.cache_clear()
    checked("input 3x64x64 " + "C3D8 R C3D16 BN gelu " * 2000 + "FC10")
    assert _parse_word.cache_info().misses == 5  # C3D8, R, C3D16, BN, FC10


def test_a_repeat_is_bound_once() -> None:
    result = checked("input 3x8x8 [C3D8 R]*5000")
    bodies = {id(placed.layer) for placed in result.network.layers}
    assert len(result.rows) == 10_000
    assert len(bodies) == 2


def test_deep_brackets_and_long_repeats() -> None:
    assert checked("input 3x8x8 " + "[" * 500 + "C3D8" + "]" * 500).network.ok
    assert checked("input 3x8x8 " + "[" * 200 + "C3D8" + "]*1" * 200).network.ok
    compile(source(checked("input 3x8x8 [C3D8 R]*10000 C3D8*10000 R")), "generated", "exec")
