"""Slides, papers and other programs: each form that is not the language's is one mistake with the fix that mends it."""

import pytest
from conftest import checked

from cnndsl.analyse.figures import Result
from cnndsl.fixes import applied

FORMS = {
    # a layer's numbers in other places
    "input 1x32x32 64C3 R FC10": "input 1x32x32 C3D64 R FC10",
    "input 1x32x32 64C3s2 R FC10": "input 1x32x32 C3D64s2 R FC10",
    "input 1x32x32 R 10FC": "input 1x32x32 R FC10",
    "input 1x32x32 R 150N": "input 1x32x32 R FC150",
    "input 1x32x32 R 10o": "input 1x32x32 R FC10",
    "input 1x32x32 R 2MP FC10": "input 1x32x32 R M2 FC10",
    "input 1x32x32 conv3-64 R FC10": "input 1x32x32 C3D64 R FC10",
    "input 1x32x32 CONV3-64 R FC10": "input 1x32x32 C3D64 R FC10",
    "input 1x32x32 C3-64 R FC10": "input 1x32x32 C3D64 R FC10",
    "input 4x32x32 CONV5-256g2 R FC10": "input 4x32x32 C5D256g2 R FC10",
    "input 1x32x32 C3D8 R FC-10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C3D8 R fc-10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C3D8 R FC 10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C 3 D 8 R FC10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C 64 R FC10": "input 1x32x32 C3D64 R FC10",  # no kernel is 64
    "input 1x32x32 C3D8 s2 R FC10": "input 1x32x32 C3D8s2 R FC10",
    "input 1x32x32 C3D8 s2 p1 R FC10": "input 1x32x32 C3D8s2p1 R FC10",
    "input 1x32x32 C3D8 s2p1 R FC10": "input 1x32x32 C3D8s2p1 R FC10",
    "input 1x32x32 C3D8 p0x1s2 R FC10": "input 1x32x32 C3D8p0x1s2 R FC10",
    "input 1x32x32 C3D+8 R FC10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C3D8 R DO50% FC10": "input 1x32x32 C3D8 R DO0.5 FC10",
    "input 1x32x32 C3D8 R DO5% FC10": "input 1x32x32 C3D8 R DO0.05 FC10",
    "input 784 -FC100-10": "input 784 -FC100-FC10",
    "input 1x8x8 affine(.5) FC10": "input 1x8x8 affine(0.5) FC10",
    "input 1x8x8 affine(2, -.5e-1) FC10": "input 1x8x8 affine(2, -0.5e-1) FC10",
    "input 1x8x8 dropout(p=.25) FC10": "input 1x8x8 dropout(p=0.25) FC10",
    "let a = .5*8 input 1x8x8 FC<a>": "let a = 0.5*8 input 1x8x8 FC<a>",
    "input 1x8x8 leaky_relu .1 FC10": "input 1x8x8 leaky_relu(0.1) FC10",
    "input 8x8x8 a: R cat @a | id ) FC10": "input 8x8x8 a: R cat( @a | id ) FC10",
    "input 3x16 c: C3D8 R expect @c shape 8x16 max pool FC2": (
        "input 3x16 c: C3D8 R expect @c shape 8x16 M FC2"
    ),
    # copies
    "input 1x32x32 [C3D8 R]x2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]X2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R] x 2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]×2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]^2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]**2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]*1e1 FC10": "input 1x32x32 [C3D8 R]*10 FC10",
    "input 1x32x32 2x[C3D8 R] FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 2 x [C3D8 R] FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 3*[C3D8 R] FC10": "input 1x32x32 [C3D8 R]*3 FC10",
    "input 1x32x32 3*C3D8 R FC10": "input 1x32x32 C3D8*3 R FC10",
    "input 1x32x32 3xC3D8 R FC10": "input 1x32x32 C3D8*3 R FC10",
    "input 1x32x32 C3D8 x2 R FC10": "input 1x32x32 C3D8*2 R FC10",
    "input 1x32x32 [C3D8 R] 2 times FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R](2) FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 [C3D8 R]*(2) FC10": "input 1x32x32 [C3D8 R]*<2> FC10",
    "input 1x32x32 (C3D8 R)x2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 C3D8 R cat( C3D8 ; id ) FC10": "input 1x32x32 C3D8 R cat( C3D8  | id ) FC10",
    "input 1x32x32 20C4 R FC10": "input 1x32x32 C4D20p0 R FC10",
    "3×32×32 C3D8 R FC10": "input 3×32×32 C3D8 R FC10",
    "let n = 2 input 1x32x32 [C3D8 R]*n FC10": "let n = 2 input 1x32x32 [C3D8 R]*<n> FC10",
    "let n = 2 input 1x32x32 [C3D8 R]*(n-1) FC10": "let n = 2 input 1x32x32 [C3D8 R]*<n-1> FC10",
    # a group whose parts have numbers
    "input 1x8x8 f: seq( C3D8 R ) F FC10": "input 1x8x8 f: seq[ C3D8 R ] F FC10",
    "input 1x8x8 f: seq{ C3D8 R } F FC10": "input 1x8x8 f: seq[ C3D8 R ] F FC10",
    "input 1x8x8 f: seq(C3D8 R)*2 FC10": "input 1x8x8 f: seq[C3D8 R]*2 FC10",
    "input 1x8x8 f: Sequential[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: sequential [C3D8 R] FC10": "input 1x8x8 f: seq [C3D8 R] FC10",
    "input 1x8x8 f: Sequential(C3D8 R) FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: sequence[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: SEQ[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: sqe[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: seq[C3D8 Sequential[R]] FC10": "input 1x8x8 f: seq[C3D8 seq[R]] FC10",
    "input 1x8x8 f: 2*seq[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R]*2 FC10",
    "input 1x8x8 f: seq[C3D8 R]x2 FC10": "input 1x8x8 f: seq[C3D8 R]*2 FC10",
    "input 1x8x8 f = seq[C3D8 R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 stem seq[C3D8 R] FC10": "input 1x8x8 stem: seq[C3D8 R] FC10",
    "input 1x8x8 f: seq[C3D8, R] FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    "input 1x8x8 f: seq[C3D8 R) FC10": "input 1x8x8 f: seq[C3D8 R] FC10",
    # copies with names
    "input 1x8x8 [x(i): C3D8 R]*2 FC10": "input 1x8x8 [x<i>: C3D8 R]*2 FC10",
    "input 1x8x8 [x[i+1]: C3D8 R]*2 FC10": "input 1x8x8 [x<i+1>: C3D8 R]*2 FC10",
    "input 1x8x8 [x<i> C3D8 R]*2 FC10": "input 1x8x8 [x<i>: C3D8 R]*2 FC10",
    "input 1x8x8 [x<i> [C3D8 R]]*2 FC10": "input 1x8x8 [x<i>: [C3D8 R]]*2 FC10",
    "input 1x8x8 conv<8> R FC10": "input 1x8x8 conv(8) R FC10",
    # brackets, separators, numbers
    "input 1x32x32 (C3D8 R)*2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 M\n(C3D8 R)*2 FC10": "input 1x32x32 M\n[C3D8 R]*2 FC10",
    "input 1x32x32 M (C3D8 R)x2 FC10": "input 1x32x32 M [C3D8 R]*2 FC10",
    "input 1x32x32 gelu (C3D8 R)*2 FC10": "input 1x32x32 gelu [C3D8 R]*2 FC10",
    "input 1x32x32 {C3D8 R}*2 FC10": "input 1x32x32 [C3D8 R]*2 FC10",
    "input 1x32x32 cat[ C3D8 | id ] FC10": "input 1x32x32 cat( C3D8 | id ) FC10",
    "input 1x32x32 add{ C3D1 | id } FC10": "input 1x32x32 add( C3D1 | id ) FC10",
    "input 1x32x32 cat( C3D8, C1D4, id ) FC10": "input 1x32x32 cat( C3D8 | C1D4 | id ) FC10",
    "input 1x32x32, C3D8, R, FC10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 C3D8,R,FC10": "input 1x32x32 C3D8 R FC10",
    "input 1x32x32 [C3D8, R]*2, conv(8, 3), FC10": "input 1x32x32 [C3D8 R]*2 conv(8, 3) FC10",
    "input 1x32x32 => C3D8 => R => FC10": "input 1x32x32 -> C3D8 -> R -> FC10",
    "input 1x32x32 C3D8 > R > FC10": "input 1x32x32 C3D8 -> R -> FC10",
    "input 1x32x32 C3D8 ⇒ R ⇒ FC10": "input 1x32x32 C3D8 -> R -> FC10",
    "input 1x32x32; C3D8; R; FC10": "input 1x32x32 C3D8 R FC10",
    "input 1x8x8 FC10 expect params 1,234": "input 1x8x8 FC10 expect params 1_234",
    "input 1x8x8 R FC<2**3>": "input 1x8x8 R FC<2^3>",
    "input 1x8x8 R fc(2 ** 3)": "input 1x8x8 R fc(2^3)",
    "let n = 2 input 1x8x8 R FC<(n+1)**2-n**2>": "let n = 2 input 1x8x8 R FC<(n+1)^2-n^2>",
    "input 1x8x8 conv(8, 3 R FC10": "input 1x8x8 conv(8, 3) R FC10",
    "input 1x8x8 conv(8 3) R FC10": "input 1x8x8 conv(8, 3) R FC10",
    "input 1x8x8 R fc(10": "input 1x8x8 R fc(10)",
    "input 1x8x8 C3D8 R cat C3D8 | id ) FC10": "input 1x8x8 C3D8 R cat( C3D8 | id ) FC10",
    "input 1x8x8 C3D8 R FC10 ->": "input 1x8x8 C3D8 R FC10 ",
    "input 1x8x8 C3D8 R // why\nFC10": "input 1x8x8 C3D8 R # why\nFC10",
    "input 1x8x8 C3D8 R % why\nFC10": "input 1x8x8 C3D8 R # why\nFC10",
    "input 1x8x8 C3D8 R /* why */\nFC10": "input 1x8x8 C3D8 R # why\nFC10",
    "input 1x8x8 C3D8 R /* why */ FC10": "input 1x8x8 C3D8 R  FC10",
    "input 1x8x8 FC10 expect params = 650": "input 1x8x8 FC10 expect params 650",
    "input 1x8x8 FC10 expect params: 650": "input 1x8x8 FC10 expect params 650",
    "input 1x8x8 FC10 expect PARAMS 650": "input 1x8x8 FC10 expect params 650",
    "input 1x8x8 --> C3D8 R --> FC10": "input 1x8x8 -> C3D8 R -> FC10",
    "input 1x8x8 cat( C3D8, R | id ) FC10": "input 1x8x8 cat( C3D8 R | id ) FC10",
    "input 1x8x8 C3D8 leaky_relu(0.l5) FC10": "input 1x8x8 C3D8 leaky_relu(0.15) FC10",
    "input 1x8x8 C3D8 leaky_relu(0.l) FC10": "input 1x8x8 C3D8 leaky_relu(0.1) FC10",
    "input 1x8x8 FC10 expect params 65O": "input 1x8x8 FC10 expect params 650",
    "input 1x8x8 conv(8, BIAS=no) R FC10": "input 1x8x8 conv(8, bias=no) R FC10",
    "block up(d) { C3D<d> R } input 1x8x8 UP(8) FC10": "block up(d) { C3D<d> R } input 1x8x8 up(8) FC10",
    # letters and signs that look like ours
    "input 3x32x32 ［C3D8 R］＊2 FC10": "input 3x32x32 [C3D8 R]*2 FC10",
    "input 3x32x32 [C3D8 R]∗2 FC10": "input 3x32x32 [C3D8 R]*2 FC10",
    "input 3✕32✖32 C3✕3D8 R FC10": "input 3x32x32 C3x3D8 R FC10",
    "input 3x32x32 C3D８ R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3x32x32 C³D₈ R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3x32x32 C3D8 Ｒ FC10": "input 3x32x32 C3D8 R FC10",
    "input 3x32x32 C3D8 R FС10": "input 3x32x32 C3D8 R FC10",  # Cyrillic
    "input 3x32x32 С3D8 R FC10": "input 3x32x32 C3D8 R FC10",  # Cyrillic
    # layers as papers have them
    "input 3x32x32 3x3, 64 R FC10": "input 3x32x32 C3D64 R FC10",
    "input 3x32x32 7x7, 64, stride 2 R FC10": "input 3x32x32 C7D64s2 R FC10",
    "input 3x32x32 7x7 conv, 64, /2 R FC10": "input 3x32x32 C7D64s2 R FC10",
    "input 3x32x32 3x3 conv 64 R FC10": "input 3x32x32 C3D64 R FC10",
    "input 3x32x32 conv 3x3, 64 R FC10": "input 3x32x32 C3D64 R FC10",
    "input 3x32x32 Conv 64 1×7 R FC10": "input 3x32x32 C1x7D64 R FC10",
    "input 3x32x32 conv5x5,64,/2 R FC10": "input 3x32x32 C5D64s2 R FC10",
    "input 3x32x32 64 filters 5x5 R FC10": "input 3x32x32 C5D64 R FC10",
    "input 3x32x32 C3D64/2 R FC10": "input 3x32x32 C3D64s2 R FC10",
    "input 3x32x32 C3D8 R 3x3 max pool, stride 2 FC10": "input 3x32x32 C3D8 R M3s2 FC10",
    "input 3x32x32 C3D8 R max pool, /2 FC10": "input 3x32x32 C3D8 R M2 FC10",
    "input 3x32x32 C3D8 R maxpool 2x2 FC10": "input 3x32x32 C3D8 R M2 FC10",
    "input 3x32x32 C3D8 R M3/2 FC10": "input 3x32x32 C3D8 R M3s2 FC10",
    "input 3x32x32 C3D8 R avg pool FC10": "input 3x32x32 C3D8 R A FC10",
    "input 3x32x32 C3D8 R 1000-d fc": "input 3x32x32 C3D8 R FC1000",
    "input 3x32x32 C3D8 R global average pooling FC10": "input 3x32x32 C3D8 R gap FC10",
    "input 3x32x32 C3D8 batch norm R FC10": "input 3x32x32 C3D8 BN R FC10",
    "input 3x32x32 C3D8 Batch-Norm R FC10": "input 3x32x32 C3D8 BN R FC10",
    "input 3x32x32 C3D8 leaky relu FC10": "input 3x32x32 C3D8 leaky_relu FC10",
    "input 3x32x32 add coords C3D8 R FC10": "input 3x32x32 coords C3D8 R FC10",
    "input 3x32x32 C3D8 R sub sample FC10": "input 3x32x32 C3D8 R M FC10",
    "input 3x32x32 C3D8 R sub sample /2 FC10": "input 3x32x32 C3D8 R M2 FC10",
    "input 3x32x32 C3D8 leaky relu 0.1 FC10": "input 3x32x32 C3D8 leaky_relu(0.1) FC10",
    "input 3x32x32 C3D8 R FC10 soft-max": "input 3x32x32 C3D8 R FC10 S",
    # statements, labels and taps with other signs
    "block f(d) = { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "block f(d): { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "block f(d) = [C3D<d> R] input 3x8x8 f(8) FC10": "block f(d) {C3D<d> R} input 3x8x8 f(8) FC10",
    "block f(d) (C3D<d> R) input 3x8x8 f(8) FC10": "block f(d) {C3D<d> R} input 3x8x8 f(8) FC10",
    "block f[d] { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "block f d { C3D<d> R } input 3x8x8 f(8) FC10": "block f (d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "block f(d; s) { C3D<d>s<s> R } input 3x8x8 f(8, 2) FC10": (
        "block f(d, s) { C3D<d>s<s> R } input 3x8x8 f(8, 2) FC10"
    ),
    "block f(d) { C3D<d> R } input 3x8x8 f(d: 8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(d= 8) FC10",
    "block f(d) { C3D<d> R } input 3x8x8 f(8,) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "block f(d) { C3D<d> R } input 3x8x8 f(<8>) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "input 3x8x8 R head a: { FC4 } head b { FC2 }": "input 3x8x8 R head a { FC4 } head b { FC2 }",
    "input 3x8x8 R head a [FC4] head b { FC2 }": "input 3x8x8 R head a {FC4} head b { FC2 }",
    'input 3x8x8 R head "a" { FC4 } head b { FC2 }': "input 3x8x8 R head a { FC4 } head b { FC2 }",
    "after conv [BN R] input 3x8x8 C3D8 FC10": "after conv {BN R} input 3x8x8 C3D8 FC10",
    "after C { BN R } input 3x8x8 C3D8 FC10": "after conv { BN R } input 3x8x8 C3D8 FC10",
    "default CONV(bias=no) input 3x8x8 C3D8 R FC10": "default conv(bias=no) input 3x8x8 C3D8 R FC10",
    "default conv{bias=no} input 3x8x8 C3D8 R FC10": "default conv(bias=no) input 3x8x8 C3D8 R FC10",
    "default conv(bias: no) input 3x8x8 C3D8 R FC10": "default conv(bias= no) input 3x8x8 C3D8 R FC10",
    'input 3x8x8 conv(8, pad="same") R FC10': "input 3x8x8 conv(8, pad=same) R FC10",
    "let n := 8 input 3x8x8 C3D<n> R FC10": "let n = 8 input 3x8x8 C3D<n> R FC10",
    "let n 8 input 3x8x8 C3D<n> R FC10": "let n = 8 input 3x8x8 C3D<n> R FC10",
    "let n == 8 input 3x8x8 C3D<n> R FC10": "let n = 8 input 3x8x8 C3D<n> R FC10",
    'network "Foo" input 3x8x8 FC10': "network Foo input 3x8x8 FC10",
    'input 3x8x8 "e": C3D8 R FC10': "input 3x8x8 e: C3D8 R FC10",
    "input 3x8x8 'e': C3D8 R FC10": "input 3x8x8 e: C3D8 R FC10",
    "input 3x8x8 e :: C3D8 R FC10": "input 3x8x8 e : C3D8 R FC10",
    "input 3x8x8 e = C3D8 R FC10": "input 3x8x8 e: C3D8 R FC10",
    "input 3x8x8 e: C3D3 R add( id | $e ) FC10": "input 3x8x8 e: C3D3 R add( id | @e ) FC10",
    "input 3x8x8 e: C3D3 R add( id | @ e ) FC10": "input 3x8x8 e: C3D3 R add( id | @e ) FC10",
    'input 3x8x8 e: C3D3 R add( id | @"e" ) FC10': "input 3x8x8 e: C3D3 R add( id | @e ) FC10",
    "input 3x8x8 e: C3D3 R add( id | @@e ) FC10": "input 3x8x8 e: C3D3 R add( id | @e ) FC10",
    "input 3x8x8 e: C3D3 R add( id | e@ ) FC10": "input 3x8x8 e: C3D3 R add( id | @e ) FC10",
    "let n = 4 input 3x8x8 C3D<2n> R FC10": "let n = 4 input 3x8x8 C3D<2*n> R FC10",
    "let n = 4 input 3x8x8 C3D<n × 2> R FC10": "let n = 4 input 3x8x8 C3D<n * 2> R FC10",
    "let n = 4 input 3x8x8 C3D<n÷2> R FC10": "let n = 4 input 3x8x8 C3D<n/2> R FC10",
    "let n = 4 input 3x8x8 C3D<n+1)> R FC10": "let n = 4 input 3x8x8 C3D<n+1> R FC10",
    # expressions and numbers in other brackets, and arrows that lead on from nothing
    "let n = 4 input 3x8x8 C3D(n) R FC10": "let n = 4 input 3x8x8 C3D<n> R FC10",
    "let n = 4 input 3x8x8 C3D[2*n] R FC10": "let n = 4 input 3x8x8 C3D<2*n> R FC10",
    "let n = 4 input 3x8x8 C3D{n} R FC10": "let n = 4 input 3x8x8 C3D<n> R FC10",
    "let n = 4 input 3x8x8 C3D$n R FC10": "let n = 4 input 3x8x8 C3D<n> R FC10",
    "let n = 4 input 3x8x8 C3Dn R FC10": "let n = 4 input 3x8x8 C3D<n> R FC10",
    "input 3x8x8 C(3, 64) R FC10": "input 3x8x8 C3D64 R FC10",
    "input 3x8x8 Conv(3x3, 64) R FC10": "input 3x8x8 C3D64 R FC10",
    "input 3x8x8 C5(64) R FC10": "input 3x8x8 C5D64 R FC10",
    "input 3x8x8 conv(3x3, 64) R FC10": "input 3x8x8 conv(64, 3x3) R FC10",
    "input 3x8x8 C3D8 R MaxPool(2×2) FC10": "input 3x8x8 C3D8 R M2 FC10",
    "input 3x8x8 C3D8 R() FC10": "input 3x8x8 C3D8 R FC10",
    "input 3x8x8 R Dropout(50%) FC10": "input 3x8x8 R DO0.5 FC10",
    "input 3x8x8 R FC1,000": "input 3x8x8 R FC1000",
    "let n = 8, m = 2 input 3x8x8 [C3D<n> R]*<m> FC10": "let n = 8 let m = 2 input 3x8x8 [C3D<n> R]*<m> FC10",
    "-> C3D8 R FC10": " C3D8 R FC10",
    "input 3x8x8 C3D8 -> -> R FC10": "input 3x8x8 C3D8 ->  R FC10",
    'input "3x8x8" C3D8 R FC10': "input 3x8x8 C3D8 R FC10",
    "input <3x8x8> C3D8 R FC10": "input 3x8x8 C3D8 R FC10",
    "net Foo\ninput 3x8x8 FC10": "network Foo\ninput 3x8x8 FC10",
    "fn f(d) { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "input 3x8x8 C3D8 reluLayer FC10": "input 3x8x8 C3D8 relu FC10",
    "input 1x8x8 C3D8 R -- why\nFC10": "input 1x8x8 C3D8 R # why\nFC10",
    "let n = 4 input 1x8x8 conv(2n) R FC10": "let n = 4 input 1x8x8 conv(2*n) R FC10",
    "input 1x8x8 C3D64x2 R FC10": "input 1x8x8 C3D64*2 R FC10",
    "input 1x8x8 C3D64×2 R FC10": "input 1x8x8 C3D64*2 R FC10",
    "input 1x8x8 R do0.5 FC10": "input 1x8x8 R DO0.5 FC10",
    "input 1x8x8 conv(64, Stride=2) R FC10": "input 1x8x8 conv(64, stride=2) R FC10",
    # inputs
    "784-FC100-FC10": "input 784-FC100-FC10",
    "784-C5D32-P2-FC10": "input 1x28x28-C5D32-P2-FC10",
    "3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "32x32x3 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "28x28 C3D8 R FC10": "input 1x28x28 C3D8 R FC10",
    "[32x32x3] C3D8 R FC10": "INPUT [32x32x3] C3D8 R FC10",
    "input 3 32 32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3х32х32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",  # Cyrillic
    "input 3*32*32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3X32X32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3 x32 x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input 3,32,32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input (3, 32, 32) C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input [3, 32, 32] C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input: 3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input = 3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "input_shape=(32, 32, 3) C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "Input 3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "Input [32x32x3] C3D8 R FC10": "INPUT [32x32x3] C3D8 R FC10",
    "INPUT: [32x32x3] C3D8 R FC10": "INPUT [32x32x3] C3D8 R FC10",
    "INPUT 32x32x3 C3D8 R FC10": "INPUT [32x32x3] C3D8 R FC10",
    "INPUT 3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "INPUT [32, 32, 3] C3D8 R FC10": "INPUT [32x32x3] C3D8 R FC10",
    # first words of statements
    "inptu 3x32x32 C3D8 R FC10": "input 3x32x32 C3D8 R FC10",
    "netwrk Foo\ninput 3x8x8 FC10": "network Foo\ninput 3x8x8 FC10",
    "NETWORK VGG\ninput 3x8x8 FC10": "network VGG\ninput 3x8x8 FC10",
    "lett n = 10 input 3x8x8 FC<n>": "let n = 10 input 3x8x8 FC<n>",
    "Let n = 10 input 3x8x8 FC<n>": "let n = 10 input 3x8x8 FC<n>",
    "const n = 10 input 3x8x8 FC<n>": "let n = 10 input 3x8x8 FC<n>",
    "n = 10\ninput 3x8x8 FC<n>": "let n = 10\ninput 3x8x8 FC<n>",
    "blok f(d) { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "Block f(d) { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "def f(d) { C3D<d> R } input 3x8x8 f(8) FC10": "block f(d) { C3D<d> R } input 3x8x8 f(8) FC10",
    "input 3x8x8 C3D8 R hed a { GAP FC2 } FC10": "input 3x8x8 C3D8 R head a { GAP FC2 } FC10",
    "input 3x8x8 FC10\nexpct params 1_930": "input 3x8x8 FC10\nexpect params 1_930",
    "defualt conv(bias=no) input 3x8x8 C3D8 R FC10": "default conv(bias=no) input 3x8x8 C3D8 R FC10",
    "aftr conv { R } input 3x8x8 C3D8 FC10": "after conv { R } input 3x8x8 C3D8 FC10",
    # calls of other programs, with their defaults
    "input 3x32x32 nn.Conv2d(3, 64, 3) R FC10": "input 3x32x32 C3D64p0 R FC10",
    "input 3x32x32 nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False) R FC10": "input 3x32x32 C3D64p1b0 R FC10",
    "input 3x32x32 nn.Conv2d(3, 64, (1, 7), stride=2, padding=(0, 3)) R FC10": "input 3x32x32 C1x7D64p0x3s2 R FC10",
    "input 3x32x32 torch.nn.Conv2d(3, 64, 3, 1, 1) R FC10": "input 3x32x32 C3D64p1 R FC10",
    'input 3x32x32 Conv2D(64, 3, activation="relu") FC10': "input 3x32x32 C3D64p0 R FC10",
    'input 3x32x32 layers.Conv2D(64, (3, 3), padding="same") R FC10': "input 3x32x32 C3D64 R FC10",
    "input 4x8x8 nn.ConvTranspose2d(4, 8, 2, stride=2) R FC10": "input 4x8x8 T2D8s2 R FC10",
    "input 4x8x8 nn.ConvTranspose2d(4, 8, 3, 2, 1, 1, dilation=2) R FC10": (
        "input 4x8x8 T3D8s2p1o1d2 R FC10"
    ),
    "input 3x32x32 C3D8 nn.ReLU(inplace=True) nn.MaxPool2d(3, 2) nn.Flatten() nn.Linear(1800, 10)": None,
    "input 3x8x8 R Dense(10, activation='softmax')": "input 3x8x8 R FC10 S",
    "input 3x8x8 F.relu(x) FC10": "input 3x8x8 R FC10",
    "input 3x8x8 C3D8 nn.ReLU(True) FC10": "input 3x8x8 C3D8 R FC10",
    "input 3x8x8 R nn.Linear(3*8*8, 10)": "input 3x8x8 R FC10",
    "input 3x8x8 nn.AvgPool2d(2, count_include_pad=False) R FC10": "input 3x8x8 A2 R FC10",
    "input 3x9x9 nn.AvgPool2d(3, 2, 1, True, False) R FC10": (
        "input 3x9x9 avgpool(3, stride=2, pad=1, ceil=yes, padded=no) R FC10"
    ),
    "input 3x9x9 F.avg_pool2d(x, (3, 5), 2, (1, 2), count_include_pad=False) R FC10": (
        "input 3x9x9 avgpool(3x5, stride=2, pad=1x2, padded=no) R FC10"
    ),
    "input 3x9x9 AveragePooling2D(3, padding='same') R FC10": (
        "input 3x9x9 avgpool(3, pad=same, padded=no) R FC10"
    ),
    "input 3x9x9 MaxPooling2D((3, 2), strides=2, padding='same') R FC10": (
        "input 3x9x9 maxpool(3x2, stride=2, pad=same) R FC10"
    ),
    "input 4x8x8 nn.BatchNorm2d(4, eps=1e-3, momentum=0.03) R FC10": "input 4x8x8 bn(eps=0.001, momentum=0.03) R FC10",
    "input 4x8x8 layers.BatchNormalization() R FC10": "input 4x8x8 bn(eps=0.001, momentum=0.01) R FC10",
    "input 4x8x8 nn.LocalResponseNorm(5) R FC10": "input 4x8x8 lrn(5, k=1.0) R FC10",
    "input 4x8x8 nn.LocalResponseNorm(5, k=2) R FC10": "input 4x8x8 LRN5 R FC10",
    "input 4x8x8 nn.PReLU() FC10": "input 4x8x8 prelu FC10",
    "input 4x8x8 nn.PReLU(num_parameters=4) FC10": "input 4x8x8 prelu(one=no) FC10",
    "input 4x8x8 nn.Hardtanh() FC10": "input 4x8x8 clip(-1, 1) FC10",
    "input 4x8x8 nn.Hardtanh(0, 20) FC10": "input 4x8x8 clip(0, 20) FC10",
    "input 4x8x8 torch.clamp(x, 0, 6) FC10": "input 4x8x8 clip(0, 6) FC10",
    "input 4x8x8 R F.normalize(x) FC10": "input 4x8x8 R l2norm FC10",
    "input 4x8x8 R F.normalize(x, dim=1, eps=0.001) FC10": "input 4x8x8 R l2norm(0.001) FC10",
    "input 4x8x8 layers.LeakyReLU() FC10": "input 4x8x8 leaky_relu(0.3) FC10",
    "input 4x8x8 nn.LeakyReLU() FC10": "input 4x8x8 leaky_relu FC10",
    "input 4x8x8 nn.ZeroPad2d(2) R FC10": "input 4x8x8 pad(2) R FC10",
    "input 4x8x8 nn.PixelShuffle(2) R FC10": "input 4x8x8 pixel_shuffle(2) R FC10",
    "input 4x8x8 nn.Upsample(scale_factor=2, mode='bilinear') R FC10": "input 4x8x8 upsample(2, bilinear) R FC10",
    "input 4x8x8 nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True) R FC10": (
        "input 4x8x8 upsample(2, bilinear, corners=yes) R FC10"
    ),
    "input 4x8x8 Conv2D(8, 3, strides=2, padding='same') R FC10": (
        "input 4x8x8 conv(8, 3, stride=2, pad=same) R FC10"
    ),
    "input 4x8x8 layers.DepthwiseConv2D(3, padding='same') R FC10": "input 4x8x8 DW3 R FC10",
    "input 4x8x8 layers.Conv2DTranspose(8, 2, strides=2) R FC10": "input 4x8x8 T2D8s2 R FC10",
    "input 4x8x8 LocallyConnected2D(8, (3, 2), strides=2, use_bias=False) R FC10": (
        "input 4x8x8 local(8, 3x2, stride=2, pad=0, bias=no) R FC10"
    ),
    "input 3x8x8\nself.conv1 = nn.Conv2d(3, 8, 3)\nR FC10": "input 3x8x8\nconv1: C3D8p0\nR FC10",
    "input 3x8x8\n(conv1): Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2))\nR FC10": (
        "input 3x8x8\nconv1: C3D8p0s2\nR FC10"
    ),
    "Sequential(\n  (0): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))\n  (1): ReLU(inplace=True)\n)": "C5D6p0s1 R",
    "nn.Sequential(nn.Conv2d(3, 6, 5, padding=2))": "C5D6p2",
    "f: nn.Sequential(nn.Conv2d(3, 6, 5, padding=2), nn.ReLU())": "f: seq[C5D6p2 R]",
    "self.f = nn.Sequential(nn.Conv2d(3, 6, 5, padding=2), nn.ReLU())": "f: seq[C5D6p2 R]",
    "nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1176, 10))": (
        "C5D6p0 R M2 F FC10"
    ),
}


CHOICES = {
    "input 1x32x32\nC3D8 R]*2 FC10": "input 1x32x32\n[C3D8 R]*2 FC10",
    "input 1x32x32\n[C3D8 R*2 FC10": "input 1x32x32\n[C3D8 R]*2 FC10",
    "input 1x32x32\n[C3D8 R\nFC10": "input 1x32x32\n[C3D8 R]\nFC10",
    "input 8x8x8 add( C3D8 R | id R FC10": "input 8x8x8 add( C3D8 R | id ) R FC10",
    "input 8x8x8 add( C3D8 R | proj\nR FC10": "input 8x8x8 add( C3D8 R | proj )\nR FC10",
    "input 8x8x8 cat( C3D8 R | C1D8\nR FC10": "input 8x8x8 cat( C3D8 R | C1D8 )\nR FC10",
    "input 8x8x8 R CRP*2 FC10": "input 8x8x8 R [CRP]*2 FC10",
    "input 8x8x8 R a: CRP FC10": "input 8x8x8 R a: C RP FC10",
    "input 8x8x8 cat( C3D8 R || id ) FC10": "input 8x8x8 cat( C3D8 R | id ) FC10",
    "input 8x8x8 add( C3D8 R | ) FC10": "input 8x8x8 add( C3D8 R | id ) FC10",
    "input 8x8x8 add( | C3D8 R ) FC10": "input 8x8x8 add( id | C3D8 R ) FC10",
    "block b { C3D8 R\ninput 8x8x8 b FC10": "block b { C3D8 R }\ninput 8x8x8 b FC10",
    "input 3x8x8 -> C3D8 R]*2 FC10": "input 3x8x8 -> [C3D8 R]*2 FC10",
}
"""Brackets that are missing: of the places where they may have stood, one is meant."""


def errors(spec: str) -> list:  # type: ignore[type-arg]
    return [found for found in checked(spec).network.diagnostics if found.severity == "error"]


def layers(result: Result) -> list[tuple[object, ...]]:
    return [(placed.layer, placed.input, placed.output) for placed in result.network.layers]


@pytest.mark.parametrize(("spec", "meant"), FORMS.items())
def test_each_form_is_one_mistake_with_the_one_fix(spec: str, meant: str | None) -> None:
    found = errors(spec)
    assert len(found) == 1 or meant is None
    assert all(each.span.start < each.span.end for each in found)
    while found and found[0].code != "fact-wrong":
        (fix,) = found[0].fixes
        assert fix.safe
        spec = applied(spec, fix.edits)
        found = errors(spec)
    result = checked(spec)
    if meant is not None:
        assert spec == meant
        assert layers(result) == layers(checked(meant))


@pytest.mark.parametrize("parameters", ["s2", "p0", "s2p1", "p0x1s2", "s2 p1", "s2p1 d2", "d2s1p0"])
def test_parameters_that_stand_apart_are_said_to_be_that(parameters: str) -> None:
    """However many there are; none is a layer that nobody knows."""
    (found,) = errors(f"input 1x32x32 C3D8 {parameters} R FC10")
    assert found.message == "white space stands between `C3D8` and its parameter"
    assert found.help == f"write `C3D8{parameters.replace(' ', '')}`"


def test_a_label_is_no_parameter_that_stands_apart() -> None:
    (found,) = errors("input 1x32x32 C3D8 Xyz C3D8 p6: C3D8 @p6 FC10")
    assert "Xyz" in found.message


@pytest.mark.parametrize(
    "name", ["max pool", "leaky relu", "batch norm", "global average pool", "add coords"]
)
def test_words_of_a_paper_are_no_layer_where_the_first_is_a_block(name: str) -> None:
    first = name.partition(" ")[0]
    block = "" if first in ("max", "add") else f"block {first} {{ C3 R }} "
    for slip in ("", "C3D8 s2 "):
        found = errors(f"{block}input 3x8x8 {slip}{name} FC10")
        said = [each.message for each in found if f"`{name}`" in each.message]
        assert said == ([] if block else [f"`{name}` is a layer in the words of a paper"])


@pytest.mark.parametrize("word", ["QD64x2", "D64x2", "FCD64x2", "MD4x2", "BND4x2"])
def test_copies_are_those_of_a_layer(word: str) -> None:
    """What is none has no number of copies that would mend it."""
    assert "syntax-copies" not in [each.code for each in errors(f"input 1x8x8 {word} R FC10")]


@pytest.mark.parametrize(("spec", "meant"), CHOICES.items())
def test_one_of_the_choices_is_what_was_meant(spec: str, meant: str) -> None:
    (found,) = errors(spec)
    assert meant in [applied(spec, fix.edits) for fix in found.fixes]
    assert not any(fix.safe for fix in found.fixes)


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        ("block x2 { C3D8 R } input 3x32x32 x2 FC10", (3, 32, 32)),
        ("block x2 { C3D8 R } input 3 x 32 x 32 x2*2 FC10", (3, 32, 32)),
        ("input 3x 32x 32 C3D8 R FC10", (3, 32, 32)),
        ("input 3x32x32 [C3D8 R]*2 x3: C3D4 R FC10", (3, 32, 32)),
        ("input 3x32x32 x1: C3D4 R x2: C3D8 R FC10", (3, 32, 32)),
        ("input 784 x1: FC10 R x2 : FC10", (784,)),
        ("input 3x32x32 a: C3D4 R x2: cat( @a | id ) FC10", (3, 32, 32)),
    ],
)
def test_a_shape_ends_where_a_name_begins(spec: str, shape: tuple[int, ...]) -> None:
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    assert result.network.input == shape
    assert not [each for each in result.network.diagnostics if each.severity == "warning"]


def test_a_slip_hides_no_other() -> None:
    """Each of many forms in one text is said, and each fix alone is right; all of them make the network."""
    spec = (
        "netwrk Tiny\nInput [32x32x3]\nconv3-64 PRELU MP2\n(C3D64 R)x2, C3D128 s2, R\n"
        "nn.Conv2d(128, 128, 3, padding=1) R GAP\nexpect @conv1 params 1,792\nDense10 S\n"
    )
    for _ in range(30):
        found = errors(spec)
        if not found:
            break
        assert all(len(each.fixes) == 1 and each.fixes[0].safe for each in found), found
        spec = applied(spec, found[0].fixes[0].edits)
    assert spec == (
        "network Tiny\nINPUT [32x32x3]\nC3D64 prelu M2\n[C3D64 R]*2 C3D128s2 R\n"
        "C3D128p1 R GAP\nexpect @conv1 params 1_792\nFC10 S\n"
    )


def test_a_sequential_is_what_pytorch_has() -> None:
    """6*(75+1) = 456 and 10*(6*14*14+1) = 11,770 parameters on 3x32x32: 32-5+1 = 28, halved 14."""
    spec = "input 3x32x32 nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Linear(1176, 10))"
    ((fix,),) = (found.fixes for found in errors(spec))
    result = checked(applied(spec, fix.edits))
    assert [row.params for row in result.rows if row.params] == [456, 11_770]


DEFAULTS = {
    "nn.Conv2d(3, 8, 3": "stride=1, padding=0, dilation=1, groups=1, bias=True",
    "nn.ConvTranspose2d(3, 8, 2": (
        "stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1"
    ),
    "nn.MaxPool2d(2": "padding=0, dilation=1, ceil_mode=False",
    "nn.AvgPool2d(2": "padding=0, ceil_mode=False, count_include_pad=True",
    "nn.Linear(192, 8": "bias=True",
    "nn.BatchNorm2d(3": "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True",
    "nn.LocalResponseNorm(5": "alpha=0.0001, beta=0.75, k=1.0",
    "nn.Dropout(": "p=0.5, inplace=False",
    "nn.Flatten(": "start_dim=1, end_dim=-1",
    "nn.Upsample(scale_factor=2": "mode='nearest', align_corners=None",
    "Conv2D(8, 3": "strides=1, padding='valid', dilation_rate=1, groups=1, use_bias=True",
    "Conv2DTranspose(8, 2": "strides=1, padding='valid', use_bias=True",
    "DepthwiseConv2D(3": "strides=1, padding='valid', depth_multiplier=1, use_bias=True",
    "MaxPooling2D(": "pool_size=2, strides=None, padding='valid'",
    "AveragePooling2D(": "pool_size=2, strides=None, padding='valid'",
    "Dense(8": "use_bias=True, activation=None",
    "BatchNormalization(": "axis=-1, momentum=0.99, epsilon=0.001",
    "UpSampling2D(2": "interpolation='nearest'",
}
"""Calls, and what PyTorch's and Keras' pages say that each takes where nothing is said."""


@pytest.mark.parametrize("call", DEFAULTS)
def test_a_default_that_is_written_says_no_more_than_one_that_is_not(call: str) -> None:
    def meant(more: str) -> str:
        comma = ", " * (bool(more) and not call.endswith("("))
        ((fix,),) = (each.fixes for each in errors(f"input 3x8x8 {call}{comma}{more})"))
        return fix.title

    said = DEFAULTS[call].split(", ")
    assert {meant(each) for each in ["", *said, ", ".join(said)]} == {meant("")}


@pytest.mark.parametrize(
    "spec",
    [
        "input 3x32x32 nn.Conv2d(16) R FC10",
        "input 3x32x32 nn.LSTM(3, 4) FC10",
        "input 3x32x32 nn.Conv2d(3, 64, 3, padding_mode='reflect') FC10",
        "input 3x32x32 nn.Conv2d(3, n, 3) FC10",
        "input 3x32x32 Conv2D(64, 4, padding='same', dilation_rate=2, groups=n) FC10",
        "input 3x32x32 C3D8 R FC<(n+1)^2^n> let n = 2",
        "input 3x32x32 [C3D8 R]*n FC10",
        "input 3x32x32 [C3D8 R]*two FC10",
        "input 3x32x32 [C3D8 R]* FC10",
        "input 3x32x32 *2 C3D8 R FC10",
        "input 3x32x32 C3D8 R F(8)",
        *(
            f"input 3x32x32 nn.Hardtanh({bounds}) FC10"
            for other in ("None", "True", "'1'", "(1, 2)")
            for bounds in (f"{other}, 3", f"-3, {other}", f"{other}, {other}", f"max_val={other}")
        ),
        "input 3x32x32 torch.clamp(x, min=0, max=None) FC10",
        "input 3x32x32 torch.clamp(x, min=None, max=6) FC10",
    ],
)
def test_what_cannot_be_told_is_one_mistake_without_a_fix(spec: str) -> None:
    (found,) = errors(spec)
    assert not found.fixes


SLIDE = """[227x227x3] INPUT
[55x55x96] CONV1: 96 11x11 filters at stride 4, pad 0
[27x27x96] MAX POOL1: 3x3 filters at stride 2
[27x27x96] NORM1: Normalization layer
[27x27x256] CONV2: 256 5x5 filters at stride 1, pad 2
[13x13x256] MAX POOL2: 3x3 filters at stride 2
[13x13x256] NORM2: Normalization layer
[13x13x384] CONV3: 384 3x3 filters at stride 1, pad 1
[13x13x384] CONV4: 384 3x3 filters at stride 1, pad 1
[13x13x256] CONV5: 256 3x3 filters at stride 1, pad 1
[6x6x256] MAX POOL3: 3x3 filters at stride 2
[4096] FC6: 4096 neurons
[4096] FC7: 4096 neurons
[1000] FC8: 1000 neurons (class scores)
"""


def test_a_slide_in_sentences_is_one_mistake_and_its_fix_the_network() -> None:
    """AlexNet's published 62,378,344 parameters, without groups."""
    (found,) = errors(SLIDE)
    assert found.code == "syntax-slide"
    (fix,) = found.fixes
    result = checked(applied(SLIDE, fix.edits))
    assert result.network.ok
    assert result.totals.params == 62_378_344


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("import torch\nimport torch.nn as nn\n", "Python"),
        ("# a net\n[net]\nbatch=64\n\n[convolutional]\nfilters=16\n", "Darknet"),
        ('name: "LeNet"\nlayer {\n  name: "data"\n}\n', "Caffe"),
        ('{"class_name": "Sequential", "config": []}', "JSON"),
        ("<html><body>", "HTML"),
        (
            "Layer (type)      Output Shape      Param #\n=====\nconv2d (Conv2D)  (None, 26, 26, 32)  320\n",
            "Keras",
        ),
        ("| layer | size |\n|---|---|\n| conv | 3x3 |\n", "table"),
        ("\\begin{tabular}{c} conv3-64 \\end{tabular}", "LaTeX"),
    ],
)
def test_a_file_of_another_program_is_said_to_be_that(text: str, what: str) -> None:
    (found,) = errors(text)
    assert found.code == "text-other-program"
    assert what in found.message


