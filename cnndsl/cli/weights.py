"""`cnndsl weights`: a checkpoint made elsewhere, fitted to the network and written under its names."""

import argparse
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnndsl.cli.files import Failure, for_pytorch, write_whole, wrote
from cnndsl.resources import NotText, read_text
from cnndsl.show.styled_text import visible
from cnndsl.weights.map_file import BadMap, Line, draft, read_map
from cnndsl.weights.misfit import Misfit, WeightsError

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result
    from cnndsl.weights.transfer import Transfer


def weights(result: "Result", arguments: argparse.Namespace) -> int:
    """Fit, report and write; 1 where the checkpoint does not fit."""
    for_pytorch()
    lines = _map(arguments.map)
    try:
        found = _fitted(result, lines, arguments)
    except Misfit as misfit:
        print(misfit)
        if arguments.save_map:
            write_whole(arguments.save_map, draft(misfit))
            wrote(arguments.save_map, ": a draft of a map file")
        return 1
    except WeightsError as problem:
        raise Failure(str(problem)) from None
    except ModuleNotFoundError as missing:
        needed = "weights need PyTorch and safetensors: pip install 'cnndsl[torch]'"
        raise Failure(f"{needed} ({missing})") from missing
    print(*_said(found, arguments), sep="\n", end="")
    _write(result, found, arguments)
    return 0


def _said(found: "Transfer", arguments: argparse.Namespace) -> Iterable[str]:
    """The report; of problems only, what should be looked at."""
    lines = found.doubtful if arguments.quiet else [found.report(arguments.pairs)]
    return (*lines, "") if lines else ()


def _map(path: str | None) -> list[Line]:
    if path is None:
        return []
    try:
        return read_map(read_text(path), path)
    except NotText as problem:
        raise Failure(f"{path}: {problem}") from None
    except BadMap as problem:
        raise Failure(str(problem)) from None


def _fitted(result: "Result", lines: list[Line], arguments: argparse.Namespace) -> "Transfer":
    import safetensors  # noqa: F401  (so that its absence is said before the work)

    from cnndsl.weights.checkpoint import read
    from cnndsl.weights.transfer import transfer

    return transfer(
        result,
        read(arguments.checkpoint, arguments.key),
        lines,
        in_order=arguments.in_order,
        fresh=tuple(arguments.fresh),
        fresh_head=arguments.fresh_head,
        seed=arguments.seed,
        dtype=arguments.dtype,
        inference=arguments.inference,
    )


def _write(result: "Result", found: "Transfer", arguments: argparse.Namespace) -> None:
    from cnndsl.emit.build import Build, as_run
    from cnndsl.weights.transfer import as_file, holds

    said = []
    if arguments.save_map:
        write_whole(arguments.save_map, found.map)
        said.append(f"wrote {arguments.save_map}: the map")
    if arguments.output:
        source = os.path.basename(arguments.checkpoint)
        metadata = {"network": result.network.name, "checkpoint": source}
        write_whole(arguments.output, as_file(found, metadata))
        if not holds(arguments.output, found):
            raise Failure(f"{arguments.output}: read back, it differs from what was written")
        sums = as_run(result, Build(inference=arguments.inference)).sums
        said.append(f"wrote {arguments.output}: {sums.params + sums.aux_params:,} parameters")
    if not arguments.quiet:
        print(*map(visible, said), sep="\n", end="\n" if said else "")
