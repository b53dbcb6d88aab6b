"""The commands' options, as argparse has them; docs/cli.md names each."""

import argparse
import os
from collections.abc import Sequence
from typing import NoReturn

from cnndsl import __version__
from cnndsl.cli import values
from cnndsl.gates.words import DTYPES
from cnndsl.show.lines import visible

SPEC_HELP = "a file, `-` for standard input, a bundled network's name, or a spec's text"
WITH_SPECS = ("check", "build", "verify", "weights", "report", "compare")
TABLE_FORMATS = ("terminal", "plain", "json", "csv", "markdown", "html")
FORMATS = ("full", "concise", "json", "github", "sarif")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"cnndsl: {visible(message)} (`{self.prog} --help` shows the usage)\n")


class _Formatter(argparse.HelpFormatter):
    """Help of the terminal's width, found without the modules that argparse takes for it."""

    def __init__(self, prog: str) -> None:
        stated = os.environ.get("COLUMNS", "")
        try:
            columns = int(stated) if stated.isdigit() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """All commands, and the options of those that the arguments may name."""
    top = _Parser(
        prog="cnndsl",
        formatter_class=_Formatter,
        description="Checks convolutional networks in the notation of the lecture; compiles them to PyTorch.",
    )
    top.add_argument("--version", action="version", version=f"cnndsl {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    for name, (about, options) in COMMANDS.items():
        command = commands.add_parser(name, help=about, formatter_class=_Formatter)
        if name in arguments:
            options(command)
            _common(command)
    return top


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument("--format", choices=FORMATS, default="full", help="how to say it (full)")
    parser.add_argument(
        "--fix", action="store_true", help="mend what can be nothing else, and check what is left"
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what --fix would change, and change nothing"
    )


def _building_options(parser: argparse.ArgumentParser) -> None:
    _build_options(parser)
    parser.add_argument(
        "-o", metavar="FILE", dest="output", help="the file to write; without it, standard output"
    )
    parser.add_argument("--verify", action="store_true", help="also run it in PyTorch and compare")


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    _tables(parser)


def _layers_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="one layer, by name or code")


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="a code, as in `shape-unread`")


def _common(parser: argparse.ArgumentParser) -> None:
    if parser.prog.split()[-1] in WITH_SPECS:
        parser.add_argument(
            "--input", type=values.shape, metavar="SHAPE", help="another input, as 3x227x227"
        )
        parser.add_argument(
            "--set",
            type=values.constant,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="another value of a constant",
        )
        parser.add_argument(
            "--limit",
            type=values.limit,
            action="append",
            default=[],
            metavar="NAME=NUMBER",
            help="another bound on the work, as layers=1M",
        )
        parser.add_argument(
            "--use-below",
            type=values.folder,
            action="append",
            default=[],
            metavar="FOLDER",
            help="a folder from which `use` may take files, beside the spec's own",
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
        "--device", type=values.device, help="the module's default: cpu, cuda, cuda:N, mps or auto"
    )
    parser.add_argument("--dtype", type=values.dtype, choices=DTYPES, help="the module's default")
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
        "--class",
        dest="class_name",
        metavar="NAME",
        type=values.class_name,
        help="the class's name",
    )


def _weights_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a .pt, .pth or .safetensors file")
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=values.safetensors,
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
        "--dtype", type=values.dtype, choices=DTYPES, help="convert to another type"
    )
    parser.add_argument("--seed", type=values.seed, default=0, help="for fresh values (0)")
    parser.add_argument("--pairs", action="store_true", help="report every tensor")


def _report_options(parser: argparse.ArgumentParser) -> None:
    from cnndsl.analyse.devices import DEVICES
    from cnndsl.analyse.training import OPTIMIZERS

    parser.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)
    _tables(parser)
    parser.add_argument(
        "--dtype",
        type=values.dtype,
        choices=DTYPES,
        default="float32",
        help="the type of weights and values, for bytes and times (float32)",
    )
    parser.add_argument(
        "--batch", type=values.count, default=1, metavar="N", help="images, for bytes and times (1)"
    )
    parser.add_argument(
        "--optimizer",
        type=values.one_of("optimizer", OPTIMIZERS),
        default="adam",
        metavar="NAME",
        help=f"for the memory of training: {', '.join(OPTIMIZERS)} (adam)",
    )
    parser.add_argument(
        "--device",
        type=values.one_of("device", DEVICES),
        metavar="NAME",
        help=f"the least time of each layer on {', '.join(DEVICES)}",
    )
    parser.add_argument(
        "--measure", action="store_true", help="also time each layer on this machine, in PyTorch"
    )
    parser.add_argument(
        "--max",
        type=values.amount,
        action="append",
        default=[],
        metavar="FIGURE=VALUE",
        help="a limit on a total, as params=5M; exit 1 where it does not hold",
    )


def _tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=TABLE_FORMATS, help="how to show it (as FILE's ending says; terminal)"
    )
    parser.add_argument("-o", metavar="FILE", dest="output", help="the file to write")
    parser.add_argument("--depth", type=values.count, metavar="N", help="unfold parts N deep")
    parser.add_argument("--all", action="store_true", help="unfold down to every layer")


COMMANDS = {
    "check": ("problems, then the table of layers with totals", _check_options),
    "build": ("a Python file with one readable PyTorch module", _building_options),
    "verify": ("builds it in PyTorch and compares shapes, parameters and MACs", _build_options),
    "report": (
        "the full account: parameters, work, memory, views; time on a device",
        _report_options,
    ),
    "compare": ("several networks side by side", _compare_options),
    "weights": (
        "a checkpoint made elsewhere, fitted to the network by name, order and shape",
        _weights_options,
    ),
    "layers": ("the vocabulary: codes, arguments, defaults, an example", _layers_options),
    "explain": (
        "a diagnostic in full: what it means, why, a bad and a good example",
        _explain_options,
    ),
}
"""What each command is for, and the options that are its own."""
