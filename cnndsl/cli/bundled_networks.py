"""`cnndsl networks` and `cnndsl show`: what comes along, and its text."""

import argparse
import os
import re
import sys
from typing import TYPE_CHECKING

from cnndsl.bundled_networks import BundledNetwork, about, entries, in_one_piece
from cnndsl.cli.files import Failure, as_json, write_whole, wrote
from cnndsl.resources import bundled_name
from cnndsl.show.styled_text import visible

if TYPE_CHECKING:
    from cnndsl.analyse.budget import Limit
    from cnndsl.analyse.figures import Result


def networks(arguments: argparse.Namespace) -> int:
    """A line for each network that is asked for, by field; under `-q` its name alone."""
    found = _with_words(arguments)
    if arguments.quiet and arguments.format != "json" and not arguments.max:
        print("\n".join(each.name for each in found))
        return 0
    from cnndsl.compile import compile_text, load
    from cnndsl.show import bundled_networks as shown

    limits = _limits(arguments, compile_text(load(found[0].name)))
    both = _within(limits, [(each, compile_text(load(each.name))) for each in found])
    if arguments.format == "json":
        sys.stdout.write(as_json(shown.document(both)))
    elif arguments.quiet:
        print("\n".join(entry.name for entry, _ in both))
    else:
        from cnndsl.cli.report import put_tables

        tables = shown.tables(both)
        put_tables(tables, arguments, arguments.format, [[] for _ in tables])
    return 0


def _with_words(arguments: argparse.Namespace) -> list[BundledNetwork]:
    """The networks of the field, of all where none is asked for, that have all the phrases, or else all their words."""
    field, phrases = arguments.field, arguments.words
    said = {each: about(each) for each in entries() if field in (None, each.field)}
    words = [word for phrase in phrases for word in phrase.split()]
    having = {
        each: [entry for entry, text in said.items() if _says(entry, text, each)]
        for each in (*phrases, *words)
    }
    for wanted in (phrases, words):
        if found := [each for each in said if all(each in having[word] for word in wanted)]:
            return found
    asked = " and ".join(f"`{visible(word)}`" for word in words)
    which = f"no network {f'for {field} ' if field else ''}that comes along has {asked}"
    raise Failure(f"{which}; {_nearest({word: having[word] for word in words if having[word]})}")


def _nearest(having: dict[str, list[BundledNetwork]]) -> str:
    """What the rarest of the words finds by itself."""
    if not having:
        return "`cnndsl networks` lists all"
    word, found = min(having.items(), key=lambda each: len(each[1]))
    names = [each.name for each in found[:8]] + ["..."] * (len(found) > 8)
    return f"`cnndsl networks {word}` lists {', '.join(names)}"


def _says(entry: BundledNetwork, text: str, phrase: str) -> bool:
    """Whether a phrase is in a network's name, or begins at a word of what is said of it.

    `spectrograms` finds `spectrogram`, too, and `face` no interface.
    """
    phrase = phrase.removesuffix("s") if len(phrase) > 3 else phrase
    begins = re.search(rf"(?<![^\W_]){re.escape(phrase)}", text, re.IGNORECASE)
    return bool(begins) or phrase.casefold() in entry.name.casefold()


def _limits(arguments: argparse.Namespace, first: "Result") -> "list[Limit]":
    """The limits of `--max`; a figure that a report of the first network has not is refused before all are checked."""
    if not arguments.max:
        return []
    from cnndsl.analyse.report import report
    from cnndsl.cli.report import limit_on

    found = report(first)
    return [limit_on(figure, most, found) for figure, most in arguments.max]


def _within(
    limits: "list[Limit]", found: list[tuple[BundledNetwork, "Result"]]
) -> list[tuple[BundledNetwork, "Result"]]:
    """Those within all limits."""
    within = [each for each in found if all(_holds(each[1], limit) for limit in limits)]
    if not within:
        asked = " and ".join(f"{each.figure} of at most {each.most:,}" for each in limits)
        count = f"{len(found)} network{'s' * (len(found) != 1)}"
        raise Failure(f"none of {count} has {asked}")
    return within


def _holds(result: "Result", limit: "Limit") -> bool:
    """Whether a total is within a limit: sums are there, what else a report says is worked out."""
    from cnndsl.analyse.figures import Sums
    from cnndsl.analyse.report import report

    known = limit.figure in Sums._fields
    value = (result.sums._asdict() if known else report(result).totals)[limit.figure]
    return bool(value <= limit.most)


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
