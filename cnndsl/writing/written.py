"""A network as a spec: from its structure, its inputs and its name; no text is needed of which it was made."""

from collections.abc import Mapping
from typing import Any

from cnndsl.checking.order import order
from cnndsl.network import Inputs, Network, Sequence
from cnndsl.writing.afters import SaidOnce, said_once
from cnndsl.writing.depths import with_depths
from cnndsl.writing.layout import lines, on_one_line
from cnndsl.writing.structure import Writer


def written(
    structure: Sequence,
    inputs: Inputs,
    name: str = "",
    constants: Mapping[str, Any] = {},
) -> str:
    """The spec of a structure that has names and says all depths; `constants` are those that its formulas name."""
    once = said_once(structure)
    writer = Writer(once.body, constants)
    trunk = writer.trunk(once.body)
    head = [f"network {name}"] * bool(name)
    head += [f"input {each.words}" for each in inputs]
    lets = [f"let {each} = {value}" for each, value in constants.items() if each in writer.names]
    parts = [head, lets, _said_beside(once, structure), _definitions(writer), lines(trunk)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def spec_of(network: Network) -> str:
    """A checked network as a spec in which nothing is left to be known."""
    body = with_depths(network.structure, network.layers)
    constants = {each.name: each.value for each in network.constants}
    name = "" if network.name == "Network" else network.name
    return written(body, network.inputs, name, constants)


def _said_beside(once: SaidOnce, structure: Sequence) -> list[str]:
    """`after`, where it says what follows layers, or that nothing does where a reader would fill it in."""
    said = [
        f"after {kind} {{ {on_one_line(Writer(()).trunk(behind))} }}"
        for kind, behind in once.afters.items()
    ]
    return said or ["after none"] * nothing_is_filled_in(structure)


def nothing_is_filled_in(structure: Sequence) -> bool:
    """Whether no activation stands between layers with weights, of which there are several: only `after` keeps it so."""
    found = order(structure)
    return not found.has_activation() and any(map(found.hidden, range(len(found.entries))))


def _definitions(writer: Writer) -> list[str]:
    return [line for piece in writer.blocks.pieces() for line in lines((piece,))]
