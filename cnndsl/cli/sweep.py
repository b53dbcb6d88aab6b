"""`cnndsl sweep`: a family's networks as a table, in a file, as a plot, or in parts."""

import argparse
import sys
from typing import TYPE_CHECKING

from cnndsl.analyse.report import NoRate
from cnndsl.cli.files import Failure, complain, whole_file, write_whole, wrote
from cnndsl.cli.sweep_options import ask, is_folder, kind_of, look_up, wanted_by
from cnndsl.compile import Again
from cnndsl.sweep.asked import TooMany, asked
from cnndsl.sweep.formats import WRITERS, Columns
from cnndsl.sweep.parquet import NoParquet, TooLarge
from cnndsl.sweep.rows import Rows
from cnndsl.sweep.wanted import Wanted

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.compile import Options


def sweep(result: "Result", options: "Options", arguments: argparse.Namespace) -> int:
    """Answer what is asked of a family."""
    text = result.network.text
    if result.family is None:
        raise Failure(f"{text.name} is one network, and no family: `cnndsl report` has its figures")
    taken_in = tuple((each.path, each.content) for each in text.taken_in)
    again = Again(text.name, text.content, text.path, taken_in, options)
    wanted = wanted_by(arguments)
    try:
        rows = asked(again, wanted, _content(arguments.layers))
        look_up(rows, arguments)
        return _put(result.network.name, again, wanted, rows, arguments)
    except NoRate as problem:
        raise Failure(f"--device {problem}") from None
    except (TooMany, NoParquet, TooLarge) as problem:
        raise Failure(str(problem)) from None


def _content(layers: str | None) -> str:
    """What a file of layer kinds says."""
    if layers is None:
        return ""
    with open(layers, encoding="utf-8") as file:
        return file.read()


def _put(name: str, again: Again, wanted: Wanted, rows: Rows, arguments: argparse.Namespace) -> int:
    kind = kind_of(arguments)
    if kind == "svg":
        from cnndsl.cli.sweep_plot import plot

        write_whole(arguments.output, plot(name, again, wanted))
    elif kind == "table":
        _show(name, rows, wanted, arguments)
        return 0
    else:
        ask(rows, arguments)
        if is_folder(arguments):
            from cnndsl.cli.sweep_parts import in_parts

            return in_parts(rows, kind, arguments)
        _write(rows, kind, arguments.output)
    if arguments.output not in (None, "-") and not arguments.quiet:
        wrote(arguments.output)
    return 0


def _write(rows: Rows, kind: str, output: str | None) -> None:
    """All rows, into a file that appears when it is whole, or on standard output."""
    columns = Columns(rows.columns, rows.kinds)
    if output in (None, "-"):
        sys.stdout.flush()
        WRITERS[kind](sys.stdout.buffer, columns, rows.rows(0, rows.count))
        return
    with whole_file(output) as file:
        WRITERS[kind](file, columns, rows.rows(0, rows.count))


def _show(name: str, rows: Rows, wanted: Wanted, arguments: argparse.Namespace) -> None:
    from cnndsl.show.styled_text import width_of, write
    from cnndsl.show.tables import lines
    from cnndsl.sweep.shown import table

    figures = [each.removeprefix("-") for each in wanted.figures]
    figures += [each.figure for each in wanted.bounds]
    found = table(rows, f"{name}: {_title(wanted)}", figures)
    if not found.rows and not arguments.quiet:
        complain("no network is within the limits")
    write(lines(found, width_of(sys.stdout)), color=not arguments.no_color)


def _title(wanted: Wanted) -> str:
    by = ", ".join(wanted.figures)
    titles = {
        "front": f"the front by {by}",
        "rank": f"the {wanted.top:,} best by {by}",
        "sample": f"{wanted.draws:,} drawn with seed {wanted.seed}",
        "all": "all networks",
    }
    return titles[wanted.how] + " within the limits" * bool(wanted.bounds)
