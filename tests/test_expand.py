"""`cnndsl expand`: the text means the same, leaves nothing to be known, and keeps all else."""

from pathlib import Path
from random import Random

import pytest
from conftest import EXAMPLES, Runner, checked, network, tried
from hypothesis import given
from mutations import mutated
from random_specs import random_spec
from sameness import figures, meaning, module, sums
from structures import STRUCTURES

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text, load
from cnndsl.expanding.expanded import Expanded, expanded, flat
from cnndsl.expanding.work import ASSUMED
from cnndsl.resources import bundled
from cnndsl.text import Text

RANDOM_SPECS = 20_000 if EXAMPLES >= 3000 else 2 * EXAMPLES
"""As many as `make full` is to try, else as few as a test may."""


def expansion(spec: str) -> str:
    return expanded(checked(f"network A {spec}")).content.removeprefix("network A ").strip()


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        # nothing is left to be known
        ("input 3x8x8 C3D4 R FC2", "input 3x8x8 C3D4 R FC2"),
        # the input, and the first depth
        ("C R GAP FC10", "input 3x224x224 CD64 R GAP FC10"),
        ("INPUT C3D8 R FC2", "INPUT [224x224x3] C3D8 R FC2"),
        # a depth that is doubled after a pool; by the number of the copy, where each has another
        ("input 3x8x8 C R M C R FC2", "input 3x8x8 CD64 R M CD128 R FC2"),
        ("input 3x8x8 [C R M]*2 FC2", "input 3x8x8 [CD<64*(i+1)> R M]*2 FC2"),
        ("input 3x8x8 [C R M]*3 FC2", "input 3x8x8 [CD<64*2^i> R M]*3 FC2"),
        # activations behind each hidden layer; with `after` where brackets would give other names
        ("input 3x8x8 C3D4 M FC6 FC2", "input 3x8x8 C3D4 R M FC6 R FC2"),
        (
            "input 3x8x8 add( C3D4 C3D3 | id ) FC2",
            "input 3x8x8 add( C3D4 R C3D3 | id ) R FC2",
        ),
        ("input 3x8x8 C3D4*2 FC2", "input 3x8x8 C3D4*2 FC2\nafter conv { R }"),
        # `after none` where nothing is filled in
        (
            "input 3x8x8 after conv { } C3D4 C3D4 FC2",
            "input 3x8x8 after conv { } C3D4 C3D4 FC2",
        ),
        (
            "input 3x8x8 dot( C1D4 | C1D4 ) GAP FC2",
            "input 3x8x8 dot( C1D4 | C1D4 ) GAP FC2\nafter none",
        ),
        # defaults, in a layer's own spelling where that has letters for it
        (
            "input 3x8x8 default conv(bias=no) C3D4R conv(8, 3) R C3D2b1 R FC2",
            "input 3x8x8 C3D4b0R conv(8, 3, bias=no) R C3D2b1 R FC2",
        ),
        (
            "default bn(eps=1e-3) input 3x8x8 C3D4BNR FC2",
            "input 3x8x8 C3D4 bn(1e-3) R FC2",
        ),
        (
            "default maxpool(ceil=yes) input 3x9x9 C3D2 R M M3c0 FC2",
            "input 3x9x9 C3D2 R Mc1 M3c0 FC2",
        ),
        ("default dropout(0.2) input 8 FC4 R DO FC2", "input 8 FC4 R dropout(0.2) FC2"),
        (
            "default conv(pad=same) input 3x9x9 C4D8s2p1 R C4D8 R FC2",
            "input 3x9x9 C4D8s2p1 R conv(8, 4, pad=same) R FC2",
        ),
        (
            "default conv(pad=valid, stride=2) input 3x9x9 C3D8 R C3D8s1 R FC2",
            "input 3x9x9 C3D8p0s2 R C3D8s1p0 R FC2",
        ),
    ],
)
def test_what_a_spec_leaves_out_is_written(spec: str, wanted: str) -> None:
    assert expansion(spec) == wanted
    assert expansion(wanted) == wanted


