"""The process: `cnndsl`, and `python -m cnndsl`."""

import gc
import sys
from typing import NoReturn

ENOUGH_TO_COLLECT = 100_000
"""Objects before garbage is looked for: a run is short, and most of what it makes stays to its end."""


def run() -> NoReturn:
    gc.set_threshold(ENOUGH_TO_COLLECT)
    from cnndsl.cli import main

    status = main()
    gc.freeze()  # or Python looks through all of it on leaving
    sys.exit(status)


if __name__ == "__main__":
    run()
