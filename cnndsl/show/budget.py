"""Whether the limits of `report --max` hold, in words and as JSON has it."""

from typing import Any

from cnndsl.analyse.budget import Verdict
from cnndsl.show.styled_text import Line


def line(verdict: Verdict) -> Line:
    figure, most = verdict.limit
    value = f"{'at least ' if verdict.at_least else ''}{_number(verdict.value)}"
    if verdict.holds:
        return [("within  ", "bold green"), (f"{figure}: {value} of {_number(most)}", "")]
    if verdict.holds is None:
        return [("unknown ", "bold yellow"), (f"{figure}: {value}, of {_number(most)}", "")]
    over = f", {_number(verdict.value - most)} too many"
    return [("over    ", "bold red"), (f"{figure}: {value} of {_number(most)}{over}", "")]


def as_json(verdict: Verdict) -> dict[str, Any]:
    figure, most = verdict.limit
    return {"figure": figure, "limit": most, "value": verdict.value, "holds": verdict.holds}


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
