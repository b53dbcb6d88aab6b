"""What a module is to who uses it: its arguments, its modules by the report's names, how its weights start anew."""

import inspect
from typing import Any

import pytest
import torch
from conftest import checked, tried
from structures import STRUCTURES
from torch import nn

from cnndsl.compile import Options, compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.layers.joins import Join
from cnndsl.paths import module_path, show_path
from cnndsl.resources import bundled
from cnndsl.text import Text

IN_FORWARD = {"id", "take", "crop", "scale", "upsample", "proj", *Join.kinds}
"""What may be an operator in `forward`: joins, cuts, a parameter, a size that another value has."""
RESIDUAL = """
let width = 8
let copies = 2
let twice = 2*width
let classes = 5
let p = 0.25
let kernel = 3
block res(d, stride=1) { add( C3D<d>s<stride>b0 BN R C3D<d>b0 BN | proj ) R }
input 3x16x16
C<kernel>D<width> BN R  res(width)*<copies>  res(twice, 2) res(twice)
GAP DO<p> FC<classes> S
"""


def made(spec: str, **given: Any) -> nn.Module:
    model = module_class(checked(spec), Build())(**given)
    assert isinstance(model, nn.Module)
    return model


def tensors(model: nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in model.state_dict().items()}


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_each_row_is_a_module_of_its_name_in_the_order_of_use(name: str) -> None:
    result = checked(STRUCTURES[name])
    model = module_class(result, Build())()
    paths = [show_path(module_path(placed.path)) for placed in result.network.layers]
    held = [path for path, _ in model.named_modules() if path in set(paths)]
    assert held == sorted(held, key=paths.index)
    missing = {
        placed.layer.word
        for placed, path in zip(result.network.layers, paths, strict=True)
        if path not in held
    }
    assert missing <= IN_FORWARD, missing


def test_the_modules_of_a_chain_are_the_chain() -> None:
    for name in ("vgg_d", "alexnet", "lenet5", "crcrp"):
        result = compile_text(load(name))
        model = module_class(result, Build())().eval()
        image = torch.randn(1, *(result.network.input or ()))
        with torch.no_grad():
            assert torch.equal(nn.Sequential(*model.children())(image), model(image))


def test_arguments_are_the_specs_constants() -> None:
    make = module_class(checked(RESIDUAL), Build())
    parameters = inspect.signature(make.__init__).parameters
    taken = {name: each.default for name, each in parameters.items() if name != "self"}
    assert taken == {
        "width": 8,
        "copies": 2,
        "classes": 5,
        "p": 0.25,
        "in_channels": 3,
        "logits": False,
        "device": None,
        "dtype": None,
    }  # another kernel makes another layer
    assert "`kernel` is 3, and fixed" in source(checked(RESIDUAL))
    alone = [name for name, each in parameters.items() if each.kind is each.KEYWORD_ONLY]
    assert alone == ["logits", "device", "dtype"]


@pytest.mark.parametrize(
    "given",
    [{"width": 3}, {"copies": 1}, {"copies": 4}, {"classes": 2}, {"width": 24, "classes": 1000}],
)
def test_an_argument_makes_what_the_constant_makes(given: dict[str, int]) -> None:
    other = compile_text(Text("spec.cnn", RESIDUAL), Options(constants=dict(given)))
    wanted = module_class(other, Build())()
    assert tensors(made(RESIDUAL, **given)) == tensors(wanted)


ANYWHERE = {
    "block b(d=w) { C3D<d> R } input 3x8x8 b b(8) GAP FC2": "w",
    "block b(d=2*w, e=d+1) { C3D<d> R C1D<e> R } input 3x8x8 b b(8) GAP FC2": "w",
    "input 3x8x8 [C3D4 R]*<n> GAP FC2": "n",
    "input 3x8x8 C3D<w>*<n> R C3D<w+3> GAP FC<w*5>": "w n",
    "input 3x8x8 x: seq[C3D<w> R [C3D<2*w> R]*2] GAP FC2": "w",
    "input 3x8x8 C3D<w> R DW3 R C1D<w> R GAP FC2": "w",
    "input 3x8x8 C3D<max(w, 4)> R M FC<w*n> R FC2": "w n",
    "block inner { C3D<w> R } block outer(d) { inner C3D<d> R } input 3x8x8 outer(4) outer(8) GAP FC2": "w",
    "input 3x8x8 C3D<w> R h: [M a: U C3D8 R] cat( id | @h.a ) C1D6 R GAP FC2": "w",
    "input 3x8x8 [C3D<w> R h: [M a: U C3D<n> R] cat( id | @h.a ) C1D6 R]*2 GAP FC2": "w n",
    "input 3x8x8 f: [C3D<w> R g: [C3D<w+1> R]*<n>] M h: [C3D<2*w> R] GAP FC2": "w n",
    "input 3x8x8 x: seq[C1D4 R [C3D4 R]*<n>] GAP FC2": "n",
    "input 3x8x8 x: seq[[C3D<w> R]*<n> [C3D<w+1> R]*<n>] GAP FC2": "w n",
    "block head_(c) { GAP FC<c> S } input 3x8x8 C3D4 R head_(w)": "w",
    "input 3x8x8 C3D<2*w> R cat( take(w, 2*w) C1D<n> R | id ) GAP FC2": "w n",
    "block b(d) { C3D<d+n> R take(n, d+n) } input 3x8x8 b(w) b(8) GAP FC2": "w n",
}


