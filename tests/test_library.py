"""cnndsl from Python, as far as it needs no PyTorch: what is refused, and what networks and reports say."""

import copy
import gc
import html
import json
import pickle
import re
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Runner
from hostile_values import CALLS, OF_PYTORCH, RUN, SPEC, VALUES, harmless

import cnndsl
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.text import Text

REPO = Path(__file__).parent.parent
WRONG = "input 3x8x8\nC3D4 R FX10 cnov(8) # <b>&amp;"


# What is refused


@pytest.mark.parametrize("name", sorted(set(CALLS) - OF_PYTORCH))
def test_whatever_is_given_is_taken_or_refused_in_one_line(name: str) -> None:
    for value in VALUES:
        harmless(name, value)


SAME = [
    (("check", SPEC, "--input", "0x8x8"), lambda: cnndsl.check(SPEC, input=(0, 8, 8))),
    (("check", SPEC, "--input", "1x1x1x1x1"), lambda: cnndsl.check(SPEC, input=[1] * 5)),
    (("check", SPEC, "--input", f"3x8x{2**63}"), lambda: cnndsl.check(SPEC, input=(3, 8, 2**63))),
    (("check", SPEC, "--input", f"3x{2**31}x{2**31}"), lambda: cnndsl.check(SPEC, input=(3, 2**31, 2**31))),
    (("check", SPEC, "--input", "3x8.0x8"), lambda: cnndsl.check(SPEC, input=(3, 8.0, 8))),
    (("check", SPEC, "--set", "depth=3"), lambda: cnndsl.check(SPEC, constants={"depth": 3})),
    (("check", "vgg_d", "--set", "n=3"), lambda: cnndsl.check("vgg_d", constants={"n": 3})),
    (("check", SPEC, "--set", "width=nan"), lambda: cnndsl.check(SPEC, constants={"width": float("nan")})),
    (("check", SPEC, "--set", "a b=3"), lambda: cnndsl.check(SPEC, constants={"a b": 3})),
    (("check", SPEC, "--limit", "layers=0"), lambda: cnndsl.check(SPEC, limits={"layers": 0})),
    (("check", SPEC, "--limit", "layers=1.5"), lambda: cnndsl.check(SPEC, limits={"layers": 1.5})),
    (("check", SPEC, "--limit", "foo=3"), lambda: cnndsl.check(SPEC, limits={"foo": 3})),
    (("check", "nosuch.cnn"), lambda: cnndsl.check("nosuch.cnn")),
    (("check", "vggd"), lambda: cnndsl.check(Path("vggd"))),
    (("check", "docs"), lambda: cnndsl.report(Path("docs"))),
    (("build", SPEC, "--class", "print"), lambda: cnndsl.source(SPEC, class_name="print")),
    (("build", SPEC, "--class", f"A;{RUN}"), lambda: cnndsl.source(SPEC, class_name=f"A;{RUN}")),
    (("build", SPEC, "--zero-last-norm"), lambda: cnndsl.source(SPEC, zero_last_norm=True)),
    (
        ("build", SPEC, "--zero-last-norm", "--inference"),
        lambda: cnndsl.source(SPEC, zero_last_norm=True, inference=True),
    ),
    (("report", SPEC, "--batch", "0"), lambda: cnndsl.report(SPEC, batch=0)),
    (("report", SPEC, "--batch", "2.5"), lambda: cnndsl.report(SPEC, batch=2.5)),  # type: ignore[arg-type]
    (("report", SPEC, "--depth", "-1"), lambda: cnndsl.report(SPEC).to_html(-1)),
    (("report", SPEC, "--dtype", "float64"), lambda: cnndsl.report(SPEC, dtype="float64")),
    (("report", SPEC, "--optimizer", "adamm"), lambda: cnndsl.report(SPEC, optimizer="adamm")),
    (("report", SPEC, "--device", "tpu"), lambda: cnndsl.report(SPEC, device="tpu")),
    (
        ("report", SPEC, "--device", "t4", "--dtype", "bfloat16"),
        lambda: cnndsl.report(SPEC, device="t4", dtype="bfloat16"),
    ),
    (("check", SPEC, "--use-below", ""), lambda: cnndsl.check(SPEC, use_below="")),
    (("check", SPEC, "--input", ""), lambda: cnndsl.check(SPEC, input=())),
    (("compare", SPEC), lambda: cnndsl.compare(SPEC)),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "call"), SAME)