def test_what_a_run_gives_is_written_and_facts_go() -> None:
    spec = "network A\nlet k = 10  # classes\ninput 3x8x8\nC3D4 R\nexpect params 2_682\nFC<k>\n"
    options = Options(constants={"k": 7}, inputs={"": (1, 9, 9)})
    found = expanded(compile_text(Text("a.cnn", spec), options), options)
    assert found.content == "network A\nlet k = 7  # classes\ninput 1x9x9\nC3D4 R\nFC<k>\n"
    assert found.notes == ("`expect` is left out: --set and --input make another network",)


def test_inputs_by_name_and_a_slides_input_are_written_in_their_form() -> None:
    options = Options(inputs={"b": (2, 5, 5)})
    spec = "network A input a 2x4x4 input b 2x4x4 C3D2 R FC3 mul( id | @b C3D2 R FC3 )\n"
    found = expanded(compile_text(Text("a.cnn", spec), options), options)
    assert found.content == spec.replace("input b 2x4x4", "input b 2x5x5")
    options = Options(inputs={"": (1, 4, 5)})
    slide = "network A INPUT [8x8x3] -> C3D2 -> R -> FC3\n"
    found = expanded(compile_text(Text("a.cnn", slide), options), options)
    assert found.content == slide.replace("8x8x3", "4x5x1")


def test_comments_and_lines_stay() -> None:
    spec = "# What it is\ninput 3x8x8   # small\n\nC3D4   # the first\n  M  FC2 # the last\n"
    found = expanded(compile_text(Text("small.cnn", spec))).content
    assert found == (
        "# What it is\nnetwork small\ninput 3x8x8  # small\n\n"
        "C3D4 R  # the first\nM  FC2  # the last\n"
    )


def test_files_come_into_one_piece_with_what_is_needed_of_them(tmp_path: Path) -> None:
    (tmp_path / "inner.cnn").write_text("let half_k = 3\nblock deep { C1D<half_k> R }\n")
    (tmp_path / "b.cnn").write_text(
        'use "inner.cnn"\ndefault conv(bias=no)\nlet k = 4\nlet unused = 1\n'
        "# Not this one.\nblock other { C3D9 R }\n# This one.\nblock b(d=k) { C3D<d> BN R deep }\n"
    )
    path = tmp_path / "a.cnn"
    path.write_text('use "b.cnn"  # blocks\ninput 3x8x8\nb C3D2 R FC2  # its own\n')
    before = compile_text(load(str(path)))
    found = expanded(before).content
    assert found == (
        "network a\nlet half_k = 3\nblock deep { C1D<half_k>b0 R }\n".replace("k>b0", "k>")
        + "let k = 4\n# This one.\nblock b(d=k) { C3D<d>b0 BN R deep }  # blocks\n"
        "input 3x8x8\nb C3D2 R FC2  # its own\n"
    )
    assert meaning(compile_text(Text("a.cnn", found))) == meaning(before)


def test_what_no_edit_can_say_is_written_anew() -> None:
    """A ReLU follows the first use's sum, and none the last one's."""
    spec = "# Kept\nblock b(d) { add( C3D<d> | id ) }  # not kept\ninput 4x8x8 b(4) b(4)"
    before = compile_text(Text("a.cnn", spec))
    found = expanded(before)
    assert found.content == (
        "# Kept\nnetwork a\ninput 4x8x8\n\n"
        "block b(d) { add( C3D<d> | id ) R }\nblock b_2(d) { add( C3D<d> | id ) }\n\n"
        "b(4)\nb2: b_2(4)\n"
    )
    assert found.notes == ("written anew, without comments: no edit of the text could say all",)
    assert meaning(compile_text(Text("a.cnn", found.content))) == meaning(before)


