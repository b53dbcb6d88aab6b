"""What a folder of parts is a sweep of: a file in it that says so, and that refuses all others."""

import json
import os
from contextlib import suppress
from typing import Any

from cnndsl.sweep.parts import Work, beside
from cnndsl.version import __version__

NAME = "sweep.json"
AS_IT_STANDS = ("version", "checksum", "format", "rows", "rows_of_a_part", "columns")
"""What a folder and a sweep have to agree in."""


class AnotherSweep(Exception):
    """A folder that holds something else, and what."""


def begin(work: Work) -> None:
    """Make the folder, or find that it is this sweep's."""
    os.makedirs(work.folder, exist_ok=True)
    place, own = os.path.join(work.folder, NAME), _manifest(work)
    if not os.path.exists(place):
        if any(each.startswith("part-") for each in os.listdir(work.folder)):
            raise AnotherSweep(f"holds parts, and no {NAME} that says of what; take another folder")
        _put(place, own)
    _compare(_read(place), own)


def _manifest(work: Work) -> dict[str, Any]:
    return {
        "version": __version__,
        "checksum": work.rows.checksum,
        "format": work.format,
        "rows": work.rows.count,
        "rows_of_a_part": work.size,
        "parts": work.parts,
        "columns": list(work.rows.columns),
    }


def _put(place: str, manifest: dict[str, Any]) -> None:
    """Write it whole; where another process has been faster, its own stays."""
    made = beside(place)
    try:
        with open(made, "w", encoding="utf-8") as file:
            file.write(json.dumps(manifest, indent=1) + "\n")
        try:
            os.link(made, place)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            os.replace(made, place)
    finally:
        with suppress(OSError):
            os.unlink(made)


def _read(place: str) -> dict[str, Any]:
    try:
        with open(place, encoding="utf-8") as file:
            found = json.load(file)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise AnotherSweep(f"its {NAME} is none of a sweep; take another folder")
    return found


def _compare(found: dict[str, Any], own: dict[str, Any]) -> None:
    other = [name for name in AS_IT_STANDS if found.get(name) != own[name]]
    if not other:
        return
    if other[0] == "version":
        was = f"was begun by cnndsl {found.get('version')}, and this is {own['version']}"
    elif other[0] == "checksum":
        was = "holds another sweep: its spec or its options differ"
    else:
        was = f"holds a sweep with other {other[0].replace('_', ' ')}: {found.get(other[0])}"
    raise AnotherSweep(f"{was}; take another folder")
