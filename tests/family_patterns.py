"""Random patterns, and their members one by one: what a family's answers are held against.

Nothing here asks the automaton: every way to choose is checked as a network of its own, and networks are told apart
by their layers, with all arguments, and by what each takes its values from.
"""

import random
from typing import Any, NamedTuple

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text
from cnndsl.family.family import Family
from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.sizes import per_axis
from cnndsl.text import Text

BLOCKS = """
block res(d, s={1,2}) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj ) R }
block mb(t, d=in, act=[R]) { C1D<in*t>b0 act DW3b0 C1D<d>b0 }
block same { [C3D<in> R]*{1..2} }
"""


class Members(NamedTuple):
    """What the ways to choose come to, each checked."""

    networks: dict[Any, Result]
    """One for each network, by what it is."""
    sound: int
    """Ways that make one."""
    broken: int
    """Ways that make none."""


class Pieces:
    """Writes patterns of every structure, by a seed."""

    def __init__(self, seed: int, writes_activations: bool = True) -> None:
        self._random = random.Random(seed)
        self._activation = " R" * writes_activations
        self._labels = 0

    def pattern(self) -> str:
        pick = self._random
        let = pick.choice(["", "", "let w = {4,6}\n"])
        after = (
            ""
            if self._activation
            else pick.choice(["", "after conv { BN }\n", "after conv { BN R }\n"])
        )
        width = "<w>" if let else "4"
        parts = [f"C3D{width}{self._activation}"]
        parts += [self._part(2) for _ in range(pick.randint(1, 3))]
        parts.append(pick.choice(["FC{3,4}", "GAP FC5", "[FC6 R]? FC3", "FC3"]))
        return f"{let}{after}{BLOCKS}input 3x8x8 {' '.join(parts)}"

    def _part(self, depth: int) -> str:
        pick = self._random
        made = pick.choice([self._layer, self._layer, self._group, self._join, self._block])(depth)
        return made + pick.choice(["", "", "", "?"])

    def _layer(self, depth: int) -> str:
        pick = self._random
        choices = [
            f"C{{1,3}}D4{self._activation}",
            f"C3D{{2,4,5}}{self._activation}",
            f"C3{self._activation}",
            f"C1D<in+1>{self._activation}",
            f"C3D4s{{1,2}}{self._activation}",
            "P",
            "P{2,3}",
            "BN",
            "DW3",
            "dropout({0.1,0.5})",
            "pad({0..1})",
        ]
        return f"[{pick.choice(choices)}]"

    def _group(self, depth: int) -> str:
        if not depth:
            return self._layer(depth)
        count = self._random.choice(["*2", "*{1..2}", "*{0,2}", "*<r: 2,{3,4}>", ""])
        inner = "C3D<r> R" if "r:" in count else self._part(depth - 1)
        return f"[{inner}]{count}"

    def _join(self, depth: int) -> str:
        pick = self._random
        branch = f"C3D{{4,5}}{self._activation}"
        inner = self._part(depth - 1) if depth else branch
        return pick.choice([
            f"add( {branch} | id )", f"add( {branch} {inner} | proj )", f"cat( id | {inner} )",
            f"any( {branch} | {inner} | id )", "split( C1D{1,2} | id )",
            f"cat( each({{1,2}}) C1D{{1,2}}{self._activation} )", "mul( id | GAP C1D<in> sigmoid )",
        ])  # fmt: skip

    def _block(self, depth: int) -> str:
        return self._random.choice(
            [
                "res({4,6})",
                "res(4, {1,2})",
                "mb({1,2})",
                "mb(2, act=[any( R | sigmoid )])",
                "same*{1..2}",
            ]
        )


def labelled(seed: int) -> str:
    """A pattern with labels, taps, heads or shared parts."""
    pick = random.Random(seed)
    return "input 3x8x8 " + pick.choice([
        "a: C3D{3,4} R [b: C3D4 R]? C3D4 R cat( id | any( @a | @b | id ) ) FC3",
        "x: [C3D{3,4} R]*{1..2} y: P? C1D4 R cat( id | @x ) FC3",
        "e: C3D{2,4} R P C3D4 R U add( id | @e ) FC{3,4}",
        "C3D4 R head h { GAP FC{2,3} } [C3D{4,5} R]? FC2",
        "a: [b: C3D4 R P?] C3D{4,5} R cat( id | @a.b ) FC3",
        "shared block m { [C3D4 R]*{1..2} } C3D4 R m [P]? m [m]*{0..1} FC3",
        "a: C3D4 b: [C3D{4,5}]? add( id | @a ) FC3",
        "block f(d, t) { C1D<d> R cat( id | @t ) } a: C3D{3,4} R f({2,3}, @a)*{1..2} FC3",
        "a: C3D4 R C3D{4,5} R upsample(like=@a)? P? add( id | @a )? FC3",
    ])  # fmt: skip


def family_of(pattern: str) -> Family | None:
    """The family of a pattern; None where no choice makes a network."""
    found = compile_text(Text("p.cnn", pattern)).family
    assert found is None or isinstance(found, Family)
    return found


def members(pattern: str, fills: bool, most: int) -> Members | None:
    """Every way to choose, checked; None where there are more than are asked for."""
    networks: dict[Any, Result] = {}
    sound = broken = 0
    chosen: tuple[int, ...] = ()
    while sound + broken <= most:
        result = compile_text(Text("p.cnn", pattern), Options(chosen=chosen, fills=fills))
        if result.network.ok:
            sound += 1
            networks.setdefault(identity(result.network), result)
        else:
            broken += 1
        met = list(result.chosen)
        while met and met[-1][0] + 1 == met[-1][1]:
            met.pop()
        if not met:
            return Members(networks, sound, broken)
        chosen = (*(number for number, _ in met[:-1]), met[-1][0] + 1)
    return None


def identity(network: Network) -> Any:
    """What a network is, whatever its parts are called: its layers, what each takes, and its outputs."""
    number = {each.path: -1 - age for age, each in enumerate(network.inputs)}
    layers = []
    for placed in network.layers:
        sources = tuple(number[each] for each in placed.sources)
        layer = placed.layer
        if layer.word == "id" or (layer.word == "proj" and layer.gives_on):
            number[placed.path] = sources[0]
            continue
        number[placed.path] = len(layers)
        layers.append((layer.word, _arguments(layer, placed.input), placed.output, sources))
    outputs = tuple((each.name, number[each.source]) for each in network.outputs)
    return tuple(layers), outputs


def _arguments(layer: Layer, x: Any) -> Any:
    """A layer's arguments, windows by their numbers."""
    windows = layer.windows(x)
    hidden = ("kernel", "window", "stride", "pad", "dilation", "depth") if windows else ("depth",)
    axes = max(len(x) - 1, 1)
    rest = [
        (name, per_axis(value, axes) if isinstance(value, int) else value)
        for name, value in vars(layer).items()
        if name not in (*hidden, "inputs", "joined")
    ]
    return repr(windows), repr(sorted(rest, key=lambda each: each[0]))