def test_the_library_says_what_the_command_says(
    run: Runner, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], call: Any
) -> None:
    """The command's line, without the name of the option, and of the help where the usage stands."""
    monkeypatch.chdir(REPO)
    ran = run(*arguments)
    line = re.sub(
        r"^cnndsl: (argument )?(--[a-z-]+:? )?| \(`cnndsl .* --help` .*\)\n$|\n$", "", ran.err
    )
    with pytest.raises(ValueError, match=r".") as refused:
        call()
    assert (ran.status, ran.out, line) == (2, "", str(refused.value))


def test_types_and_devices_are_the_commands_and_more_for_the_library() -> None:
    with pytest.raises(
        ValueError, match=r"^`int8` is no dtype; one of float32, float16, bfloat16, float64$"
    ):
        cnndsl.source(SPEC, dtype="int8")
    with pytest.raises(
        ValueError, match=r"^`tpu` is no device; one of cpu, cuda, cuda:N, mps, auto, meta$"
    ):
        cnndsl.source(SPEC, device="tpu")
    assert "torch.float64" in cnndsl.source(SPEC, dtype="float64")
    assert '"meta"' in cnndsl.source(SPEC, device="meta")
    assert '"cuda:127"' in cnndsl.source(SPEC, device="cuda:127")
    for index in ("128", "300", "01", "²", "-1", ""):  # PyTorch takes `cuda:300` for `cuda:44`
        with pytest.raises(ValueError, match="is no device"):
            cnndsl.source(SPEC, device=f"cuda:{index}")


@pytest.mark.parametrize(
    ("value", "width"),
    [(2, 2), (0.5, Fraction(1, 2)), (0.125, Fraction(1, 8)), (Fraction(3, 4), Fraction(3, 4)), (2.0, 2), (1e1, 10)],
)  # fmt: skip
def test_a_constant_is_the_number_that_is_read(value: float, width: Fraction) -> None:
    """The convolution of 8*width filters of 3x3 over 3 channels has 27 weights each, and a bias."""
    net = cnndsl.check("let width = 1 input 3x8x8 C3D<8*width>", constants={"width": value})
    assert net.totals.params == 28 * 8 * width


def test_a_float_is_the_decimal_that_it_shows() -> None:
    """0.1 as Python has it is a little more than a tenth, and 30 times that no whole number."""
    assert Fraction(0.1) != Fraction(1, 10)
    net = cnndsl.check("let w = 1 input 3x8x8 C3D<30*w>", constants={"w": 0.1})
    assert net.layers[0].shape == (3, 8, 8)


def test_a_wrong_kind_is_a_type_error_and_a_value_error() -> None:
    for kind in (TypeError, ValueError):
        with pytest.raises(kind, match=r"a spec is a file's name, .*, and not `int`"):
            cnndsl.check(3)  # type: ignore[arg-type]
        with pytest.raises(kind, match="`strict` is True or False, and not `str`"):
            cnndsl.check(SPEC, strict="no")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword argument 'nosuch'"):
        cnndsl.source(SPEC, nosuch=3)  # type: ignore[call-arg]


def test_true_is_no_number() -> None:
    """Though Python counts it as 1."""
    for call in (
        lambda: cnndsl.check(SPEC, input=(True, 8, 8)),
        lambda: cnndsl.check(SPEC, constants={"width": True}),
        lambda: cnndsl.check(SPEC, limits={"layers": True}),
        lambda: cnndsl.report(SPEC, batch=True),
        lambda: cnndsl.report(SPEC).to_html(True),
    ):
        with pytest.raises(ValueError, match=r"and not `bool`|is a whole number"):
            call()


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_many_digits_is_said_in_a_few(sign: str) -> None:
    with pytest.raises(ValueError, match=rf"`about {sign}10\^1,000x2x2` is no shape"):
        cnndsl.check("C3D2", input=(int(f"{sign}1{'0' * 1000}"), 2, 2))


def test_numbers_are_no_files(tmp_path: Path) -> None:
    """`open` takes a number for a file that is open, and closes it."""
    (tmp_path / "a.cnn").write_text(SPEC)
    with (tmp_path / "a.cnn").open() as file:
        for number in (file.fileno(), True, 0):
            for call in (cnndsl.check, cnndsl.report, cnndsl.source):
                with pytest.raises(TypeError, match="a spec is a file's name"):
                    call(number)  # type: ignore[operator]
            with pytest.raises(TypeError, match="a checkpoint is a file's name"):
                cnndsl.fit_weights(SPEC, number)  # type: ignore[arg-type]
        assert file.read() == SPEC


