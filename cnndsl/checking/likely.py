"""Likely slips: what can be built as it stands, and is hardly meant.

Most networks have none, and load no more than what looks for them.
"""

from collections.abc import Sequence as Row
from typing import TYPE_CHECKING

from cnndsl.checking.files import Source
from cnndsl.checking.likely_pairs import SOFTMAXES, Pairs
from cnndsl.checking.order import Order
from cnndsl.diagnostics import Findings
from cnndsl.network import Placed
from cnndsl.text import Text

if TYPE_CHECKING:
    from cnndsl.checking.ok_comments import OkComments


def find(
    laid: Order, placed: Row[Placed], files: Row[Source], findings: Findings, whole: bool
) -> None:
    """Say what is hardly meant; of a `whole` network, as it is written, also which `# ok` silences nothing."""
    pairs = Pairs(laid)
    silenced = _silenced(findings.text)
    of_one = any(each.layer.word in SOFTMAXES and each.input[0] == 1 for each in placed)
    found = [pair for pair in pairs.found if of_one or pair.kind != "softmax"]
    if found:
        from cnndsl.checking.likely_places import Slips

        Slips(pairs, placed, files, findings, silenced).say(found)
    if silenced and whole and not findings.has_errors():
        from cnndsl.checking.likely_fixes import span_of

        findings.extend(silenced.unneeded(map(span_of, laid.entries)))


def _silenced(text: Text) -> "OkComments | None":
    """The comments `# ok`, where there may be some."""
    if not any("ok" in each.content.lower() for each in (text, *text.taken_in)):
        return None
    from cnndsl.checking.ok_comments import OkComments

    return OkComments(text)
