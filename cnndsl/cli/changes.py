"""A text that a command has changed: shown as a difference, printed, or as the bytes of its file."""

import codecs
import os
from collections.abc import Iterator
from typing import TextIO

from cnndsl.show.styled_text import on_terminal, visible
from cnndsl.text import LINE_END


def as_bytes(text: str, *, instead_of: bytes) -> bytes:
    """A file's new bytes, with the byte-order mark that it had."""
    mark = codecs.BOM_UTF8 if instead_of.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()


def difference(name: str, before: str, after: str) -> Iterator[str]:
    """What is another in a file, as a unified diff that `patch` takes."""
    from difflib import unified_diff

    shown = _name_in_a_patch(name)
    for line in unified_diff(_lines(before), _lines(after), shown, shown):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _name_in_a_patch(name: str) -> str:
    """A file's name as `patch` and git read it: one with blanks ends in a tab, one with odd bytes is quoted."""
    if name.isprintable() and name.isascii() and not set(name) & set('"\\'):
        return name + "\t" * (" " in name)
    written = (
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\{byte:03o}"
        for byte in os.fsencode(name)
    )
    return f'"{"".join(written)}"'


def _lines(content: str) -> list[str]:
    """Lines as a patch has them; where a carriage return alone ends them, they are shown as if it were a newline."""
    if "\n" not in content:
        content = LINE_END.sub("\n", content)
    return [f"{line}\n" for line in content.split("\n")[:-1]] + [
        line for line in content.split("\n")[-1:] if line
    ]


def write_exactly(stream: TextIO, content: str) -> None:
    """Text to the byte as it is; on a terminal without what that would take for a command."""
    if on_terminal(stream):
        lines = LINE_END.split(content)
        stream.write("\n".join(map(visible, lines)))
        return
    stream.flush()
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(content)
    else:
        raw.write(content.encode())
        raw.flush()