@pytest.mark.parametrize("rest", sorted(ANYWHERE))
def test_an_argument_is_the_constant_wherever_that_stands(rest: str) -> None:
    spec, names = f"let w = 8 let n = 3 {rest}", ANYWHERE[rest].split()
    parameters = inspect.signature(type(made(spec)).__init__).parameters
    assert set(names) <= set(parameters)
    for name in names:
        for value in (1, 2, 5, 9):
            constants = Options(constants={name: value})
            other = compile_text(Text("spec.cnn", spec), constants)
            meant, found = module_class(other, Build())().eval(), made(spec, **{name: value}).eval()
            assert tensors(found) == tensors(meant), (name, value)
            meant.load_state_dict(found.state_dict())
            image = torch.randn(2, 3, 8, 8)
            assert torch.equal(found(image), meant(image)), (name, value)


def test_the_depth_that_comes_in_is_an_argument() -> None:
    model = made(RESIDUAL, in_channels=7)
    assert model(torch.randn(2, 7, 16, 16)).shape == (2, 5)
    assert tensors(model)["conv1.weight"] == (8, 7, 3, 3)
    for spec in ("input 3x8x8 conv(6, 3, groups=3) FC2", "input 3x8x8 add( C3D3 | id ) GAP FC2"):
        assert "in_channels" not in inspect.signature(type(made(spec)).__init__).parameters


@pytest.mark.parametrize(
    "spec",
    [
        "let w = 8 input 3x8x8 C3D<w> R conv(8, 3, groups=4) FC2",  # w in fours alone
        "let w = 8 input 3x8x8 C3D<w> R add( C3 | conv(8, 3) ) FC2",
        "let w = 8 input 3x8x8 C3D<w//2> R FC2",  # 1//2 is none
        "let n = 2 input 3x8x8 [C3D4s2 R]*<n> FC2",  # the fc behind goes by them
        "let n = 2 input 3x8x8 x: seq[[C3D4s2 R]*<n>] FC2",
        "let w = 8 input 3x8x8 M<w> FC2",
        "let logits = 2 input 3x8x8 FC<logits>",
        "let w = 8 block b(w) { C3D<w> } input 3x8x8 b(4) C3D<w> FC2",
        "let w = 8 let v = w//8 let u = v+1 input 3x8x8 C3D<w> R C3D<u> FC2",
    ],
)
def test_what_would_make_other_layers_is_no_argument(spec: str) -> None:
    parameters = inspect.signature(type(made(spec)).__init__).parameters
    assert not {"w", "n"} & set(parameters)
    assert list(parameters).count("logits") <= 1
    assert "and fixed" in source(checked(spec))


def test_a_softmax_at_the_end_can_be_left_off() -> None:
    torch.manual_seed(0)
    spec = "input 3x8x8 C3D4 R aux a { GAP FC3 S } head b { GAP FC4 } GAP FC5 S"
    image = torch.randn(2, 3, 8, 8)
    scores = made(spec, logits=True).eval()
    model = made(spec)
    model.load_state_dict(scores.state_dict())
    given = model.eval()(image)
    torch.testing.assert_close(given.out, scores(image).out.softmax(1))
    torch.testing.assert_close(given.b, scores(image).b)
    training = model.train()(image).a.sum(1)
    torch.testing.assert_close(training, torch.ones(2))
    by_default = module_class(checked(spec), Build(logits=True))()
    by_default.load_state_dict(scores.state_dict())
    assert torch.equal(by_default.eval()(image).out, scores(image).out)
    assert isinstance(model.softmax1, nn.Softmax)


