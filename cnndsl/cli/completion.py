"""`cnndsl completion SHELL`: a script that completes commands, options and names, made from the options themselves."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from itertools import count

from cnndsl.cli.options import COMMANDS
from cnndsl.cli.parser import options_of, parsers
from cnndsl.named_tuple import NamedTuple


class Option(NamedTuple):
    """An option of a command, or, without names, an argument that stands by itself."""

    names: tuple[str, ...]
    about: str
    values: tuple[str, ...]
    """What it may be, where that is known."""
    takes_value: bool
    is_repeated: bool
    """Whether several of them may follow one another."""
    is_file: bool
    """Whether it may be a file's name."""


def completion(arguments: argparse.Namespace) -> int:
    """Print the script for a shell."""
    sys.stdout.write(SCRIPTS[arguments.shell](_commands()))
    return 0


def _commands() -> dict[str, list[Option]]:
    """The options of each command."""
    _, made = parsers(list(COMMANDS))
    return {name: [_option(each) for each in options_of(parser)] for name, parser in made.items()}


def _option(action: argparse.Action) -> Option:
    metavar = str(action.metavar or "")
    choices = action.choices or getattr(action.type, "choices", None)
    values = NAMES.get(metavar, tuple)() if choices is None else tuple(choices)
    return Option(
        tuple(action.option_strings),
        action.help or "",
        values,
        action.nargs != 0,
        action.nargs in ("+", "*"),
        metavar.startswith(("FILE", "FOLDER", "SPEC", "CHECKPOINT")),
    )


def _networks() -> tuple[str, ...]:
    from cnndsl.resources import bundled

    return tuple(bundled())


def _layers() -> tuple[str, ...]:
    from cnndsl.layers import CODES, KINDS

    return (*KINDS, *CODES)


def _codes() -> tuple[str, ...]:
    from cnndsl.catalogue import CATALOGUE

    return tuple(sorted(CATALOGUE))


NAMES: dict[str, Callable[[], tuple[str, ...]]] = {
    "SPEC": _networks,
    "NETWORK": _networks,
    "LAYER": _layers,
    "CODE": _codes,
}
"""The names that an argument may be, by what the help calls it."""


def _bash(commands: dict[str, list[Option]]) -> str:
    """One function; what may follow is looked up by the command and the word before."""
    after, by_command = [], []
    for command, options in commands.items():
        own = [each for each in options if not each.names]
        names = " ".join(name for each in options for name in each.names)
        words = " ".join(value for each in own for value in each.values)
        files = "yes" * any(each.is_file for each in own)
        by_command.append(f"    {command}) options='{names}' words='{words}' files={files} ;;")
        for each in options:
            if each.names and each.takes_value:
                keys = "|".join(f"'{command} {name}'" for name in each.names)
                files, words = "yes" * each.is_file, " ".join(each.values)
                after.append(f"    {keys}) options= words='{words}' files={files} ;;")
    return BASH.format(
        names=" ".join(commands),
        cases="|".join(commands),
        by_command="\n".join(by_command),
        after="\n".join(after),
    )


BASH = """# Completes cnndsl in bash: eval "$(cnndsl completion bash)" in ~/.bashrc
_cnndsl() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command= word options= words= files=
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in {cases}) command=$word; break ;; esac
  done
  case $command in
    '') options='--help --version --layers -q --quiet --no-color' words='{names}' ;;
{by_command}
  esac
  case "$command ${{COMP_WORDS[COMP_CWORD-1]}}" in
{after}
  esac
  [[ $current == -* ]] && words=$options files=
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    compgen -W "$words" -- "$current"
    [[ -z $files ]] || compgen -f -- "$current"
  )
}}
complete -o filenames -F _cnndsl cnndsl
"""


def _zsh(commands: dict[str, list[Option]]) -> str:
    """The commands with what they are for, and the options of each."""
    listed = "\n".join(f"    {_quoted(f'{name}:{COMMANDS[name].about}')}" for name in commands)
    cases = "\n".join(
        f"    {name}) _arguments {' '.join(_of_zsh(options))} ;;"
        for name, options in commands.items()
    )
    return ZSH.format(listed=listed, cases=cases)


def _of_zsh(options: list[Option]) -> Iterator[str]:
    place = count(1)
    for each in options:
        about = re.sub(r"([\[\]:\\])", r"\\\1", each.about)
        values = f"({' '.join(each.values)})" if each.values else ""
        both = f'{{_alternative "names:name:{values}" "files:file:_files"}}'
        action = both if values and each.is_file else values or "_files" * each.is_file
        if not each.names:
            yield _quoted(f"{'*' if each.is_repeated else next(place)}:{about}:{action}")
        for name in each.names:
            yield _quoted(f"*{name}[{about}]" + f":value:{action}" * each.takes_value)


ZSH = """#compdef cnndsl
# Completes cnndsl in zsh: eval "$(cnndsl completion zsh)" in ~/.zshrc, behind compinit
_cnndsl() {{
  local -a listed=(
{listed}
  )
  local word command=
  for word in ${{words[2,CURRENT-1]}}; do
    if (( ${{listed[(I)$word:*]}} )); then command=$word; break; fi
  done
  if [[ -z $command ]]; then
    _describe command listed
    return
  fi
  (( CURRENT -= ${{words[(i)$command]}} - 1 ))
  words=("${{(@)words[${{words[(i)$command]}},-1]}}")
  case $command in
{cases}
  esac
}}
compdef _cnndsl cnndsl
"""


def _fish(commands: dict[str, list[Option]]) -> str:
    """A line for each command and each option."""
    lines = ["# Completes cnndsl in fish: a file ~/.config/fish/completions/cnndsl.fish", ""]
    lines.append("complete -c cnndsl -f")
    for command, options in commands.items():
        about = _quoted(COMMANDS[command].about)
        lines.append(f"complete -c cnndsl -n __fish_use_subcommand -a {command} -d {about}")
        lines += (_of_fish(command, each) for each in options)
    return "\n".join(lines) + "\n"


def _of_fish(command: str, option: Option) -> str:
    line = f"complete -c cnndsl -n '__fish_seen_subcommand_from {command}'"
    for name in option.names:
        line += f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
    values = f" -a {_quoted(' '.join(option.values))}" if option.values else ""
    if option.names and option.takes_value:
        line += " -r -F" if option.is_file else " -x"
    if not option.names:
        return line + values + " -F" * option.is_file
    described = f"{line} -d {_quoted(option.about)}"
    return f"{described}\n{line}{values}" if values else described


def _quoted(words: str) -> str:
    """Words as all three shells take them for one."""
    return "'" + words.replace("'", "'\"'\"'") + "'"


SCRIPTS: dict[str, Callable[[dict[str, list[Option]]], str]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
