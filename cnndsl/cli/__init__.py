"""The command line. With the language server to come, the only place that prints and reads files.

Exit status: 0 all well; 1 the spec has errors; 2 wrong usage, or something could not be read or written.
"""

import io
import os
import sys
from collections.abc import Sequence

from cnndsl.cli.commands import COMMANDS
from cnndsl.cli.files import Failure, complain, user_layers
from cnndsl.cli.parser import read
from cnndsl.layers.layer import NoTorch
from cnndsl.limits import Limits, held
from cnndsl.resources import NotFound
from cnndsl.validation.option_text import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; what the user can cause ends in one line and a status."""
    if sys.stdout is None:
        complain("standard output is closed")
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if argv is None else argv
    try:
        arguments = read(given)
        if getattr(arguments, "specs", []).count("-") > 1:
            raise Failure("`-` is standard input, which can be read once")
        user_layers(arguments.layers)
        with held(Limits(**dict(getattr(arguments, "limit", ())))):
            status = COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _drop_output()
        return 2
    except (Failure, NotFound, NoTorch, Refused) as failure:
        message = str(failure)
    except OSError as problem:
        message = f"{problem.filename or 'output'}: {problem.strerror}"
        if problem.filename is None:
            _drop_output()
    except MemoryError:
        message = "there is not enough memory"
    complain(message)
    return 2


def _drop_output() -> None:
    """Let what is not written yet go nowhere, or Python complains of it on leaving."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
