"""Hostile specs: each ends in a diagnostic or a network, in bounded work and memory; and the limits can be raised."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import checked, problems

import cnndsl
from cnndsl.limits import Limits

REPO = Path(__file__).parent.parent
INPUT = "input 3x64x64\n"
CHAIN = 300


def doubling(inside: str, uses: str, depth: int) -> str:
    """Blocks each of which has the one before twice."""
    blocks = [f"block a0 {{ {inside} }}"]
    blocks += [f"block a{k} {{ {uses.replace('@', f'a{k - 1}')} }}" for k in range(1, depth)]
    return "\n".join([*blocks, INPUT, f"a{depth - 1}"])


def crops(depth: int) -> str:
    """Crops in one another's branches, each of another size: twice the tries for each."""
    inside = "C1D1"
    for k in reversed(range(depth)):
        wider = f"T{2 ** (k + 2) + 1}D1s1p0 " if k < depth - 1 else ""
        inside = f"cat( C{2 ** (k + 1) + 1}D1p0 | crop {inside} {wider})"
    return f"input 3x{10**12} {inside}"


BOMBS = {
    "nested copies": (INPUT + "[[[C3D8 R]*1000]*1000]*1000", "limit-unfold"),
    "very many copies": (INPUT + "C3D8*1000000000000000000", "limit-unfold"),
    "copies past 64 bits": (INPUT + "C3D8*" + "9" * 40, "limit-unfold"),
    "copies of copies past 64 bits": (INPUT + "[" * 90 + "C3D8" + "]*9" * 90, "limit-unfold"),
    "doubling blocks": (doubling("C3D8 R", "@ @", 60), "limit-unfold"),
    "doubling branches": (doubling("C3D8 R", "cat( @ | @ )", 60), "limit-unfold"),
    "doubling blocks of many bodies": (
        "block a0(n) { C3D<n> }\n"
        + "".join(f"block a{k}(n) {{ a{k - 1}(2*n) a{k - 1}(2*n+1) }}\n" for k in range(1, 40))
        + INPUT + "a39(1)",
        "limit-bodies",
    ),
    "what follows each layer, many times": (
        INPUT + "after conv { [BN]*20000 } [C3D8]*10000", "limit-unfold",
    ),
    "a constant that squares": (
        "let a0 = 10\n" + "".join(f"let a{k} = a{k - 1}*a{k - 1}\n" for k in range(1, 60)) + INPUT + "C3D<a59>",
        "limit-number",
    ),
    "a fraction without end": (
        "let a0 = 1/3\n" + "".join(f"let a{k} = a{k - 1}*a{k - 1}/7\n" for k in range(1, 60)) + INPUT + "C3D<a59>",
        "limit-number",
    ),
    "an exponent": (INPUT + "C3D<1e999999999>", "limit-number"),
    "a long number": (INPUT + "C3D<" + "9" * 1500 + ">", "limit-number"),
    "a longer one": (INPUT + "C3D" + "9" * 100_000, "limit-word"),
    "division by zero": (INPUT + "C3D<1/(2-2)>", "expression-division"),
    "brackets": (INPUT + "[" * 100_000, "limit-nesting"),
    "round brackets": (INPUT + "(" * 100_000, "limit-nesting"),
    "braces": (INPUT + "{" * 100_000, "limit-nesting"),
    "pairs of brackets": (INPUT + "[]" * 1_000_000, "limit-size"),
    "closing brackets": (INPUT + "]" * 1_000_000, "limit-size"),
    "angle brackets": (INPUT + "C3D" + "<" * 100_000, "limit-word"),
    "a sum": ("let a = " + "+".join(["1"] * 20_000) + "\n" + INPUT + "C3D<a>", "expression-depth"),
    "signs": ("let a = " + "-" * 20_000 + "1\n" + INPUT + "C3D<a>", "expression-depth"),
    "a word": (INPUT + "C" * 1_000_000, "limit-word"),
    "a name": (INPUT + "a" * 1_000_000 + ": C3D8", "limit-word"),
    "a tap": (INPUT + "@a" + ".a" * 100_000, "limit-word"),
    "a shape": ("input 3" + "x3" * 100_000 + "\nC3D8", "limit-word"),
    "a file's name": ('use "' + "a" * 1_000_000 + '"\n' + INPUT + "C3D8", "limit-word"),
    "a large file": (INPUT + "C3D8 R\n" * 700_000, "limit-size"),
    "many words": (INPUT + "C3D8 R\n" * 200_000, "limit-size"),
    "a comment": ("#" + "x" * 5_000_000, "limit-size"),
    "lines": ("\n" * 4_000_001, "limit-size"),
    "mistakes": (INPUT + "C3D8 ) " * 5_000, "limit-mistakes"),
    "unknown layers": (INPUT + "nosuch(3) " * 5_000, "limit-mistakes"),
    "unknown names": (
        "".join(f"let abc{k} = 1\n" for k in range(5_000)) + INPUT + "C3D<abd> " * 5_000, "limit-mistakes",
    ),
    "long names": (INPUT
        + "".join(f"{'l' * 1900}{k}: [ " for k in range(9))
        + "C3D8 " * 3000
        + "] " * 9, "limit-names"),
    "labels in groups": (
        INPUT
        + "".join(f"label{k}: [ " for k in range(95))
        + "".join(f"a{k}: C3D8 " for k in range(20_000))
        + "] " * 95,
        "limit-names",
    ),
    "brackets in an expression": (INPUT + "C3D<" + "(" * 900 + "1" + ")" * 900 + ">", "limit-nesting"),
    "parameters": (
        "block b(" + ",".join(f"p{k}=1" for k in range(5000)) + ") { C3D8 }\n" + INPUT + "b " * 500,
        "limit-parameters",
    ),
    "warnings": ("".join(f"let a{k} = 1\n" for k in range(2000)) + INPUT + "C3D8", "limit-warnings"),
    "blocks in blocks": (
        "block a0 { C3D8 }\n" + "".join(f"block a{k} {{ a{k - 1} }}\n" for k in range(1, 600)) + INPUT + "a599",
        "limit-nesting",
    ),
    "copies of nothing": (INPUT + "C3D8 [[R]*0]*1" + "0" * 30, "limit-unfold"),
    "copies that come to nothing": (INPUT + "C3D8 [[R]*<0*i>]*1000000", "limit-unfold"),
    "parts that come to nothing": (INPUT + "[ " + "[R]*<0*i> " * 100 + " R]*20000", "limit-unfold"),
    "channels that double": (INPUT + "cat(id|id) " * 3000 + "C1D8", "shape-too-large"),
    "sizes that double": (INPUT + "U2 " * 3000, "shape-too-large"),
    "crops of all sizes": (crops(24), "limit-crops"),
    "a circle of constants": (
        "".join(f"let a{k} = a{(k + 1) % CHAIN}\n" for k in range(CHAIN)) + INPUT + "C3D<a0>", "constant-cycle",
    ),
}  # fmt: skip