def test_what_cannot_be_read_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "a.cnn").write_bytes(b"\xff\xfe\0")
    with pytest.raises(OSError, match=r"a\.cnn: not UTF-8 text: it is UTF-16; save it as UTF-8$"):
        cnndsl.check(tmp_path / "a.cnn")
    (tmp_path / "b.cnn").symlink_to("b.cnn")
    for spec in (tmp_path / "b.cnn", str(tmp_path / "b.cnn")):
        with pytest.raises(ValueError, match=r"b\.cnn` is no file"):
            cnndsl.check(spec)


def test_paths_are_taken_where_names_of_files_are(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "nets").mkdir()
    (tmp_path / "shared" / "b.cnn").write_text("block b(d) { C3D<d> R }")
    mine = tmp_path / "nets" / "mine.cnn"
    mine.write_text('use "../shared/b.cnn"\ninput 3x8x8 b(4) FC5')
    for below in (tmp_path, str(tmp_path), [tmp_path], (str(tmp_path), mine.parent)):
        net = cnndsl.check(mine, use_below=below)
        assert net.ok
        assert [each.file for each in net.layers] == [
            str(tmp_path / "nets" / "../shared/b.cnn")
        ] * 2 + [str(mine)]
    for none in ("nosuch", mine):
        with pytest.raises(ValueError, match="is no folder"):
            cnndsl.check(mine, use_below=none)
    assert [each.code for each in cnndsl.check(mine).diagnostics] == ["use-outside"]
    assert cnndsl.source(Path("vgg_a")) == cnndsl.source("vgg_a")
    with pytest.raises(ValueError, match="no file"):
        cnndsl.check(Path("CRCRP"))  # which is a text, and no path's name


@pytest.mark.parametrize(
    "wrong",
    [{"device": f'cpu" + {RUN} + "'}, {"dtype": f"float32; {RUN}"}, {"class_name": f"a;{RUN}"}, {"logits": 1}],
)  # fmt: skip
def test_a_build_that_was_not_looked_at_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(
        ValueError, match=r"is no device|is no dtype|cannot be a class's name|is True or False"
    ):
        Build(**wrong)


# What networks and reports say


def test_layers_are_flat_and_have_jsons_names(run: Runner) -> None:
    net = cnndsl.check("resnet18")
    assert net.to_dict() == json.loads(run("check", "resnet18", "--format", "json").out)
    first = net.layers[0]
    assert (first.path, first.kind, first.code, first.assumed) == (
        "conv1",
        "conv",
        "C7D64s2b0",
        False,
    )
    stem = (REPO / "architectures/classification" / first.file).read_text().splitlines()
    assert stem[first.line - 1][first.column - 1 :].startswith("C7D64s2")
    assert (first.input, first.shape) == ((3, 224, 224), (64, 112, 112))
    assert first.macs == 64 * 112 * 112 * 3 * 7 * 7
    for layer, document in zip(net.layers, net.to_dict()["layers"], strict=True):
        for name, value in document.items():
            assert getattr(layer, name) == (tuple(value) if isinstance(value, list) else value)


def test_a_reports_layers_have_its_bytes_and_times(run: Runner) -> None:
    found = cnndsl.report("crcrp", batch=2, device="h100", dtype="float16")
    options = ("--batch", "2", "--device", "h100", "--dtype", "float16", "--format", "json")
    assert found.to_dict() == json.loads(run("report", "crcrp", *options).out)
    first = found.layers[0]
    assert first.activation_bytes == 2 * 2 * first.activations
    assert first.bound in ("memory", "arithmetic")
    assert first.measured_seconds is None
    assert cnndsl.report("crcrp").layers[0].seconds is None


def test_totals_go_by_name_and_by_item() -> None:
    net, found, both = (
        cnndsl.check("vgg_d"),
        cnndsl.report("vgg_d"),
        cnndsl.compare("vgg_a", "vgg_d"),
    )
    for totals in (net.totals, found.totals, both.totals[1]):
        assert totals["params"] == totals.params == 138_357_544
        assert {"params", "macs"} <= set(dir(totals))
        with pytest.raises(
            AttributeError, match="no figure is called 'parms'; did you mean 'params'"
        ):
            _ = totals.parms
        with pytest.raises(KeyError, match="no figure is called 'parms'"):
            _ = totals["parms"]
    assert net.totals == net.to_dict()["totals"]
    assert found.totals == found.to_dict()["totals"]
    assert found.totals.training_bytes == found.totals["training_bytes"]
    net.totals["params"] = 3
    found.totals["params"] = 3
    assert (net.totals.params, found.totals.params) == (138_357_544, 138_357_544)


