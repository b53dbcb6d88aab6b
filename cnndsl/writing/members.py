"""A member of a family as a plain spec: copies that differ by what is chosen stand one after another."""

from cnndsl.checking.naming import named
from cnndsl.network import Item, Network, Repeat, Sequence
from cnndsl.walker import bodies_of, with_bodies
from cnndsl.writing.depths import with_depths
from cnndsl.writing.written import written


def spec_of_member(network: Network) -> str:
    """The spec of a member, as short as its structure allows."""
    body = named(_opened(with_depths(network.structure, network.layers)))
    constants = {each.name: each.value for each in network.constants}
    name = "" if network.name == "Network" else network.name
    return written(body, network.inputs, name, constants)


def _opened(body: Sequence) -> Sequence:
    """The same without brackets around copies that differ, or around a single one."""
    items: list[Item] = []
    for item in body:
        inner = with_bodies(item, tuple(map(_opened, bodies_of(item))))
        if isinstance(inner, Repeat) and not inner.label and not _is_alike(inner):
            items += [each for copy in inner.copies for each in copy]
        else:
            items.append(inner)
    return tuple(items)


def _is_alike(repeat: Repeat) -> bool:
    """Whether there are several copies that say the same."""
    said = [tuple(map(_said, copy)) for copy in repeat.copies]
    return len(said) > 1 and all(each == said[0] for each in said)


def _said(item: Item) -> object:
    """What an item says, wherever it is written."""
    layer = getattr(item, "layer", None)
    given = getattr(item, "given", ())
    inner = tuple(tuple(map(_said, body)) for body in bodies_of(item))
    return type(item), layer, given, getattr(item, "of", ""), inner
