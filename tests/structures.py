"""Specs of all structures that modules are built of, small enough that what is generated can be read."""

from pathlib import Path

from cnndsl.emit.build import Build

STRUCTURES = {
    "group": "input 3x16x16 [C3D8 R M]*3 FC10",
    "nested": "input 3x32x32 [[C3D<8*(i+1)> BN R]*2 M]*3 stage: [C3D8 R]*2 FC10",
    "last_copy_differs": "input 12 FC64*3",
    "after": "input 3x16x16 after conv { BN R } C3D8*3 DW3*2 C1D4*2",
    "labels": "input 3x16x16 stem: C3D8 relu_a: R pool: M body: [C3D8 R]*2 tail: [C1D4 R] out: FC10",
    "nothing_learned": "input 3x16x16 M R GAP S",
    "nothing_at_all": "input 3x16x16 id",
    "long_lines": "input 3x64x64 conv(256, 3x5, stride=2x1, pad=2x4, dilation=2x2, groups=1, bias=no)*4 "
    "averylonglabelthatgoesonandon: deconv(128, 3x3, stride=2x2, pad=1x1, out_pad=1x1, bias=no) FC10",
    "many_copies": "input 3x8x8 C3D4*40 [C3D4 R]*40 C3D<4+i%3>*30 FC10",
    "scale": "input 4x8x8 scale(0.1)*3 [scale(0.2) layernorm]*2 affine(2, -1) take(1, 3) crop(4) pad(1x2, 0.5)",
    "numbers_in_forward": "block f(d, s) { C1D<d> R cat( take(d/2, d) conv(4, s+2, pad=same) | id ) crop(4*s) } "
    "input 3x9x9 f(8, 2) f(6, 1) [add( conv(10, 3, pad=same) R | take(0, 10) )]*2",
    "copies_in_seq": "block l(k) { C1D<k> R } block s(d, n) { b: seq[C3D<d> R [C3D<d> R]*<n-1>] "
    "e: seq[in_: C3D<d> R l(4)*<n>] f: seq[l(d)*<n> l(d)*<n> C3D4 BN] } input 3x8x8 s(8, 2) s(6, 4) FC2",
    "behind_taps": "input 3x8x8 x: C3D8 R b: C3D8 R c: [@x] e: C3D4 w: seq[@b C3D4 R] v: seq[@b @x] f: R "
    "u: [@x C3D8 R cat( id | @b )] t: [@x C3D8 R cat( id | @x )] head s { q: [@t] } head p { @u } "
    "add( q: [@b] | o: [@x C3D8 R] ) R cat( id | @b | @c | @e | @w | @v | @f | @u | @t ) C1D2",
    "causal": "block t(k, d=1) { conv(8, k, dilation=d, pad=causal) R } input 4x32 t(3) t(2, 4) "
    "[add( conv(8, 3, dilation=2^i, pad=causal) R | id )]*4 FC2",
    "same": "input 3x9x9 conv(4, 4, stride=2, pad=same) maxpool(3, 2, pad=same) drop_path(0.1) S",
    "two_channels_a_copy": "input 3x64x64 [[C M]*2]*2 FC2",
    "same_kind_twice": "input 3x8x8 after conv { BN R BN } C3D4*3 FC2",
    "prelus": "input 3x8x8 after conv { prelu DO prelu } C3D4*3 FC2",
    "over_channels": "input 4x6x6 C3D6 BN R cat( channel_max | channel_mean | C1D2 BN ) channel_max pad(1) C3D2 "
    "mul( id | cat( GAP | globalmaxpool ) channel_max ) FC2",
    "operators": "input 4x6x6 C3D6 affine(2,1) scale(0.5) affine(3,1) scale take(0,2) affine(0.5) F FC2",
    "three_stretches": "input 3x8x8 [C3D8 [R]*<i//2%2>]*6 FC2",
    "one_copy": "input 3x9x9 M*1 C3D4*1 [C1D2 R]*1 FC3*2",
    "padded_pools": "input 1x5x5x7 maxpool(2, 3x1x1, same) conv(64, 2x4x4, stride=2x2x1, pad=same) "
    "maxpool(2, 1, same)",
    "caffes_own": "input 3x9x10 C3D4 R lrn(3, 1, within=yes) M3s2c1 C3D4 R lrn(5, k=1, within=yes) R "
    "maxpool(1x2, 2x3, ceil=caffe) R C3D2",
    "averages": "input 3x9x10 avgpool(3, 1, 1, padded=no) C3D4 R avgpool(3, 2, pad=same, padded=no) C3D4 R "
    "avgpool(2, 1, pad=same, padded=no) avgpool(4x3, 1, pad=same, padded=no) C3D2",
    "residual": "block r(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj ) R } "
    "block stage(d, n, s=2) { r(d, s) r(d)*<n-1> } input 3x16x16 stage(4, 1, 1) stage(8, 3) r(8)*2 GAP FC5",
    "inception": "block inc(c1, r3, c3, pp) { cat( C1D<c1> R | C1D<r3> R C3D<c3> R | P3s1p1 C1D<pp> R ) } "
    "input 3x12x12 a: inc(4, 2, 6, 3) M inc(5, 3, 4, 2) aux side { GAP FC4 } GAP FC5 S",
    "dense": "block l(k) { cat( id | BN R C3D<k>b0 ) } block d(n, k) { l(k)*<n> } block t { C1D<in/2> A } "
    "input 3x16x16 C3D6 d(3, 4) t d(2, 4) l(2)*5 GAP FC5",
    "named_copies": "block l(k) { cat( id | BN R C3D<k>b0 ) } block d(n, k) { [x<i+1>: l(k)]*<n> } "
    "block e(n, m, k) { [x<i>: l(k)]*<n> [x<i+n>: l(2*k)]*<m> } block f(n) { [x<i>: l(2)]*<n> BN R } "
    "input 3x16x16 C3D6 d(4, 4) M d(2, 5) d(1, 2) d(0, 3) e(2, 1, 3) e(1, 3, 2) f(2) f(3) GAP FC5",
    "shared": "shared block m(d=in) { C3D<d> BN R } shared block q { C1D8 scale(0.5) R m } "
    "block b(n) { add( m*<n> | id ) C1D8 } input 8x16x16 m s1: [ m a: C3D8 R ] [ scale(0.3) m C3D8 ]*2 b(2) b(1) "
    "q t: seq[ C3D8 m R ] cat( @s1.a | q ) C1D8 aux e { m GAP FC2 } head f { m GAP FC3 } M m GAP FC5",
    "given_layers": "block se(r=2) { mul( id | GAP C1D<in//r> R C1D<in*r> sigmoid ) } "
    "block mb(d, gate=[], act=[R]) { C1D<d> BN act DW3 BN act gate C1D<d> } block r(f, n=1) { add( f*<n> | id ) R } "
    "input 4x8x8 e: C3D4 R mb(6) mb(8, [se]) mb(8, [se(4)], [leaky_relu(0.2)]) mb(4, act=[leaky_relu(0.3)]) "
    "r([C3D4 R C3D4]) r([C1D4]) r([x: C1D4 BN], 2) r([cat( @e | C3D2 ) C1D4]) GAP FC5",
    "inverted": "block mb(t, d, s=1, c=in, e=t*c) { C1D<e> BN relu6 DW3s<s> BN relu6 C1D<d> BN } "
    "input 4x16x16 mb(2, 6, 2) add( mb(3, 6) drop_path(0.1) | id )*2 mb(1, 8, e=5) GAP FC5",
    "excited": "block se(c, e=in) { mul( id | GAP C1D<c> silu C1D<e> sigmoid ) } "
    "input 4x8x8 C3D8 R se(2) C3D6 R se(in//3) GAP FC5",
    "divisible": "block se(c=in) { mul( id | GAP C1D<divisible(c/4, 8)> R C1D<c> hardsigmoid ) } "
    "block act(h) { [R]*<1-h> [hardswish]*<h> } block mb(e, d, h, q, p=0.1) { C1D<e> BN act(h) DW3 BN act(h) "
    "se*<q> C1D<d> BN DO<p> } input 4x8x8 mb(24, 12, 0, 1) mb(40, 20, 1, 1, 0.2) mb(32, 8, 1, 0) GAP FC3",
    "shuffled": "block u { split( id | C1D<in> BN R DW3 BN C1D<in> BN R ) channel_shuffle(2) } "
    "input 8x8x8 u*2 split( C3 R | id | C1 R | M upsample(2) ) GAP FC5",
    "taps": "block up(d, skip) { T2D<d> cat( @skip crop | id ) C3D<d>p0 R } "
    "input 2x30x30 e1: C3D4p0 R M e2: [C3D6p0 R inner: C3D6 R] M C3D8 R up(6, @e2) up(4, @e1) "
    "cat( id | @inner upsample(like=@e1) crop ) C1D3",
    "several_inputs": "block film(c, t) { mul( id | @t FC<c> sigmoid ) } block skip(d, s) { add( id | @s C1D<d> ) } "
    "input left 3x8x8 input right 3x8x8 input age 2 cat( id | @right ) C3D4 BN R film(4, @age) skip(4, @left) R "
    "[C3D4 R film(4, @age) add( id | @right C1D4 )]*2 head depth { C1D1 } GAP F cat( id | @age ) FC5",
    "inputs_called_as_values": "input y 3x8x8 input x 3x8x8 cat( C3D4 R | @x | @y ) C3D6 R add( id | @x C1D6 ) R "
    "cat( id | @y ) GAP FC5",
    "first_input_called_x": "input x 3x8x8 input t 4 C3D6 R [add( C3D6 R | @x C1D6 ) R]*2 "
    "mul( id | @t FC6 ) cat( id | @x ) C3D2",
    "input_with_a_name": "input image 3x8x8 C3D4 R cat( id | @image ) M C3D6 R GAP FC5 R FC2",
    "unpooled": "block down(d) { C3D<d> BN R M } block up(d, p) { unpool(@p) C3D<d> R } "
    "block both(d, q) { add( up(d, @q) | unpool(@q) C1D<d> ) BN } input 3x21x18 e1: [C3D4 R C3D4 R p: M] e2: down(4) "
    "e3: seq[C3D4 R M] down(6) U2 C3D4 unpool(@e3) both(4, @e2) up(4, @p) [q: M C3D4 R unpool(@q) BN]*2 C1D2",
    "heads": "block h(n) { GAP FC<n> } input 3x8x8 C3D4 R aux early { h(3) } head a { h(2) S } C3D4 R "
    "head b { C1D2 R GAP F } aux late { FC6 R FC2 }",
    "nested_branches": "input 3x8x8 C3D4 R cat( C1D3 R cat( C1x3D2 R | C3x1D2 R ) | add( id | mul( id | "
    "C1D4 sigmoid ) C3D4 R ) | A3s1p1 C1D3 R | add( proj | C3D4 R C3D5 ) ) both: add( C1D4 | C3D4 ) R "
    "[add( C3D4 R | id | @both ) R]*2 GAP FC5",
    "kernels": "block b(k, s=1, p=2) { C<k>D4s<s> R P<p>s1 P3s<s>p1 } input 3x24x24 b(3) b(5, 2) b(3, p=3)",
    "unwritten": "input 3x16x16 C3D4 BN add( C3D4 BN C3D4 BN | id ) add( C3D8s2 | proj ) split( C3 | id ) "
    "head a { GAP FC4 FC2 } FC3",
    "same_labels": "input 3x8x8 add( a: C3D4 R | a: C1D4 ) g: [a: C3D4 R] cat( id | @g.a ) h: mul( id | GAP )",
    "norms_that_stay": "block b(e) { C3D4 bn(eps=e) R } input 4x8x8 b(0.1) b(0.2) a: C3D4 BN R cat( id | @a ) "
    "T3D4g2 BN R C3D4 head h { id } BN R GAP FC2",
    "norms_that_go": "input 4x8x8 add( C3D4 BN | proj ) R add( C3D6 BN | proj ) R T3D4 BN R C3D4 BN DO BN R GAP FC2 BN",
    "shares_again": "input 4x8x8 split( C3D2 R | id ) split( C3D2 R | id ) split( id | C3D2 R ) GAP FC2",
    "scores_inside": "input 4x6 C1D4 S C1D4 log_softmax head h { GAP FC2 log_softmax } C1D2 GAP FC3 S",
    "sound": "input 1x4000 C80D8s4p38 BN R P4 [C3D16 R]*2 GAP FC4",
}


