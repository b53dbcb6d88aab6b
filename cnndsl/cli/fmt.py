"""`cnndsl fmt`: specs in the one layout, written back, printed, shown as a difference or only looked at."""

import argparse
import os
import sys
from typing import TextIO

from cnndsl.cli.changes import as_bytes, difference, write_exactly
from cnndsl.cli.files import Failure, complain, read_back, standard_input, write_whole
from cnndsl.cli.specs import load_spec
from cnndsl.compile import is_file
from cnndsl.formatting.layout import Formatted, formatted
from cnndsl.resources import NotFound, file_of_another_program
from cnndsl.show import problems
from cnndsl.show.styled_text import visible, write
from cnndsl.text import Text


def fmt(arguments: argparse.Namespace) -> int:
    """Format each file; one that cannot be read, or has syntax errors, is in no other's way."""
    statuses = [0]
    for file in arguments.specs:
        try:
            statuses.append(_format(file, arguments))
        except (Failure, NotFound) as failure:
            complain(str(failure))
            statuses.append(2)
    return max(statuses)


def _format(file: str, arguments: argparse.Namespace) -> int:
    text = _text(file, arguments)
    made = formatted(text)
    if made.errors:
        _say_errors(text, made, arguments, sys.stderr if file == "-" else sys.stdout)
        return 1
    changed = made.content != text.content
    if arguments.diff:
        write_exactly(sys.stdout, "".join(difference(text.name, text.content, made.content)))
    elif arguments.check:
        _say(f"{text.name}: would be formatted" if changed else "", arguments)
    elif file == "-":
        write_exactly(sys.stdout, made.content)
    elif changed:
        before = read_back(file, text.content)
        write_whole(file, as_bytes(made.content, instead_of=before))
        _say(f"{text.name}: formatted", arguments)
    return int(changed and arguments.check)


def _text(file: str, arguments: argparse.Namespace) -> Text:
    """A file's text; `-` has the name under which an editor has it."""
    if file == "-":
        return Text(arguments.stdin_filename or "<stdin>", standard_input())
    if os.path.isdir(file):
        raise Failure(f"{file}: a folder; name its files, as {os.path.join(file, '*.cnn')}")
    if not is_file(file) and not file_of_another_program(file):
        raise Failure(f"{file}: there is no such file")
    return load_spec(file)


def _say(line: str, arguments: argparse.Namespace) -> None:
    if line and not arguments.quiet:
        print(visible(line))


def _say_errors(text: Text, made: Formatted, arguments: argparse.Namespace, stream: TextIO) -> None:
    """The syntax errors of a text that is left as it is."""
    lines = [line for each in made.errors for line in problems.full(each, text)]
    left = [(f"{visible(text.name)}: not formatted, because of its syntax errors", "bold")]
    write([*lines, left], color=not arguments.no_color, stream=stream)