DEEP = {
    "a chain of constants": "let a0 = 1\n"
    + "".join(f"let a{k} = a{k - 1}+1\n" for k in range(1, 5000)) + INPUT + "C3D<a4999>",
    "crops in branches": INPUT + "cat( C3D4 | crop " * 100 + "C3D4" + ")" * 100,
    "cropped convolutions in branches": "input 3x256x256\n"
    + "cat( C3D4 crop | C5D4p0 " * 25
    + "C3D4"
    + " crop )" * 25,
    "crops one after another": INPUT + "e: C3D8 " + "cat(@e | C3D8 cat(id | C1D2 crop) crop) " * 1500,
    "projections in branches": INPUT + "add( C3D4 | " * 100 + "C3D4" + " proj)" * 100,
    "branches in branches": INPUT + "cat(C3D8|" * 100 + "C3D8" + ")" * 100,
    "a window of a thousand million": "input 3x3000000000000001\nM1000000000000000s1000000000000000",
    "depths asked for in brackets": "block b(c=in) { C1D<c> }\n" + INPUT + "b " + "[" * 99 + "R " * 2000 + "]" * 99,
    "depths asked for in copies": "block b(c=in) { C1D<c> }\n" + INPUT + "b " + "[" * 99 + "R " * 2000 + "]*1" * 99,
    "depths asked for in groups": "block b(c=in) { C1D<c> }\n"
    + INPUT
    + "b "
    + "".join(f"l{k}: [ " for k in range(90))
    + "C1D<in> R " * 500
    + "]" * 90,
    "labels and branches before a crop": INPUT
    + " ".join(f"l{k}: R" for k in range(2000))
    + " cat(C3D4 | "
    + "add(id|R) " * 2000
    + " crop)",
    "many facts": INPUT
    + " ".join(f"l{k}: R" for k in range(4000))
    + "\n"
    + "\n".join(f"expect @l{k} params 0" for k in range(4000)),
    "a long inside of branches": INPUT + "C3D8 " + "cat(id|" * 100 + "R " * 8000 + ")" * 100,
    "many branches": INPUT + "cat(" + "|".join(["C3D1"] * 5000) + ")",
    "many labels and groups": INPUT + " ".join(f"l{k}: C3D8" for k in range(3000)) + " [C3D8]" * 3000,
    "many taps into groups": INPUT
    + " ".join(f"g{k}: [a{k}: C3D8]" for k in range(2000))
    + " ".join(f" add(C3D8|@a{k})" for k in range(2000)),
    "brackets in an expression": INPUT + "C3D<" + "(" * 100 + "1" + ")" * 100 + ">",
    "no copies": INPUT + "[" * 100 + "C3D8" + "]*0" * 100 + " C3D8",
    "brackets to the limit": INPUT + "[" * 100 + "C3D8" + "]" * 100,
}  # fmt: skip


