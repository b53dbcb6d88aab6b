"""`cnndsl report` and `cnndsl compare`: figures in the format that is asked for."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cnndsl.analyse.budget import Limit, Verdict, verdicts
from cnndsl.analyse.report import NoRate, Report, Settings, report
from cnndsl.cli.files import Failure, as_json, for_pytorch, keep_apart, write_whole, wrote
from cnndsl.resources import kind_of_file
from cnndsl.show.budget import line
from cnndsl.show.styled_text import Line, plain, width_of, write
from cnndsl.spelling import closest
from cnndsl.validation.option_text import Refused

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.show.tables import Table

Say = Callable[["Result", Any], None]
"""Writes a spec's problems to a stream."""


def run_report(results: list["Result"], arguments: argparse.Namespace, kind: str, say: Say) -> int:
    """Every network's account; 1 where a spec has mistakes or a limit does not hold."""
    reports = [_report(result, arguments) for result in results]
    limits = [limit_on(figure, most, reports[0]) for figure, most in arguments.max]
    held = [verdicts(each, limits) for each in reports]
    _say(results, arguments, kind, say)
    if _may_write(results, arguments):
        _write_reports(reports, held, arguments, kind)
    holds = all(each.holds for verdict in held for each in verdict)
    return 0 if _sound(results) and holds else 1


def _write_reports(
    reports: list[Report], held: list[list[Verdict]], arguments: argparse.Namespace, kind: str
) -> None:
    if kind == "json":
        documents = [_document(*each) for each in zip(reports, held, strict=True)]
        _put(as_json(documents[0] if len(documents) == 1 else documents), arguments)
    elif kind == "csv":
        from cnndsl.show.as_csv import as_csv

        _put(as_csv(reports), arguments)
        write([line for each in held for line in _said(each)], stream=sys.stderr)
    elif arguments.quiet and kind == "terminal" and not arguments.output:
        write([line(each) for verdict in held for each in verdict if not each.holds])
    else:
        from cnndsl.show.report import table

        depth = None if arguments.all else arguments.depth or 1
        shown = [each for each in zip(reports, held, strict=True) if each[0].rows]
        tables = [table(found, depth, arguments.unshared) for found, _ in shown]
        pictures: list[str] = []
        if kind == "html":
            from cnndsl.draw.on_page import linked

            pictures, tables = linked([found.result for found, _ in shown], tables)
        put_tables(tables, arguments, kind, [_said(verdict) for _, verdict in shown], pictures)


def run_compare(results: list["Result"], arguments: argparse.Namespace, kind: str, say: Say) -> int:
    """Networks side by side; 1 where a spec has mistakes."""
    from cnndsl.show import compare

    reports = [report(result) for result in results]
    brief = len(reports) == 2 and arguments.depth is None and not arguments.all
    depth = None if arguments.all or brief else arguments.depth or 1
    _say(results, arguments, kind, say)
    if not _may_write(results, arguments):
        return 1
    if kind == "json":
        _put(as_json(compare.document(reports)), arguments)
    elif kind == "csv":
        from cnndsl.show.as_csv import as_csv

        _put(as_csv(reports), arguments)
    elif not (arguments.quiet and kind == "terminal" and not arguments.output):
        tables = [compare.totals(reports), compare.layers(reports, depth, brief)]
        pictures: list[str] = []
        if kind == "html":
            from cnndsl.draw.on_page import in_notebook

            pictures = [in_notebook(tuple(results))]
        put_tables(tables, arguments, kind, [[] for _ in tables], pictures)
    return 0 if _sound(results) else 1


ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
}


def format_of(arguments: argparse.Namespace) -> str:
    """The format that is asked for, or that of the file's ending, which must not be that of something else."""
    keep_apart({"-o": arguments.output}, [("spec", spec) for spec in arguments.specs])
    output, stated = arguments.output or "", str(arguments.format or "")
    ending = os.path.splitext(output)[1].lower()
    other = kind_of_file(output)
    if stated:
        if other and ENDINGS.get(ending, "") != stated:
            raise Failure(f"-o {output}: would be {other}, and --format says {stated}")
        return stated
    if ending and ending not in ENDINGS:
        why = f"would be {other}" if other else "its ending does not say what to write"
        raise Failure(f"-o {output}: {why}; what is written is {', '.join(ENDINGS)}")
    return ENDINGS.get(ending, "terminal")


