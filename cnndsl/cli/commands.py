"""The commands: what each does with its arguments, and its exit status."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from cnndsl import __version__
from cnndsl.cli.files import Failure, as_json, complain, for_pytorch, keep_apart, write_whole, wrote
from cnndsl.cli.specs import compile_spec, know_names, load_spec, options, variants
from cnndsl.resources import NotFound

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.emit.build import Build
    from cnndsl.show.styled_text import Line


def _check(arguments: argparse.Namespace) -> int:
    if arguments.fix or arguments.diff:
        return _mend(arguments)
    results = []
    unread: list[str] = []
    for spec in arguments.specs:
        try:
            results.append(compile_spec(spec, arguments, takes_families=True))
        except (Failure, NotFound) as failure:
            unread.append(str(failure))
    if results:
        _show(results, arguments, sys.stdout)
    for message in unread:
        complain(message)
    return 2 if unread else 0 if all(result.network.ok for result in results) else 1


def _mend(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.fixing import Talk, fix, show_differences

    chosen = options(arguments)
    texts = (load_spec(spec) for spec in arguments.specs)
    if arguments.diff:
        return show_differences(texts, chosen, arguments)
    talk = Talk(
        lambda result: know_names(result, chosen),
        lambda results, stream: _show(results, arguments, stream),
    )
    return fix(texts, chosen, arguments, talk)


def _show(results: list["Result"], arguments: argparse.Namespace, stream: TextIO) -> None:
    """Problems and tables, or the document that is asked for."""
    if arguments.format == "json":
        from cnndsl.show.as_json import document

        documents = [document(result) for result in results]
        alone = len(arguments.specs) == 1
        stream.write(as_json(documents[0] if alone else documents))
    elif arguments.format == "sarif":
        from cnndsl.show.as_sarif import sarif

        stream.write(as_json(sarif(results, __version__)))
    else:
        for number, result in enumerate(results):
            if number and arguments.format == "full":
                print(file=stream)
            _say(result, arguments, stream)


def _report(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.report import format_of, run_report

    kind = format_of(arguments)
    results = [compile_spec(spec, arguments) for spec in arguments.specs]
    return run_report(results, arguments, kind, _say_problems(arguments))


def _compare(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.report import format_of, run_compare
    from cnndsl.validation.option_text import several

    kind = format_of(arguments)
    given = variants(arguments.set)
    results = [
        compile_spec(spec, arguments, constants) for spec in arguments.specs for constants in given
    ]
    several(len(results))
    return run_compare(results, arguments, kind, _say_problems(arguments))


def _say_problems(arguments: argparse.Namespace) -> Callable[["Result", Any], None]:
    """Writes errors and warnings; what was assumed is for `check` to say."""

    def say(result: "Result", stream: Any) -> None:
        _problems(_without_notes(result), "full", not arguments.no_color, stream)

    return say


def _say(result: "Result", arguments: argparse.Namespace, stream: TextIO) -> None:
    """One spec's problems and, in full, its table."""
    _problems(_quietly(result, arguments), arguments.format, not arguments.no_color, stream)
    if arguments.format == "full" and not arguments.quiet and (result.rows or result.family):
        from cnndsl.show.styled_text import width_of, write

        rows = _account(result, width_of(stream))
        write(rows, color=not arguments.no_color, stream=stream)


def _account(result: "Result", width: int | None) -> "list[Line]":
    """The table of layers, or what there is to say of a family."""
    if result.family is not None:
        from cnndsl.show.family import summary

        return summary(result, width)
    from cnndsl.show.layer_table import table
    from cnndsl.show.tables import lines

    return lines(table(result), width)


def _quietly(result: "Result", arguments: argparse.Namespace) -> "Result":
    """Without the notes, under `-q`."""
    return _without_notes(result) if arguments.quiet else result


def _without_notes(result: "Result") -> "Result":
    found = tuple(each for each in result.network.diagnostics if each.severity != "note")
    return result._replace(network=result.network._replace(diagnostics=found))


