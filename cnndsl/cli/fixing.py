"""`cnndsl check --fix` and `--diff`: what fixing.py makes of each spec, written back, printed or shown."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from cnndsl.analyse.figures import Result
from cnndsl.cli.changes import as_bytes, difference, write_exactly
from cnndsl.cli.files import Failure, read_back, write_whole
from cnndsl.compile import Options, is_file
from cnndsl.fixing import AppliedFix, FixedSpec, apply_safe_fixes
from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import bundled, bundled_name, comes_along, real
from cnndsl.show.styled_text import visible, write
from cnndsl.text import Text

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
            write_exactly(sys.stdout, "".join(difference(*change)))
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
        write_exactly(
            sys.stdout, after + "\n" * (text.name == "<text>" and not after.endswith("\n"))
        )
        return
    found = {path: read_back(path, change.before) for path, change in mended.changes.items()}
    for path, content in found.items():
        write_whole(path, as_bytes(mended.changes[path].after, instead_of=content))


def _said(done: AppliedFix) -> str:
    place = f"{visible(done.file)}:{done.place.line}:{done.place.column}"
    return f"{place}: {visible(done.finding.message)}: mended: {visible(done.fix.title)}"
