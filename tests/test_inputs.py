"""Several inputs: their names, what taps see of them, figures, options, and what is said of mistakes."""

import json

import pytest
from conftest import Runner, checked

import cnndsl
from cnndsl.analyse.training import Training
from cnndsl.emit.pytorch import source

STEREO = "input left 3x8x8 input right 3x8x8 cat( id | @right ) C3D4 R GAP FC2"
PAIR = "input left 1x6x6 input right 1x6x6 C3D2 R GAP F cat( id | @right C3D2 R GAP F ) FC1"


def codes(spec: str) -> list[str]:
    return [each.code for each in checked(spec).network.diagnostics if each.severity != "note"]


def test_each_input_has_its_name_and_its_shape() -> None:
    network = checked("input image 3x8x8 input sound 2x40 input age 1 C3D4").network
    assert network.shapes == {"image": (3, 8, 8), "sound": (2, 40), "age": (1,)}
    assert network.input == (3, 8, 8)


def test_the_trunk_goes_on_from_the_first_and_taps_see_all() -> None:
    first = checked("input a 3x8x8 input b 5x8x8 C3D4 R cat( id | @b | @a ) C1D2")
    assert [(row.path, row.shape) for row in first.rows][-2:] == [
        ("cat1", (12, 8, 8)),
        ("conv2", (2, 8, 8)),
    ]
    other = checked("input a 3x8x8 input b 5x8x8 @b C3D4 R cat( id | @a ) C1D2")
    assert other.rows[0].placed.input == (5, 8, 8)


def test_an_input_may_stand_anywhere_in_the_file() -> None:
    after = checked("cat( id | @right ) C3D4 R GAP FC2 input left 3x8x8 input right 3x8x8")
    assert [row.shape for row in after.rows] == [row.shape for row in checked(STEREO).rows]


def test_blocks_get_inputs_as_taps_alone() -> None:
    block = "block joined(other) { cat( id | @other ) } "
    assert checked(f"{block} {STEREO.replace('cat( id | @right )', 'joined(@right)')}").network.ok
    hidden = "block joined { cat( id | @right ) } input left 3x8x8 input right 3x8x8 joined C3D4"
    assert "name-unknown-label" in codes(hidden)


def test_inputs_of_any_rank_meet_as_shapes_say() -> None:
    spec = "input image 3x8x8 input sound 2x40 input age 1 C3D4 R mul( id | @sound C3D4 R GAP F ) mul( id | @age FC4 )"
    shapes = {row.path: row.shape for row in checked(spec).rows}
    assert (shapes["conv2"], shapes["mul1"], shapes["mul2"]) == ((4, 40), (4, 8, 8), (4, 8, 8))
    assert codes("input image 3x8x8 input sound 2x40 cat( id | @sound ) C1D2") == ["shape-disagree"]


def test_in_is_the_depth_of_the_input_that_stands_there() -> None:
    rows = checked("input a 3x8x8 input b 5x8x8 block b(c=in) { C1D<2*c> } b cat( id | @b b )").rows
    assert [row.shape[0] for row in rows if row.kind == "conv"] == [6, 10]


# Figures


def test_totals_count_each_input() -> None:
    """Activations: 2 images of 36; two branches of 2x36 and 2 (the average); 4 joined; 1."""
    totals = checked(PAIR).totals
    assert totals.activations == 2 * 36 + 2 * (72 + 2) + 4 + 1
    assert totals.params == 2 * (2 * 9 + 2) + (4 + 1)
    assert totals.macs == 2 * (36 * 2 * 9) + 4


def test_all_inputs_are_held_while_the_network_runs() -> None:
    """Both images, 3x64 each, and what the join makes of them: 6x64; four bytes a number."""
    spec = "input left 3x8x8 input right 3x8x8 cat( id | @right )"
    assert checked(spec).totals.peak_activation_bytes == 4 * 64 * (3 + 3 + 6)
    unused = "input left 3x8x8 input right 3x8x8 C3D1"
    assert checked(unused).totals.peak_activation_bytes == 4 * 64 * (3 + 3 + 1)


def test_training_keeps_an_input_once() -> None:
    """The second image feeds two convolutions, which keep it once: 4 bytes of 36 numbers for each image."""
    spec = "input left 1x6x6 input right 1x6x6 after none cat( C3D1 | @right C3D1 | @right C5D1 )"
    kept = Training(checked(spec).program.whole, 4).kept.values()
    assert sum(each.each for each in kept if each) == 4 * (36 + 36)


