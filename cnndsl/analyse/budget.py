"""Limits on a network's figures, and whether they hold."""

from cnndsl.analyse.report import Report
from cnndsl.named_tuple import NamedTuple


class Limit(NamedTuple):
    figure: str
    most: float


class Verdict(NamedTuple):
    """A limit, and what was found."""

    limit: Limit
    value: float
    at_least: bool
    """Whether the value lacks something that is not known."""

    @property
    def holds(self) -> bool | None:
        """None where what is known is within the limit, and something is not known."""
        if self.value > self.limit.most:
            return False
        return None if self.at_least else True


def verdicts(report: Report, limits: list[Limit]) -> list[Verdict]:
    """Of a network that mistakes cut short, nothing is known to hold."""
    short = not report.result.network.ok
    return [
        Verdict(limit, report.totals[limit.figure], short or limit.figure in report.at_least)
        for limit in limits
    ]
