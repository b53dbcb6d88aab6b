"""A network as a spec: from its structure, its inputs and its name; no text is needed of which it was made."""

from collections.abc import Iterator, Mapping
from typing import Any

from cnndsl.checking.order import order
from cnndsl.formatting.layout import formatted
from cnndsl.network import Fork, Inputs, Network, Sequence
from cnndsl.text import Text
from cnndsl.writing.afters import SaidOnce, said_once
from cnndsl.writing.depths import with_depths
from cnndsl.writing.flat import Line, laid_flat
from cnndsl.writing.folding import folded
from cnndsl.writing.layout import lines, on_one_line
from cnndsl.writing.structure import Writer
from cnndsl.writing.words import number_words

NOTHING: Mapping[str, Any] = {}


def written(
    structure: Sequence, inputs: Inputs, name: str = "", constants: Mapping[str, Any] = NOTHING
) -> str:
    """The spec of a structure that has names and says all depths; `constants` are those that its formulas name."""
    once = said_once(structure)
    writer = Writer(once.body, constants)
    trunk = lines(writer.trunk(once.body))
    return _assembled(writer, inputs, name, constants, _said_beside(once, structure), trunk)


def spec_of(network: Network, fold: bool = False) -> str:
    """A checked network as a spec in which nothing is left to be known.

    With `fold` equal parts in a row are copies of one, which gives them other names.
    """
    body = with_depths(network.structure, network.layers)
    return written(
        folded(body) if fold else body, network.inputs, _name(network), _constants(network)
    )


def flat_spec_of(network: Network) -> str:
    """A checked network, a layer a line."""
    body = with_depths(network.structure, network.layers)
    flat = laid_flat(body, network.layers, network.inputs)
    constants = _constants(network)
    writer = Writer(tuple(item for line in flat.lines for item in line.items), constants)
    for _ in range(2):  # what blocks leave to defaults is known behind their uses
        trunk = list(_flat_lines(writer, flat.lines, ""))
    silent = ["after none"] * nothing_is_filled_in(network.structure)
    return _assembled(writer, flat.inputs, _name(network), constants, silent, trunk)


def _name(network: Network) -> str:
    return "" if network.name == "Network" else network.name


def _constants(network: Network) -> dict[str, Any]:
    return {each.name: each.value for each in network.constants}


def _assembled(
    writer: Writer,
    inputs: Inputs,
    name: str,
    constants: Mapping[str, Any],
    beside: list[str],
    trunk: list[str],
) -> str:
    head = [f"network {name}"] * bool(name) + [f"input {each.words}" for each in inputs]
    head += [
        f"let {each} = {number_words(value)}"
        for each, value in constants.items()
        if each in writer.names
    ]
    blocks = [line for piece in writer.blocks.pieces() for line in lines((piece,))]
    parts = [[*head, *beside], blocks, trunk]
    content = "\n\n".join("\n".join(part) for part in parts if part) + "\n"
    return formatted(Text("", content)).content


def _flat_lines(writer: Writer, rows: tuple[Line, ...], indent: str) -> Iterator[str]:
    """Each layer in its line, behind what it goes on from."""
    here = writer.here(tuple(item for line in rows for item in line.items))
    for line in rows:
        *before, last = line.items
        if not isinstance(last, Fork):
            yield indent + on_one_line(writer.sequence(line.items, here))
            continue
        taps = writer.sequence(tuple(before), here)
        yield indent + on_one_line((*taps, "aux" if last.aux else "head", last.output, "{"))
        yield from _flat_lines(writer, line.inner, f"{indent}  ")
        yield f"{indent}}}"


def _said_beside(once: SaidOnce, structure: Sequence) -> list[str]:
    """`after`, where it says what follows layers, or that nothing does where a reader would fill it in."""
    said = [
        f"after {kind} {{ {on_one_line(Writer(()).trunk(behind))} }}"
        for kind, behind in once.afters.items()
    ]
    return said or ["after none"] * nothing_is_filled_in(structure)


def nothing_is_filled_in(structure: Sequence) -> bool:
    """Whether no activation stands between layers with weights, which `after none` alone keeps so."""
    found = order(structure)
    return not found.has_activation() and any(map(found.hidden, range(len(found.entries))))
