"""`cnndsl check --fix` and `--diff`: what fixing.py makes of each spec, written back, printed or shown."""

import argparse
import codecs
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from cnndsl.analyse.figures import Result
from cnndsl.cli.files import Failure, read_back, write_whole
from cnndsl.compile import Options, is_file
from cnndsl.fixing import AppliedFix, FileChange, FixedSpec, apply_safe_fixes
from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import bundled, bundled_name, comes_along, real
from cnndsl.show.styled_text import on_terminal, visible, write
from cnndsl.text import LINE_END, Text

UNNAMED = ("<stdin>", "<text>")
"""Specs that are no files: their mended text is printed."""


class Talk(NamedTuple):
    """What a check says: whether it knows the constants that are set, and its problems and tables."""

    know_names: Callable[[Result], None]
    show: Callable[[list[Result], TextIO], None]


def fix(texts: Iterable[Text], options: Options, arguments: argparse.Namespace, talk: Talk) -> int:
    """Mend each spec and say what was done, and what is left; a text is printed, and all else said beside it."""
    printed = _printed(arguments.specs)
    full = arguments.format == "full"
    stream = sys.stderr if printed else sys.stdout
    results = []
    for text in texts:
        mended = _mended(text, options)
        talk.know_names(mended.result)
        _put(text, mended)
        if not arguments.quiet:
            write(
                [[(_said(each), "")] for each in mended.done]
                or [[(f"{visible(text.name)}: nothing to mend", "")]],
                color=not arguments.no_color,
                stream=stream if full else sys.stderr,
            )
        if full:
            talk.show([mended.result], stream)
        results.append(mended.result)
    if not full:
        talk.show(results, stream)
    return 0 if all(result.network.ok for result in results) else 1


def show_differences(texts: Iterable[Text], options: Options, arguments: argparse.Namespace) -> int:
    """What `--fix` would change, as a unified diff; the status is that of the specs as they are."""
    from cnndsl.compile import compile_text

    if arguments.format != "full":
        raise Failure(f"--diff: a form of its own, which --format {arguments.format} is not")
    _printed(arguments.specs)
    sound = True
    for text in texts:
        sound &= compile_text(text, options).network.ok
        mended = _mended(text, options)
        for change in mended.changes.values():
            _write(sys.stdout, "".join(_difference(change)))
        if not mended.changes and not arguments.quiet:
            print(f"{visible(text.name)}: nothing to mend", file=sys.stderr)
    return 0 if sound else 1


def _printed(specs: list[str]) -> bool:
    """Whether a mended text goes to standard output, where one alone may stand."""
    for spec in specs:
        path = spec if is_file(spec) else bundled().get(bundled_name(spec) or "", "")
        if path and comes_along(path):
            name = os.path.basename(path)
            raise Failure(
                f"--fix: `{name}` comes along with cnndsl and stays as it is; mend a copy: "
                f"`cnndsl show {name.removesuffix('.cnn')} -o my_{name}`"
            )
    unnamed = [spec for spec in specs if spec == "-" or not is_file(spec)]
    if len(unnamed) > 1:
        raise Failure(
            "--fix: prints what it makes of standard input or of a text: give one of them at a time"
        )
    return bool(unnamed)


def _mended(text: Text, options: Options) -> FixedSpec:
    own = os.path.join(os.path.dirname(real(text.path)), "")

    def may_change(path: str) -> bool:
        """Whether a file that is taken in lies in the spec's own folder, or below."""
        return text.name not in UNNAMED and real(path).startswith(own)

    return apply_safe_fixes(text, options, may_change=may_change)


def _put(text: Text, mended: FixedSpec) -> None:
    """Write the files that are others now, each whole; or print the one text."""
    if text.name in UNNAMED:
        after = mended.result.network.text.content
        _write(sys.stdout, after + "\n" * (text.name == "<text>" and not after.endswith("\n")))
        return
    found = {path: read_back(path, change.before) for path, change in mended.changes.items()}
    for path, content in found.items():
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        write_whole(path, mark + mended.changes[path].after.encode())


def _said(done: AppliedFix) -> str:
    place = f"{visible(done.file)}:{done.place.line}:{done.place.column}"
    return f"{place}: {visible(done.finding.message)}: mended: {visible(done.fix.title)}"


def _difference(change: FileChange) -> Iterator[str]:
    from difflib import unified_diff

    before, after = (_lines(each) for each in (change.before, change.after))
    name = _name_in_a_patch(change.name)
    for line in unified_diff(before, after, name, name):
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


def _write(stream: TextIO, content: str) -> None:
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
