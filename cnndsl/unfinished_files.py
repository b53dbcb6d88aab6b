"""Files that are still being written: whatever ends the process takes them away."""

import os

UNFINISHED: set[str] = set()


def drop_unfinished() -> None:
    """Take away what has not become the file that it was to be."""
    while UNFINISHED:
        try:
            os.unlink(UNFINISHED.pop())
        except OSError:
            continue
