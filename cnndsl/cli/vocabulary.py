"""`cnndsl layers` and `cnndsl explain`: the vocabulary and the diagnostics, for who asks."""

import argparse
import re
import sys
from typing import TYPE_CHECKING

from cnndsl.cli.files import Failure
from cnndsl.show.styled_text import width_of, wrapped, write
from cnndsl.spelling import closest

if TYPE_CHECKING:
    from cnndsl.layers.layer import Layer


def layers(arguments: argparse.Namespace) -> int:
    """All kinds, or one by its name, its code or what it is called elsewhere."""
    from cnndsl.layers import CODES, KINDS
    from cnndsl.show.vocabulary import list_kinds, show_kind

    name, color = arguments.name, not arguments.no_color
    if name is None:
        write(wrapped(list_kinds(), width_of(sys.stdout)), color=color)
        return 0
    kind = KINDS.get(name) or CODES.get(name)
    if kind is None:
        kind = _called_elsewhere(name)
        write([[(f"`{name}` is `{kind.word}` here", "")], []], color=color)
    write(wrapped(show_kind(kind), width_of(sys.stdout)), color=color)
    return 0


def _called_elsewhere(name: str) -> "type[Layer]":
    """The layer that is the same under another name; else what may have been meant."""
    from cnndsl.layers import CODES, KINDS
    from cnndsl.layers.other_names import known_names, meant

    found = meant(name.rpartition(".")[2])
    same = [each.word for each in found if each.same]
    if len(same) == 1:
        return KINDS[same[0]]
    known = [*KINDS, *known_names()] if name.islower() else [*KINDS, *CODES]
    near = [each.word for each in found] or [closest(name, known) or ""]
    hint = " or ".join(f"`{each}`" for each in near if each)
    raise Failure(
        f"no layer is called `{name}`; "
        + (f"did you mean {hint}?" if hint else "`cnndsl layers` lists them")
    )


def explain(arguments: argparse.Namespace) -> int:
    import cnndsl.catalogue  # noqa: F401  (enters every diagnostic)
    from cnndsl.diagnostics import CATALOGUE
    from cnndsl.show.vocabulary import explanation

    pasted = re.search(r"\[([a-z-]+)\]", arguments.code)
    code = pasted[1] if pasted else arguments.code
    if code not in CATALOGUE:
        near = closest(code, CATALOGUE)
        alike = [each for each in sorted(CATALOGUE) if each.startswith(code)] or sorted(CATALOGUE)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(alike)}"
        raise Failure(f"no diagnostic has the code `{code}`; {hint}")
    lines = wrapped(explanation(CATALOGUE[code]), width_of(sys.stdout))
    write(lines, color=not arguments.no_color)
    return 0
