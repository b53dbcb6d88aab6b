"""`cnndsl expand`: the text in which nothing is left to be known, on standard output or in a file."""

import argparse
import sys
from typing import TYPE_CHECKING

from cnndsl.cli.files import complain, write_whole, wrote
from cnndsl.expanding.expanded import NotExpanded, expanded, flat
from cnndsl.show.styled_text import visible

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.compile import Options


def expand(result: "Result", options: "Options", arguments: argparse.Namespace) -> int:
    try:
        found = flat(result) if arguments.flat else expanded(result, options)
    except NotExpanded as reason:
        complain(f"{visible(result.network.text.name)}: {reason}")
        return 1
    printed = arguments.output in (None, "-")
    if printed:
        sys.stdout.write(found.content)
    else:
        write_whole(arguments.output, found.content)
    if not arguments.quiet:
        if not printed:
            wrote(arguments.output)
        for each in found.notes:
            print(f"note: {each}", file=sys.stderr)
    return 0