def test_several_forms_in_one_text_are_each_said() -> None:
    spec = "28x28-32C3-MP2-64C3-MP2-512FC-10"
    assert [found.span.start for found in errors(spec)] == [0, 6, 11, 15, 20, 24, 30]
    for _ in range(7):
        spec = applied(spec, errors(spec)[0].fixes[0].edits)
    assert spec == "input 1x28x28-C3D32-M2-C3D64-M2-FC512-FC10"
    assert checked(spec).network.ok


@pytest.mark.parametrize(
    "label", ["inputs2", "input1", "letters", "expct", "headers", "blocks", "networks"]
)
def test_a_label_near_a_keyword_is_a_label(label: str) -> None:
    assert not errors(f"input 3x8x8 {label}: C3D3 R add( id | @{label} ) FC10")


def test_a_table_of_vgg_is_a_mistake_for_each_cell() -> None:
    spec = "input 3x32x32 conv3-64 conv3-64 maxpool conv3-128 maxpool FC-256 FC-10 soft-max"
    assert len(errors(spec)) == 6
    while found := errors(spec):
        spec = applied(spec, found[0].fixes[0].edits)
    assert spec == "input 3x32x32 C3D64 C3D64 maxpool C3D128 maxpool FC256 FC10 S"


def test_sentences_are_one_mistake() -> None:
    (found,) = errors(
        "The network has 32 filters of size 3x3 in each layer, followed by a ReLU.\nThen comes the pool."
    )
    assert found.code == "syntax-slide"
    assert not found.fixes


def test_small_words_that_a_spec_gives_itself_are_names() -> None:
    assert not errors(
        "input 3x8x8 of: C3D3 R that: C3D3 R the: C3D3 R add( id | @of | @that ) FC10  # the net is of"
    )


def test_python_says_nothing_of_a_call_of_its_own(recwarn: pytest.WarningsRecorder) -> None:
    assert errors("input 3x32x32 nn.Conv2d(3, 8, 1if 1else 2) FC10")
    assert not recwarn.list


@pytest.mark.parametrize(
    ("last", "fixes"), [("FC6: 4096 neurons", 1), ("FC6: 4096 neurons\nMAGIC: nobody knows", 0)]
)
def test_a_slide_is_written_out_where_each_of_its_lines_is_understood(
    last: str, fixes: int
) -> None:
    slide = f"INPUT: [227x227x3]\nCONV1: 96 11x11 filters at stride 4, pad 0\n{last}"
    (found, *_) = checked(slide).network.diagnostics
    assert (found.code, len(found.fixes)) == ("syntax-slide", fixes)
