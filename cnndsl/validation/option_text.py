"""The text of an option, read and checked: shapes, constants, counts, limits, devices and names.

A command says `Refused` behind the option's name; what the library is given is written as such a text first.
"""

import os
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from cnndsl.sizes import product
from cnndsl.text import visible

DTYPES = ("float32", "float16", "bfloat16")
LONGEST = 200
"""Letters that are shown of what was given."""
SHOWN = 12
"""Constants that are named, where another one is to be set."""
NUMBER = r"[-+]?[0-9_]{1,40}(\.[0-9]{1,40})?(/[0-9_]{1,40}|[eE][-+]?[0-9]{1,2})?"
AMOUNT = (
    r"([a-z_]+)=([0-9][0-9_]{0,40}(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,2})?|\.[0-9]{1,40})"
    r"(?:([kKmMgGtT]?)(i?)B?|(ms|us|µs|ns|s))"
)
TIMES = {"s": 0, "ms": 3, "us": 6, "µs": 6, "ns": 9}
"""How many decimal places a unit of time is below the second."""
CUDA = r"cuda:(0|[1-9][0-9]{0,2})"
DEVICES = ("cpu", "cuda", "mps", "auto")
MOST_DEVICES = 128
"""PyTorch counts them in eight bits: its `cuda:300` is `cuda:44`."""


class Refused(ValueError):
    """A value that is not taken, with the reason in one line."""


def quoted(words: str) -> str:
    """What was given, as a message shows it."""
    shown = visible(words[:LONGEST]) + " ..." * (len(words) > LONGEST)
    return f"`{shown}`" if words else "an empty text"


def shape(words: str) -> tuple[int, ...]:
    from cnndsl.checking.inputs import MOST_AXES
    from cnndsl.layers.arguments import LARGEST

    pieces = words.replace("×", "x").split("x")
    sizes = tuple(int(each) if _is_count(each) else 0 for each in pieces)
    if len(sizes) > MOST_AXES or not 0 < product(sizes) <= LARGEST:
        raise Refused(f"{quoted(words)} is no shape; write channels first, as 3x224x224")
    return sizes


def named_shape(words: str) -> tuple[str, tuple[int, ...]]:
    """`left=1x64x64`, or a shape alone: an input's name, or nothing, and its shape."""
    name, sign, sizes = words.rpartition("=")
    if sign and not name.isidentifier():
        raise Refused(f"{quoted(words)} is no input's shape; write it as left=3x224x224")
    return name, shape(sizes)


def known_inputs(given: Collection[str], known: Sequence[str], file: str) -> None:
    """Refuse the shape of an input that a spec has not, or one of several that does not say which."""
    if not known:
        return  # a mistake hides them
    if "" in given and len(known) > 1:
        some = f"{visible(file)} has the inputs {', '.join(known)}"
        raise Refused(f"{some}: say which one is meant, as {known[-1]}=3x224x224")
    if "" in given and len(given) > 1:
        raise Refused("one is given twice: with its name and without")
    for name in given:
        if name and name not in known:
            has = (
                f"it has {', '.join(known)}"
                if known[0]
                else "its only one has no name: write the shape alone"
            )
            raise Refused(f"{visible(name)}: {visible(file)} has no such input ({has})")


