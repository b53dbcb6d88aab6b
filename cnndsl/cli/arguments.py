"""The commands' options, as argparse has them. docs/commands.md is generated from this."""

import argparse
from typing import Any, NoReturn

from cnndsl import __version__

SPEC_HELP = "a file, `-` for standard input, a bundled network's name, or a spec's text"
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
    if parser.prog.split()[-1] in ("check", "build", "verify", "weights"):
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
