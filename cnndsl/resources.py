"""Where the grammars and the bundled networks lie: in a wheel beside this file, in a checkout one up.

Paths are plain strings here: pathlib would cost every start 3 ms.
"""

import os
from functools import cache

from cnndsl.limits import limits


class NotFound(Exception):
    """A spec that is no file, no bundled network and no text."""


@cache
def folder(name: str) -> str:
    package = os.path.dirname(__file__)
    inside = os.path.join(package, name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), name)


def bundled() -> dict[str, str]:
    """The networks that come along: their files by name."""
    place = folder("architectures")
    files = sorted(name for name in os.listdir(place) if name.endswith(".cnn"))
    return {name.removesuffix(".cnn"): os.path.join(place, name) for name in files}


def read_text(path: str) -> str:
    """A UTF-8 file's text, without a byte-order mark; of one that is too large, a little more than is allowed."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return file.read(limits().characters + 1)