def _say(results: list["Result"], arguments: argparse.Namespace, format: str, say: Say) -> None:
    """The problems: on standard output, unless the document stands there."""
    in_words = format in ("terminal", "plain") and not arguments.output
    for result in () if format == "json" else results:
        say(result, None if in_words else sys.stderr)


def _sound(results: list["Result"]) -> bool:
    return all(result.network.ok for result in results)


def _may_write(results: list["Result"], arguments: argparse.Namespace) -> bool:
    """A file is replaced only by a good one."""
    if _sound(results) or not arguments.output or arguments.output == "-":
        return True
    print(f"cnndsl: {arguments.output}: not written, as there are mistakes", file=sys.stderr)
    return False


def _report(result: "Result", arguments: argparse.Namespace) -> Report:
    settings = Settings(
        arguments.dtype, arguments.batch, arguments.optimizer, arguments.device or ""
    )
    try:
        found = report(result, settings)
    except NoRate as problem:
        raise Failure(f"--device {problem}") from None
    if not arguments.measure or not result.network.ok:
        return found
    for_pytorch()
    try:
        from cnndsl.measuring import measured
    except ModuleNotFoundError as missing:
        raise Failure(f"measuring needs PyTorch: pip install 'cnndsl[torch]' ({missing})") from None
    try:
        return measured(found)
    except Refused as refusal:
        raise Failure(f"--measure: {refusal}") from None


def limit_on(figure: str, most: float, found: Report) -> Limit:
    known = found.totals
    if figure in known:
        return Limit(figure, most)
    needed = {"seconds": "--device, as in `--device h200`", "measured_seconds": "--measure"}
    if figure in needed:
        raise Failure(f"--max {figure}: needs {needed[figure]}")
    near = closest(figure, known)
    hint = f"did you mean `{near}`?" if near else f"the figures are {', '.join(known)}"
    raise Failure(f"--max {figure}: no figure is called that; {hint}")


def _said(held: list[Verdict]) -> list[Line]:
    return [line(each) for each in held]


def _document(found: Report, held: list[Verdict]) -> dict[str, Any]:
    from cnndsl.show.as_json import report_document
    from cnndsl.show.budget import as_json as verdict_json

    document = report_document(found)
    return {**document, "budget": [verdict_json(each) for each in held]} if held else document


def put_tables(
    tables: list["Table"],
    arguments: argparse.Namespace,
    format: str,
    below: list[list[Line]],
    pictures: Sequence[str] = (),
) -> None:
    """Tables in the format that is asked for, with what stands below each in words."""
    from cnndsl.show import tables as shown

    if format in ("markdown", "html"):
        said = [tuple(plain([line]).strip() for line in more) for more in below]
        tables = [
            table._replace(notes=(*table.notes, *more))
            for table, more in zip(tables, said, strict=True)
        ]
        markdown = format == "markdown"
        text = shown.as_markdown(tables) if markdown else shown.as_page(tables, pictures)
        _put(text, arguments)
        return
    on_terminal = format == "terminal" and not arguments.output
    width = width_of(sys.stdout) if on_terminal else None
    lines: list[Line] = []
    for number, (table, more) in enumerate(zip(tables, below, strict=True)):
        lines += [*([[]] if number else []), *shown.lines(table, width), *more]
    if arguments.output:
        _put(plain(lines), arguments)
    else:
        write(lines, color=not arguments.no_color, styled=on_terminal)


def _put(text: str, arguments: argparse.Namespace) -> None:
    if not arguments.output or arguments.output == "-":
        sys.stdout.write(text)
        return
    write_whole(arguments.output, text)
    if not arguments.quiet:
        wrote(arguments.output)
