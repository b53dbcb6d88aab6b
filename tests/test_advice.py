"""What a refusal says and offers, tried: every number of every help, every fix, for random layers and inputs.

Each layer is made of named numbers, so that a number in a help can be put in its place; whether a division
is exact is worked out here, from W - F + 2P.
"""

import random
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest
from conftest import EXAMPLES, problems
from conftest import checked as checked_anew

from cnndsl.fixes import applied

Numbers = tuple[int, ...]
"""One number for all axes, or one an axis."""


SLIDES = {"": "kernel", "D": "depth", "s": "stride", "p": "pad", "d": "dilation", "g": "groups"}
POOLS = {"": "window", "s": "stride", "p": "pad", "d": "dilation", "c": "ceil"}
SPELLED = {
    "C": ("conv", SLIDES),
    "DW": ("dwconv", SLIDES),
    "T": ("deconv", SLIDES | {"o": "out_pad"}),
    "M": ("maxpool", POOLS),
    "A": ("avgpool", POOLS),
}


checked = cache(checked_anew)


class Written(NamedTuple):
    """A spec of one layer."""

    input: tuple[int, ...]
    code: str
    parts: dict[str, Numbers]
    """By letter; the size after the code is under an empty one."""

    @property
    def spec(self) -> str:
        shown = {letter: "x".join(map(str, each)) for letter, each in self.parts.items()}
        size = shown.pop("", "")
        layer = self.code + size + "".join(letter + number for letter, number in shown.items())
        return f"input {'x'.join(map(str, self.input))}\n{layer} FC1"

    @property
    def spelled(self) -> str:
        """The same spec with its layer spelled out."""
        word, names = SPELLED[self.code]
        shown = [
            f"{names[letter]}={'x'.join(map(str, each))}" for letter, each in self.parts.items()
        ]
        return f"input {'x'.join(map(str, self.input))}\n{word}({', '.join(shown)}) FC1"

    def put(self, letter: str, number: str) -> "Written":
        return self._replace(parts={**self.parts, letter: numbers(number)})

    def axis(self, letter: str, default: Numbers) -> Numbers:
        given = self.parts.get(letter, default)
        return given * (len(self.input) - 1) if len(given) == 1 else given


def numbers(text: str) -> Numbers:
    return tuple(map(int, text.split("x")))


