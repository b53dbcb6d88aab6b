"""`cnndsl networks` and `cnndsl show`: what comes along, and its text."""

import argparse
import os
import sys

from cnndsl.bundled_networks import BundledNetwork, entries, in_one_piece
from cnndsl.cli.files import Failure, as_json, write_whole, wrote
from cnndsl.resources import bundled_name
from cnndsl.show.styled_text import visible


def networks(arguments: argparse.Namespace) -> int:
    """A line for each network that has all the words; under `-q` its name alone."""
    found = [each for each in entries() if all(_has(each, word) for word in arguments.words)]
    if not found:
        words = " and ".join(f"`{word}`" for word in arguments.words)
        raise Failure(f"no network that comes along has {words}; `cnndsl networks` lists all")
    if arguments.quiet and arguments.format != "json":
        print("\n".join(each.name for each in found))
        return 0
    from cnndsl.cli.report import put_tables
    from cnndsl.compile import compile_text, load
    from cnndsl.show import bundled_networks as shown

    results = [compile_text(load(each.name)) for each in found]
    if arguments.format == "json":
        sys.stdout.write(as_json(shown.document(found, results)))
    else:
        put_tables([shown.table(found, results)], arguments, arguments.format, [[]])
    return 0


def _has(entry: BundledNetwork, word: str) -> bool:
    said = " ".join(str(each) for each in entry if each is not None)
    return word.casefold() in said.casefold()


def show(arguments: argparse.Namespace) -> int:
    """A network's text in one piece, on standard output or in a new file."""
    name = bundled_name(arguments.name)
    if name is None:
        raise Failure(_no_network(arguments.name))
    text, output = in_one_piece(name), arguments.output
    if output in (None, "-"):
        sys.stdout.write(text)
        return 0
    if os.path.lexists(output):
        raise Failure(f"-o {output}: is there already; name a new file, or remove it first")
    write_whole(output, text)
    if not arguments.quiet:
        wrote(output)
    return 0


def _no_network(name: str) -> str:
    from cnndsl.compile import bundled_meant

    near = bundled_meant(name)
    hint = f"did you mean `{near}`?" if near else "`cnndsl networks` lists those that do"
    return f"no network that comes along is called `{visible(name)}`; {hint}"
