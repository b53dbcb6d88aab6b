"""Small networks, one of every structure, that the tests run everywhere PyTorch goes."""

NETWORKS = {
    "chain": """
        network Chain  input 3x16x16
        C3D8 BN R LRN3 C3D8s2 gelu P3s2p1 DW3 hardswish C3D6 prelu A2 DO0.3 FC12 R FC5 S""",
    "residual": """
        network Residual  input 3x16x16
        block basic(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj ) R }
        block squeezed(d, c=in) {
          add( C1D<d>b0 BN silu mul( id | GAP C1D<c//4> R C1D<d> sigmoid ) drop_path(0.2) | id )
        }
        C3D16b0 BN R basic(16)*2 basic(32, 2) squeezed(32) layernorm scale(0.5) GAP FC5""",
    "inception": """
        network Inception  input 3x16x16
        block mixed(a, b, c) { cat( C1D<a> R | C1D<b> R C3D<b> R | P3s1p1 C1D<c> R ) }
        C3D8 R mixed(4, 6, 2) m2: mixed(6, 4, 4) split( C3D7 BN R | id )*2 channel_shuffle(2) GAP FC5 log_softmax""",
    "dense": """
        network Dense  input 3x16x16
        block grow(k) { cat( id | BN R C1D<2*k>b0 BN R C3D<k>b0 ) }
        C3D8b0 [grow(4)]*3 BN R C1D8b0 A2 grow(4)*2 BN R G FC5""",
    "taps": """
        network Taps  input 1x22x22
        enc1: [C3D6p0 R] M enc2: [C3D8 R] M C3D8 R
        T2D8 cat( id | @enc2 ) C3D8 R U2 C3D8p0 R cat( id | @enc1 crop ) C3D6 R
        upsample(like=@enc1, mode=bilinear) C1D2""",
    "heads": """
        network Heads  input 3x16x16
        C3D8 BN R M
        aux early { GAP FC5 }
        C3D8 BN R
        head box { GAP FC4 sigmoid }
        C3D8s2 R GAP FC5 S""",
    "attention": """
        network Attention  input 3x8x6
        block attend(d) { mix( dot( C1D<d> | A2 C1D<d> ) affine(1/d) S | A2 C1D<in> ) }
        stem: C3D8 BN R add( attend(4) C1D8b0 scale(0) | id )
        split( mix( dot( C1D4 | id ) S | id ) | max( C1 | C3 | id ) )
        sub( C3 | @stem ) R mul( id | GAP F FC2 R FC8 sigmoid ) sub( id | max( C1 | id ) )
        mix( C1D1 F S | id ) F max( FC6 | FC6 ) FC5""",
    "sound": """
        network Sound  input 2x64
        C9D8s4 BN R [add( C3D8 BN R C3D8 | id ) R]*2 M2 C3D12d2 R T2D8 groupnorm(2) GAP FC5 S""",
    "video": """
        network Video  input 2x6x12x12
        C3D6 BN R P1x2x2 add( C3D8s2 BN | proj ) R instancenorm C3D8 R GAP FC5""",
    "responses": """
        network Responses  input 3x16x16
        block weighed(d) { C3D<d> clip(-2, 2) grn eca l2norm(1e-6) scale(0.5, one=yes) }
        coords C3D6 prelu(one=no) blur(3, 2) local(6, 3, stride=2) R weighed(8) weighed(6)
        local(4, 2, pad=0, bias=no) R GAP FC5""",
    "shared": """
        network Shared  input 3x16x16
        shared block mlp(c=in) { C1D<c//4> R C1D<c> }
        block attention { mul( id | add( GAP mlp | globalmaxpool mlp ) sigmoid ) }
        shared block step { C3D8 BN R }
        C3D8 R attention step*2 p3: [C3D8 R step] M attention
        head s3 { @p3 step GAP FC3 } head s4 { [step C3D8 R]*2 GAP FC3 }""",
    "option_a": """
        network OptionA  input 3x16x16
        block basic(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj(free=yes) ) R }
        C3D6b0 BN R basic(6)*2 basic(9, 2) basic(9) widen(12) basic(12) GAP FC5""",
    "standardised": """
        network Standardised  input 3x16x16
        conv(8, 3, pad=reflect, bias=no) R conv(8, 3, std=yes) groupnorm(2) R M pad(1, mode=reflect)
        pad(1:0) crop(0:1) conv(6, 3, pad=same, std=yes) BN R upsample(2, bilinear, corners=yes) GAP FC5""",
}