def _problems(result: "Result", format: str, color: bool, stream: Any = None) -> None:
    from cnndsl.show import problems
    from cnndsl.show.styled_text import Line, write

    text, found = result.network.text, result.network.diagnostics
    if format == "github":
        for each in found:
            print(problems.github(each, text), file=stream)
        return
    lines: list[Line] = []
    for each in found:
        lines += (
            [problems.concise(each, text)] if format == "concise" else problems.full(each, text)
        )
    if format == "full" and problems.summary(found):
        lines.append([(problems.summary(found), "bold")])
    if format == "full":
        lines += problems.mendable(found, text)
    if format == "full" and found:
        lines.append([])
    write(lines, color=color, stream=stream)


def _build_options(arguments: argparse.Namespace) -> "Build":
    """What the options settle of a build."""
    from cnndsl.emit.build import Build
    from cnndsl.validation.option_text import Refused

    try:
        return Build(
            arguments.device,
            arguments.dtype,
            arguments.class_name,
            arguments.logits,
            arguments.zero_last_norm,
            arguments.inference,
        )
    except Refused as refusal:
        raise Failure(f"--zero-last-norm: {refusal}") from None


def _build(arguments: argparse.Namespace) -> int:
    return _build_module(arguments) if arguments.to == "torch" else _build_graph(arguments)


def _written_to(arguments: argparse.Namespace, check: Callable[[str], str]) -> None:
    """Refuse a file that would be something else, by its ending, than what is written."""
    from cnndsl.validation.option_text import Refused

    try:
        check(arguments.output or "-")
    except Refused as refusal:
        usage = "(`cnndsl build --help` shows the usage)"
        raise Failure(f"argument -o: {refusal} {usage}") from None


def _build_graph(arguments: argparse.Namespace) -> int:
    """Write a network as a graph, which no option of a module changes."""
    from cnndsl.emit.graph import GRAPHS
    from cnndsl.validation.option_text import file_to_write

    for name in (
        "device",
        "dtype",
        "class_name",
        "logits",
        "inference",
        "zero_last_norm",
        "verify",
    ):
        if getattr(arguments, name):
            option = name.removesuffix("_name").replace("_", "-")
            raise Failure(f"--{option} is for a module, and --to {arguments.to} makes none")
    graph = GRAPHS[arguments.to]
    _written_to(
        arguments, lambda file: file_to_write(file, graph.ending, f"a graph for {graph.language}")
    )
    keep_apart({"-o": arguments.output}, [("spec", arguments.spec)])
    result = compile_spec(arguments.spec, arguments)
    printed = arguments.output in (None, "-")
    shown = _quietly(result, arguments) if result.network.ok else result
    _problems(shown, "full", not arguments.no_color, sys.stderr if printed else None)
    if not result.network.ok:
        return 1
    text = graph(result).text
    if printed:
        sys.stdout.write(text)
        return 0
    write_whole(arguments.output, text)
    if not arguments.quiet:
        wrote(arguments.output, "")
    return 0


def _build_module(arguments: argparse.Namespace) -> int:
    from cnndsl.emit.build import as_run
    from cnndsl.emit.pytorch import asked_for
    from cnndsl.validation.option_text import Refused, python_file

    _written_to(arguments, python_file)
    keep_apart({"-o": arguments.output}, [("spec", arguments.spec)])
    result = compile_spec(arguments.spec, arguments)
    color = not arguments.no_color
    printed = arguments.output in (None, "-")
    if not result.network.ok:
        _problems(result, "full", color, sys.stderr if printed else None)
        return 1
    build = _build_options(arguments)
    try:
        made = asked_for(result, build)
    except Refused as refusal:
        raise Failure(f"--zero-last-norm: {refusal}") from None
    status = _verified(result, build, arguments, sys.stderr) if arguments.verify else 0
    _problems(_quietly(result, arguments), "full", color, sys.stderr if printed else None)
    if printed:
        sys.stdout.write(made.text)
    elif status == 0:
        _not_changed(arguments)
        write_whole(arguments.output, made.text)
        if not arguments.quiet:
            sums = as_run(result, build).sums
            wrote(arguments.output, f": {sums.params:,} parameters, {sums.macs:,} MACs")
    if not arguments.quiet:
        for each in made.notes:
            print(f"note: {each}", file=sys.stderr if printed else None)
    return status


