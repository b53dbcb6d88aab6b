"""Specs of any structure, all sound: branches, blocks, copies, labels and what takes their values."""

from random import Random

WORDS = (
    "C3D# R",
    "C3D#",
    "C3D# BN R",
    "C3D# BN relu6",
    "C1D# tanh",
    "C3D# R DO0.3",
    "C3D#*2 R",
    "C3D#*3",
    "DW3 BN relu6",
    "R",
    "BN R",
    "DO0.5",
    "id",
    "M3s1p1",
    "A3s1p1",
    "sigmoid",
    "prelu",
    "leaky_relu",
)
NEW_WORDS = (
    "prelu(one=no)",
    "scale(0.5, one=yes)",
    "clip(-1, 2)",
    "l2norm",
    "grn",
    "eca(3)",
    "blur(3, 1)",
    "coords C1D#",
    "local(#, 3)",
    "conv(#, 3, pad=reflect, bias=no) BN",
    "conv(#, 3, std=yes) R",
    "conv(2^2, 3) C1D#",
    "pad(1:0, mode=reflect) C3D#p0 pad(1:2x2:1, mode=replicate) C3D#p0",
    "pad(1, mode=circular) crop(1:1)",
    "M U2",
    "M upsample(2, bilinear, corners=yes)",
    "widen(12) C1D#",
    "add( C3D12 | proj(free=yes) ) C1D#",
    "p: M C3D# R unpool(@p)",
    "q: [C3D# R M] C1D# unpool(@q) BN",
    "cat( each(r: 1, 2) C3D#d<r> R | each(2) C1D# ) C1D#",
    "[C3D#d<r> R]*<r: 1, 2, 3>",
    "sub( C3D# | max( C1D# | id ) )",
)
"""What came with version 2 of the language; what is labelled here stands in brackets, and so in copies of one."""
GIVEN = (
    "act=[R]",
    "act=[leaky_relu(0.2)]",
    "act=[BN hardswish]",
    "act=[prelu(one=no) DO0.2]",
    "act=[split( id | R ) channel_shuffle(2)]",
    "act=[]",
    "act=[eca(1)]",
)
GIVEN_BODIES = (
    "C3D<d> BN act",
    "add( C3D<d> act C3D<d> | id ) act",
    "[C1D<d> act]*<n>",
    "p: M act C3D<d> unpool(@p)",
    "cat( each(n) C1D<d> act | id ) C1D<d>",
)
BODIES = (
    "add( C3D<d> BN R C3D<d> BN | # ) R",
    "add( # | C3D<d> BN R C3D<d> BN ) R",
    "add( # | C3D<d> R | proj ) R",
    "C3D<d> R [C1D<d> R]*<n>",
    "u: C3D<d> R cat( id | @u ) C1D<d>",
    "C3D<d> BN R M3s1p1",
    "BN R C3D<d>",
    "R",
)


