"""What `verify` has to say, as lines."""

from typing import TYPE_CHECKING

from cnndsl.analyse.figures import Result
from cnndsl.show.styled_text import Line

if TYPE_CHECKING:
    from cnndsl.verify.verification import Verification


def _counted(layers: int) -> str:
    return "1 layer's" if layers == 1 else f"{layers} layers'"


def lines(result: Result, found: "Verification") -> list[Line]:
    shown: list[Line] = [
        [
            ("differs  ", "bold red"),
            (f"{each.what}: {each.worked_out}, and in PyTorch {each.in_pytorch}", ""),
        ]
        for each in found.comparisons
        if not each.agrees
    ]
    sums = result.totals
    verdict = ("agrees", "bold green") if found.ok else ("does not agree", "bold red")
    aux = f" and {sums.aux_params:,} in aux heads" if sums.aux_params else ""
    what = f" with PyTorch: {_counted(found.layers)} shapes, {sums.params:,} parameters{aux}, {sums.macs:,} MACs"
    shown.append([(f"{result.network.name} ", "bold"), verdict, (what, "")])
    return [*shown, *([(remark, "dim")] for remark in found.remarks)]
