"""The colours of pictures by name, in light and in dark; a kind of layer has a fill and a stroke.

Any two fills are told apart in the three colour blindnesses; `ink` has a contrast of 4.5:1 on each, a kind's
stroke 3:1 on those of all kinds, since areas lie over one another.
"""

from typing import Literal, TypeAlias

Theme: TypeAlias = Literal["light", "dark"]
Rgb: TypeAlias = tuple[int, int, int]

FILLS = {
    "conv": ("F4BA61", "836809"),
    "pool": ("F07A61", "76220D"),
    "fc": ("CBB5FE", "603D92"),
    "up": ("4A96DD", "1870B7"),
    "merge": ("76DCB7", "2E604D"),
    "norm": ("9AA4AB", "666E75"),
    "input": ("E5EFFA", "3A4048"),
    "paper": ("FFFFFF", "0F141A"),
    "panel": ("F4F6F9", "171D25"),
    "ink": ("1B1F24", "F2F5F8"),
    "muted": ("57606A", "A3ADB8"),
    "wrong": ("FFE3E0", "4A1512"),
}
"""Light and dark; `paper` is the ground, `panel` a frame's, `ink` and `muted` are those of texts and lines."""
LINES = {"downwards": ("B23A2A", "FF8F7A"), "upwards": ("1C7A55", "5FD3A2")}
"""Of arrows to smaller maps and to larger ones."""
STROKES = {
    "conv": ("554122", "D1C7A3"),
    "pool": ("6B362B", "DAC2BD"),
    "fc": ("49415B", "CEC3DD"),
    "up": ("234768", "ABCBE5"),
    "merge": ("284B3F", "BACBC4"),
    "norm": ("414549", "C4C7C9"),
    "input": ("424548", "C5C7C9"),
    "wrong": ("B3261E", "FF8A80"),
}
"""Of what has a stroke of its own; of the others it is `ink` or `muted`."""
SHADES = {"top": (0.45, 0.45), "side": (-0.22, -0.22), "sheet": (0.45, 0.0)}
"""How much lighter or darker, in light and in dark, faces of volumes and sheets are, as in `conv-top`."""
DEEP = 1.8
"""The power of a part of a colour in a `conv-band`, a stripe on a face: mixed with black it would be dull."""

SHARES = 5
"""Of a colour on paper, as the shades of how many there are."""


def colour(name: str, theme: Theme, stroke: bool = False) -> str:
    """A name's colour: `conv`, `conv-side` for a face of a volume, or `conv-2` for two fifths of it on paper."""
    base, _, shade = name.partition("-")
    table = STROKES if stroke and base in STROKES else FILLS | LINES
    found = table[base][theme == "dark"]
    if shade.isdigit():
        return _short(mixed(FILLS["paper"][theme == "dark"], found, int(shade) / SHARES))
    if shade == "band":
        return _short(deepened(found))
    return _short(shaded(found, SHADES[shade][theme == "dark"]) if shade else found)


def _short(found: str) -> str:
    """A colour as CSS has it, in three letters where that is the same."""
    pairs = found[::2] == found[1::2]
    return f"#{found[::2] if pairs else found}"


def mixed(ground: str, over: str, share: float) -> str:
    """A colour that covers a part of its ground."""
    parts = zip(rgb(ground), rgb(over), strict=True)
    return "".join(f"{round(low + (high - low) * share):02X}" for low, high in parts)


def shaded(colour: str, by: float) -> str:
    """A colour mixed with white, or below 0 with black."""
    other = 255 if by > 0 else 0
    return "".join(f"{round(part + (other - part) * abs(by)):02X}" for part in rgb(colour))


def deepened(colour: str) -> str:
    """A darker colour that is no greyer."""
    return "".join(f"{round(255 * (part / 255) ** DEEP):02X}" for part in rgb(colour))


def rgb(colour: str) -> Rgb:
    """The three parts of a colour in hexadecimal."""
    plain = colour.removeprefix("#")
    plain = plain if len(plain) == 6 else "".join(2 * part for part in plain)
    red, green, blue = (int(plain[k : k + 2], 16) for k in (0, 2, 4))
    return red, green, blue


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG 2 has it."""
    parts = (part / 255 for part in rgb(colour))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2 has it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
