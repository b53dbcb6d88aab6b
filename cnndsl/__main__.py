"""The process: `cnndsl`, and `python -m cnndsl`.

What is imported first is little, so that Ctrl-C is soon answered with a line.
"""

import os
import sys

# `signal` makes enums of what is here, which takes a fifth of the time that all of Python takes to start.
from _signal import (  # type: ignore[import-not-found]
    SIG_IGN,
    SIGINT,
    default_int_handler,
    getsignal,
    signal,
)

from cnndsl.unfinished_files import drop_unfinished

ENOUGH_TO_COLLECT = 100_000
"""Objects before garbage is looked for: a run is short, and most of what it makes stays to its end."""
INTERRUPTED = 130
"""The status that shells know."""


def run() -> None:
    """Run the command that was given, and leave with its status."""
    if getsignal(SIGINT) is default_int_handler:
        signal(SIGINT, _interrupted)
    _open_what_is_closed()
    import gc

    gc.set_threshold(ENOUGH_TO_COLLECT)
    from cnndsl.cli import main

    status = main()
    gc.freeze()  # or Python looks through all of it on leaving
    signal(SIGINT, SIG_IGN)
    sys.exit(status)


def _interrupted(number: int, frame: object) -> None:
    """Leave at once, with a line and without half a file: an exception might be caught on its way."""
    drop_unfinished()
    try:
        os.write(2, b"cnndsl: interrupted\n")
    finally:
        os._exit(INTERRUPTED)


def _open_what_is_closed() -> None:
    """Let complaints go nowhere where standard error is closed, and not into the next file that is opened."""
    if sys.stderr is None:
        while (opened := os.open(os.devnull, os.O_RDWR)) < 2:
            pass
        sys.stderr = open(opened, "w", encoding="utf-8")  # noqa: SIM115  (until the process ends)


if __name__ == "__main__":
    run()
