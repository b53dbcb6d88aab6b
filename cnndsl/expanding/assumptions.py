"""What had to be assumed, written out: by the fixes of `check --strict`, as far as names stay what they are."""

from collections.abc import Iterator
from itertools import combinations

from cnndsl.checking.assumption_fixes import depth_written
from cnndsl.expanding.work import ASSUMED, Work, head_end
from cnndsl.fixes import Edit, Fix, applied
from cnndsl.syntax import tree
from cnndsl.text import Span
from cnndsl.writing.progressions import progression
from cnndsl.writing.words import formula_words
from cnndsl.writing.written import nothing_is_filled_in


def write_assumptions(work: Work) -> None:
    for code in ASSUMED:
        edits = [edit for fix in _fixes(work, code) for edit in fix.edits]
        if edits and not work.take(applied(work.content, edits)):
            _one_by_one(work, code)
    _depths_of_copies(work)
    if work.assumed():
        _after(work)
    elif nothing_is_filled_in(work.now.network.structure) and not work.says(tree.After):
        work.insert(head_end(work.now.network.text), "after none")


def _fixes(work: Work, code: str) -> Iterator[Fix]:
    return (fix for each in work.assumed() if each.code == code for fix in each.fixes)


def _one_by_one(work: Work, code: str) -> None:
    """Where not all edits can be made: those that can."""
    tried: set[Fix] = set()
    while fix := next((fix for fix in _fixes(work, code) if fix not in tried), None):
        tried.add(fix)
        work.take(applied(work.content, fix.edits))


def _depths_of_copies(work: Work) -> None:
    """Depths that each copy has another of, by its number: `C3D<64*2^i>`."""
    taken: dict[Span, list[int]] = {}
    for placed in work.now.network.layers:
        if placed.depth_assumed:
            taken.setdefault(placed.origin.span, []).append(vars(placed.layer)["depth"])
    edits: list[Edit] = []
    for span, depths in taken.items():
        found = progression(tuple(depths))
        if found is not None:
            words = work.now.network.text.words(span)
            edits += depth_written(span, words, formula_words(found)).edits
    if edits:
        work.take(applied(work.content, edits))


def _after(work: Work) -> None:
    """Activations by `after`, where layers with one behind them would have other names."""
    layers = [placed.layer for placed in work.now.network.layers]
    kinds = sorted({layer.word for layer in layers if layer.role == "weights"})
    for size in range(1, len(kinds) + 1) if not work.says(tree.After) else ():
        for chosen in combinations(kinds, size):
            line = " ".join(f"after {kind} {{ R }}" for kind in chosen)
            if work.insert(head_end(work.now.network.text), line, nothing_assumed=True):
                return
