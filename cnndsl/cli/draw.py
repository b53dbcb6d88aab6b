"""`cnndsl draw`: a picture in the format that the file's ending says."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from cnndsl.cli.files import Failure, write_whole, wrote
from cnndsl.draw.draw import draw
from cnndsl.draw.drawing import Drawing
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.raster import NoConverter
from cnndsl.resources import NotText, read_text
from cnndsl.validation.option_text import Refused, titles

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result


def draw_to_file(results: "tuple[Result, ...]", arguments: argparse.Namespace) -> int:
    """Write the picture; 1 where a spec has mistakes, which are drawn."""
    output = "" if arguments.output in (None, "-") else arguments.output
    ending = os.path.splitext(output)[1].lower() or ".svg"
    sound = all(result.network.ok for result in results)
    if not sound and output and os.path.exists(output) and not arguments.force:
        print(
            f"cnndsl: {output}: not replaced, as there are mistakes; --force draws them",
            file=sys.stderr,
        )
        return 1
    if ending in (".dot", ".mmd"):
        content: str | bytes = _graph(results, ending)
    else:
        content = _written(_picture(results, arguments), ending)
    if not output:
        sys.stdout.write(content if isinstance(content, str) else "")
    else:
        write_whole(output, content)
        if not arguments.quiet:
            wrote(output)
    return 0 if sound else 1


def _graph(results: "tuple[Result, ...]", ending: str) -> str:
    from cnndsl.emit.graph import GRAPHS

    if len(results) > 1:
        raise Failure(f"a {ending} file holds one network")
    (kind,) = (each for each in GRAPHS.values() if each.ending == ending)
    if not results[0].network.ok:
        raise Failure(f"a {ending} file is written of a network without mistakes")
    return kind(results[0]).text


def _picture(results: "tuple[Result, ...]", arguments: argparse.Namespace) -> Drawing:
    wanted = Wanted(
        arguments.style or "",
        arguments.unfold,
        arguments.depth or 0,
        arguments.width or 0,
        arguments.landscape,
        arguments.only or "",
        _titles(arguments.titles),
    )
    try:
        return Drawing(draw(results, wanted), arguments.theme)
    except Unsuited as reason:
        raise Failure(str(reason)) from None


def _written(drawing: Drawing, ending: str) -> str | bytes:
    try:
        return drawing.as_file(ending)
    except NoConverter as missing:
        raise Failure(str(missing)) from None


def _titles(file: str | None) -> tuple[tuple[str, str], ...]:
    if file is None:
        return ()
    try:
        return titles(read_text(file))
    except Refused as refusal:
        raise Failure(f"--titles {file}: {refusal}") from None
    except (NotText, OSError) as problem:
        raise Failure(f"--titles {file}: {getattr(problem, 'strerror', None) or problem}") from None
