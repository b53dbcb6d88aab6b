"""Where layers stand: how their paths are made, shown, and counted; and what each kind of item has inside."""

from cnndsl.compile import compile_text
from cnndsl.network import Sequence
from cnndsl.paths import WHOLE, Place, letters_of, show_path
from cnndsl.text import Text
from cnndsl.walker import bodies_of, placed_bodies, with_bodies

EVERY_KIND = """input 3x32x32
block b(skip) { C3D8 BN R add( C3D8 | @skip ) R }
first: C3D8
b(@first) b(@first) b(@first)*2
group: [ C3D8 R ]
[C3D8 R]*2
C3D8*3
cat( inner: C3D8 R | C3D8 )
add( C3D16 R C3D8 | @first ) R
aux early { GAP FC10 }
GAP FC10
"""


def paths_of(body: Sequence, place: Place = WHOLE) -> list[str]:
    """The paths of everything in a structure that has a name."""
    found: list[str] = []
    for item in body:
        for inner, around in placed_bodies(item, place):
            found += paths_of(inner, around)
        found += [show_path(place.path(item.name))] if item.name else []
    return found


def test_a_path_is_shown_as_pytorch_names_what_stands_there() -> None:
    assert show_path(("stage", 0, "conv1")) == "stage.0.conv1"
    assert show_path(("conv1",)) == "conv1"
    assert show_path(()) == ""
    assert letters_of(("stage", 10, "conv1")) == len("stage.10.conv1")


def test_a_place_makes_the_paths_of_what_stands_in_it() -> None:
    assert WHOLE.path("conv1") == ("conv1",)
    assert WHOLE.inside("stage").copy("repeat1", 3).path("conv1") == (
        "stage",
        "repeat1",
        3,
        "conv1",
    )
    one = WHOLE.inside("stage").inside("conv1")
    assert one.path("2") == ("stage", "conv1", "2")


def test_a_shared_part_stands_where_its_owner_does() -> None:
    """In a block that is the block, in the trunk and its groups nothing; a shared part is the owner of those inside."""
    block = WHOLE.inside("stage").block("b1", shared=False)
    assert block.inside("group").block("m", shared=True).path("conv1") == (
        "stage",
        "b1",
        "m",
        "conv1",
    )
    trunk = WHOLE.copy("repeat1", 2).block("m", shared=True)
    assert trunk.path("conv1") == ("m", "conv1")
    assert trunk.inside("group").block("q", shared=True).path("conv1") == ("m", "q", "conv1")


def test_the_paths_in_a_structure_are_those_of_its_layers() -> None:
    network = compile_text(Text("every.cnn", EVERY_KIND)).network
    assert network.ok, network.diagnostics
    named = paths_of(network.structure)
    layers = [show_path(placed.path) for placed in network.layers]
    assert [path for path in named if path in set(layers)] == layers


def rebuilt(body: Sequence) -> Sequence:
    return tuple(with_bodies(item, tuple(map(rebuilt, bodies_of(item)))) for item in body)


def test_what_is_taken_apart_goes_together_again() -> None:
    structure = compile_text(Text("every.cnn", EVERY_KIND)).network.structure
    assert rebuilt(structure) == structure
