"""Windows counted one by one, against the formulas: where each starts, what it covers, what nothing reads."""

from itertools import product

import pytest
from conftest import checked, problems

from cnndsl.layers.conv import Conv
from cnndsl.layers.joins import Add, Cat, Join, Mul
from cnndsl.layers.merge import Projection, settled
from cnndsl.layers.window import Window, margins
from cnndsl.sizes import UNKNOWN, Shape, known

MANY = range(50)
WINDOWS = [
    Window(size, kernel, stride, before, after, dilation)
    for size, kernel, stride, before, after, dilation in product(
        range(1, 10), range(1, 5), range(1, 5), range(3), range(3), (1, 2)
    )
]


def span(window: Window) -> int:
    """The rows from the first place that a window reads to the last."""
    return len(range(0, window.kernel * window.dilation, 1)) - (window.dilation - 1)


def starts(window: Window) -> list[int]:
    """Where windows start, 0 being the first row of padding: those that lie inside of it all."""
    rows = window.before + window.size + window.after
    return [k * window.stride for k in MANY if k * window.stride + span(window) <= rows]


def partial_starts(window: Window) -> list[int]:
    """The same where a last window may stick out, by less than a stride, if it starts before the padding behind."""
    rows = window.before + window.size + window.after
    return [
        start
        for start in range(0, 50 * window.stride, window.stride)
        if start + span(window) - rows < window.stride and start < window.before + window.size
    ]


def test_outputs_are_as_many_as_windows() -> None:
    for window in WINDOWS:
        found = starts(window)
        assert window.fits == bool(found), window
        assert not found or window.output == len(found), window


def test_outputs_are_as_many_as_windows_where_the_last_may_stick_out() -> None:
    for window in (each._replace(ceil=True) for each in WINDOWS):
        found = partial_starts(window)
        assert window.fits == bool(found), window
        assert not found or window.output == len(found), window
        assert not window.unread


def test_rows_at_the_end_that_no_window_reads() -> None:
    """Where windows leave gaps between them, the rows at the end are left out as others are."""
    for window in WINDOWS:
        if not window.fits:
            continue
        read = starts(window)[-1] + span(window)
        unread = max(window.before + window.size - read, 0)
        assert window.unread == (unread if span(window) >= window.stride else 0), window


def test_same_padding_gives_one_output_for_each_stride_and_is_the_least() -> None:
    for window in WINDOWS:
        ((before, after),) = margins("same", (window,), "kernel")
        padded = window._replace(before=before, after=after)
        assert padded.output == len(range(0, window.size, window.stride)), window
        assert before >= 0
        assert after - before in (0, 1)
        less = padded._replace(after=after - 1)
        assert not after or not less.fits or less.output < padded.output, window


