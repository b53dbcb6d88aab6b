"""`cnndsl report` and `cnndsl compare`: figures in the format that is asked for."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cnndsl.analyse.budget import Limit, Verdict, verdicts
from cnndsl.analyse.report import NoRate, Report, Settings, report
from cnndsl.cli.files import Failure, write_whole
from cnndsl.diagnostics import closest
from cnndsl.show.lines import Line, plain, width_of, write

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.show.tables import Table

Say = Callable[["Result", Any], None]
"""Writes a spec's problems to a stream."""


def run_report(results: list["Result"], arguments: argparse.Namespace, say: Say) -> int:
    """Every network's account; 1 where a spec has mistakes or a limit does not hold."""
    reports = [_report(result, arguments) for result in results]
    limits = [_limit(figure, most, reports[0]) for figure, most in arguments.max]
    held = [verdicts(each, limits) for each in reports]
    in_words = arguments.format in ("terminal", "plain")
    for result in () if arguments.format == "json" else results:
        say(result, None if in_words and not arguments.output else sys.stderr)
    depth = None if arguments.all else arguments.depth or 1
    if arguments.format == "json":
        documents = [_document(*each) for each in zip(reports, held, strict=True)]
        _put(_as_json(documents), arguments)
    elif arguments.format == "csv":
        from cnndsl.show.as_csv import as_csv

        _put(as_csv(reports), arguments)
    else:
        from cnndsl.show.report import table

        tables = [table(each, depth) for each in reports if each.rows]
        put_tables(tables, arguments, [_said(each) for each in held])
    if arguments.format in ("csv", "markdown", "html"):
        write([line for each in held for line in _said(each)], stream=sys.stderr)
    sound = all(result.network.ok for result in results)
    return 0 if sound and all(each.holds for verdict in held for each in verdict) else 1


def run_compare(results: list["Result"], arguments: argparse.Namespace, say: Say) -> int:
    """Networks side by side; 1 where a spec has mistakes."""
    from cnndsl.show import compare

    reports = [report(result) for result in results]
    brief = len(reports) == 2 and arguments.depth is None and not arguments.all
    depth = None if arguments.all or brief else arguments.depth or 1
    for result in () if arguments.format == "json" else results:
        say(result, sys.stderr)
    if arguments.format == "json":
        _put(json.dumps(compare.document(reports), indent=1, ensure_ascii=False) + "\n", arguments)
    elif arguments.format == "csv":
        from cnndsl.show.as_csv import as_csv

        _put(as_csv(reports), arguments)
    else:
        put_tables([compare.totals(reports), compare.layers(reports, depth, brief)], arguments)
    return 0 if all(result.network.ok for result in results) else 1


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
    try:
        from cnndsl.measuring import measured
    except ModuleNotFoundError as missing:
        raise Failure(f"measuring needs PyTorch: pip install 'cnndsl[torch]' ({missing})") from None
    return measured(found)


def _limit(figure: str, most: float, found: Report) -> Limit:
    known = found.totals
    if figure in known:
        return Limit(figure, most)
    if figure == "seconds":
        raise Failure("--max seconds: needs --device, as in `--device h200`")
    near = closest(figure, known)
    hint = f"did you mean `{near}`?" if near else f"the figures are {', '.join(known)}"
    raise Failure(f"--max {figure}: no figure is called that; {hint}")


def _said(held: list[Verdict]) -> list[Line]:
    from cnndsl.show.budget import line

    return [line(each) for each in held]


def _document(found: Report, held: list[Verdict]) -> dict[str, Any]:
    from cnndsl.show.as_json import report_document
    from cnndsl.show.budget import as_json

    document = report_document(found)
    return {**document, "budget": [as_json(each) for each in held]} if held else document


def _as_json(documents: list[dict[str, Any]]) -> str:
    value = documents[0] if len(documents) == 1 else documents
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def put_tables(
    tables: list["Table"], arguments: argparse.Namespace, below: list[list[Line]] | None = None
) -> None:
    """Tables in the format that is asked for, with what stands below each in words."""
    from cnndsl.show import tables as shown

    if arguments.format == "markdown":
        _put("\n".join(map(shown.markdown, tables)), arguments)
    elif arguments.format == "html":
        title = ", ".join(table.title.partition(",")[0] for table in tables)
        _put(shown.page(title, "\n".join(map(shown.html, tables))), arguments)
    else:
        own = sys.stdout if arguments.format == "terminal" and not arguments.output else None
        width = width_of(own) if own else None
        lines: list[Line] = []
        for number, table in enumerate(tables):
            more = below[number] if below else []
            lines += [*([[]] if number else []), *shown.lines(table, width), *more]
        if arguments.output or arguments.format == "plain":
            _put(plain(lines), arguments)
        else:
            write(lines, color=not arguments.no_color)


def _put(text: str, arguments: argparse.Namespace) -> None:
    if not arguments.output or arguments.output == "-":
        sys.stdout.write(text)
        return
    write_whole(arguments.output, text)
    if not arguments.quiet:
        print(f"wrote {arguments.output}")