def constant(words: str) -> tuple[str, Any]:
    """`width=1/2`: a name and an exact number."""
    from fractions import Fraction

    name, _, value = words.partition("=")
    try:
        if not name.isidentifier() or not re.fullmatch(NUMBER, value):
            raise ValueError
        number = Fraction(value.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise Refused(f"{quoted(words)} is not NAME=NUMBER") from None
    return name, int(number) if number.denominator == 1 else number


def known_constants(given: Iterable[str], known: Sequence[str], file: str) -> None:
    """Refuse a constant that a spec has not."""
    for name in given:
        if name not in known:
            some = ", ".join(known[:SHOWN]) + " ..." * (len(known) > SHOWN)
            raise Refused(
                f"{visible(name)}: {visible(file)} has no such constant (it has {some or 'none'})"
            )


def count(words: str) -> int:
    if not _is_count(words):
        raise Refused(f"{quoted(words)} is no count; write a number from 1, below 2^63")
    return int(words)


def several(networks: int) -> None:
    if networks < 2:
        raise Refused("compare takes two networks or more")


def seed(words: str) -> int:
    if words != "0" and not _is_count(words):
        raise Refused(f"{quoted(words)} is no seed; write a whole number from 0, below 2^63")
    return int(words)


def member(words: str) -> int:
    """A member's number, which may be larger than any size; with `_` between digits as in a spec."""
    digits = words.replace("_", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4000):
        raise Refused(f"{quoted(words)} is no member's number; write a whole number from 0")
    return int(digits)


def _is_count(words: str) -> bool:
    from cnndsl.layers.arguments import LARGEST

    digits = len(str(LARGEST))
    return (
        words.isascii() and words.isdigit() and len(words) <= digits and 0 < int(words) <= LARGEST
    )


def amount(words: str) -> tuple[str, int | float]:
    """`params=5M`, `seconds=1ms`: K, M, G and T are thousands, Ki, Mi, Gi and Ti powers of 1024."""
    from fractions import Fraction

    found = re.fullmatch(AMOUNT, words)
    if not found or (found[4] and not found[3]):
        raise Refused(f"{quoted(words)} is not FIGURE=VALUE, as params=5M")
    base = 1024 if found[4] else 1000
    value = Fraction(found[2].replace("_", "")) * base ** (
        1 + "KMGT".index(found[3].upper()) if found[3] else 0
    )
    value /= 10 ** TIMES.get(found[5], 0)
    return found[1], int(value) if value.denominator == 1 else float(value)


def limit(words: str) -> tuple[str, int]:
    """`layers=1M`: another bound on the work."""
    name, most = amount(words)
    return name, bound(name, most)


def bound(name: str, most: object) -> int:
    """Another bound on the work, if it is one."""
    from cnndsl.limits import why_no_limit

    why = why_no_limit(name, most)
    if why:
        raise Refused(visible(why))
    return cast(int, most)


def folder(words: str) -> str:
    """A folder that is there."""
    if not os.path.isdir(file_name(words)):
        raise Refused(f"{quoted(words)} is no folder")
    return words


def file_name(words: str) -> str:
    """A name that a file can have, or a folder."""
    try:
        if words and b"\0" not in os.fsencode(words):
            return words
    except UnicodeEncodeError:
        pass
    raise Refused(f"{quoted(words)} is no file's name")


def file_to_write(words: str, ending: str, what: str) -> str:
    """A file's name that says nothing else than what will be in it."""
    from cnndsl.resources import kind_of_file

    other = kind_of_file(file_name(words))
    if other and not words.lower().endswith(ending):
        raise Refused(f"{quoted(words)} would be {other}; what is written is {what}, {ending}")
    return words


def python_file(words: str) -> str:
    """A module's file, which Python must not take for one of its own, or for PyTorch."""
    import sys

    name = os.path.basename(words).removesuffix(".py")
    if words.endswith(".py") and name in (*sys.stdlib_module_names, "torch"):
        raise Refused(f"{quoted(words)} would be imported in the place of `{name}` itself")
    return file_to_write(words, ".py", "a Python file")


def map_file(words: str) -> str:
    if words == "-":
        raise Refused("a map is written to a file")
    return file_to_write(words, ".map", "a map file")


def spec_file(words: str) -> str:
    return file_to_write(words, ".cnn", "a spec")


def part(words: str) -> str:
    """A layer or part of a network, by its name with dots."""
    if not all(piece.isidentifier() or piece.isdigit() for piece in words.split(".")):
        raise Refused(f"{quoted(words)} is no name of a layer or part, as `stage1.conv2`")
    return words


def safetensors(words: str) -> str:
    if not words.endswith(".safetensors"):
        raise Refused(f"{quoted(words)} does not end in .safetensors, which it will be")
    return words


def choice(words: str, what: str, choices: Iterable[str]) -> str:
    """One of several names."""
    if words not in (known := tuple(choices)):
        raise Refused(f"{quoted(words)} is no {what}; one of {', '.join(known)}")
    return words


def dtype(words: str) -> str:
    return choice(words, "dtype", DTYPES)


def device(words: str, more: tuple[str, ...] = ()) -> str:
    """Where a module is made; `auto` is the machine's own accelerator."""
    numbered = re.fullmatch(CUDA, words)
    here = int(numbered[1]) < MOST_DEVICES if numbered else words in DEVICES + more
    if not here:
        known = ("cpu", "cuda", "cuda:N", *DEVICES[2:], *more)
        raise Refused(f"{quoted(words)} is no device; one of {', '.join(known)}")
    return words


def class_name(words: str) -> str:
    from cnndsl.checking.name_problems import why_not_network
    from cnndsl.limits import limits

    most = limits().letters
    why = f"it has more than {most:,} letters" if len(words) > most else why_not_network(words)
    if why:
        raise Refused(f"{quoted(words)} cannot be a class's name: {why}")
    return words


STYLES = ("volumes", "stacks", "graph", "u", "table", "receptive")
THEMES = ("light", "dark", "auto")
PICTURES = (".svg", ".png", ".pdf", ".tex")
GRAPH_FILES = (".dot", ".mmd")
INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}
WIDTH = r"([0-9]{1,4}(?:\.[0-9]{1,3})?)(in|cm|mm|pt)"
LEAST_INCHES, MOST_INCHES = 1, 100


