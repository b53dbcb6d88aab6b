"""The first lines of a written file: what wrote it, by which command, and whether it is still as it was written."""

import os
import re
from fractions import Fraction
from hashlib import sha256
from textwrap import wrap

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.sizes import show_shape
from cnndsl.version import __version__

WIDTH = 88
HARMLESS = re.compile(r"[\w.+-]+")
"""A file's name that can stand in a comment; another one could end it, and go on as code."""
CHECKSUM = re.compile(r"# checksum of what follows: ([0-9a-f]{16})\n")


def command(result: Result, build: Build) -> str:
    """The command that writes a module, with files by their names alone."""
    origin = os.path.basename(result.network.text.name)
    words = ["cnndsl build", origin if HARMLESS.fullmatch(origin) else "SPEC"]
    if result.resized:
        shapes = result.network.shapes.items()
        words += [f"--input {name}{'=' * bool(name)}{show_shape(shape)}" for name, shape in shapes]
    words += [f"--set {name}={_number(value)}" for name, value in result.given]
    options = {"device": build.device, "dtype": build.dtype, "class": build.class_name}
    words += [f"--{name} {value}" for name, value in options.items() if value]
    flags = ("logits", "zero_last_norm", "inference")
    words += [f"--{name.replace('_', '-')}" for name in flags if getattr(build, name)]
    return " ".join(words)


def _number(value: int | Fraction) -> str:
    return str(value if isinstance(value, int) else float(value))


def stamped(text: str, written_by: str) -> str:
    """A file's text below lines that say what wrote it."""
    said = wrap(
        f"Written by cnndsl {__version__}: {written_by}",
        WIDTH,
        initial_indent="# ",
        subsequent_indent="#     ",
        break_long_words=False,
    )
    return "\n".join([*said, f"# checksum of what follows: {_checksum(text)}", text])


def is_changed(text: str) -> bool:
    """Whether somebody has changed a file that was written so."""
    found = CHECKSUM.search(text[:2_000])
    return found is not None and found[1] != _checksum(text[found.end() :])


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