@pytest.mark.parametrize(
    ("spec", "field", "jump", "of"),
    [
        ("input a 3x9x9 input b 3x9x9 C3D2 cat( id | @b C5D2 ) C3D2", 5, 1, "a"),
        ("input a 3x9x9 input b 3x9x9 @b C5D2", 5, 1, "b"),
        ("input age 1 input b 3x9x9 @b C3D2 mul( id | @age FC2 ) C3D2", 5, 1, "b"),
        ("input s 2x40 input m 2x8x8 @m C3D4 mul( id | @s C3D4 GAP F ) C3D2", 42, 0, "s"),
        (
            "input a 2x8x8 input b 2x8x8 @b C3D4 mul( id | @a C3D4 GAP F ) C3D2 mul( id | @a C1D2 )",
            10,
            1,
            "a",
        ),
        (
            "input s 2x20 input m 2x8x8 @m C3D4 mul( id | @s C3D4 GAP F ) dot( C1D4 | id )",
            22,
            0,
            "s",
        ),
        ("input m 2x8x8 input s 2x40 C3D4 mul( id | @s C3D4 GAP F ) C3D2", 5, 1, "m"),
        ("input m 2x8x8 input s 2x40 dot( @s | C3D2 ) C3D2", 10, 0, "m"),
    ],
)
def test_views_are_of_the_first_input_that_is_seen(
    spec: str, field: int, jump: int, of: str
) -> None:
    """3 and 3 see 5; a value that is spread over all places is seen by all of them alike."""
    row = checked(f"after none {spec}").rows[-1]
    axis = row.view[0]
    assert axis is not None
    assert (axis.field, axis.jump, row.sees) == (field, jump, of)


def test_with_one_input_a_view_says_nothing_of_which() -> None:
    assert checked("input image 3x9x9 C3D2").rows[0].sees == ""


def test_a_flat_inputs_layers_have_no_view() -> None:
    (row,) = checked("input m 3x9x9 input age 1 @age FC2").rows
    assert (row.view, row.sees) == ((), "age")


# The module


def test_forward_takes_the_inputs_in_order_by_name() -> None:
    text = source(checked(STEREO))
    assert "def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:" in text
    assert "in_channels" not in text
    assert "forward_features" not in text
    assert "feature_info" not in text


def test_one_input_may_have_a_name_and_nothing_else_changes() -> None:
    named, plain = (
        checked("input image 3x8x8 C3D4 R GAP FC2"),
        checked("input 3x8x8 C3D4 R GAP FC2"),
    )
    assert named.totals == plain.totals
    assert [(row.path, row.view) for row in named.rows] == [
        (row.path, row.view) for row in plain.rows
    ]
    text = source(named).replace("(image)", "(x)").replace("image: torch", "x: torch")
    assert text.split("\n", 2)[2] == source(plain).split("\n", 2)[2]


def test_an_input_called_as_the_trunks_values_keeps_its_name() -> None:
    text = source(
        checked("input t 4 input x 3x8x8 @x C3D6 R mul( id | @t FC6 ) add( id | @x C1D6 )")
    )
    assert "def forward(self, t: torch.Tensor, x: torch.Tensor)" in text


# Options


def test_an_input_is_given_another_shape_by_its_name(run: Runner) -> None:
    ran = run(
        "check", STEREO, "--input", "left=3x6x6", "--input", "right=3x6x6", "--format", "json"
    )
    document = json.loads(ran.out)
    assert document["inputs"] == {"left": [3, 6, 6], "right": [3, 6, 6]}
    assert document["input"] == [3, 6, 6]
    assert document["layers"][0]["view_of"] == "left"


@pytest.mark.parametrize(
    ("spec", "given", "said"),
    [
        (
            STEREO,
            ["3x6x6"],
            "<text> has the inputs left, right: say which one is meant, as right=3x224x224",
        ),
        (STEREO, ["middle=3x6x6"], "middle: <text> has no such input (it has left, right)"),
        (
            "input 3x8x8 C3D2",
            ["left=3x6x6"],
            "left: <text> has no such input (its only one has no name: write the shape alone)",
        ),
        (
            "input a 3x8x8 C3D2",
            ["3x6x6", "a=3x7x7"],
            "one is given twice: with its name and without",
        ),
    ],
)
def test_a_shape_of_no_input_is_refused(
    spec: str, given: list[str], said: str, run: Runner
) -> None:
    ran = run("check", spec, *(word for each in given for word in ("--input", each)))
    assert (ran.status, ran.err) == (2, f"cnndsl: --input {said}\n")
    shapes = {
        each.rpartition("=")[0]: tuple(map(int, each.rpartition("=")[2].split("x")))
        for each in given
    }
    if "" not in shapes:
        with pytest.raises(ValueError, match="has no such input"):
            cnndsl.check(spec, input=shapes)


