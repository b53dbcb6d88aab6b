"""One part of a network as a network of its own, for a picture of it alone."""

from cnndsl.analyse.figures import Result, worked_out
from cnndsl.draw.options import Unsuited
from cnndsl.network import Input, Item, Output, Placed, Sequence
from cnndsl.paths import WHOLE, Path, Place, show_path
from cnndsl.spelling import closest
from cnndsl.validation.option_text import quoted
from cnndsl.walker import path_of, placed_bodies


def only(result: Result, path: str) -> Result:
    """The part with a path: its layers, and what comes into it as its input."""
    parts = {show_path(path_of(*found)): found for found in _parts(result.network.structure, WHOLE)}
    if path not in parts:
        raise Unsuited(_no_part(result, path, list(parts)))
    item, place = parts[path]
    inside = tuple(_paths(item, place))
    layers = tuple(
        _rooted(each, inside, place) for each in result.network.layers if each.path in inside
    )
    if not layers:
        raise Unsuited(f"{quoted(path)} has no layer that is known")
    network = result.network._replace(
        name=path,
        structure=(item,),
        layers=layers,
        inputs=(Input("", layers[0].input),),
        outputs=(Output("out", layers[-1].output, layers[-1].path),),
    )
    return worked_out(network)


def _no_part(result: Result, path: str, parts: list[str]) -> str:
    near = closest(path, parts)
    some = ", ".join(parts[:8]) + " ..." * (len(parts) > 8)
    hint = f"did you mean `{near}`?" if near else f"there are {some}"
    return f"{quoted(path)} is no part of {result.network.name}; {hint}"


def _parts(body: Sequence, place: Place) -> list[tuple[Item, Place]]:
    """All items with their places, those inside others behind them."""
    found = [(item, place) for item in body]
    for item in body:
        for inner, where in placed_bodies(item, place):
            found += _parts(inner, where)
    return found


def _paths(item: Item, place: Place) -> list[Path]:
    """The paths that layers of an item and inside it can have."""
    return [path_of(*each) for each in _parts((item,), place)]


def _rooted(layer: Placed, inside: tuple[Path, ...], place: Place) -> Placed:
    """A layer as it stands in the part by itself; what comes from elsewhere is the input."""
    sources = tuple(_below(each, place) if each in inside else () for each in layer.sources)
    return layer._replace(path=_below(layer.path, place), sources=tuple(dict.fromkeys(sources)))


def _below(path: Path, place: Place) -> Path:
    depth = len(place.before)
    return path[depth:] if path[:depth] == place.before else path