SLOW = {
    "a sum",
    "brackets",
    "parameters",
    "a chain of constants",
    "a long inside of branches",
    "a tap",
    "braces",
    "channels that double",
    "closing brackets",
    "copies that come to nothing",
    "crops of all sizes",
    "crops one after another",
    "depths asked for in copies",
    "labels and branches before a crop",
    "labels in groups",
    "many branches",
    "many facts",
    "many labels and groups",
    "many taps into groups",
    "many words",
    "pairs of brackets",
    "parts that come to nothing",
    "round brackets",
    "unknown names",
}
"""What takes longest: there is another of its kind among the rest."""


def each_of(specs: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "name",
        [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in sorted(specs)],
    )


@each_of(BOMBS)
def test_a_bomb_is_named(name: str) -> None:
    spec, code = BOMBS[name]
    found = {each.code: each for each in checked(spec).network.diagnostics}
    assert code in found
    if code.startswith("limit-") and code not in ("limit-number", "limit-nesting"):
        assert re.search(r"`--limit [a-z]+=\d+` raises the limit", found[code].help)


@each_of(DEEP)
def test_what_is_large_and_sound_is_a_network(name: str) -> None:
    assert problems(checked(DEEP[name]), "error") == []


@pytest.mark.slow
def test_all_of_them_need_little_memory() -> None:
    """In one process after another network, less than 300 MB in all."""
    code = (
        "import json, re, sys\n"
        "from cnndsl.compile import compile_text\nfrom cnndsl.text import Text\n"
        "for spec in json.load(sys.stdin): compile_text(Text('spec.cnn', spec))\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1]) // 1024)"
    )
    specs = [*(spec for spec, _ in BOMBS.values()), *DEEP.values()]
    ran = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(specs), capture_output=True, text=True, check=True, cwd=REPO
    )  # fmt: skip
    assert int(ran.stdout) < 300


