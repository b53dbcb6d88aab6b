"""A network without the softmax of its outputs, for a loss that wants scores."""

from dataclasses import replace

from cnndsl.layers.merge import Identity
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Network,
    Repeat,
    Sequence,
    Step,
    Tap,
    copies_of,
    inner_prefix,
    walk,
)


def without_softmax(network: Network) -> Network:
    placed = {each.path: each for each in network.layers}
    wanted = {source for each in network.layers for source in each.sources}
    last = {
        output.source
        for output in network.outputs
        if output.source in placed
        and placed[output.source].layer.word in ("softmax", "log_softmax")
        and output.source not in wanted
    }
    if not last:
        return network
    outputs = tuple(
        each._replace(source=placed[each.source].sources[0]) if each.source in last else each
        for each in network.outputs
    )
    structure = _without(network.structure, "", "", last)
    kept = {path for path, _, _ in walk(structure)}
    layers = tuple(
        each._replace(layer=Identity()) if each.path in last else each
        for each in network.layers
        if each.path in kept or each.path not in last
    )
    return replace(network, structure=structure, layers=layers, outputs=outputs)


def _without(body: Sequence, prefix: str, suffix: str, paths: set[str]) -> Sequence:
    found = (_item(item, prefix, suffix, paths) for item in body)
    return tuple(item for item in found if item is not None)


def _item(item: Item, prefix: str, suffix: str, paths: set[str]) -> Item | None:
    path = f"{prefix}{item.name}{suffix}"
    if isinstance(item, Step):
        return None if path in paths else item
    if isinstance(item, Branches | Tap) or not any(_inside(each, path, item) for each in paths):
        return item
    if isinstance(item, Fork):
        part = _item(item.part, prefix, suffix, paths)
        if part is None and isinstance(item.part, Step):
            part = item.part._replace(layer=Identity())
        return item._replace(part=part) if part is not None else item
    bodies = [
        _without(copy, *inner_prefix(item, prefix, suffix, number), paths)
        for number, copy in enumerate(copies_of(item))
    ]
    if isinstance(item, Repeat):
        copies = tuple(copy for copy in bodies if copy)
        return item._replace(copies=copies) if copies else None
    return item._replace(body=bodies[0])


def _inside(path: str, part: str, item: Item) -> bool:
    return path == part or path.startswith(f"{part}.") or isinstance(item, Fork | Repeat)