def test_a_size_that_a_layer_fixes_is_said() -> None:
    model = made("network Lecture input 3x8x8 C3D4 R M FC5")
    with pytest.raises(AssertionError, match="Lecture takes inputs of 3x8x8"):
        model(torch.zeros(1, 3, 12, 12))
    assert model(torch.zeros(1, 3, 9, 8)).shape == (1, 5)  # 9//2 is 4 as well
    assert made("input 3x8x8 C3D4 R GAP FC5")(torch.zeros(1, 3, 12, 12)).shape == (1, 5)
    wide = "let w = 4 input 3x8x8 C3D<w> R M FC5"
    assert made(wide, w=6)(torch.zeros(1, 3, 8, 8)).shape == (1, 5)


@pytest.mark.parametrize(
    ("spec", "trunk", "head"),
    [
        ("input 3x8x8 C3D4 BN R GAP DO FC5", (4, 8, 8), ["gap1", "dropout1", "flatten", "fc1"]),
        ("input 3x8x8 C3D4 R M FC9 R DO FC5 S", (4, 4, 4), ["flatten", "fc1", "relu2"]),
        ("input 3x8x8 C3D4 R A4 FC5", (4, 2, 2), ["flatten", "fc1"]),  # a windowed pool
        ("input 3x8x8 C3D4 R G2 FC5", (4, 2, 2), ["flatten", "fc1"]),
        ("input 3x8x8 f: seq[C3D4 R M] p: G1 c: seq[DO FC7 R FC5]", (4, 4, 4), ["p", "flatten"]),
        (  # what is done at the one place that a global pool leaves
            "input 3x8x8 C3D4 R GAP layernorm C1D6 R F FC5",
            (4, 8, 8),
            ["gap1", "layernorm1", "conv2", "relu2", "flatten1", "fc1"],
        ),
        ("input 3x8x8 C3D4 R aux a { GAP FC3 } C3D6 R GAP FC5", (6, 8, 8), ["gap1", "flatten"]),
    ],
)
def test_a_classifier_is_split_where_its_maps_end(
    spec: str, trunk: tuple[int, ...], head: list[str]
) -> None:
    model = made(spec).eval()
    image = torch.randn(2, 3, 8, 8)
    found: list[str] = []
    for name, module in model.named_children():
        module.register_forward_hook(lambda *_, name=name: found.append(name))
    values = model.forward_features(image)
    assert values.shape[1:] == trunk
    found.clear()
    assert torch.equal(model.forward_head(values), model(image))
    assert found[: len(head)] == head
    info = model.feature_info[-1]
    assert (info["channels"], 8 // info["reduction"]) == trunk[:2]
    assert torch.equal(_value_of(model, image, info["name"]), values)


@pytest.mark.parametrize("layer", ["crop(4)", "scale", "crop(0:1x0:1)"])
def test_what_is_no_module_is_no_feature(layer: str) -> None:
    model = made(f"input 3x8x8 C3D4 R C3D8s2 R {layer} GAP FC5")
    assert {each["name"] for each in model.feature_info} <= dict(model.named_modules()).keys()


def _value_of(model: nn.Module, image: torch.Tensor, name: str) -> torch.Tensor:
    values: list[torch.Tensor] = []
    hook = model.get_submodule(name).register_forward_hook(
        lambda *given: values.append(given[-1].clone())
    )
    model(image)
    hook.remove()
    return values[0]


@pytest.mark.parametrize(
    "spec",
    [
        "input 3x8x8 C3D4 R head a { GAP FC2 } GAP FC5",
        "input 3x8x8 C3D4 R GAP FC5 aux late { FC2 }",
        "input 3x8x8 C3D4 R",
        "input 12 FC4 R FC5",
    ],
)
def test_what_has_no_such_place_is_not_split(spec: str) -> None:
    assert not hasattr(made(spec), "forward_features")


def test_parts_refuse_what_they_do_not_take() -> None:
    space: dict[str, Any] = {"__name__": "generated"}
    exec(source(checked("block double(d) { C3D<d> R C3D<d> R } input 1x8x8 double(4) FC2")), space)
    assert space["Double"](1, 8)(torch.randn(1, 1, 8, 8)).shape == (1, 8, 8, 8)
    for wrong in ({"stride": 2}, {"bias": False}, {"padding": 1}):
        with pytest.raises(TypeError, match="unexpected keyword"):
            space["Double"](1, 8, **wrong)


@pytest.mark.parametrize("name", ["residual", "scale", "operators"])
def test_weights_start_anew_as_they_start(name: str) -> None:
    make = module_class(checked(STRUCTURES[name]), Build())
    anew = make(device="meta").to_empty(device="cpu")
    for value in anew.state_dict().values():
        value.fill_(7)
    torch.manual_seed(0)
    anew.init_weights()
    torch.manual_seed(0)
    fresh = make()
    for (key, value), other in zip(
        fresh.state_dict().items(), anew.state_dict().values(), strict=True
    ):
        if "bias" in key:
            continue  # which PyTorch draws by how many come in
        if value.dim() < 2 or "scale" in key:  # statistics, factors: the same numbers
            torch.testing.assert_close(other, value, msg=key)
        else:
            assert other.std() == pytest.approx(float(value.std()), rel=0.6, abs=1e-6), key


@pytest.mark.parametrize("name", tried(bundled()))
def test_bundled_networks_start_anew_with_the_same_spread(name: str) -> None:
    result = compile_text(load(name))
    if result.totals.params > 30_000_000:
        result = compile_text(load("resnet18"))
    make = module_class(result, Build())
    anew, fresh = make(), make()
    for value in anew.state_dict().values():
        value.zero_()
    anew.init_weights()
    for (key, value), other in zip(
        fresh.state_dict().items(), anew.state_dict().values(), strict=True
    ):
        if value.dim() > 1 and value.numel() > 500:
            assert other.std() == pytest.approx(float(value.std()), rel=0.3), key


GROUPED = """
let width = 4
let copies = 2
let classes = 5
shared block again { C3D<in> R }
input 3x128x128
features: [
  C3D<width>s2 BN R  stage: [C3D<width> R]*<copies> M
  inner: [C3D<2*width> R a: [M C3D<3*width> R]*2  C1D<width+1> R]
  again M again M
  f: seq[C3D<2*width> R  M  C3D<width> R]
]
GAP FC<classes>
"""


@pytest.mark.parametrize(
    ("spec", "given"),
    [
        (RESIDUAL, {"width": 3, "copies": 1}),
        (GROUPED, {}),
        (GROUPED, {"width": 3, "copies": 3, "in_channels": 2}),
        ("let w = 8 input 3x16x16 [C3D<w*(i+1)> R M]*3 C1D<w> R GAP FC5", {"w": 5}),
        ("let n = 2 input 3x16x16 C3D4 R [C3D4 R]*<n> M C3D6 R GAP FC5", {"n": 4}),
        ("input 3x16x16 M g: [DW3 R M C3D6 R] GAP FC5", {"in_channels": 2}),
    ],
)
def test_features_are_told_for_the_arguments(spec: str, given: dict[str, int]) -> None:
    """Each is the last value at its scale, of that depth; where an argument changes the depth, so does what is told."""
    model = made(spec, **given).eval()
    size = (checked(spec).network.input or ())[1]
    image = torch.randn(2, given.get("in_channels", 3), size, size)
    told = {
        each["name"]: (each["channels"], size // each["reduction"]) for each in model.feature_info
    }
    given_out = {name: tuple(_value_of(model, image, name).shape[1:]) for name in told}
    assert given_out == {name: (depth, each, each) for name, (depth, each) in told.items()}
    assert len({each for _, each in told.values()}) == len(told) >= 2


def test_a_group_passes_the_networks_arguments_on() -> None:
    """A constant inside a labelled group is an argument, and so is the depth that a group takes first."""
    parameters = inspect.signature(type(made(GROUPED)).__init__).parameters
    assert {"width", "copies", "classes", "in_channels"} < set(parameters)
    other = checked(GROUPED.replace("width = 4", "width = 6").replace("input 3x", "input 2x"))
    assert tensors(made(GROUPED, width=6, in_channels=2)) == tensors(module_class(other, Build())())


def test_a_module_that_is_called_twice_is_no_feature() -> None:
    spec = "shared block m { C3D8 R } input 3x16x16 C3D8 R m M m M C3D8 R GAP FC5"
    assert [each["name"] for each in made(spec).feature_info] == ["relu2"]


def test_what_hangs_on_sizes_is_not_told_of_a_constant_that_changes_them() -> None:
    spec = "let s = 2 input 3x64x64 C3D4s<s> R C3D4 R GAP FC5"
    assert (
        not hasattr(made(spec), "feature_info")
        or "s" not in inspect.signature(type(made(spec)).__init__).parameters
    )
