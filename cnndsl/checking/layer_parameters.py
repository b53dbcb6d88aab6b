"""The parameters of a block that stand for layers: what shows that they do, and what they cannot be besides."""

from collections.abc import Container
from typing import TYPE_CHECKING

from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import CODES, KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import block_problems, name_fixes, name_problems
else:
    block_problems = LazyModule("cnndsl.checking.block_problems")
    name_fixes = LazyModule("cnndsl.checking.name_fixes")
    name_problems = LazyModule("cnndsl.checking.name_problems")


def layer_parameters(block: tree.Block) -> frozenset[str]:
    """Those that have layers by default, and those that the body has in a layer's place alone."""
    if not block.parameters:
        return frozenset()
    by_default = {each.name for each in block.parameters if isinstance(each.default, tree.Layers)}
    in_place = {each.name for each in block.parameters if _may_be_layers(each.default)}
    in_place &= _written(block).keys() - KINDS.keys() - _numbers(block).keys()
    return frozenset(by_default | in_place)


def _may_be_layers(default: tree.ArgumentValue | None) -> bool:
    """Whether a default is none, or the name of a layer without its brackets."""
    names_one = isinstance(default, tree.Variable) and (
        default.name in KINDS or default.name in CODES
    )
    return default is None or names_one


def _written(block: tree.Block) -> dict[str, tree.WrittenLayer]:
    """The spelled out layers and blocks of a body and of its defaults, the last of each name."""
    defaults = [each.default for each in block.parameters if isinstance(each.default, tree.Layers)]
    parts = [*block.parts, *(part for each in defaults for part in each.parts)]
    bodies = (part.body for part in tree.parts_in(parts))
    return {each.layer.name: each.layer for each in bodies if isinstance(each, tree.Spelled)}


def problems_of(
    block: tree.Block, names: frozenset[str], blocks: Container[str], text: Text
) -> dict[str, Diagnostic]:
    """What is wrong with the parameters of a block that stand for layers."""
    written, numbers = _written(block), _numbers(block)
    found: dict[str, Diagnostic] = {}
    for each in block.parameters:
        name, own = each.name, Span(each.span.start, each.span.start + len(each.name))
        if name not in names:
            continue
        if name in KINDS or name in blocks:
            found[name] = _reserved(block, name, own, blocks, text)
        elif name in numbers:
            found[name] = block_problems.number_and_layers(own, name, numbers[name], text)
        elif not isinstance(each.default, tree.Layers | None):
            found[name] = block_problems.default_without_brackets(name, each.default.span, text)
        elif name in written and written[name].arguments:
            found[name] = block_problems.layers_with_arguments(written[name])
    return found


def _reserved(
    block: tree.Block, name: str, own: Span, blocks: Container[str], text: Text
) -> Diagnostic:
    def why_not(other: str) -> str:
        taken = other in KINDS or other in blocks
        return name_problems.why_not_parameter(other) or "it is taken" * taken

    why, text = f"a {'layer' if name in KINDS else 'block'} is called so", text.at(own.start)
    better = name_fixes.free(text, name, why_not)
    fix = name_fixes.parameter_renamed(text, own, block.name.name, block.whole, name, better)
    return name_problems.reserved_name(own, name, why, fix)


def _numbers(block: tree.Block) -> dict[str, Span]:
    """The names in a body's numbers, with a place of each."""
    found: dict[str, Span] = {}
    for part in tree.parts_in(block.parts):
        for count in tree.counts_of(part):
            found |= dict.fromkeys(tree.names(count), count.span)
        body = part.body
        if isinstance(body, tree.Shorthand):
            for layer in body.word.layers:
                for argument in layer.arguments:
                    span = argument.value.span.shift(body.offset)
                    found |= dict.fromkeys(tree.names(argument.value), span)
        elif isinstance(body, tree.Spelled) and body.layer.name in KINDS:
            for argument in body.layer.arguments:
                found |= dict.fromkeys(tree.names(argument.value), argument.value.span)
    return found
