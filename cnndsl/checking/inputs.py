"""The input: what the spec says, what a slide leaves out, and shapes written in the other order."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from cnndsl.checking.evaluate import Constants
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.layers.arguments import LARGEST
from cnndsl.lazy_modules import LazyModule
from cnndsl.network import Input, Inputs, placed_inputs
from cnndsl.sizes import KnownShape, Shape, show_shape
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import assumption_fixes, bind_problems, input_problems
else:
    input_problems = LazyModule("cnndsl.checking.input_problems")
    bind_problems = LazyModule("cnndsl.checking.bind_problems")
    assumption_fixes = LazyModule("cnndsl.checking.assumption_fixes")

DEFAULT: KnownShape = (3, 224, 224)
MOST_AXES = 4
GIVEN = ", given for this run,"
"""What is said of an input that does not stand in the spec, where nothing can be mended."""


@diagnostic("assumed-input", "note")
def input_assumed(span: Span, fix: Fix) -> Diagnostic:
    """The spec does not say what comes in: an image of 3x224x224 is taken.

    Under `--strict` this is an error.

    Bad:  C3D8 R GAP FC10
    Good: input 3x224x224 C3D8 R GAP FC10
    """
    return Diagnostic(
        span,
        f"no input is given: {show_shape(DEFAULT)} is taken",
        help=f"say it: `input {show_shape(DEFAULT)}`",
        fixes=(fix,),
    )


@diagnostic("input-order", "warning")
def other_order(span: Span, written: str, better: str, channels: int, given: bool) -> Diagnostic:
    """The input's sizes seem to stand in the other order.

    `input` is channels first, as PyTorch has it; the slide's `INPUT [...]` is channels last.

    Bad:  input 227x227x3 C3D8 R GAP FC10
    Good: input 3x227x227 C3D8 R GAP FC10
    """
    return Diagnostic(
        span,
        f"`{written}`{GIVEN * given} has {channels} channels",
        help=f"did you mean `{better}`?",
        fixes=() if given else (replace(span, better),),
    )


@diagnostic("input-channels", "warning")
def no_channels(span: Span, shape: KnownShape, slide: bool, given: bool) -> Diagnostic:
    """Two equal sizes look like an image whose channels were left out.

    Bad:  input 28x28 C3D8 R GAP FC10
    Good: input 1x28x28 C3D8 R GAP FC10
    """
    better = f"[{show_shape((*shape, 1))}]" if slide else show_shape((1, *shape))
    which = f"`{show_shape(shape)}`{GIVEN}" if given else "this"
    return Diagnostic(
        span,
        f"{which} is {shape[0]} channels of length {shape[1]}",
        help=f"for a grey image write `{better}`",
        fixes=() if given else (replace(span, better),),
    )


@diagnostic("input-rank")
def too_many_axes(span: Span, axes: int, words: str) -> Diagnostic:
    """The input has more axes than any layer takes: channels and at most three others.

    Bad:  input 2x3x4x5x6 FC10
    Good: input 3x4x5x6 FC10
    """
    better = re.sub(r"^(\[?\s*)[^x×]+[x×]\s*", r"\1", words)
    return Diagnostic(
        span,
        f"an input has channels and at most 3 axes, and this has {axes - 1}",
        help=f"leave an axis out: `{better}` is one without the batch",
        fixes=(replace(span, better),),
    )


def resolve(
    file: tree.File, given: dict[str, KnownShape], constants: Constants, findings: Findings
) -> Inputs:
    """What comes in, in order, of the shapes that the spec states or that are given for this run."""
    stated = [entry for entry in file.entries if isinstance(entry, tree.Input)]
    if len(stated) > 1 and not all(each.name for each in stated):
        findings.add(input_problems.without_name(stated, findings.text))
    if not stated:
        return (Input("", _unstated(file, given.get(""), findings)),)
    found: dict[str, Input] = {}
    for each in stated:
        name = each.name.name if each.name else ""
        other = given.get(name) or (given.get("") if len(stated) == 1 else None)
        if name not in found:
            shape = _shape(each, other, file, constants, findings)
            found[name] = Input(name, shape, axes=_axes(each))
    return placed_inputs(found.values())


def _axes(stated: tree.Input) -> int:
    """How many sizes an input has as it is written; 0 where that is not to be believed."""
    sizes = stated.shape.sizes if isinstance(stated.shape, tree.ShapeLiteral) else ()
    return len(sizes) if len(sizes) <= MOST_AXES else 0


def _unstated(file: tree.File, given: KnownShape | None, findings: Findings) -> KnownShape | None:
    """The input of a spec that says nothing of it."""
    place = next((part.span for part in file.trunk if not _is_hole(part)), None)
    if given is not None:
        if place:
            _doubt(place, given, False, findings, given=True)
        return given
    if "input" in file.spoilt:
        return None
    if place:
        _assume(place, False, findings)
    return DEFAULT


def _shape(
    stated: tree.Input,
    given: KnownShape | None,
    file: tree.File,
    constants: Constants,
    findings: Findings,
) -> KnownShape | None:
    """The shape of an input that the spec speaks of; None where a mistake hides it."""
    if given is not None:
        _doubt(stated.span, given, False, findings, given=True)
        return given
    if "input" in file.spoilt:
        return None
    if stated.shape is None:
        _assume(stated.span, True, findings)
        return DEFAULT
    return _stated(stated, constants, findings)


def _assume(place: Span, stated: bool, findings: Findings) -> None:
    """Say that an input is taken that is not given."""
    shapes = show_shape(DEFAULT), show_shape((*DEFAULT[1:], DEFAULT[0]))
    fix = assumption_fixes.input_written(findings.text, place, stated, *shapes)
    findings.add(input_assumed(place, fix))


def _stated(statement: tree.Input, constants: Constants, findings: Findings) -> KnownShape | None:
    written = statement.shape
    if not isinstance(written, tree.ShapeLiteral):
        return None
    sizes: list[int] = []
    for piece in written.sizes:
        value = constants.evaluate(piece)
        if value is None:
            return None
        if not isinstance(value, int) or not 1 <= value <= LARGEST:
            shown = value if isinstance(value, int) else float(value)
            findings.add(
                bind_problems.wrong_size(
                    piece.span, "input", f"{shown:g}", "a size is a whole number from 1"
                )
            )
            return None
        sizes.append(value)
    if len(sizes) > MOST_AXES:
        findings.add(too_many_axes(written.span, len(sizes), findings.text.words(written.span)))
        return None
    shape = tuple([sizes[-1], *sizes[:-1]] if statement.channels_last else sizes)
    _doubt(written.span, shape, statement.channels_last, findings)
    return shape


def resized(file: tree.File, text: Text) -> Callable[[Shape], Fix | None] | None:
    """How the text gives the network another input: an edit, where its sizes are plain numbers.

    None where there are several, which may have to agree.
    """
    several = [entry for entry in file.entries if isinstance(entry, tree.Input)]
    if len(several) > 1:
        return None
    stated = several[0] if several else None
    written = stated.shape if stated else None
    words = text.words(written.span) if isinstance(written, tree.ShapeLiteral) else ""

    def edit(shape: Shape) -> Fix | None:
        if stated is None or not re.fullmatch(r"\[?\s*\d+(\s*[x×]\s*\d+)*\s*\]?", words):
            return None
        assert isinstance(written, tree.ShapeLiteral)
        sizes = show_shape([*shape[1:], shape[0]] if stated.channels_last else shape)
        return replace(written.span, f"[{sizes}]" if words.startswith("[") else sizes)

    return edit


def _doubt(
    span: Span, shape: KnownShape, channels_last: bool, findings: Findings, given: bool = False
) -> None:
    """Warn where the order of the sizes is most likely not the one that is meant."""
    few = 4
    if len(shape) == 2 and shape[0] == shape[1]:
        findings.add(no_channels(span, shape, channels_last, given))
    if len(shape) < 3:
        return
    misplaced = shape[1] if channels_last else shape[-1]
    others = [shape[0], *shape[2:]] if channels_last else list(shape[:-1])
    if misplaced <= few < min(others):
        rest = [*shape[2:], shape[0]] if channels_last else list(shape[:-1])
        better = show_shape([*rest, misplaced] if channels_last else [misplaced, *rest])
        written = show_shape(shape) if given else findings.text.words(span)
        if written.startswith("["):
            better = f"[{better}]"
        findings.add(other_order(span, written, better, shape[0], given))


def _is_hole(part: tree.Part | tree.Head) -> bool:
    return isinstance(part, tree.Part) and isinstance(part.body, tree.Hole)
