"""What commands read and write beside specs: standard input, whole files, a user's own layer kinds."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast

from cnndsl.resources import decoded, read, real
from cnndsl.show.styled_text import shows_unicode, visible
from cnndsl.unfinished_files import UNFINISHED, drop_unfinished

UNSEEN = "[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
"""What a terminal takes for a command or shows in another order, beside what JSON has escapes for."""
NO_TEXT = "[\ud800-\udfff]"
"""Bytes of a file's name that are no UTF-8, as Python has them; JSON's readers refuse them."""
NOT_ASCII = "[^\\x00-\\x7f]"


class Failure(Exception):
    """Wrong usage, or something that could not be read or written: one line, exit status 2."""


def complain(message: str) -> None:
    """Say what went wrong in one line, if anybody listens."""
    with suppress(OSError):
        print(f"cnndsl: {visible(message)}", file=sys.stderr, flush=True)


def for_pytorch() -> None:
    """Refuse to start PyTorch in a folder that has been deleted: it ends the process without a word of its own."""
    try:
        os.getcwd()
    except FileNotFoundError:
        raise Failure("the folder in which this runs has been deleted; PyTorch needs one") from None


def standard_input() -> str:
    if sys.stdin is None:
        raise Failure("standard input is closed")
    return decoded(read(sys.stdin.buffer))


def user_layers(path: str | None) -> None:
    """Run a file that the user named, so that its layer kinds register."""
    import cnndsl.layers  # noqa: F401  (the built-in kinds come first)

    if path is None:
        return
    from importlib.util import module_from_spec, spec_from_file_location

    found = spec_from_file_location("cnndsluser_layers", path)
    if not os.path.isfile(path) or found is None or found.loader is None:
        raise Failure(f"--layers {path}: there is no such Python file")
    module = sys.modules[found.name] = module_from_spec(found)
    try:
        found.loader.exec_module(module)
    except Exception as problem:
        raise Failure(f"--layers {path}: {type(problem).__name__}: {problem}") from problem


def as_json(value: Any) -> str:
    """JSON for standard output, a layer or a problem on each line; with escapes where it is not Unicode."""
    from json import JSONEncoder
    from json.encoder import encode_basestring_ascii

    text = _laid_out(value, JSONEncoder(ensure_ascii=False).encode) + "\n"
    if text.isascii():
        return text
    text = re.sub(NO_TEXT, "\N{REPLACEMENT CHARACTER}", text)
    escaped = UNSEEN if shows_unicode(sys.stdout) else NOT_ASCII
    return re.sub(escaped, lambda found: encode_basestring_ascii(found[0])[1:-1], text)


def _laid_out(value: Any, encode: Callable[[Any], str], depth: int = 0) -> str:
    """As json's own `indent` has it down to the rows of a list, which it would take its time for."""
    line = "\n" + " " * depth
    if isinstance(value, dict) and value and depth < 2:
        lines = [
            f"{encode(key)}: {_laid_out(each, encode, depth + 1)}" for key, each in value.items()
        ]
        return "{" + line + " " + f",{line} ".join(lines) + line + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lines = [encode(each) if depth else _laid_out(each, encode, 1) for each in value]
        return "[" + line + " " + f",{line} ".join(lines) + line + "]"
    return encode(value)


def keep_apart(outputs: dict[str, str | None], inputs: list[tuple[str, str]]) -> None:
    """Refuse to write over what is read, or two files in one place; outputs by their options."""
    taken: dict[str, str] = {}
    for option, path in outputs.items():
        if path in (None, "-"):
            continue
        for what, other in inputs:
            if os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other):
                raise Failure(f"{option} {path}: that is the {what} itself")
        if taken.setdefault(real(path), option) != option:
            raise Failure(f"{option} {path}: that is where {taken[real(path)]} is written")


def write_whole(path: str, content: str | bytes) -> None:
    """Write a file whole or not at all; where a link leads, if it is one."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A file that takes a path's place when all is written; where a link leads, if it is one."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise Failure(f"{path}: not a file that can be replaced")
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise Failure(f"{path}: may not be written")
    goes_to = real(path)
    if os.path.islink(goes_to):
        raise Failure(f"{path}: a link that leads to itself")
    try:
        with _replacing(goes_to) as file:
            yield file
    except OSError as problem:
        raise Failure(f"{path}: {problem.strerror}") from problem


def read_back(path: str, text: str) -> bytes:
    """A file's bytes as they are, for what is written in its place: it still has to hold that text, and to be a
    file that may be written.
    """
    if not os.path.isfile(path):
        raise Failure(f"{path}: not a file that can be mended; `-` takes standard input")
    if not os.access(path, os.W_OK):
        raise Failure(f"{path}: may not be written")
    with open(path, "rb") as file:
        content = read(file)
    if decoded(content) != text:
        raise Failure(f"{path}: was changed in the meantime")
    return content


def wrote(path: str, what: str = "") -> None:
    """Say that a file is written."""
    print(f"wrote {visible(path)}{what}")


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    from tempfile import NamedTemporaryFile

    made = NamedTemporaryFile(  # noqa: SIM115  (it is closed before it is moved)
        dir=os.path.dirname(path) or ".", delete=False
    )
    UNFINISHED.add(made.name)
    try:
        with made:
            yield cast(BinaryIO, made)
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(made.name, mode)
        os.replace(made.name, path)
    finally:
        drop_unfinished()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