def _not_changed(arguments: argparse.Namespace) -> None:
    """Keep a file that somebody has changed since it was built."""
    from cnndsl.emit.stamp import is_changed

    file = arguments.output
    if os.path.isfile(file) and not arguments.force:
        with open(file, encoding="utf-8", errors="replace") as before:
            if is_changed(before.read()):
                raise Failure(f"{file}: changed since it was built; --force replaces it")


def _verify(arguments: argparse.Namespace) -> int:
    result = compile_spec(arguments.spec, arguments)
    _problems(_quietly(result, arguments), "full", not arguments.no_color)
    if not result.network.ok:
        return 1
    return _verified(result, _build_options(arguments), arguments, sys.stdout)


def _verified(result: "Result", build: Any, arguments: argparse.Namespace, stream: Any) -> int:
    for_pytorch()
    try:
        from cnndsl.verify.verification import verify
    except ModuleNotFoundError as missing:
        raise Failure(
            f"verifying needs PyTorch and NumPy: pip install 'cnndsl[torch]' ({missing})"
        ) from missing
    from cnndsl.emit.build import as_run
    from cnndsl.numbers.meanings import WrongMeaning
    from cnndsl.show.styled_text import write
    from cnndsl.show.verification import lines

    try:
        found = verify(result, build)
    except WrongMeaning as misfit:
        raise Failure(str(misfit)) from misfit
    if not (found.ok and arguments.quiet):
        write(lines(as_run(result, build), found), color=not arguments.no_color, stream=stream)
    return 0 if found.ok else 1


def _draw(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.draw import draw_to_file

    keep_apart(
        {"-o": arguments.output},
        [("spec", spec) for spec in arguments.specs]
        + [("file of titles", arguments.titles)] * bool(arguments.titles),
    )
    results = tuple(compile_spec(spec, arguments) for spec in arguments.specs)
    printed = arguments.output in (None, "-")
    for result in results:
        shown = _quietly(result, arguments) if result.network.ok else result
        _problems(shown, "full", not arguments.no_color, sys.stderr if printed else None)
    return draw_to_file(results, arguments)


def _expand(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.expand import expand

    keep_apart({"-o": arguments.output}, [("spec", arguments.spec)])
    chosen = options(arguments)
    result = compile_spec(arguments.spec, arguments)
    if not result.network.ok:
        printed = arguments.output in (None, "-")
        _problems(result, "full", not arguments.no_color, sys.stderr if printed else None)
        return 1
    return expand(result, chosen, arguments)


def _sweep(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.sweep import sweep
    from cnndsl.cli.sweep_options import refuse_what_is_senseless

    refuse_what_is_senseless(arguments)
    keep_apart({"-o": arguments.output}, [("spec", arguments.spec)])
    chosen = options(arguments)
    result = compile_spec(arguments.spec, arguments, takes_families=True)
    shown = _without_notes(result) if result.network.ok else result
    _problems(shown, "full", not arguments.no_color, sys.stderr)
    return sweep(result, chosen, arguments) if result.network.ok else 1


def _weights(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.weights import weights

    keep_apart(
        {"-o": arguments.output, "--save-map": arguments.save_map},
        [("spec", arguments.spec), ("checkpoint", arguments.checkpoint)],
    )
    result = compile_spec(arguments.spec, arguments)
    _problems(_quietly(result, arguments), "full", not arguments.no_color)
    return weights(result, arguments) if result.network.ok else 1


def _networks(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.bundled_networks import networks

    return networks(arguments)


def _show_network(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.bundled_networks import show

    return show(arguments)


def _layers(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.vocabulary import layers

    return layers(arguments)


def _explain(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.vocabulary import explain

    return explain(arguments)


def _fmt(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.fmt import fmt

    return fmt(arguments)


def _completion(arguments: argparse.Namespace) -> int:
    from cnndsl.cli.completion import completion

    return completion(arguments)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "build": _build,
    "verify": _verify,
    "draw": _draw,
    "expand": _expand,
    "sweep": _sweep,
    "weights": _weights,
    "report": _report,
    "compare": _compare,
    "fmt": _fmt,
    "networks": _networks,
    "show": _show_network,
    "layers": _layers,
    "explain": _explain,
    "completion": _completion,
}