def test_problems_have_all_that_json_has() -> None:
    net = cnndsl.check("input 3x8x8\nblock b(d) { C3D<d> M33 }\nb(4) cnov(8) FC3")
    documents = net.to_dict()["diagnostics"]
    assert [each.code for each in net.diagnostics] == [each["code"] for each in documents]
    for found, document in zip(net.diagnostics, documents, strict=True):
        assert set(document) == set(found._fields)
        for name in set(document) - {"related", "fixes"}:
            assert getattr(found, name) == document[name]
        assert [each._asdict() for each in found.related] == document["related"]
        for fix, written in zip(found.fixes, document["fixes"], strict=True):
            assert [each._asdict() for each in fix.edits] == written["edits"]
            assert all(getattr(fix, name) == written[name] for name in set(written) - {"edits"})
    assert any(each.related for each in net.diagnostics)
    (fix,) = next(each.fixes for each in net.diagnostics if len(each.fixes) == 1)
    assert (fix.text, fix.line, fix.column, fix.end_column) == ("conv", 3, 6, 10)


# Pickles and copies

KEPT = [
    "vgg_d", "googlenet", "unet", "efficientnet_b0", "densenet121", "sound_1d", WRONG, "CXR", "",
    "input 3x9x9 M C3D4 FC3",
    "input 3x8x8 " + "".join(f"l{k}: [ " for k in range(90)) + "C3D4 R " + "] " * 90 + "FC3",
    "input 3x8x8 " + "[ " * 90 + "C3D4 R " + "]*1 " * 90 + "FC3", "input 3x8x8 [C3D4 R]*600 FC3",
]  # fmt: skip


@pytest.mark.parametrize("spec", KEPT, ids=lambda spec: spec[:20])
def test_networks_are_pickled_copied_and_compared(spec: str) -> None:
    net = cnndsl.check(spec)
    _ = net.layers, net.diagnostics, str(net)  # what is worked out on the way is not in the way
    again = pickle.loads(pickle.dumps(net))
    for same in (again, copy.copy(net), copy.deepcopy(net), cnndsl.check(spec)):
        assert same == net
        assert hash(same) == hash(net)
        assert same.to_dict() == net.to_dict()
        assert same.problems() == net.problems()
    assert net != cnndsl.check(f"{spec} " if "\n" in spec or " " in spec else "vgg_a")
    assert net != spec
    if net.ok:
        assert cnndsl.source(again, inference=True) == cnndsl.source(net, inference=True)


def test_networks_differ_where_their_layers_do() -> None:
    """Though they have one text, and the same figures."""
    spec = "let p = 1/2 input 3x8x8 C3D4 R DO<p> FC3"
    nets = [cnndsl.check(spec, constants={"p": p}) for p in (0.5, 0.25)]
    assert nets[0].to_dict()["totals"] == nets[1].to_dict()["totals"]
    assert nets[0] != nets[1]
    assert nets[0] == cnndsl.check(spec)
    assert len({*nets, cnndsl.check(spec)}) == 2
    assert cnndsl.report(nets[0]) != cnndsl.report(nets[1])


def test_reports_and_comparisons_are_pickled_copied_and_compared() -> None:
    for made in (
        lambda: cnndsl.report("resnet18", batch=3, device="a100"),
        lambda: cnndsl.report(WRONG),
        lambda: cnndsl.compare("vgg_a", "resnet18", "unet"),
    ):
        found: Any = made()
        for same in (
            pickle.loads(pickle.dumps(found)),
            copy.copy(found),
            copy.deepcopy(found),
            made(),
        ):
            assert same == found
            assert hash(same) == hash(found)
            assert same.to_dict() == found.to_dict()
            assert str(same) == str(found)
    assert cnndsl.report("crcrp") != cnndsl.report("crcrp", batch=2)
    assert cnndsl.report("crcrp") != cnndsl.compare("crcrp", "crcrp")
    assert cnndsl.compare("crcrp", "vgg_a") != cnndsl.compare("vgg_a", "crcrp")


