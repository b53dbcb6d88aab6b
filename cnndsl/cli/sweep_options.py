"""What the options of `cnndsl sweep` say, and which of them do not go together."""

import argparse
import os
from typing import Any

from cnndsl.analyse.report import Settings
from cnndsl.cli.files import Failure
from cnndsl.spelling import closest
from cnndsl.sweep.formats import OF_PARTS
from cnndsl.sweep.parquet import NoParquet, arrow
from cnndsl.sweep.rows import Rows
from cnndsl.sweep.wanted import Bounds, Wanted

WITHOUT_ASKING = 10**8
"""More rows than that are written only if it is said twice."""
USUAL_TOP = 10
MODES = ("front", "rank", "sample", "all")


def refuse_what_is_senseless(arguments: argparse.Namespace) -> None:
    """Options that do not go together, before any work."""
    kind = kind_of(arguments)
    modes = [each for each in MODES if getattr(arguments, each)]
    plain = [each for each in modes if not (kind == "svg" and each in ("sample", "all"))]
    if not modes or len(plain) > 1 or len(modes) > 2:
        said = "say which networks are wanted" if not modes else "say one thing"
        raise Failure(f"{said}: --front, --rank, --sample or --all")
    _go_with(arguments, "top", "rank")
    _go_with(arguments, "seed", "sample")
    _go_with(arguments, "jobs", "on")
    if kind == "svg" and len(arguments.front or ()) != 2:
        raise Failure("a plot has two figures: --front params,macs")
    if is_folder(arguments):
        if not (arguments.all or arguments.sample):
            raise Failure("a folder of parts is for --all and --sample; a file holds the others")
        if kind not in OF_PARTS:
            raise Failure(f"--format {kind}: parts are {', '.join(OF_PARTS)}")
    elif arguments.on or arguments.shard:
        option = "--on" if arguments.on else "--shard"
        raise Failure(f"{option} does parts: name a folder for them, -o FOLDER/")
    if kind == "parquet" and arguments.output in (None, "-"):
        raise Failure("Parquet is written to a file: -o FILE.parquet")
    if kind == "parquet":
        _look_for_arrow()


def _look_for_arrow() -> None:
    try:
        arrow()
    except NoParquet as missing:
        raise Failure(str(missing)) from None


def _go_with(arguments: argparse.Namespace, one: str, other: str) -> None:
    if getattr(arguments, one) is not None and not getattr(arguments, other):
        raise Failure(f"--{one} goes with --{other}")


def is_folder(arguments: argparse.Namespace) -> bool:
    """Whether parts are written."""
    output = arguments.output or ""
    return output.endswith("/") or os.path.isdir(output)


def kind_of(arguments: argparse.Namespace) -> str:
    """The format that is asked for, or that of the file's ending."""
    if is_folder(arguments):
        return arguments.format or "parquet"
    stated = str(arguments.format or "")
    ending = os.path.splitext(arguments.output or "")[1].lower().removeprefix(".")
    if stated and ending and stated != ending:
        raise Failure(f"-o {arguments.output}: would be {ending}, and --format says {stated}")
    return stated or ending or "table"


def wanted_by(arguments: argparse.Namespace) -> Wanted:
    (how, *_) = (each for each in MODES if getattr(arguments, each))
    by: dict[str, tuple[str, ...]] = {"front": arguments.front, "rank": (arguments.rank,)}
    return Wanted(
        how,  # type: ignore[arg-type]
        by.get(how, ()),
        arguments.top or USUAL_TOP,
        arguments.sample or 0,
        arguments.seed or 0,
        tuple(_bounds(arguments)),
        Settings(dtype=arguments.dtype, device=arguments.device or ""),
        arguments.specs_too,
    )


def _bounds(arguments: argparse.Namespace) -> list[Bounds]:
    """The limits on each figure: of several the narrowest."""
    found: dict[str, Bounds] = {}
    for figure, least in arguments.min:
        before = found.get(figure, Bounds(figure, None, None))
        found[figure] = before._replace(least=max(least, before.least or 0))
    for figure, most in arguments.max:
        before = found.get(figure, Bounds(figure, None, None))
        found[figure] = before._replace(
            most=most if before.most is None else min(most, before.most)
        )
    return list(found.values())


def look_up(rows: Rows, arguments: argparse.Namespace) -> None:
    """Refuse a figure that there is none of."""
    numbers = zip(rows.columns, rows.kinds, strict=True)
    known = [name for name, kind in numbers if kind != "text" and name != "member"]
    named = [("--front", each) for each in arguments.front or ()]
    named += [("--rank", each) for each in [arguments.rank] if each]
    named += [("--max", each) for each, _ in arguments.max]
    named += [("--min", each) for each, _ in arguments.min]
    for option, name in named:
        _known(option, name.removeprefix("-"), known)


def _known(option: str, name: str, known: list[str]) -> None:
    if name in known:
        return
    if name == "seconds":
        raise Failure(f"{option} {name}: needs --device, as in `--device h200`")
    near = closest(name, known)
    hint = f"did you mean `{near}`?" if near else f"the figures are {', '.join(known)}"
    raise Failure(f"{option} {name}: no figure is called that; {hint}")


def ask(rows: Rows, arguments: argparse.Namespace) -> None:
    """Refuse to write a very great number of rows, unless that is meant."""
    count: Any = rows.count
    if count > WITHOUT_ASKING and not arguments.yes:
        raise Failure(
            f"up to {count:,} rows would be written; --max and --min make them fewer, --yes writes them"
        )
