"""The commands: arguments in, exit status out. With the language server to come, the only place that
prints and reads files.

Exit status: 0 all well; 1 the spec has errors; 2 wrong usage, or something could not be read or written.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cnndsl import __version__

if TYPE_CHECKING:
    from cnndsl.compile import Options, Result

FORMATS = ("full", "concise", "json", "github", "sarif")


class Failure(Exception):
    """Wrong usage, or something that could not be read or written: one line, exit status 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"cnndsl: {message} (`{self.prog} --help` shows the usage)\n")


def _shape(words: str) -> tuple[int, ...]:
    pieces = words.replace("×", "x").split("x")
    if (
        not all(piece.isascii() and piece.isdigit() and int(piece) > 0 for piece in pieces)
        or len(pieces) > 4
    ):
        raise argparse.ArgumentTypeError(
            f"`{words}` is no shape; write channels first, as 3x224x224"
        )
    return tuple(map(int, pieces))


def _constant(words: str) -> tuple[str, Any]:
    name, equal, value = words.partition("=")
    try:
        from fractions import Fraction

        number = Fraction(value.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"`{words}` is not NAME=NUMBER") from None
    if not equal or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"`{words}` is not NAME=NUMBER")
    return name, int(number) if number.denominator == 1 else number


def _arguments() -> _Parser:
    parser = _Parser(
        prog="cnndsl",
        description="Checks convolutional networks in the notation of the lecture; compiles them to PyTorch.",
    )
    parser.add_argument("--version", action="version", version=f"cnndsl {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="problems, then the table of layers with totals")
    check.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    check.add_argument("--format", choices=FORMATS, default="full", help="how to say it (full)")
    _common(check)

    build = commands.add_parser("build", help="a Python file with one readable PyTorch module")
    _build_options(build)
    build.add_argument(
        "-o", metavar="FILE", dest="output", help="the file to write; without it, standard output"
    )
    build.add_argument("--verify", action="store_true", help="also run it in PyTorch and compare")

    verify = commands.add_parser(
        "verify", help="builds it in PyTorch and compares shapes, parameters and MACs"
    )
    _build_options(verify)

    layers = commands.add_parser(
        "layers", help="the vocabulary: codes, arguments, defaults, an example"
    )
    layers.add_argument("name", nargs="?", metavar="NAME", help="one layer, by name or code")
    _common(layers)

    explain = commands.add_parser(
        "explain", help="a diagnostic in full: what it means, why, a bad and a good example"
    )
    explain.add_argument("code", metavar="CODE", help="a code, as in `shape-unread`")
    _common(explain)
    return parser


SPEC_HELP = "a file, `-` for standard input, a bundled network's name, or a spec's text"


def _common(parser: argparse.ArgumentParser) -> None:
    if parser.prog.split()[-1] in ("check", "build", "verify"):
        parser.add_argument(
            "--input", type=_shape, metavar="SHAPE", help="another input, as 3x227x227"
        )
        parser.add_argument(
            "--set",
            type=_constant,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="another value of a constant",
        )
        parser.add_argument(
            "--strict", action="store_true", help="errors of warnings and of what had to be assumed"
        )
    parser.add_argument(
        "--layers", metavar="FILE.py", help="a Python file with layer kinds of your own"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="problems only")
    parser.add_argument("--no-color", action="store_true", help="no colour on a terminal")


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument(
        "--device", type=_device, help="the module's default: cpu, cuda, cuda:N, mps or auto"
    )
    parser.add_argument(
        "--dtype", choices=("float32", "float16", "bfloat16"), help="the module's default"
    )
    parser.add_argument("--logits", action="store_true", help="leave off the last softmax")
    parser.add_argument(
        "--class", dest="class_name", metavar="NAME", type=_class_name, help="the class's name"
    )
    _common(parser)


def _device(words: str) -> str:
    kind, colon, number = words.partition(":")
    if words in ("cpu", "cuda", "mps", "auto") or (kind == "cuda" and colon and number.isdigit()):
        return words
    raise argparse.ArgumentTypeError(f"`{words}` is no device; one of cpu, cuda, cuda:N, mps, auto")


def _class_name(words: str) -> str:
    from cnndsl.checking.name_problems import why_not

    why = why_not(words, label=False) or ("" if words.isidentifier() else "it is no Python name")
    if why:
        raise argparse.ArgumentTypeError(f"`{words}` cannot be a class's name: {why}")
    return words


def _options(arguments: argparse.Namespace) -> "Options":
    from cnndsl.compile import Options

    return Options(arguments.input, dict(arguments.set), arguments.strict)


def _compile(spec: str, arguments: argparse.Namespace) -> "Result":
    from cnndsl.compile import compile_text, load
    from cnndsl.text import Text

    options = _options(arguments)
    text = Text("<stdin>", _standard_input()) if spec == "-" else load(spec)
    result = compile_text(text, options)
    unknown = [name for name in options.constants if name not in result.constants]
    if unknown:
        known = ", ".join(result.constants) or "none"
        raise Failure(f"--set {unknown[0]}: {text.name} has no such constant (it has {known})")
    return result


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig")


def _user_layers(path: str | None) -> None:
    """Run a file that the user named, so that its layer kinds register."""
    import cnndsl.layers  # noqa: F401  (the built-in kinds come first)

    if path is None:
        return
    from importlib.util import module_from_spec, spec_from_file_location

    found = spec_from_file_location("cnndsl_user_layers", path)
    if not Path(path).is_file() or found is None or found.loader is None:
        raise Failure(f"--layers {path}: there is no such Python file")
    try:
        found.loader.exec_module(module_from_spec(found))
    except Exception as problem:
        raise Failure(f"--layers {path}: {type(problem).__name__}: {problem}") from problem


# The commands


def _check(arguments: argparse.Namespace) -> int:
    results = [_compile(spec, arguments) for spec in arguments.specs]
    if arguments.format == "json":
        from cnndsl.show.as_json import document

        documents = [document(result) for result in results]
        _print_json(documents[0] if len(documents) == 1 else documents)
    elif arguments.format == "sarif":
        from cnndsl.show.as_json import sarif

        _print_json(sarif(results, __version__))
    else:
        for number, result in enumerate(results):
            if number and arguments.format == "full":
                print()
            _say(result, arguments)
    return 0 if all(result.network.ok for result in results) else 1


def _say(result: "Result", arguments: argparse.Namespace) -> None:
    """One spec's problems and, in full, its table."""
    _problems(result, arguments.format, not arguments.no_color)
    if arguments.format == "full" and not arguments.quiet and result.rows:
        from cnndsl.show.table import write_table

        write_table(result, color=not arguments.no_color)


def _problems(result: "Result", format: str, color: bool, stream: Any = None) -> None:
    from cnndsl.show import problems
    from cnndsl.show.lines import Line, write

    text, found = result.network.text, result.network.diagnostics
    if format == "github":
        for each in found:
            print(problems.github(each, text))
        return
    lines: list[Line] = []
    for each in found:
        lines += (
            [problems.concise(each, text)] if format == "concise" else problems.full(each, text)
        )
    if format == "full" and found:
        lines += [[(problems.summary(found), "bold")]] if problems.summary(found) else []
        lines.append([])
    write(lines, color=color, stream=stream)


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, indent=1, ensure_ascii=False))