def test_what_is_left_to_be_known_is_said() -> None:
    """The copies of the layer have names beside which no ReLU of theirs could be written in a branch."""
    spec = "network a input 4x8x8 add( C3D4*2 C1D4 | id ) FC2\n"
    found = expanded(checked(spec))
    assert found == Expanded(
        spec, ("what is assumed stays so: no text could say it under the same names",)
    )


def holds(spec: str, result: Result, same_module: bool = True) -> Expanded:
    """Whatever the text, what it is expanded to is the same network, and stays as it is."""
    found = expanded(result)
    after = compile_text(Text(result.network.text.name, found.content))
    assert meaning(after) == meaning(result), spec
    assert expanded(after).content == found.content, spec
    if not any("stays so" in note for note in found.notes):
        assert not [each for each in after.network.diagnostics if each.code in ASSUMED], spec
    if same_module and not found.notes:
        assert module(after) == module(result), spec
    return found


@pytest.mark.parametrize("name", tried(bundled()))
@pytest.mark.slow
def test_every_bundled_network_means_the_same_expanded(name: str) -> None:
    result = network(name)
    found = holds(name, result)
    assert not found.notes
    again = compile_text(Text(f"{name}.cnn", found.content))
    warned = {each.code for each in again.network.diagnostics if each.severity == "warning"}
    assert warned == {
        each.code for each in result.network.diagnostics if each.severity == "warning"
    }


@pytest.mark.parametrize("name", ["vgg_d", "resnet18", "googlenet", "crcrp"])
def test_bundled_networks_mean_the_same_expanded(name: str) -> None:
    assert not holds(name, network(name)).notes


@pytest.mark.parametrize("before", ["", "M2 DW3 R ", "[A2 id] "])
def test_a_first_depth_that_is_assumed_is_the_same_for_all_that_comes_in(before: str) -> None:
    """It is 64, and those behind it keep or double that: the module takes any depth, expanded or not."""
    spec = f"network a input 3x16x16 {before}C R C R M C R GAP FC2"
    result = checked(spec)
    assert "in_channels: int=3" in module(result)
    assert not holds(spec, result).notes


def test_a_constant_that_an_assumed_depth_hangs_on_is_no_argument() -> None:
    made = module(checked("network a let d = 8 input 3x8x8 C3D<d> R C3 R GAP FC2"))
    assert "in_channels: int=3" in made
    assert "d: int=8" not in made


@pytest.mark.parametrize("name", tried(bundled()))
@pytest.mark.slow
def test_every_bundled_network_has_the_same_layers_laid_flat(name: str) -> None:
    result = network(name)
    after = compile_text(Text(f"{name}.cnn", flat(result).content))
    assert sums(after) == sums(result)
    shares = any(placed.layer.word == "split" for placed in result.network.layers)
    if not shares:  # which an `id` may give a name to
        assert figures(after) == figures(result)


def varied(seed: int) -> str:
    """A random spec, in which something else is left out, or said once for all."""
    random = Random(seed)
    spec = random_spec(seed, seqs=seed % 3 > 0, new=seed % 2 > 0)
    said = [
        "",
        "after conv { BN R }",
        "default conv(bias=no)",
        "default bn(eps=1e-3)",
        "after none",
    ]
    if seed % 4:
        spec = spec.replace("after conv { }", random.choice(said))
    if seed % 5 == 0:
        spec = spec.replace(" R", " id")
    return spec.replace("input 3x8x8", "") if seed % 7 == 0 else spec


@pytest.mark.parametrize("part", range(10))
def test_random_specs_mean_the_same_expanded(part: int) -> None:
    for seed in range(part, RANDOM_SPECS, 10):
        spec = varied(seed)
        result = checked(spec)
        if result.network.ok:
            holds(spec, result, same_module=seed % 10 == 0)


@given(mutated())
def test_mutations_mean_the_same_expanded(spec: str) -> None:
    result = checked(spec)
    if result.network.ok:
        holds(spec, result, same_module=False)


