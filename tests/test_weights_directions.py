"""Numbers that run downwards, as those of a decoder do, and names that agree with ours, number and all."""

import pytest
from fitting import fitted, notes_of, refused, tensors
from hypothesis import given
from hypothesis import strategies as st

from cnndsl.weights.fit import fit
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.outcome import Fit
from cnndsl.weights.report import doubtful
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor


def layers(*names: str, shape: str = "4x4") -> str:
    return " ".join(f"{name}.weight:{shape} {name}.bias:4" for name in names)


def by_alphabet(words: str) -> str:
    """As .safetensors has them."""
    return " ".join(sorted(words.split()))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("dec2.conv1 dec1.conv1", "dec2.0 dec1.0"),
        ("dec2 dec1", "dec2.0 dec1.0"),
        ("dec2 dec1", "net.dec2.0 net.dec1.0"),
        ("net.dec2 net.dec1", "dec2.0 dec1.0"),
        ("inc5b.c inc5a.c", "inc5b.0 inc5a.0"),
        (
            "enc1.c enc2.c up3.a up3.b up2.a up2.b up1.a up1.b",
            "enc1.0 enc2.0 up3.0 up3.1 up2.0 up2.1 up1.0 up1.1",
        ),
    ],
)
def test_parts_of_the_same_number_go_together_whichever_way_the_numbers_run(
    ours: str, theirs: str
) -> None:
    meant = dict(zip(ours.split(), theirs.split(), strict=True))
    own, other = layers(*ours.split()), layers(*theirs.split())
    for ordered in (True, False):
        assert fitted(own, by_alphabet(other), ordered=ordered) == meant
        assert fitted(own, other, ordered=ordered) == meant


def test_names_that_agree_against_the_order_of_the_numbers_are_warned_of() -> None:
    own, other = layers("dec2.conv1", "dec1.conv1"), by_alphabet(layers("dec2.0", "dec1.0"))
    said = list(doubtful(fit(tensors(own), tensors(other), [], Rules(ordered=False))))
    assert said == [
        "the shapes leave it open, the names settle it, against the order of the numbers: "
        "`dec2.conv1.weight` is `dec2.0.weight`, not `dec1.0.weight`"
    ]
    upwards = layers("dec1.conv1", "dec2.conv1")
    assert not list(doubtful(fit(tensors(upwards), tensors(other), [], Rules(ordered=False))))


def test_numbers_of_a_stem_of_ours_that_count_from_elsewhere_are_not_guessed() -> None:
    """Ours run downwards: theirs may do so or not, and no name tells."""
    own = layers("dec3.c", "dec2.c", "dec1.c")
    other = by_alphabet(layers("dec2.0", "dec1.0", "dec0.0"))
    assert "ambiguous: `dec3.c.weight` may be `dec0.0.weight` or `dec2.0.weight`" in refused(
        own, other, ordered=False
    )


def test_what_belongs_to_a_decoder_may_run_downwards_as_it_does() -> None:
    own = layers("a.up", "dec2.c", "b.up", "dec1.c")
    other = by_alphabet(layers("up2", "dec2.0", "up1", "dec1.0"))
    assert "ambiguous: `a.up.weight` may be `up1.weight` or `up2.weight`" in refused(
        own, other, ordered=False
    )


@pytest.mark.parametrize("prefix", ["dec", "stage"])
def test_numbers_run_downwards_where_shapes_allow_nothing_else(prefix: str) -> None:
    ours = "dec2.weight:8x4 dec1.weight:4x8 fc.weight:2x4"
    theirs = f"{prefix}1.0.weight:4x8 {prefix}2.0.weight:8x4 head.weight:2x4"
    pairs = {"dec2": f"{prefix}2.0", "dec1": f"{prefix}1.0", "fc": "head"}
    for ordered in (True, False):
        assert fitted(ours, theirs, ordered=ordered) == pairs


def test_an_encoder_upwards_and_a_decoder_downwards() -> None:
    """Where upwards fits, it stays: the decoder's stages of one shape, and the encoder's."""
    ours = "c1.weight:4x4 c2.weight:4x4 c3.weight:8x4 c4.weight:8x8 c5.weight:8x8 c6.weight:4x8 c7.weight:4x4"
    theirs = (
        "down.1.weight:4x4 down.2.weight:4x4 down.3.weight:8x4 "
        "up_1.0.weight:4x8 up_1.1.weight:4x4 up_2.0.weight:8x8 up_2.1.weight:8x8"
    )
    pairs = fitted(ours, theirs, ordered=False)
    assert list(pairs.values()) == [
        *("down.1", "down.2", "down.3"),
        *("up_2.0", "up_2.1", "up_1.0", "up_1.1"),
    ]


