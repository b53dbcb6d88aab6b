"""The map file: which of a checkpoint's tensors or parts stand for which of the network's.

`ours = theirs`; `ours = -` keeps fresh values; `- = theirs` leaves out; `#` starts a comment.
"""

from collections.abc import Iterable

from cnndsl.named_tuple import NamedTuple
from cnndsl.spelling import closest
from cnndsl.validation.option_text import quoted
from cnndsl.weights.misfit import Misfit, WeightsError
from cnndsl.weights.outcome import Fit
from cnndsl.weights.tensor_names import is_counter, layer, parts_of

NONE = "-"


class Line(NamedTuple):
    """A line of a map: a part of ours and a part of theirs; an empty name stands for none."""

    place: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.ours or NONE} = {self.theirs or NONE}"


class BadMap(WeightsError):
    """A map file that says what cannot be."""


def read_map(text: str, name: str = "the map") -> list[Line]:
    """The lines of a map file."""
    lines = []
    for number, written in enumerate(text.splitlines(), 1):
        words = written.partition("#")[0].strip()
        ours, equal, theirs = (each.strip() for each in words.partition("="))
        place = f"{name}:{number}"
        if not words:
            continue
        if not (ours and equal and theirs) or ours == theirs == NONE or " " in ours + theirs:
            raise BadMap(
                f"{place}: {quoted(words)} is not `OURS = THEIRS`, with `-` for nothing on one side"
            )
        lines.append(Line(place, ours if ours != NONE else "", theirs if theirs != NONE else ""))
    return lines


def known(lines: list[Line], ours: Iterable[str], theirs: Iterable[str]) -> list[Line]:
    """The lines, those that say most first; each names what there is."""
    own, other = parts_of(ours), parts_of(theirs)
    for line in lines:
        _known(line, line.ours, own, "the network")
        _known(line, line.theirs, other, "the checkpoint")
    return sorted(lines, key=lambda line: -max(line.ours.count("."), line.theirs.count(".")))


def _known(line: Line, part: str, parts: Iterable[str], whose: str) -> None:
    if part and part not in parts:
        near = closest(part, parts)
        hint = f"; did you mean `{near}`?" if near else ""
        raise BadMap(f"{line.place}: {whose} has no {quoted(part)}{hint}")


def as_map(found: Fit) -> str:
    """A fit as a map file, layer by layer."""
    layers: dict[str, dict[str, str]] = {}
    for ours, match in found.matches.items():
        layers.setdefault(layer(ours), {})[ours] = match.theirs
    lines = [line for pairs in layers.values() for line in _lines(pairs)]
    lines += [Line("", ours, "") for ours in found.kept]
    lines += [Line("", "", theirs) for theirs in found.left]
    return "".join(f"{line}\n" for line in lines if not is_counter(line.ours or line.theirs))


def _lines(pairs: dict[str, str]) -> list[Line]:
    """One line for a layer, if what it holds goes by its own names."""
    layers = {(layer(ours), layer(theirs)) for ours, theirs in pairs.items()}
    alike = all(a.removeprefix(layer(a)) == b.removeprefix(layer(b)) for a, b in pairs.items())
    one = len(layers) == 1 and alike
    return [Line("", ours, theirs) for ours, theirs in (layers if one else pairs.items())]


def draft(misfit: Misfit) -> str:
    """A map file that is to be completed: the lines that would do, and what stands alone."""
    mark = "# " if misfit.choice else ""
    lines = ["# the checkpoint does not fit the network yet"]
    lines += [f"{mark}{line}" for line in misfit.lines]
    lines += [f"# the network alone has {each}" for each in misfit.ours]
    lines += [f"# the checkpoint alone has {each}" for each in misfit.theirs]
    return "\n".join([*lines, ""])
