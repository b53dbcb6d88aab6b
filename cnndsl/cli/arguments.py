"""The commands' options, as argparse has them. docs/commands.md is generated from this."""

import argparse
from typing import Any, NoReturn

from cnndsl import __version__

SPEC_HELP = "a file, `-` for standard input, a bundled network's name, or a spec's text"
WITH_SPECS = ("check", "build", "verify", "weights", "report", "compare")
TABLE_FORMATS = ("terminal", "plain", "json", "csv", "markdown", "html")
FORMATS = ("full", "concise", "json", "github", "sarif")


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


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = _Parser(
        prog="cnndsl",
        description="Checks convolutional networks in the notation of the lecture; compiles them to PyTorch.",
    )
    top.add_argument("--version", action="version", version=f"cnndsl {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

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

    weights = commands.add_parser(
        "weights",
        help="a checkpoint made elsewhere, fitted to the network by name, order and shape",
    )
    _weights_options(weights)

    report = commands.add_parser(
        "report", help="the full account: parameters, work, memory, views; on a device, its time"
    )
    _report_options(report)

    compare = commands.add_parser("compare", help="several networks side by side")
    compare.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    _tables(compare)
    _common(compare)

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
    return top


def _common(parser: argparse.ArgumentParser) -> None:
    if parser.prog.split()[-1] in WITH_SPECS:
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
        "--inference",
        action="store_true",
        help="batch norms in the layers before them, no dropout, no aux heads; weights come from training",
    )
    parser.add_argument(
        "--zero-last-norm",
        action="store_true",
        help="let each residual block start as its shortcut: its last norm starts at 0",
    )
    parser.add_argument(
        "--class", dest="class_name", metavar="NAME", type=_class_name, help="the class's name"
    )
    _common(parser)


def _weights_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a .pt, .pth or .safetensors file")
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=_safetensors,
        help="the .safetensors file to write; without it, only the report",
    )
    parser.add_argument(
        "--map", metavar="FILE", help="lines `OURS = THEIRS`, for what does not fit by itself"
    )
    parser.add_argument("--save-map", metavar="FILE", help="write the map found, or a draft of one")
    parser.add_argument("--key", help="where in the checkpoint the tensors lie, as in `model`")
    parser.add_argument(
        "--in-order",
        action="store_true",
        help="the checkpoint's order is the data's, whatever the names",
    )
    parser.add_argument(
        "--dtype", choices=("float32", "float16", "bfloat16"), help="convert to another type"
    )
    parser.add_argument("--seed", type=int, default=0, help="for fresh values (0)")
    parser.add_argument("--pairs", action="store_true", help="report every tensor")
    _common(parser)


def _report_options(parser: argparse.ArgumentParser) -> None:
    from cnndsl.analyse.devices import DEVICES
    from cnndsl.analyse.training import OPTIMIZERS

    parser.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    _tables(parser)
    parser.add_argument(
        "--dtype",
        choices=("float32", "float16", "bfloat16"),
        default="float32",
        help="the type of weights and values, for bytes and times (float32)",
    )
    parser.add_argument(
        "--batch", type=_count, default=1, metavar="N", help="images, for bytes and times (1)"
    )
    parser.add_argument(
        "--optimizer",
        choices=tuple(OPTIMIZERS),
        default="adam",
        metavar="NAME",
        help=f"for the memory of training: {', '.join(OPTIMIZERS)} (adam)",
    )
    parser.add_argument(
        "--device",
        choices=tuple(DEVICES),
        metavar="NAME",
        help=f"the least time of each layer on {', '.join(DEVICES)}",
    )
    parser.add_argument(
        "--measure", action="store_true", help="also time each layer on this machine, in PyTorch"
    )
    parser.add_argument(
        "--max",
        type=_limit,
        action="append",
        default=[],
        metavar="FIGURE=VALUE",
        help="a limit on a total, as params=5M; exit 1 where it does not hold",
    )
    _common(parser)


def _tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=TABLE_FORMATS, default="terminal", help="how to show it (terminal)"
    )
    parser.add_argument("-o", metavar="FILE", dest="output", help="the file to write")
    parser.add_argument(
        "--depth", type=_count, default=1, metavar="N", help="unfold parts N deep (1)"
    )
    parser.add_argument("--all", action="store_true", help="unfold down to every layer")


def _count(words: str) -> int:
    if not (words.isascii() and words.isdigit() and int(words) > 0):
        raise argparse.ArgumentTypeError(f"`{words}` is no count; write a number from 1")
    return int(words)


def _limit(words: str) -> tuple[str, float]:
    """`params=5M`: K, M, G and T are thousands, Ki, Mi, Gi and Ti powers of 1024."""
    import re
    from fractions import Fraction

    found = re.fullmatch(r"([a-z_]+)=(\d[\d_]*(?:\.\d+)?(?:e-?\d{1,2})?)([kKMGT]?)(i?)B?", words)
    if not found or (found[4] and not found[3]):
        raise argparse.ArgumentTypeError(f"`{words}` is not FIGURE=VALUE, as params=5M")
    base = 1024 if found[4] else 1000
    value = Fraction(found[2].replace("_", "")) * base ** (
        1 + "KMGT".index(found[3].upper()) if found[3] else 0
    )
    return found[1], int(value) if value.denominator == 1 else float(value)


def _safetensors(words: str) -> str:
    if not words.endswith(".safetensors"):
        raise argparse.ArgumentTypeError(
            f"`{words}` does not end in .safetensors, which it will be"
        )
    return words


def _device(words: str) -> str:
    kind, colon, number = words.partition(":")
    if words in ("cpu", "cuda", "mps", "auto") or (kind == "cuda" and colon and number.isdigit()):
        return words
    raise argparse.ArgumentTypeError(f"`{words}` is no device; one of cpu, cuda, cuda:N, mps, auto")


def _class_name(words: str) -> str:
    from cnndsl.checking.name_problems import why_not_network

    why = why_not_network(words)
    if why:
        raise argparse.ArgumentTypeError(f"`{words}` cannot be a class's name: {why}")
    return words