def test_lists_that_are_used_in_turns_from_their_ends() -> None:
    """A feature pyramid goes from the smallest map to the largest."""
    ours = "a.weight:4x9 b.weight:4x4 c.weight:4x8 d.weight:4x4 e.weight:4x7 f.weight:4x4"
    inner = " ".join(f"inner.{n}.weight:4x{size}" for n, size in enumerate((7, 8, 9)))
    layer = " ".join(f"layer.{n}.weight:4x4" for n in range(3))
    pairs = fitted(ours, f"{inner} {layer}", ordered=False)
    assert list(pairs.values()) == [f"{kind}.{n}" for n in (2, 1, 0) for kind in ("inner", "layer")]


def test_each_decision_of_names_is_said() -> None:
    """Two things may be exchanged; what lies between them is certain."""
    own = "left.c.weight:4x4 right.c.weight:4x4 mid.weight:9x4 up1.c.weight:4x9 up2.c.weight:4x9"
    other = "right.d.weight:4x4 left.d.weight:4x4 q.weight:9x4 up2.d.weight:4x9 up1.d.weight:4x9"
    said = "\n".join(notes_of(fit(tensors(own), tensors(other), [], Rules())))
    for one, taken, instead in [
        ("left.c.weight", "left.d.weight", "right.d.weight"),
        ("up1.c.weight", "up1.d.weight", "up2.d.weight"),
    ]:
        assert f"against the order of the file: `{one}` is `{taken}`, not `{instead}`" in said


def test_names_that_agree_to_the_last_letter_are_held_against_the_file_family_by_family() -> None:
    """The whole file has other shapes in a row than ours; its `up`s stand in an order that fits."""
    own = "in.weight:4x3 up1.c.weight:4x4 up2.c.weight:4x4 out.weight:2x4 end.weight:2x2"
    other = "up2.c.weight:4x4 up1.c.weight:4x4 stem.weight:4x3 end.weight:2x2 head.weight:2x4"
    said = list(doubtful(fit(tensors(own), tensors(other), [], Rules())))
    assert said == [
        "the shapes leave it open, the names settle it, against the order of the file: "
        f"`{one}.c.weight` is `{one}.c.weight`, not `{two}.c.weight`"
        for one, two in (("up1", "up2"), ("up2", "up1"))
    ]


def test_running_numbers_alone_do_not_push_another_name_to_the_end() -> None:
    own, other = layers("conv1", "conv2", "conv3"), layers("conv1", "conv2", "stem")
    said = refused(own, other, ordered=False)
    assert "ambiguous: `conv1.weight` may be `stem.weight` or `conv1.weight`" in said
    assert list(doubtful(fit(tensors(own), tensors(other), [], Rules())))
    assert fitted(own, other, "conv1 = stem", ordered=False)["conv3"] == "conv2"


@given(
    st.lists(st.integers(1, 2), max_size=4),
    st.lists(st.integers(1, 2), min_size=2, max_size=5),
    st.permutations(range(9)),
    st.booleans(),
)
def test_a_labelled_decoder_is_right_or_refused(
    encoder: list[int], decoder: list[int], order: list[int], ordered: bool
) -> None:
    """Labels are the same on both sides, what is in them is called otherwise; modules in any order."""
    sizes = encoder + decoder
    names = [f"enc{n}" for n in range(len(encoder))]
    names += [f"dec{n}" for n in reversed(range(len(decoder)))]
    own = [Tensor(f"{name}.c.weight", (size, 1)) for name, size in zip(names, sizes, strict=True)]
    other = [Tensor(f"{name}.0.weight", (size, 1)) for name, size in zip(names, sizes, strict=True)]
    meant = dict(zip([each.name for each in own], [each.name for each in other], strict=True))
    stored = sorted(other, key=lambda each: order[names.index(each.name.split(".")[0])])
    try:
        found: Fit = fit(own, stored if ordered else sorted(other), [], Rules(ordered))
    except Misfit as misfit:
        if not str(misfit).startswith("ambiguous"):
            raise
        return
    assert {name: match.theirs for name, match in found.matches.items()} == meant
