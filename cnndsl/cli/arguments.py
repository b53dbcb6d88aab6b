"""The command line read: what all commands share, and what is said of words that are none of it."""

import argparse
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from cnndsl import __version__
from cnndsl.cli import values
from cnndsl.cli.options import COMMANDS
from cnndsl.show.lines import visible

EXAMPLES = "examples:\n"


class _Parser(argparse.ArgumentParser):
    """Complains in one line, with what may have been meant."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"cnndsl: {visible(message)} (`{self.prog} --help` shows the usage)\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = list(action.choices)
            if action.dest == "command":
                raise argparse.ArgumentError(None, _no_command(value, choices))
            said = f"`{value}` is no choice; {_meant(value, choices)}"
            raise argparse.ArgumentError(action, said)


class _Formatter(argparse.HelpFormatter):
    """Help of the terminal's width, found without the modules that argparse takes for it."""

    def __init__(self, prog: str) -> None:
        stated = os.environ.get("COLUMNS", "")
        try:
            columns = int(stated) if stated.isdigit() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Examples stay in their lines."""
        return text if text.startswith(EXAMPLES) else super()._fill_text(text, width, indent)


def read(given: Sequence[str]) -> argparse.Namespace:
    """What the arguments say; wrong ones end the process with a line and status 2."""
    top, commands = parsers(given)
    found, unknown = top.parse_known_args(given)
    if unknown:
        command = commands[found.command]
        command.error(_unknown(unknown[0], command))
    return found


def parsers(
    arguments: Sequence[str],
) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The whole parser, and those of its commands, with the options of those that the arguments may name."""
    top = _Parser(
        prog="cnndsl",
        formatter_class=_Formatter,
        description="Checks convolutional networks in the notation of the lecture; compiles them to PyTorch.",
    )
    top.add_argument("--version", action="version", version=f"cnndsl {__version__}")
    _common(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made: dict[str, argparse.ArgumentParser] = {}
    for name, each in COMMANDS.items():
        made[name] = command = commands.add_parser(
            name, help=each.about, description=each.about, formatter_class=_Formatter
        )
        if name in arguments:
            command.epilog = EXAMPLES + "\n".join(f"  {example}" for example in each.examples)
            each.options(command)
            if each.takes_specs:
                _of_specs(command)
            _common(command, default=argparse.SUPPRESS)
    return top, made


def options_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """A parser's options and arguments, `--help` apart."""
    return [each for each in parser._actions if each.dest != "help"]


def _no_command(word: str, known: list[str]) -> str:
    """What is said of a word in the place of a command; a spec's name lacks one."""
    from cnndsl.compile import is_file
    from cnndsl.resources import bundled_name

    if is_file(word) or bundled_name(word):
        return f"`{word}` is a spec and no command; `cnndsl check {word}` checks it"
    return f"`{word}` is no command; {_meant(word, known)}"


def _unknown(word: str, command: argparse.ArgumentParser) -> str:
    """What is said of a word that a command does not take."""
    if not word.startswith("-"):
        return f"`{word}` is one argument too many"
    known = [name for each in options_of(command) for name in each.option_strings]
    option = word.partition("=")[0]
    return f"`{option}` is no option of `{command.prog}`; {_meant(option, known)}"


def _meant(word: str, known: list[str]) -> str:
    """The word that may have been meant, or all that there are."""
    from cnndsl.spelling import closest

    near = closest(word, known)
    return f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"


def _of_specs(parser: argparse.ArgumentParser) -> None:
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


def _common(parser: argparse.ArgumentParser, default: Any = None) -> None:
    """What may stand before the command or behind it."""
    parser.add_argument(
        "--layers",
        metavar="FILE.py",
        default=default,
        help="a Python file with layer kinds of your own",
    )
    for names, about in ((("-q", "--quiet"), "problems only"), (("--no-color",), "no colour")):
        parser.add_argument(*names, action="store_true", default=default or False, help=about)