def test_another_process_builds_the_same_of_a_pickle(tmp_path: Path) -> None:
    (tmp_path / "b.cnn").write_text("block b(d) { C3D<d> R }")
    (tmp_path / "mine.cnn").write_text('use "b.cnn"\ninput 3x8x8 b(4)*2 FC5')
    net = cnndsl.check(tmp_path / "mine.cnn")
    pickled, meant = pickle.dumps(net), cnndsl.source(net)
    (tmp_path / "b.cnn").unlink()
    code = "import cnndsl, pickle, sys; print(cnndsl.source(pickle.load(sys.stdin.buffer)), end='')"
    ran = subprocess.run(
        [sys.executable, "-c", code], input=pickled, capture_output=True, cwd=REPO, check=True
    )
    assert ran.stdout.decode() == meant


def test_a_mistake_that_is_raised_can_be_pickled() -> None:
    with pytest.raises(cnndsl.SpecError) as raised:
        cnndsl.source("CXR")
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value) == cnndsl.check("CXR").problems()
    assert again.diagnostics == raised.value.diagnostics


# Notebooks


class Pre(HTMLParser):
    """The words of the blocks of fixed width, and the tags in and around them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags, self.inside = "", [], False  # type: ignore[var-annotated]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "pre"
        self.tags.append(f"{tag} {dict(attrs).get('style')}" if self.inside else tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "pre"

    def handle_data(self, data: str) -> None:
        self.words += data if self.inside else ""


def test_a_notebook_shows_a_networks_problems_as_the_command_does() -> None:
    net = cnndsl.check(f"{WRONG} <script>alert(1)</script>\n\tFX3")
    page = Pre(net._repr_html_())
    assert page.words == net.problems()
    lines = page.words.splitlines()
    caret = next(k for k, line in enumerate(lines) if line.endswith("^^^^"))
    assert lines[caret - 1].index("cnov") == lines[caret].index("^^^^")
    assert page.tags[0].startswith("pre font-family: monospace; white-space: pre-wrap;")
    kept = [line for line in net._repr_html_().splitlines() if 'white-space: pre"' in line]
    assert len(kept) == sum(" | " in line for line in lines), "lines with carets are not broken"
    assert "span font-weight: bold; color: #c0392b" in page.tags
    assert "script" not in page.tags
    assert net._repr_html_().index("<pre") < net._repr_html_().index("<table>")


def test_a_notebook_shows_the_problems_of_reports_and_comparisons() -> None:
    net = cnndsl.check(WRONG)
    errors = net.problems()
    assert errors.count("error[") == 2
    for shown, copies in ((cnndsl.report(net), 1), (cnndsl.compare(net, "vgg_d", net), 2)):
        page = Pre(shown._repr_html_())
        assert page.words == shown.problems() == errors * copies
        assert page.tags.count("table") == 1 + (copies > 1)
        assert str(shown).startswith(errors)
    assumed = cnndsl.report("vgg_d")
    assert "assumed-activation" in cnndsl.check("vgg_d").problems()
    assert "<pre" not in assumed._repr_html_()
    assert "<pre" in cnndsl.check("vgg_d")._repr_html_()
    assert "<pre" not in cnndsl.check("input 3x8x8 C3D4 R FC3")._repr_html_()


def test_a_notebooks_own_rules_do_not_move_columns() -> None:
    """JupyterLab aligns all cells of all tables to the right, by a rule of more weight than a class has."""
    page = cnndsl.check("vgg_d")._repr_html_()
    assert "text-align: left !important" in page
    assert ".right { text-align: right !important" in page
    assert "<td>C3D64</td>" in page
    assert '<td class="right">1,792</td>' in page


def test_what_a_file_is_called_is_no_html(tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>&.cnn"
    path.write_text("input 3x8x8 FX1")
    page = cnndsl.report(path)._repr_html_()
    assert html.escape(path.name) in page
    assert path.name not in page


@pytest.mark.parametrize("looked_for", [True, False])
@pytest.mark.parametrize("spec", ["vgg_d", "input 3x9x9 C3D8q [", 'use "gone.cnn"'])
def test_garbage_is_left_alone_during_a_check_and_no_longer(spec: str, looked_for: bool) -> None:
    """Behind an exception, and where the check was asked for inside of another, as well."""
    during: list[bool] = []

    def read(path: str) -> str:
        during.append(gc.isenabled())
        if path != "inner":
            compile_text(Text("inner", "input 3x9x9 R"), read=read)
            during.append(gc.isenabled())
        raise KeyError(path)  # no error of a file's

    before = gc.isenabled()
    (gc.enable if looked_for else gc.disable)()
    try:
        with suppress(KeyError):
            compile_text(load(spec), read=read)
        assert gc.isenabled() is looked_for
        assert not any(during)
        assert bool(during) == spec.startswith("use")
    finally:
        (gc.enable if before else gc.disable)()