def test_the_command_writes_it_and_says_what_it_could_not_keep(run: Runner, tmp_path: Path) -> None:
    ran = run("expand", "C3D4 R FC10")
    assert (ran.status, ran.out) == (0, "input 3x224x224 C3D4 R FC10\n")
    target = tmp_path / "mine.cnn"
    ran = run("expand", "lenet5", "-o", str(target))
    assert ran.status == 0
    assert str(target) in ran.out
    assert run("check", str(target), "--strict").status == 0
    ran = run("expand", "vgg_d", "--set", "classes=10")
    assert "let classes = 10\n" in ran.out
    assert "expect" not in ran.out
    assert "`expect` is left out" in ran.err
    assert "let classes = 11" in run("expand", "vgg_d", "--set", "classes=11", "-q").out
    assert run("expand", "vgg_d", "-o", "x.py").status == 2


def test_a_spec_with_mistakes_is_not_expanded(run: Runner, tmp_path: Path) -> None:
    target = tmp_path / "mine.cnn"
    ran = run("expand", "input 3x8x8 C3D4 M9 FC2", "-o", str(target))
    assert ran.status == 1
    assert "larger" in ran.out
    assert not target.exists()
    ran = run("expand", "input 3x8x8 C3D4 M9 FC2")
    assert (ran.status, ran.out) == (1, "")
    assert "larger" in ran.err


def test_a_flat_spec_has_a_layer_a_line() -> None:
    """What has a name of its own keeps it; what is taken from elsewhere is called by its path."""
    spec = (
        "# Small\nnetwork A input 3x8x8 x: [C3D4 R]*2 add( C3D4 R C3D4 | proj ) R cat( id | @x ) "
        "head h { @x FC3 R FC2 } FC5"
    )
    assert flat(checked(spec)).content == (
        "# Small\nnetwork A\ninput 3x8x8\n\n"
        "C3D4\nR\nC3D4\nx_1_relu1: R\nconv1: C3D4\nrelu1: R\nconv2: C3D4\n"
        "add( @conv2 | @x_1_relu1 proj )\nrelu2: R\nid1: id\ncat( @id1 | @x_1_relu1 )\n"
        "head h {\n  @x_1_relu1 FC3\n  R\n  FC2\n}\nfc1: FC5\n"
    )


def test_shared_parts_of_each_block_around_stay_apart_in_a_flat_spec() -> None:
    """CBAM: one perceptron for the averages and the maxima of a use, another for those of the next."""
    spec = (
        "shared block m(d=in) { C1D<d//2> R C1D<d> } "
        "block a { mul( id | add( GAP m | globalmaxpool m ) sigmoid ) } "
        "input 8x4x4 a C3D16 R a GAP FC2"
    )
    result = checked(spec)
    after = compile_text(Text("spec.cnn", flat(result).content))
    assert figures(after) == figures(result)
    assert sums(after) == sums(result)


def test_a_flat_spec_of_layers_alone_needs_no_labels() -> None:
    spec = "network A\ninput 3x8x8\n\nC3D4\nR\nM\nFC2\n"
    assert flat(checked("network A input 3x8x8 C3D4 R M FC2")).content == spec
    assert run_again(spec) == spec


def run_again(spec: str) -> str:
    return flat(checked(spec)).content


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_structures_have_the_same_layers_laid_flat(name: str) -> None:
    result = checked(STRUCTURES[name])
    after = compile_text(Text("spec.cnn", flat(result).content))
    assert sums(after) == sums(result)
    if "share" not in after.network.text.content:
        assert figures(after) == figures(result)


@pytest.mark.parametrize("part", range(4))
def test_random_specs_have_the_same_layers_laid_flat(part: int) -> None:
    for seed in range(part, max(EXAMPLES, 12), 4):
        result = checked(random_spec(seed, seqs=seed % 3 > 0, new=seed % 2 > 0))
        if not result.network.ok:
            continue
        after = compile_text(Text("spec.cnn", flat(result).content))
        assert sums(after) == sums(result), seed
        if "share" not in after.network.text.content:
            assert figures(after) == figures(result), seed