def _build(arguments: argparse.Namespace) -> int:
    from cnndsl.emit.pytorch import Build, source

    result = _compile(arguments.spec, arguments)
    color = not arguments.no_color
    if not result.network.ok:
        _problems(result, "full", color)
        return 1
    build = Build(arguments.device, arguments.dtype, arguments.class_name, arguments.logits)
    text = source(result, build)
    status = _verified(result, build, arguments, sys.stderr) if arguments.verify else 0
    if arguments.output is None:
        if not arguments.quiet:
            _problems(result, "full", color, sys.stderr)
        sys.stdout.write(text)
        return status
    if not arguments.quiet:
        _problems(result, "full", color)
    if status == 0:
        _write_whole(Path(arguments.output), text)
        if not arguments.quiet:
            sums = result.totals
            print(f"wrote {arguments.output}: {sums.params:,} parameters, {sums.macs:,} MACs")
    return status


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    from tempfile import NamedTemporaryFile

    if path.exists() and not path.is_file():
        raise Failure(f"{path}: not a file that can be replaced")
    made = NamedTemporaryFile(  # noqa: SIM115  (it is closed before it is moved)
        "w", encoding="utf-8", dir=path.parent, delete=False, newline="\n"
    )
    try:
        with made:
            made.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(made.name, mode)
        os.replace(made.name, path)
    except BaseException:
        Path(made.name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _verify(arguments: argparse.Namespace) -> int:
    from cnndsl.emit.pytorch import Build

    result = _compile(arguments.spec, arguments)
    if not arguments.quiet or not result.network.ok:
        _problems(result, "full", not arguments.no_color)
    if not result.network.ok:
        return 1
    build = Build(arguments.device, arguments.dtype, arguments.class_name, arguments.logits)
    return _verified(result, build, arguments, sys.stdout)


def _verified(result: "Result", build: Any, arguments: argparse.Namespace, stream: Any) -> int:
    try:
        from cnndsl.verification import verify
    except ModuleNotFoundError as missing:
        raise Failure(
            f"verifying needs PyTorch: pip install 'cnndsl[torch]' ({missing})"
        ) from missing
    from cnndsl.show.lines import write
    from cnndsl.show.verified import lines

    found = verify(result, build)
    write(lines(result, found), color=not arguments.no_color, stream=stream)
    return 0 if found.ok else 1


def _layers(arguments: argparse.Namespace) -> int:
    from cnndsl.diagnostics import closest
    from cnndsl.layers import CODES, KINDS
    from cnndsl.show.lines import write
    from cnndsl.show.vocabulary import list_kinds, show_kind

    if arguments.name is None:
        write(list_kinds(), color=not arguments.no_color)
        return 0
    kind = KINDS.get(arguments.name) or CODES.get(arguments.name)
    if kind is None:
        near = closest(arguments.name, [*KINDS, *CODES])
        raise Failure(
            f"no layer is called `{arguments.name}`" + (f"; did you mean `{near}`?" if near else "")
        )
    write(show_kind(kind), color=not arguments.no_color)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    import cnndsl.compile  # noqa: F401  (importing the stages fills the catalogue)
    from cnndsl.diagnostics import CATALOGUE, closest
    from cnndsl.show.lines import write
    from cnndsl.show.vocabulary import explanation

    if arguments.code not in CATALOGUE:
        near = closest(arguments.code, CATALOGUE)
        hint = (
            f"; did you mean `{near}`?" if near else f"; there are {', '.join(sorted(CATALOGUE))}"
        )
        raise Failure(f"no diagnostic has the code `{arguments.code}`{hint}")
    write(explanation(CATALOGUE[arguments.code]), color=not arguments.no_color)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "build": _build,
    "verify": _verify,
    "layers": _layers,
    "explain": _explain,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; what the user can cause ends in one line and a status."""
    arguments = _arguments().parse_args(argv)
    try:
        _user_layers(arguments.layers)
        status = COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Failure as failure:
        message = str(failure)
    except UnicodeDecodeError as problem:
        message = f"the spec is not UTF-8 text: {problem.reason} at byte {problem.start}"
    except OSError as problem:
        message = f"{problem.filename or 'output'}: {problem.strerror}"
    except Exception as problem:
        if type(problem).__name__ != "NotFound":
            raise
        message = str(problem)
    print(f"cnndsl: {message}", file=sys.stderr)
    return 2