def test_a_shape_that_is_none_is_refused(run: Runner) -> None:
    for words, said in (
        ("left=3x6x", "`3x6x` is no shape; write channels first, as 3x224x224"),
        ("a b=3x6x6", "`a b=3x6x6` is no input's shape; write it as left=3x224x224"),
    ):
        assert run("check", STEREO, "--input", words).err.startswith(
            f"cnndsl: argument --input: {said}"
        )


def test_two_shapes_for_one_input_are_refused(run: Runner) -> None:
    ran = run("check", STEREO, "--input", "left=3x6x6", "--input", "left=3x7x7")
    assert ran.err == "cnndsl: argument --input: left is given twice, with two values\n"


def test_the_only_input_takes_a_shape_with_its_name_or_without() -> None:
    spec = "input image 3x8x8 C3D2"
    assert cnndsl.check(spec, input=(3, 6, 6)) == cnndsl.check(spec, input={"image": (3, 6, 6)})


def test_python_has_the_inputs_by_name() -> None:
    net = cnndsl.check(STEREO, input={"left": [3, 6, 6], "right": (3, 6, 6)})
    assert net.inputs == {"left": (3, 6, 6), "right": (3, 6, 6)}
    assert cnndsl.check("input 3x8x8 C3D2").inputs == {"input": (3, 8, 8)}
    assert net.ok
    with pytest.raises(TypeError, match="several are a dict"):
        cnndsl.check(STEREO, input=3)  # type: ignore[arg-type]


def test_a_built_file_names_the_shapes_it_was_built_for(run: Runner) -> None:
    ran = run("build", STEREO, "--input", "left=3x6x6", "--input", "right=3x6x6")
    first = ran.out.split("\n# checksum")[0].replace("\n#    ", "")
    assert first.endswith("--input left=3x6x6 --input right=3x6x6")


def test_tables_name_the_inputs(run: Runner) -> None:
    shown = run("check", STEREO).out
    assert "Network, inputs left 3x8x8, right 3x8x8\n" in shown
    assert "left 3x8x8, right 3x8x8" in run("compare", STEREO, "input 3x8x8 C3D2").out
    assert "sees 3x3 of left" in run("report", STEREO, "--batch", "4").out


# Mistakes


def test_an_unused_input_is_a_warning() -> None:
    assert codes("input a 3x8x8 input b 3x8x8 C3D4") == ["input-unused"]
    assert codes("input a 3x8x8 input b 3x8x8 @b C3D4") == ["input-unused"]
    assert codes("input a 4 input b 4 head h { @b FC2 }") == ["input-unused"]
    assert codes("input a 4 input b 4 head h { @b FC2 } FC3") == []
    assert codes("input a 3x8x8 input b 3x8x8 cat( @b | @a ) C3D4") == []
    assert codes("input a 4 input b 4 head h { FC2 } head k { @b FC2 }") == []


def test_what_only_follows_from_a_mistake_is_silent() -> None:
    """A tap on an input whose statement is broken, or whose shape is."""
    assert codes("input left 3x8x8 input right 3x8x cat( id | @right ) C3D4") == [
        "syntax-incomplete"
    ]
    assert codes("input left 3x8x8 input right 0x8x8 cat( id | @right C3D2 ) C3D4") == [
        "size-invalid"
    ]
    assert codes("input left 3x8x8 input right C3D4 cat( id | @right ) C3D4") == [
        "syntax-unexpected"
    ]
    assert codes("input left 3x8x8 input right 3x8x8 C3XD4 cat( id | @right )") == [
        "name-unknown-layer"
    ]