class _Spec:
    def __init__(self, seed: int, letters: int, seqs: bool, new: bool = False) -> None:
        self.new = new
        self.random = Random(seed)
        self.letters = letters
        self.seqs = seqs
        self.labels = self.lists = 0
        self.blocks: list[str] = []

    def text(self) -> str:
        depth, written = self.random.choice((4, 8)), ""
        for name in ("b", "c")[: self.random.randrange(3)]:
            body = self.random.choice(BODIES).replace("#", self.random.choice(("id", "proj")))
            written += f"block {name}(d, n=2) {{ {body} }}\n"
            self.blocks.append(name)
        if self.new:
            written += f"block g(d, act=[R], n=2) {{ {self.random.choice(GIVEN_BODIES)} }}\n"
        items, _ = self.sequence(self.random.randint(1, 3), depth, [])
        head = self.random.choice(("", "", "", "head o { GAP FC4 }", "aux o { GAP FC4 }"))
        items.insert(self.random.randrange(len(items)), head)
        end = self.random.choice(("", "GAP FC5 S", "FC7 R FC3"))
        return f"{written}input 3x8x8 C3D{depth} {' '.join(items)} {end}\nafter conv {{ }}\n"

    def label(self) -> str:
        self.labels += 1
        return f"l{self.labels}_".ljust(self.letters, "q")

    def sequence(self, levels: int, depth: int, seen: list[str]) -> tuple[list[str], list[str]]:
        """Layers that keep the shape, and the labels that are in sight behind them."""
        seen, items = [*seen], []
        for _ in range(self.random.randint(1, 4)):
            label = self.label() if self.random.random() < 0.2 else ""
            item, inner = self.item(levels, depth, seen, bool(label))
            items.append(f"{label}: {item}" if label else item)
            seen += [label] * bool(label) + [f"{label}.{each}" for each in inner]
        return items, seen

    def item(
        self, levels: int, depth: int, seen: list[str], labelled: bool
    ) -> tuple[str, list[str]]:
        """An item, and the labels inside that are seen by its own."""
        chance = self.random.random()
        if levels and chance < 0.25:
            return self.join(levels - 1, depth, seen, labelled), []
        if levels and chance < 0.4:
            items, inner = self.sequence(levels - 1, depth, seen)
            own = [each for each in inner if each not in seen]
            if labelled and self.seqs and self.random.random() < 0.7:
                return f"seq[ {' '.join(items)} ]{self.random.choice(('', '*1', '*2'))}", []
            copies = "" if labelled else self.random.choice(("", "*1", "*2", "*3", self.values()))
            return f"[ {' '.join(items)} ]{copies}", own if labelled else []
        if self.blocks and chance < 0.5:
            copies = self.random.choice(("", "", "*2", "*3"))
            return f"{self.random.choice(self.blocks)}({depth}){copies}", []
        if self.new and chance > 0.7:
            return self.of_version_2(depth), []
        if seen and not labelled and chance < 0.57:
            return f"@{self.random.choice(seen)}", []
        return self.random.choice(WORDS).replace("#", str(depth)), []

    def of_version_2(self, depth: int) -> str:
        if self.random.random() < 0.3:
            given = self.random.choice((*GIVEN, ""))
            return f"g({depth}{', ' * bool(given)}{given}){self.random.choice(('', '*2'))}"
        word = self.random.choice(NEW_WORDS).replace("#", str(depth))
        return f"[{word}]*{self.random.choice((1, 2))}"

    def values(self) -> str:
        """Copies for several values of a name that nothing has yet."""
        self.lists += 1
        return f"*<n{self.lists}: {', '.join(map(str, self.random.choices((1, 2, 3), k=3)))}>"

    def join(self, levels: int, depth: int, seen: list[str], labelled: bool) -> str:
        ways = (
            ["add", "add", "mul", "max", "sub", self.random.choice(("dot", "mix"))]
            + ["cat"] * (not labelled)
            + ["split"] * (depth % 2 == 0)
        )
        how = self.random.choice(ways)
        share = depth // 2 if how == "split" else depth
        around = [] if how == "split" else seen
        if how in ("dot", "mix"):
            return self.attention(levels, depth, around)
        count = 2 if how in ("split", "sub") else self.random.choice((1, 2, 2, 2, 3))
        bodies = [self.branch(how, levels, share, around) for _ in range(count)]
        if (
            how not in ("split", "sub")
            and not bodies[0].endswith("proj")
            and self.random.random() < 0.2
        ):
            self.lists += 1
            bodies[0] = f"each({self.random.choice((1, 2, f'n{self.lists}: 1, 3'))}) {bodies[0]}"
        if all(body.endswith("proj") for body in bodies):
            bodies[0] = f"C3D{depth}"
        end = f" C1D{depth}" if how == "cat" else ""
        return f"{how}( {' | '.join(bodies)} ){end}"

    def attention(self, levels: int, depth: int, seen: list[str]) -> str:
        """Each place, of what all places have, by how alike they are; or one vector of all, for each place."""
        asks, has, gives = (self.branch("dot", levels, depth, seen) for _ in range(3))
        if self.random.random() < 0.3:
            return f"mul( id | mix( {asks} C1D1 F S | {gives} ) F )"
        return f"mix( dot( {asks} | {has} ) S | {gives} )"

    def branch(self, how: str, levels: int, depth: int, seen: list[str]) -> str:
        chance = self.random.random()
        if how != "split" and chance < 0.2:
            return "id"
        if how == "add" and chance < 0.3:
            return self.random.choice(("proj", "proj", f"{self.label()}: proj"))
        if seen and chance < 0.4:
            return f"@{self.random.choice(seen)}"
        items, _ = self.sequence(levels, depth, seen)
        return f"{' '.join(items)} C1D{depth} BN"


def random_spec(seed: int, letters: int = 2, seqs: bool = False, new: bool = False) -> str:
    """The same spec for the same number, but for the letters of its labels.

    With `seqs`, some groups have numbers; with `new`, there is what came with version 2 of the language.
    """
    return _Spec(seed, letters, seqs, new).text()
