"""Networks made at random: what the checker accepts, PyTorch builds and runs with just those shapes and counts."""

from conftest import checked
from hypothesis import given
from hypothesis import strategies as st
from mutations import SPECS, mutated
from small_networks import NETWORKS

from cnndsl.emit.build import Build
from cnndsl.verify.verification import verify

LAYERS = """
C3D4 C1x3D6 C5D4s2 C D DW3 T2D4 T3D4s2p1o1 R gelu prelu prelu(one=no) clip(-1,2) BN LRN layernorm DO0.3 M P3s2p1
A2c1 U2 scale(0.1) affine(2,1) pad(1) groupnorm(2) channel_shuffle(2) sigmoid crop(4) GAP
[C3D4R]*2 C3D4*2 M*2 [C3D<2*i+2>gelu]*2 x: y:[C3D4BN] FC6 FC6*2 S F drop_path(0.2)
scale(0,one=yes) grn eca l2norm(0.1) blur(3,2) local(4,2,pad=1) coords
"""
SOUND = LAYERS.split()
BLOCKS = """
block res(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj ) R }
block wide(c=in, e=2*c) { C1D<e> BN silu DW3 BN silu se(c//2+1) C1D<c> BN }
block se(r, c=in) { mul( id | GAP C1D<r> R C1D<c> sigmoid ) }
block mixed(a, b=3, p=1) { cat( C1D<a> R | C1D<b> R C3D<a+b> R | P3s1p<p> C1D<a> ) }
block dense(n, k=2) { grow(k)*<n> } block grow(k) { cat( id | BN R C3D<k>b0 ) }
shared block same(f=[R]) { C3D<in> f } shared block both(s) { cat( id | @s crop ) C1D4 R }
block lay(f, g=[R]) { C1D4 R f g cat( id | f ) C1D3 }
block twice(f) { lay([f BN], [f]) lay([f])*2 }
block join(skip, d=4) { cat( id crop | @skip crop ) C1D<d> R }
block stage(d, n, s=1) { res(d, s) res(d)*<n-1> }
"""
STRUCTURED = """
C3D4 C1D6|R BN R M DW3 GAP|S res(4) res(6,2) res(4)*2 wide wide*2 wide(e=5) se(2) mixed(3) mixed(2,4) dense(2)
dense(3,k=3) stage(4,1) stage(6,3,2) stage(4,2) LABEL:C3D5 LABEL:[C1D4|R] LABEL:res(4) LABEL:cat(id|C1D2)
@LABEL join(@LABEL) cat(id|@LABEL|crop) upsample(like=@LABEL) add(C1D4|C3D4|R) add(proj|C3D5s2)
cat(id|add(id|C1D<in>)|C3D2) mul(id|id) split(id|C1D3) split(C1D2|id)*2 [res(3)|R]*2 add(id|C3D<in>)*2
same same*2 [same|R]*2 cat(same|id) [same|M] same([gelu]) both(@LABEL) lay([same]) HEAD{same|GAP|FC2}
AUX{same|GAP|FC2} LABEL:same LABEL:[same|R] lay([C3D4]) lay([BN],g=[]) lay([res(4)])
lay([add(id|C1D4)|gelu],[@LABEL]) lay([C3D<2+i>R])*2 twice([C3D4])
twice([cat(id|@LABEL|crop)|C1D4]) lay([LABEL:C3D4|cat(id|C1D2)],[]) lay(f=[lay([BN])|C1D4])
AUX{GAP|FC3} HEAD{GAP|FC2|S} [C3D<2+i>|R]*3
"""
PARTS = STRUCTURED.split()


@given(
    st.sampled_from(["4x9x9", "4x12", "2x6x7x8"]),
    st.lists(st.sampled_from(SOUND), min_size=1, max_size=8),
)
def test_what_is_accepted_agrees_with_pytorch(shape: str, layers: list[str]) -> None:
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


SMALL = [*NETWORKS.values(), *SPECS]
SMALL = [spec for spec in SMALL if "use" not in spec and 0 < checked(spec).totals.macs < 10**7]


@given(mutated(SMALL))
def test_what_is_accepted_after_edits_agrees_with_pytorch(spec: str) -> None:
    """Shapes and counts, and the numbers where the network is small enough."""
    result = checked(spec)
    if result.network.ok and result.totals.macs < 10**8 and result.totals.params < 10**7:
        found = verify(result, Build())
        assert found.ok, [each for each in found.comparisons if not each.agrees]


@given(structured())
def test_structure_that_is_accepted_agrees_with_pytorch(spec: str) -> None:
    """Shapes and counts, and the numbers that come out when each layer is worked out by itself in NumPy."""
    result = checked(spec)
    if result.network.ok:
        found = verify(result, Build())
        assert found.ok, [each for each in found.comparisons if not each.agrees]
