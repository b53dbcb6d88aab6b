"""The parser of the command line: options that all commands share, and what is said of words that are none."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from cnndsl import __version__
from cnndsl.cli import option_types
from cnndsl.cli.options import COMMANDS
from cnndsl.show.styled_text import visible

EXAMPLES = "examples:\n"


class _Parser(argparse.ArgumentParser):
    """Complains in one line, with what may have been meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help that cannot be written is complained of, as all else is."""
        if message:
            file = file or sys.stderr
            file.write(message)
            file.flush()

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"cnndsl: {visible(message)} (`{self.prog} --help` shows the usage)\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = list(action.choices)
            if action.dest == "command":
                raise argparse.ArgumentError(None, _no_command(value, choices))
            said = f"`{value}` is no choice; {_meant(value, choices)}"
            raise argparse.ArgumentError(action, said)


class _Once(argparse._StoreAction):
    """A value that is given once: of two, one would be dropped without a word."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        before = getattr(namespace, self.dest, self.default)
        if option_string and before not in (self.default, values):
            raise argparse.ArgumentError(self, "is given twice, with two values")
        super().__call__(parser, namespace, values, option_string)


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
    if list(given[:1]) == ["help"]:
        given = [*given[1:2], "--help"]
    given = _joined(given)
    stated = [name for name in given[:1] if name in COMMANDS]
    top, commands = parsers(given, stated or COMMANDS)
    _look_at_first(given, top)
    found, unknown = top.parse_known_args(given)
    if unknown:
        command = commands[found.command]
        command.error(_unknown(unknown[0], command))
    return found


def _joined(given: Sequence[str]) -> list[str]:
    """The arguments, with figures that begin with a minus behind their option's sign: `--rank=-macs`."""
    found: list[str] = []
    for word in given:
        signed = word[:1] == "-" and word[1:2].isalpha() and len(word) > 2
        if signed and given[0] == "sweep" and found[-1] in ("--front", "--rank"):
            found[-1] += f"={word}"
        else:
            found.append(word)
    return found


def _look_at_first(given: Sequence[str], top: argparse.ArgumentParser) -> None:
    """What argparse would take for something else: a command's option before it, a file whose name begins so."""
    known = [name for each in top._actions for name in each.option_strings]
    if given and given[0].startswith("-") and given[0].partition("=")[0] not in known:
        option = given[0].partition("=")[0]
        after = [
            name
            for name in COMMANDS
            if any(option in each.option_strings for each in parsers([name])[1][name]._actions)
        ]
        where = f"stands behind a command, as in `cnndsl {after[0]} ... {option}`" if after else ""
        top.error(f"`{option}` {where or 'is no option; ' + _meant(option, known)}")
    for word in given:
        if word.startswith("-") and word != "-" and os.path.isfile(word) and "--" not in given:
            top.error(f"`{word}` would be an option; the file is `./{word}`")


def parsers(
    arguments: Sequence[str], names: Iterable[str] = COMMANDS
) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The whole parser, and those of some commands, with the options of those that the arguments may name."""
    top = _Parser(
        prog="cnndsl",
        formatter_class=_Formatter,
        description="Checks convolutional networks in the notation of the lecture; compiles them to PyTorch.",
    )
    top.add_argument("--version", action="version", version=f"cnndsl {__version__}")
    _common(top)
    commands = top.add_subparsers(prog="cnndsl", dest="command", metavar="COMMAND", required=True)
    made: dict[str, argparse.ArgumentParser] = {}
    for name in names:
        each = COMMANDS[name]
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
    meant = _meant(word, known)
    return f"`{word}` is no command; {meant}" + "; `cnndsl check SPEC` checks a spec" * (
        "did you mean" not in meant
    )


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
    option_types.repeated(
        parser,
        "--input",
        option_types.named_shape,
        "SHAPE",
        "another input, as 3x227x227; of several one by its name, as left=1x64x64",
    )
    option_types.repeated(
        parser, "--set", option_types.constant, "NAME=VALUE", "another value of a constant"
    )
    parser.add_argument(
        "--member",
        type=option_types.member,
        metavar="N",
        help="of a family of networks the one with this number, from 0",
    )
    option_types.repeated(
        parser,
        "--limit",
        option_types.limit,
        "NAME=NUMBER",
        "another bound on the work, as layers=1M",
    )
    option_types.repeated(
        parser,
        "--use-below",
        option_types.folder,
        "FOLDER",
        "a folder from which `use` may take files, beside the spec's own",
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