def test_an_independent_mistake_is_found_beside_an_input_that_is_none() -> None:
    spec = "input left 3x8x8 input right 0x8x8 C11D4p0 cat( id | @right C3D2 ) C3D4"
    assert codes(spec) == ["size-invalid", "shape-kernel-too-large"]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("input a 3x8x8 input a 3x9x9 C3D4", "name-twice"),
        ("input a 3x8x8 a: C3D4", "name-twice"),
        ("input a 3x8x8 C3D4 R head a { GAP FC2 } FC3", "name-twice"),
        ("input forward 3x8x8 C3D4", "name-reserved"),
        ("input a 3x8x8 input b 3x8x8x8x8 C3D4 R mul( id | @b GAP F FC4 )", "input-rank"),
        ("input in 3x8x8 C3D4", "name-reserved"),
        ("input left 3x8x8 input 3x8x8 cat( id | @left ) C3D4", "input-unnamed"),
        ("input 3x8x8 input 3x9x9 C3D4", "statement-twice"),
        ("input left 3x8x8 [C3D4 input right 3x8x8 R] C3D2", "syntax-unexpected"),
        ("input left 3x8x8 cat( id | input right 3x8x8 ) C3D2", "syntax-unexpected"),
        ("input left 3x8x8 C3D4 cat( id | @lift C3D4 ) C3D2", "name-unknown-label"),
        ("input image [8x8x3] C3D4", "syntax-input"),
        ("input image = 3x8x8 C3D4", "syntax-input"),
        ("input image 3*8*8 C3D4", "syntax-input"),
    ],
)
def test_mistakes_have_their_codes(spec: str, code: str) -> None:
    assert codes(spec) == [code]


def test_a_shape_is_doubted_at_its_own_input() -> None:
    (doubt,) = checked(
        "input a 3x8x8 input b 28x28 C3D4 R mul( id | @b C3D4 GAP F )"
    ).network.diagnostics
    assert (doubt.code, doubt.span.start) == ("input-channels", len("input a 3x8x8 input b "))


@pytest.mark.parametrize(
    ("join", "ending", "mended"),
    [
        ("cat( id | @age )", "end the first branch in `GAP F`", "cat( id GAP F | @age )"),
        ("add( @age | id )", "end the second branch in `GAP FC2`", "add( @age | id GAP FC2 )"),
        ("cat( id | @sound )", "end both in `GAP F`", "cat( id GAP F | @sound GAP F )"),
        ("mul( id | @sound )", "end one of them in `GAP F`", "mul( id | @sound GAP F )"),
    ],
)
def test_inputs_of_other_ranks_are_told_how_they_meet(join: str, ending: str, mended: str) -> None:
    start = "input image 3x8x8 input age 2 input sound 4x40 C3D4 R"
    found = [
        each for each in checked(f"{start} {join}").network.diagnostics if each.severity == "error"
    ]
    assert [each.code for each in found] == ["shape-disagree"]
    assert found[0].help.startswith(ending)
    assert checked(f"{start} {mended}").network.ok


def test_no_fix_resizes_one_of_several_inputs() -> None:
    """224 leaves a row unread, and 223 for one of two alone would not fit the other."""
    spec = "input left 3x224x224 input right 3x224x224 C11D8s4p0 R cat( id | @right C11D8s4p0 R )"
    found = checked(spec).network.diagnostics
    fixes = [fix for each in found if each.code == "shape-unread" for fix in each.fixes]
    assert fixes
    assert all(edit.span.start > spec.index("C11") for fix in fixes for edit in fix.edits)


def test_nothing_is_made_of_inputs_that_are_all_mistakes() -> None:
    assert (
        codes("input left 0x8x8 input right 0x8x8 C11D4p0 cat( id | @right )")
        == ["size-invalid"] * 2
    )


@pytest.mark.parametrize(
    ("written", "meant", "how"),
    [
        ("INPUT left [8x8x3]", "input left 3x8x8", "channels first"),
        ("INPUT left [9x8x16]", "input left 16x9x8", "channels first"),
        ("INPUT left [784]", "input left 784", "joined by x"),
        ("INPUT left 3x8x8", "input left 3x8x8", "joined by x"),
        ("input left (3, 8, 8)", "input left 3x8x8", "joined by x"),
    ],
)
def test_a_slides_input_with_a_name_is_one_mistake(written: str, meant: str, how: str) -> None:
    result = checked(f"{written} FC4 R FC2")
    (found,) = (each for each in result.network.diagnostics if each.severity == "error")
    assert (found.code, [fix.edits[0].text for fix in found.fixes]) == ("syntax-input", [meant])
    assert found.help.endswith(how)
    assert checked(f"{meant} FC4 R FC2").network.ok
