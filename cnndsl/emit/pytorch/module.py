"""A network as one Python file with one PyTorch module, as a person would write it.

The same spec always gives the same bytes: nothing here depends on the time, the machine or the folder.
"""

import ast
from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.comments import over
from cnndsl.emit.arguments import Arguments, arguments
from cnndsl.emit.bare_code import bare
from cnndsl.emit.build import Build, as_made
from cnndsl.emit.pytorch.file_head import Uses, head
from cnndsl.emit.pytorch.layer_class import layer_class
from cnndsl.emit.pytorch.network_class import (
    comes_out,
    named_tuples,
    network_class,
    output_classes,
)
from cnndsl.emit.pytorch.part_class import part_class
from cnndsl.emit.stamp import command, stamped
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.classes import Classes, PartClass
from cnndsl.program.initialisation import Starts
from cnndsl.program.statements import Part
from cnndsl.validation.option_text import Refused

IMPORTED = {"torch", "nn", "F", "Any", "Device", "NamedTuple", "OrderedDict"}


class Module(NamedTuple):
    """A generated file, what its classes are, and what is said of them beside it."""

    text: str
    classes: tuple[PartClass, ...]
    notes: tuple[str, ...]


def source(result: Result, build: Build | None = None) -> str:
    """The generated file's text."""
    return module(result, build or Build()).text


def asked_for(result: Result, build: Build) -> Module:
    """The file for who has asked for it: an option that would change nothing is refused."""
    made = module(result, build)
    if build.zero_last_norm and not any(each.start.zero for each in made.classes):
        raise Refused(f"no residual branch of {result.network.name} ends in a norm")
    return made


def module(result: Result, build: Build) -> Module:
    return _module(
        result, build, arguments(result, lambda other, named: _code(other, build, named))
    )


def _code(result: Result, build: Build, named: Arguments) -> str:
    """A module's code without its words and without its defaults."""
    tree = bare(_module(result, build, named).text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.args.defaults = []
    return ast.dump(tree)


def _module(result: Result, build: Build, named: Arguments) -> Module:
    """The file, with some constants for arguments."""
    written_by = command(result, build)
    result = as_made(result, build)
    network = result.network
    name = build.class_name or network.name
    taken = IMPORTED | {name, *output_classes(name)}
    starts = None if build.inference else Starts(network.layers, build.zero_last_norm)
    classes, whole = _classes(result.program.whole, name, taken, starts, named.names)
    outputs, layers = named_tuples(network, name), tuple(classes.layers.made.values())
    written = [*map(layer_class, layers), *outputs]
    written += [part_class(each, _comment(result, each)) for each in classes.made]
    written.append(network_class(whole, result, build, named.features))
    made = (*classes.made, whole)
    rank = max((len(shape) for shape in network.shapes.values()), default=1) - 1
    ordered = any("OrderedDict(" in line for lines in written for line in lines)
    uses = Uses(made, layers, starts, bool(outputs), ordered, build, rank)
    blocks = [*head(result, name, uses), *("\n".join(lines) for lines in written)]
    text = stamped("\n\n\n".join(blocks) + "\n", written_by)
    return Module(text, made, tuple(_notes(result, build, made)))


def _classes(
    program: Part, name: str, taken: set[str], starts: Starts | None, arguments: tuple[str, ...]
) -> tuple[Classes, PartClass]:
    """All classes, and the network's own. A group takes any depth only where it is given one by name."""
    classes = Classes(program, taken, starts, arguments, None if arguments else ())
    whole = classes.whole(name)
    given = classes.given_by_name(whole)
    if given < classes.opened:
        classes = Classes(program, taken, starts, arguments, given)
        whole = classes.whole(name)
    return classes, whole


def _notes(result: Result, build: Build, made: tuple[PartClass, ...]) -> Iterator[str]:
    """What who builds it should know."""
    *parts, whole = made
    name, text = whole.signature.name, result.network.text
    if whole.signature.ends and not build.logits:
        given = comes_out(result.network)
        yield f"{name} gives {given}; for nn.CrossEntropyLoss, which takes scores, it is {name}(logits=True)"
    for each in parts:
        if not each.named:
            line = text.place(each.written.start).line
            yield f"what stands in line {line} is called {each.signature.name} in the code; a label would name it"


def _comment(result: Result, code: PartClass) -> list[str]:
    """What the writer says of a block."""
    return over(result.network.text, code.written) if code.block else []