FOUND = (Path(__file__).parent / "structures.txt").read_text().strip().split("\n---\n")
STRUCTURES |= {f"found_{number}": spec for number, spec in enumerate(FOUND)}
"""What random networks have found: names that hide one another, and values that went the wrong way."""

BUILDS = (
    Build(),
    Build("auto", "bfloat16", "Mine", logits=True),
    Build("cuda:1", zero_last_norm=True),
    Build(inference=True),
)

SMALL = [
    "input 2x4 cat( R | R ) cat( R | id | R )",
    "input 1x4 C1D2 DO0 C1",
    "input 2x4 R split( id | id ) R",
    "input 1x4 mul( C1D1 | id | id )",
    "input 1x4 R add( proj | R ) FC4",
    "input 1x3 LRN5",
    "input 1x4 l2: id add( C1D1 | @l2 ) R",
    "input 1x4 block b { R } BN b LRN5",
    "input 1x4 R l5: [ R ]*1 cat( @l5 | id )",
    "input 2x4 C1D3 id leaky_relu C1D2",
    "input 3x4x4 C1D3 aux r { R } R",
    "input 4x8 add( id ) R",
    "input 4x8 C1D3 add( C1D3 ) R C1",
    "input 4x8 a: C1D3 add( @a ) R cat( id | @a )",
    "input 2x6 C3D4 mul( id | GAP C1 sigmoid | C1D1 ) C1D2",
    "input 2x6 C3D4 R C3D4 t: BN add( id | C3 ) R cat( @t | id ) C1D2",
    "input 2x6 C3D4 leaky_relu(-1) C1D2",
    "input 2x6 add( C3D4 | C1D4 ) leaky_relu(-0.5) C1D2",
    "input 2x6 C3D4 leaky_relu(0) C1D2",
    "input 2x6 block b(s) { C3D4 leaky_relu(s) } b(0.1) b(0.2) C1D2",
    "input 2x6 block b(s) { add( C3D4 | C1D4 ) leaky_relu(s) } b(1) b(2) C1D2",
    "input 2x6 C3D4 DO1 C1D2",
    "input 2x6 DO1 C3D4 BN DO1 R C1D2",
    "input 2x6 C3D4 drop_path(1) C1D2 drop_path(0) C1D2",
    "input 2x6 x: C3D4 C1D4 cat( id | @x ) C1D4 C3D4",
    "input 4x9x9 block b { C3D4p0 R } b C2D9p0 b",
    "input 4x6 block b(t) { cat( id | @t ) C1D4 R } a: C1D4 R c: C1D40 R C1D4 b(@a) b(@c) C1D2",
    "input 4x8 mul( id ) R",
    "input 2x6 C3D4 BN head h { R C1D2 } C1D2",
    "input 2x6 C3D4 BN head h { C1D2 } R C1D2",
    "input 2x6 add( C3D4 | C1D4 ) l: id R cat( id | @l ) C1D2",
    "input 2x6 add( C3D4 | C1D4 ) r: R C1D2",
    "input 2x6 add( C3D4 | C1D4 | C1D4 ) R C1D2",
    "input 4x6 add( C3D4 | id | C1D4 ) R C1D2",
]
"""What once was counted wrongly in memory: `after conv { }` stands behind each."""

ACCOUNTED = dict(STRUCTURES)
ACCOUNTED |= {f"small_{number}": f"{spec} after conv {{ }}" for number, spec in enumerate(SMALL)}
ACCOUNTED["stretched"] = "input 2x9 C5D3 C5D3 mul( C7 | C1D3 GAP ) C3D2 after conv { }"
"""Those whose figures are golden, since they are held against PyTorch."""
