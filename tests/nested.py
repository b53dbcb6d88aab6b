"""Specs that are nested to the limit in every way; and a stack that is as deep as a caller's may be."""

import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
INPUT = "input 3x4x4 "


def _blocks(inner: str, around: str, levels: int) -> str:
    """Blocks in one another; `@` stands for the one inside."""
    text = f"block b0 {{ {inner} }} "
    for k in range(1, levels):
        text += f"block b{k} {{ {around.replace('@', f'b{k - 1}')} }} "
    return f"{text} {INPUT} b{levels - 1} FC3"


def _chain(start: str, part: str, levels: int, use: str) -> str:
    """Blocks with a parameter in one another; `#` is the number of the one inside."""
    text = f"block b0(d) {{ {start} }} "
    for k in range(1, levels):
        text += f"block b{k}(d) {{ {part.replace('#', str(k - 1))} }} "
    return f"{text} {INPUT} {use.replace('#', str(levels - 1))} FC3"


def _labels(levels: int, opening: str) -> str:
    return "".join(f"l{k}: {opening} " for k in range(levels))


def nested(levels: int) -> dict[str, str]:
    """Each so deep; heads, blocks and what makes two levels count."""
    n, half = levels, levels // 2
    return {
        "brackets": f"{INPUT} {'[ ' * n} C3D4 R {'] ' * n} FC3",
        "copies": f"{INPUT} {'[ ' * n} C3D3 R {']*1 ' * n} FC3",
        "cat": f"{INPUT} {'cat( id | ' * n} C1D4 R {') ' * n} FC3",
        "add": f"{INPUT} {'add( ' * n} C1D3 R {'| id ) R ' * n} FC3",
        "projections": f"{INPUT} {'add( ' * n} C1D3 R {'| proj ) R ' * n} FC3",
        "split": f"{INPUT} {'split( ' * n} C1D3 R {') ' * n} FC3",
        "crops": f"{INPUT} {'cat( C3D4 R | crop ' * n} C3D4 {') ' * n} GAP FC3",
        "taps": f"{INPUT} t: R {'cat( @t | C1D2 R ' * n} C3D4 {') ' * n} GAP FC3",
        "labelled groups": f"{INPUT} {_labels(n, '[')} C3D4 R {'] ' * n} FC3",
        "labelled copies": f"{INPUT} {_labels(n, '[')} C3D3 R {']*1 ' * n} FC3",
        "labelled branches": f"{INPUT} {_labels(half, 'cat(')} C3D4 R {') ' * half} FC3",
        "a label inside": f"{INPUT} {_labels(n, '[')} q: C3D4 R {'] ' * n} FC3",
        "blocks": _blocks("C3D3 R", "@ R", n),
        "labelled blocks": _blocks("C3D3 R", "x: @ R", n),
        "copies of blocks": _blocks("C3D3 R", "@*1 C1D3 R", half),
        "parameters": _chain("C3D<d> R", "b#(d+1) R", n, "b#(1) b#(2)"),
        "in": _chain("C3D<in> R", "b#(min(d+in, 4)) R", n, "b#(1) b#(2)"),
        "tap arguments": _chain(
            "cat( id | @d ) C1D3 R", "x: R b#(@d) add( @x | id )", n - 1, "t: R b#(@t)"
        ),
        "a head": f"{INPUT} C3D4 R head h {{ {'[ ' * (n - 1)} C3D4 R {']*1 ' * (n - 1)} FC3 }} FC3",
        "an aux head": f"{INPUT} C3D4 R aux h {{ {'cat( ' * (n - 1)} C1D4 R {') ' * (n - 1)} FC3 }} FC3",
        "after": f"after conv {{ {'[ ' * (n - 1)} BN R {']*1 ' * (n - 1)} }} {INPUT} C3D4 C3D4 FC3",
        "a word's expression": f"{INPUT} C3D<{'(' * n}4{')' * n}> R FC3",
        "an argument": f"{INPUT} conv({'(' * (n - 1)}4{')' * (n - 1)}) R FC3",
        "a constant": f"let a = {'(1+' * n}4{')' * n} {INPUT} C3D<a> R FC3",
        "functions": f"block b(d) {{ C3D<{'max(1,' * n}d{')' * n}> R }} {INPUT} b(1) b(2) FC3",
        "all at once": f"block b(d) {{ {'[ ' * (n - 1)} C3D<{'(1+' * n}d{')' * n}> R {']*1 ' * (n - 1)} }}"
        f" {INPUT} b(1) b(2) FC3",
    }


def deep_in_calls(work: Callable[[], T], frames: int = 100) -> T:
    """What some work gives where so many calls are under way already, and Python's limit is its usual one."""
    assert sys.getrecursionlimit() == 1000
    under_way, frame = 0, sys._getframe()
    while frame.f_back is not None:
        under_way, frame = under_way + 1, frame.f_back
    return _deeper(work, frames - under_way)


def _deeper(work: Callable[[], T], more: int) -> T:
    return work() if more <= 0 else _deeper(work, more - 1)