def picture_file(words: str, graphs: bool = True) -> str:
    """A picture's file, whose ending says as what it is written."""
    known = PICTURES + GRAPH_FILES * graphs
    if not file_name(words).lower().endswith(known):
        raise Refused(
            f"{quoted(words)} does not say what to write; a picture's file ends in {', '.join(known)}"
        )
    return words


def inches(words: str) -> float:
    """`5.5in`: a picture's width in print."""
    found = re.fullmatch(WIDTH, words)
    width = float(found[1]) * INCHES[found[2]] if found else 0
    if not LEAST_INCHES <= width <= MOST_INCHES:
        raise Refused(f"{quoted(words)} is no width in print, as 5.5in or 140mm, from 1in to 100in")
    return width


def titles(text: str) -> tuple[tuple[str, str], ...]:
    """The lines `PATH title` of a file of titles; `#` begins a comment."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        path, _, title = line.strip().partition(" ")
        if path and not path.startswith("#"):
            if not title.strip():
                raise Refused(f"line {number}: {quoted(line)} is no line `PATH title`")
            found.append((path, title.strip()))
    return tuple(found)


FIGURE = r"-?[a-z_]+"


def figures(words: str) -> tuple[str, ...]:
    """`params,macs,-receptive_field`: figures of which less is better, or, with a minus, more."""
    found = tuple(words.split(","))
    names = [each.removeprefix("-") for each in found]
    if not all(re.fullmatch(FIGURE, each) for each in found) or len(set(names)) < len(names):
        raise Refused(f"{quoted(words)} is no list of figures, as params,macs,-receptive_field")
    return found


def figure(words: str) -> str:
    """One of them."""
    if not re.fullmatch(FIGURE, words):
        raise Refused(f"{quoted(words)} is no figure, as macs, or -macs for the greatest")
    return words


def shard(words: str) -> tuple[int, int]:
    """`3/64`: which share of how many."""
    one, sign, many = words.partition("/")
    if not (sign and _is_count(one) and _is_count(many) and int(one) <= int(many)):
        raise Refused(f"{quoted(words)} is no share; write 3/64 for the third of 64")
    return int(one), int(many)


SWEEP_FILES = (".parquet", ".csv", ".jsonl", ".json", ".svg")


def sweep_output(words: str) -> str:
    """A file whose ending says what is written, or a folder, which has a slash behind it or is there."""
    is_folder = file_name(words).endswith("/") or os.path.isdir(words)
    if words != "-" and not is_folder and not words.lower().endswith(SWEEP_FILES):
        raise Refused(
            f"{quoted(words)} does not say what to write; a file ends in {', '.join(SWEEP_FILES)}, "
            "a folder of parts in /"
        )
    return words