def rooms(layer: Written) -> list[tuple[int, int, int]]:
    """W - F + 2P, the padding and the stride along each axis of a convolution or pool with its numbers written."""
    pool = layer.code in "MA"
    kernel = layer.axis("", (2,) if pool else (3,))
    dilation = layer.axis("d", (1,))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    half = tuple((each - 1) // 2 for each in reach)
    pad = layer.axis("p", (0,) if pool else half)
    stride = layer.axis("s", kernel if pool else (1,))
    return [
        (w - f + 2 * p, p, s)
        for w, f, p, s in zip(layer.input[1:], reach, pad, stride, strict=True)
    ]


def divides(layer: Written) -> bool:
    return all(room % stride == 0 for room, _, stride in rooms(layer))


def random_layer(rng: random.Random) -> Written:
    """One that is often wrong, and often in two ways."""
    rank = rng.choice((1, 2, 2, 2, 3))
    shape = (rng.choice((1, 2, 3, 4, 6, 12)), *(rng.randint(1, 24) for _ in range(rank)))

    def some(low: int, high: int, apart: float = 0.3) -> Numbers:
        return tuple(rng.randint(low, high) for _ in range(rank if rng.random() < apart else 1))

    def maybe(chance: float, letter: str, value: Numbers) -> dict[str, Numbers]:
        return {letter: value} if rng.random() < chance else {}

    code = rng.choice("CCDTMMA")
    parts = {"": some(1, 11)} | maybe(0.6, "s", some(1, 6)) | maybe(0.6, "p", some(0, 4))
    if code != "A":
        parts |= maybe(0.3, "d", some(1, 4))
    if code in "CDT":
        parts["D"] = (rng.randint(1, 24),)
    if code in "CT":
        parts |= maybe(0.4, "g", (rng.randint(1, 8),))
    if code == "T":
        parts |= maybe(0.5, "o", some(0, 4)) | maybe(0.3, "p", some(0, 30))
    if code in "MA":
        parts |= maybe(0.2, "c", (1,))
    return Written(shape, "DW" if code == "D" else code, parts)


CASES = [random_layer(random.Random(seed)) for seed in range(6 * EXAMPLES)]
N = r"(\d+(?:x\d+)*)"
FORMS = (
    (rf"a (?:kernel|window) of at most {N}", ""),
    (rf"a (?:kernel|window) of {N} to {N}", ""),
    (rf"a (?:kernel|window) of {N}", ""),
    (rf"a dilation of at most {N}", "d"),
    (rf"a dilation of {N}(?: to {N})?", "d"),
    (rf"padding of at (?:most|least) {N}", "p"),
    (rf"padding of {N}(?: to {N})?", "p"),
    (rf"`p{N}`", "p"),
    (rf"the nearest are {N} and {N}", "D"),
)
"""What a help says of a number, and the letter that the number is for."""
OF_CODE = {"shape-groups": "g", "shape-out-padding": "o"}
"""Whose help is `take 1 or 2`, or `take at most 3`."""


def numbers_of(code: str, told: str) -> tuple[list[tuple[str, str]], str]:
    """Each number of a help with its letter, and what is left of the help without them."""
    found: list[tuple[str, str]] = []
    if code in OF_CODE:
        found += [(OF_CODE[code], number) for number in re.findall(N, told)]
        return found, re.sub(N, "", told)
    for form, letter in FORMS:
        for match in re.finditer(form, told):
            found += [(letter, number) for number in match.groups() if number]
        told = re.sub(form, "", told)
    return found, told


def codes(layer: Written) -> list[str]:
    return [code for code, line, _ in problems(checked(layer.spec)) if line == 2]


def test_every_number_of_every_help_works() -> None:
    tried = 0
    for layer in CASES:
        for found in checked(layer.spec).network.diagnostics:
            if not found.code.startswith("shape-") or found.code == "shape-unread":
                continue
            told, rest = numbers_of(found.code, found.help)
            assert not re.search(r"\d", rest), (layer.spec, found.help)
            for letter, number in told:
                changed = layer.put(letter, number)
                assert found.code not in codes(changed), (layer.spec, found.help, changed.spec)
                tried += 1
    assert tried > 3 * EXAMPLES


def test_every_size_and_padding_against_unread_pixels_works() -> None:
    tried = 0
    for layer in CASES:
        for found in checked(layer.spec).network.diagnostics:
            if found.code != "shape-unread":
                continue
            told = found.help
            for sizes in re.findall(rf"{N}(?: and {N})? divides? exactly", told):
                for each in filter(None, sizes):
                    shape = numbers(each)
                    shape = shape * (len(layer.input) - 1) if len(shape) == 1 else shape
                    changed = layer._replace(input=(layer.input[0], *shape))
                    assert divides(changed), (layer.spec, told)
                    assert codes(changed) == [code for code in codes(layer) if code != found.code]
                    tried += 1
            for padding in re.findall(rf"padding `p{N}`", told):
                assert divides(layer.put("p", padding)), (layer.spec, told)
            for padding in re.findall(rf"`p{N}`", told):
                changed = layer.put("p", padding)
                assert all(room % s <= p for room, p, s in rooms(changed)), (layer.spec, told)
                assert codes(changed) == [code for code in codes(layer) if code != found.code]
                tried += 1
            if "no padding does" in told:
                padded = (layer.put("p", str(pad)) for pad in range(60))
                refused = ["shape-pool-padding"]
                assert not any(divides(each) and codes(each) != refused for each in padded), told
            rest = re.sub(rf"`p{N}`|{N}(?: and {N})? divides? exactly", "", told)
            assert not re.search(r"\d", rest), told
    assert tried > EXAMPLES // 3


def test_the_nearest_sizes_are_said() -> None:
    """No size between those that are said divides exactly along every axis at once."""
    for layer in CASES:
        for found in checked(layer.spec).network.diagnostics:
            sizes = re.findall(rf"{N} and {N} divide exactly", found.help)
            if found.code != "shape-unread" or not sizes:
                continue
            below, above = (numbers(each) * (len(layer.input) - 1) for each in sizes[0])
            for axis, (_, _, stride) in enumerate(rooms(layer)):
                w = layer.input[axis + 1]
                assert 0 <= w - below[axis] < stride, (layer.spec, found.help)
                assert 0 <= above[axis] - w < stride, (layer.spec, found.help)


def test_every_fix_of_a_layer_works_and_brings_nothing_new() -> None:
    specs = [spec for layer in CASES for spec in (layer.spec, layer.spelled)]
    assert sum(map(fixes_that_work, specs)) > 3 * EXAMPLES


def fixes_that_work(spec: str) -> int:
    """How many fixes the shapes of the second line have; each removes its mistake, and brings no other there."""
    result = checked(spec)
    found = [each for each in result.network.diagnostics if each.code.startswith("shape-")]
    before = Counter(code for code, line, _ in problems(result) if line == 2)
    for each in found:
        for fix in each.fixes:
            changed = checked(applied(spec, fix.edits))
            after = Counter(code for code, line, _ in problems(changed) if line == 2)
            assert not after - (before - Counter([each.code])), (spec, each.code, fix)
            assert not fix.safe
    return sum(len(each.fixes) for each in found)


@pytest.mark.parametrize(
    ("spec", "help"),
    [
        ("input 32x3x32 M33", "a window of at most 3, or padding of 15 to 16"),
        (
            "input 2x22x33 C8D4s4p0",
            "input sizes 20x32 and 24x36 divide exactly; no padding does; "
            "`p2` leaves only padding over",
        ),
        ("input 3x3x3 M3d3", "leave it out, or a dilation of 1"),
        ("input 3x8x8 C3x9D8p0", "a kernel of at most 3x8, or padding of at least 1"),
        ("input 3x8x8 C3x9D8p0x0", "a kernel of at most 3x8, or padding of at least 0x1"),
        (
            "input 3x30x9 C4x4D8s4",
            "say the padding, as `p0` or `p1` or `p2`, or spelled out `pad=same`",
        ),
    ],
)
def test_advice_counts_every_axis(spec: str, help: str) -> None:
    """22 - 8 = 14 leaves 2 of 4, 33 - 8 = 25 leaves 1: below 20x32, above 24x36, and at p2 2 <= 2 and 1 <= 2."""
    (found, *_) = checked(f"{spec} FC1").network.diagnostics
    found = next(
        each
        for each in checked(f"{spec} FC1").network.diagnostics
        if each.severity != "note" and each.code != "input-order"
    )
    assert found.help.startswith(help)


def test_copies_behind_which_activations_are_filled_in() -> None:
    """What is filled in stands at the place of the layer before it, and takes no arguments of that."""
    spec = "input 3x9x9 C4D7*3 FC10"
    (found,) = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert found.code == "shape-half-padding"
    edited = {applied(spec, fix.edits) for fix in found.fixes}
    assert edited == {
        "input 3x9x9 C4D7p1*3 FC10",
        "input 3x9x9 C4D7p2*3 FC10",
        "input 3x9x9 C5D7*3 FC10",
    }
    assert all(checked(each).network.ok for each in edited)