def test_half_and_full_padding_go_by_what_a_window_spans() -> None:
    for window in WINDOWS:
        if span(window) % 2:
            assert margins("half", (window,), "kernel") == ((span(window) // 2,) * 2,)
        assert margins("full", (window,), "kernel") == ((span(window) - 1,) * 2,)


@pytest.mark.parametrize("likely", range(5))
def test_a_projection_has_the_other_branchs_stride_or_the_smallest_that_fits(likely: int) -> None:
    """At a stride of s a 1x1 kernel reads the rows 0, s, 2s, ..."""
    for size, wanted in product(range(1, 14), repeat=2):
        fitting = [s for s in range(1, 20) if len(range(0, size, s)) == wanted]
        made = settled(Projection(), (3, size), (4, wanted), (likely,))
        if not fitting:
            assert made is None
            continue
        assert made is not None
        assert made.stride == (likely if likely in fitting else fitting[0])


@pytest.mark.parametrize("up", ["U2", "T2D4s2", "C1D16 pixel_shuffle(2)", "upsample(size=10)"])
def test_a_projection_takes_no_stride_from_a_branch_that_goes_up_again(up: str) -> None:
    """5 to 10 and by fours to 2: the steps of 4 are not the input's, and from 5 the smallest that leaves 2 is 3."""
    result = checked(f"input 4x5x5 add( C3D4 {up} M4 | proj ) after conv {{ }}")
    (proj,) = [each.layer for each in result.network.layers if each.layer.word == "proj"]
    assert vars(proj)["stride"] == 3
    assert result.network.ok


U = UNKNOWN
JOINED: list[tuple[type[Join], tuple[Shape, ...], tuple[int | None, ...]]] = [
    # None is a size that nobody can tell: branches differ, or a mistake hides what it hangs on.
    (Add, ((4, 5), (4, 5)), (4, 5)),
    (Add, ((4, 5), (4, 6)), (4, None)),
    (Add, ((4, U), (4, 6)), (4, 6)),
    (Add, ((4, U), (U, U)), (4, None)),
    (Mul, ((4, 5), (4, 1)), (4, 5)),
    (Mul, ((1, 1), (4, 1)), (4, 1)),
    (Mul, ((4, 5), (4, 6)), (4, None)),
    (Mul, ((4, 5), (4, 6), (4, 1)), (4, None)),
    (Mul, ((4, U), (4, 6)), (4, 6)),  # it is 1 or 6, or a mistake that is said elsewhere
    (Mul, ((4, U), (4, 1)), (4, None)),  # what is 1 serves any size
    (Cat, ((4, 5), (3, 5)), (7, 5)),
    (Cat, ((4, 5), (U, 5)), (None, 5)),
    (Cat, ((4, 5), (3, 6)), (7, None)),
]


@pytest.mark.parametrize(("join", "inputs", "output"), JOINED)
def test_what_comes_of_branches(
    join: type[Join], inputs: tuple[Shape, ...], output: tuple[int | None, ...]
) -> None:
    found = join().with_arguments(inputs=inputs).infer(inputs[0])
    assert tuple(size if known(size) else None for size in found) == output


@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        ("input 8 cat( id | crop )", ["shape-flat"]),  # there is no size to take
        # No stride makes 18 of 9; the depth is known all the same, and 8 does not divide by 3.
        ("input 4x9x9 add( C3D8 U2 | proj ) C3D16g3", ["shape-projection", "shape-groups"]),
        ("input 3x4x4 add( FC8 | FC4 proj )", []),
    ],
)
def test_what_is_said_of_branches(spec: str, codes: list[str]) -> None:
    found = problems(checked(f"{spec} after conv {{ }}"), "error")
    assert [code for code, *_ in found] == codes


def test_a_branch_whose_layers_keep_its_size_is_named_as_a_whole() -> None:
    """Its 1x1 convolution is the last with weights, and has nothing to do with the height."""
    (found, *_) = checked("input 4x9x9 cat( C3D8 C1D8 | M2 ) after conv { }").network.diagnostics
    said = [each.message for each in found.related]
    assert said == ["the first branch: 8x9x9", "this makes the second branch 4x4x4"]


@pytest.mark.parametrize(
    ("stride", "titles"),
    [("2x2", ["write `3` and `stride=2`"]), ("2x1", [])],  # which of 2 and 1 is meant, nobody knows
)
def test_all_that_has_too_many_axes_is_mended_at_once(stride: str, titles: list[str]) -> None:
    result = checked(f"input 3x40 conv(8, 3x3, stride={stride}) after conv {{ }}")
    (found,) = result.network.diagnostics
    assert (found.code, [fix.title for fix in found.fixes]) == ("shape-rank", titles)


def test_a_layer_takes_what_it_declares_and_what_the_checker_settles() -> None:
    for given in ({"dept": 3}, {"depth": 3, "inputs": ()}):
        with pytest.raises(
            TypeError, match=r"`conv` takes no `[a-z]*`; it takes depth, kernel, st"
        ):
            Conv(**given)
    assert Projection(bn=False, to=(4,), agrees=True).gives_on
    assert not Projection().gives_on


def test_a_branch_that_no_copies_are_left_of_agrees_or_not() -> None:
    """`C3D4*0` leaves what comes in, 8x8, beside 4x4: no layer of it can end in a crop."""
    found = checked("input 4x8x8 add( C3D4*0 | M ) R").network.diagnostics
    assert [each.code for each in found] == ["shape-disagree"]
    assert checked("input 4x8x8 add( C3D4*0 | R ) C3D4").network.ok


@pytest.mark.parametrize("part", ["C3D4*0", "[C3D4 R]*0", "cat( R | id )*0", "b", "b*2", "[b]"])
def test_a_label_of_what_has_no_layers_left_names_nothing(part: str) -> None:
    spec = f"block b {{ [C3D4 R]*0 }} input 4x8x8 b C3D4 R x: {part} C3D4 R cat( id | @x ) FC2"
    (found,) = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert (found.code, found.message) == ("name-unknown-label", "`x` has no copies here")
