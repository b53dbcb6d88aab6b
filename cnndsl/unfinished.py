"""Files that are being written, known to whatever ends the process in between."""

import os

UNFINISHED: set[str] = set()


def drop_unfinished() -> None:
    """Take away what has not become the file that it was to be."""
    while UNFINISHED:
        try:
            os.unlink(UNFINISHED.pop())
        except OSError:
            continue