def test_sizes_beyond_64_bits_are_exact() -> None:
    """10^15 channels of 3, then as many of those: 3 * 10^15 and 10^30 weights, and 10^15 biases each time."""
    result = checked("input 3x4x4 C1D1000000000000000 R C1D1000000000000000 R GAP FC3")
    weights = 3 * 10**15 + 10**30
    assert result.totals.params == weights + 2 * 10**15 + 3 * 10**15 + 3
    assert result.totals.macs == 16 * weights + 3 * 10**15


def test_a_chain_of_constants_is_worked_out() -> None:
    result = checked(DEEP["a chain of constants"])
    assert result.rows[0].shape == (5000, 64, 64)


@pytest.mark.parametrize(
    ("name", "most", "spec"),
    [
        ("layers", 100, INPUT + "[C3D8 R]*51"),
        ("nesting", 5, INPUT + "[" * 6 + "C3D8" + "]" * 6),
        ("words", 12, INPUT + "C3D8 R " * 6),
        ("letters", 20, INPUT + "CR" * 11),
        ("characters", 40, "#" + "x" * 40 + "\n" + INPUT + "C3D8"),
        ("bodies", 3, "block b(n) { C3D<n> }\n" + INPUT + "[b(i+1)]*4"),
        ("parameters", 2, "block b(c, d=1, e=2) { C3D<c+d+e> }\n" + INPUT + "b(3)"),
        ("names", 60, INPUT + "encoder: [ stage: [ C3D8 R C3D8 R ] ]"),
        ("mistakes", 2, INPUT + "C3D8 nosuch1 nosuch2 nosuch3"),
    ],
    ids=lambda given: given if isinstance(given, str) and given.isidentifier() else "",
)
def test_each_limit_can_be_raised(name: str, most: int, spec: str) -> None:
    """At a low limit a spec is refused for it; at three times that it is not."""
    low = checked(spec, limits=Limits()._replace(**{name: most}))
    raised = checked(spec, limits=Limits()._replace(**{name: 3 * most}))
    assert any(code.startswith("limit-") for code, *_ in problems(low))
    assert not any(code.startswith("limit-") for code, *_ in problems(raised))


@pytest.mark.parametrize(
    "given",
    [
        {"nesting": 10**12},
        {"foo": 1},
        {"layers": 0},
        {"layers": -1},
        {"layers": 1.5},
        {"layers": 10**30},
    ],
)
def test_what_is_no_limit_is_said_and_harms_nothing(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"limit `(nesting|foo|layers)`"):
        cnndsl.check("C3D8 R", limits=given)
    assert cnndsl.check("input 3x8x8 C3D8 R").ok


def test_a_limit_is_raised_on_the_command_line(run) -> None:  # type: ignore[no-untyped-def]
    spec = "input 3x8x8 [C3D4 R]*600 FC3"
    low = run("check", spec, "--limit", "layers=1k").out
    assert "error[limit-unfold]" in low
    assert "`--limit layers=1200` raises the limit" in low
    assert run("check", spec, "--limit", "layers=1200").status == 0
    assert run("check", spec, "--limit", "layers=1.2k").status == 0
    for given in ("foo=3", "layers=0", "layers=1e30", "nesting=1M", "nesting=10k"):
        assert "limit `" in run("check", spec, "--limit", given).err


def test_a_module_of_deeply_nested_parts_is_written() -> None:
    from cnndsl.emit.pytorch import source

    spec = "input 3x8x8 " + "".join(f"l{k}: [ " for k in range(90)) + "C3D4 R " + "] " * 90 + "FC3"
    compile(source(checked(spec)), "generated", "exec")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_nothing_is_waited_for(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    os.mkfifo(tmp_path / "pipe.cnn")
    ran = run("check", str(tmp_path / "pipe.cnn"))
    assert ran.status == 2
    assert ran.err.endswith("a named pipe that nothing writes to\n")
