"""Every bundled network: its published facts, its module, and a run."""

import pytest
from conftest import checked, network, problems, sample

from cnndsl.compile import compile_text, load
from cnndsl.resources import bundled
from cnndsl.syntax.tree import Expect
from cnndsl.syntax.tree_builder import parse

PUBLISHED = {  # parameters, MACs
    "lenet5": (61_706, 416_520),
    "lenet_caffe": (431_080, 2_293_000),
    "alexnet": (62_378_344, 1_135_256_096),
    "alexnet_grouped": (60_965_224, 724_406_816),
    "alexnet_torchvision": (61_100_840, 714_188_480),
    "zfnet": (62_357_608, 1_168_032_896),
    "zfnet_slide": (107_627_624, 2_476_704_896),
    "vgg_a": (132_863_336, 7_609_090_048),
    "vgg_a_lrn": (132_863_336, 7_609_090_048),
    "vgg_b": (133_047_848, 11_308_466_176),
    "vgg_c": (133_638_952, 11_770_888_192),
    "vgg_d": (138_357_544, 15_470_264_320),
    "vgg_e": (143_667_240, 19_632_062_464),
    "vgg16_bn": (138_365_992, 15_470_264_320),
    "cifar_example": (31_066, 331_776 + 30_720),
    "nin": (966_986, 222_486_528),
    "all_cnn_c": (1_369_738, 270_798_336),
    "darknet19": (20_842_376, 2_790_989_824),
    "mobilenet_v1": (4_231_976, 568_740_352),
    "yolo_v1_tiny": (27_095_374, 1_608_015_360),
    "googlenet": (6_998_552, 1_582_671_872),
    "googlenet_torchvision": (6_624_904, 1_498_376_192),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 4_089_184_256),
    "resnet101": (44_549_160, 7_801_405_440),
    "resnet152": (60_192_808, 11_513_626_624),
    "resnet50_v1": (25_557_032, 3_857_973_248),
    "resnet101_v1": (44_549_160, 7_570_194_432),
    "resnet152_v1": (60_192_808, 11_282_415_616),
    "resnet20_cifar": (272_474, None),
    "resnet56_cifar": (855_770, None),
    "resnet110_cifar": (1_730_714, None),
    "preact_resnet1001": (10_327_706, 1_490_995_712),
    "wrn_28_10": (36_479_194, 5_243_328_768),
    "densenet121": (7_978_856, 2_834_161_664),
    "densenet_bc_100_12": (769_162, 287_929_692),
    "squeezenet1_0": (1_248_424, 818_924_576),
    "mobilenet_v2": (3_504_872, 300_774_272),
    "efficientnet_b0": (5_288_548, 385_814_752),
    "resnext101_32x8d": (88_791_336, 16_414_015_488),
    "unet": (31_030_658, 150_428_424_448),
    "localization": (62_378_344 + 4 * 4096 + 4, 1_135_256_096 + 4 * 4096),
    "lenet5_1998": (60_000, 327_256),
    "dqn": (1_686_180, 9_345_024),
    "m5": (26_915, 1_880_256),
    "eegnet": (2_388, 4_342_016),
    "dcgan_g": (3_576_704, 104_628_224),
    "dcgan_d": (2_765_568, 103_817_216),
    "pix2pix_g": (54_413_955, 6_048_186_368),
    "srcnn": (8_129, 8_746_848),
    "espcn": (22_729, 6_538_336),
    "edsr": (1_517_571, 4_569_219_072),
    "deeplabv3_resnet50": (39_638_869, 168_731_205_888),
    "unet3d_basic": (5_749_410, 18_688_770_048),
    "attention_unet": (493_990, 506_429_440),
    "yolov3": (61_949_149, 32_932_037_632),
    "yolov8n": (3_157_184, 4_371_456_000),
    "ssd300_vgg16": (35_641_826, 34_858_153_472),
    "darknet53": (41_609_928, 7_109_156_864),
    "cspdarknet53": (27_642_184, 5_002_567_680),
    "mobilenet_v3_large": (5_483_032, 216_589_760),
    "efficientnet_v2_s": (21_458_488, 8_365_617_152),
    "regnet_x_800mf": (7_259_656, 799_699_712),
    "convnext_small": (50_223_688, 8_683_712_256),
    "seresnet50": (28_088_024, 3_860_488_192),
    "senet154": (115_088_984, 20_688_363_520),
    "xception": (22_855_952, 8_357_403_496),
    "inceptionv4": (42_679_816, 12_253_974_624),
    "inceptionresnetv2": (55_843_464, 13_155_794_016),
    "ghostnet": (5_180_840, 140_760_880),
    "repvgg_a0": (9_108_968, 1_512_581_120),
    "hrnet_w18_small_v1": (13_187_464, 1_601_508_352),
    "alphago_zero": (24_008_549, 8_531_829_492),
    "r3d_18": (33_371_472, 40_696_553_472),
    "r2plus1d_18": (31_505_325, 40_519_080_960),
    "i3d": (12_697_264, 27_787_978_752),
    "segnet": (29_453_971, 40_693_137_408),
    "pspnet_resnet18": (836_385, 1_434_132_480),
    "resnetv2_50x1_bit": (25_549_352, 4_089_184_256),
    "cyclegan_g": (11_378_179, 49_551_507_456),
}
AUX = {
    "deeplabv3_resnet50": 2_365_205,  # 256*1024*9 + 2*256 + 21*(256 + 1)
    "googlenet": 6_379_728,
    "googlenet_torchvision": 13_004_888 - 6_624_904,
}
WARNINGS = {
    "m5": ["shape-unread"] * 2,
    "squeezenet1_0": ["shape-unread"],
    "squeezenet1_1": ["shape-unread"],
}
WEIGHT_LAYERS = {"vgg_d": 16, "googlenet": 22, "resnet18": 18, "resnet50": 50, "resnet152": 152}
RECEPTIVE_FIELDS = {"alexnet": 195, "vgg_a": 150, "vgg_d": 212, "vgg_e": 268}
RESIDUAL_FIELDS = {
    "resnet18": 435,
    "resnet34": 899,
    "resnet50": 427,
    "resnet50_v1": 483,
    "resnet101": 971,
}


@pytest.mark.parametrize("name", sample(sorted(bundled())))
def test_it_states_facts_and_they_hold(name: str) -> None:
    result = network(name)
    file, _ = parse(result.network.text)
    assert any(isinstance(entry, Expect) for entry in file.entries)
    assert [code for code, _, _ in problems(result)] == WARNINGS.get(name, [])
    if name in PUBLISHED:
        params, macs = PUBLISHED[name]
        assert result.totals.params == params
        assert macs is None or result.totals.macs == macs
        assert result.totals.aux_params == AUX.get(name, 0)
    if name in WEIGHT_LAYERS:
        assert result.totals.weight_layers == WEIGHT_LAYERS[name]


def test_all_published_networks_are_here() -> None:
    assert set(bundled()) >= set(PUBLISHED)


@pytest.mark.parametrize("name", sorted(RECEPTIVE_FIELDS))
def test_receptive_field_of_the_last_pool(name: str) -> None:
    rows = network(name).rows
    last = [row for row in rows if row.placed.layer.role == "pool"][-1]
    assert [axis.field for axis in last.view] == [RECEPTIVE_FIELDS[name]] * 2


@pytest.mark.parametrize("name", sorted(RESIDUAL_FIELDS))
def test_receptive_field_of_the_last_sum(name: str) -> None:
    rows = network(name).rows
    last = [row for row in rows if row.kind == "add"][-1]
    assert [axis.field for axis in last.view] == [RESIDUAL_FIELDS[name]] * 2


def test_the_operations_of_googlenets_modules_are_the_papers() -> None:
    stated = {
        "inc3a": 128_049_152,
        "inc3b": 304_267_264,
        "inc4a": 73_608_192,
        "inc4b": 87_908_352,
        "inc4c": 99_850_240,
        "inc4d": 118_515_712,
        "inc4e": 169_996_288,
        "inc5a": 51_079_168,
        "inc5b": 70_697_984,
    }
    rows = network("googlenet").rows
    found = {
        name: sum(row.macs for row in rows if row.path.startswith(f"{name}.")) for name in stated
    }
    assert found == stated


def test_activations_of_vgg_d_are_the_slides_lines() -> None:
    assert network("vgg_d").totals.activations == 15_237_608


def test_other_inputs_follow_the_arithmetic() -> None:
    """VGG-D on 64x64: 64/32 = 2, so fc1 has 512*2*2*4096 + 4096 weights in place of 512*7*7*4096 + 4096."""
    from cnndsl.compile import Options

    result = compile_text(load("vgg_d"), Options(inputs={"": (3, 64, 64)}))
    assert result.totals.params == 138_357_544 - 512 * 45 * 4096
    assert problems(result) == []
    assert [found.code for found in result.network.diagnostics] == [
        "assumed-activation",
        "facts-skipped",
    ]


def test_other_constants_follow_the_arithmetic() -> None:
    from cnndsl.compile import Options

    result = compile_text(load("sound_1d"), Options(constants={"classes": 35}))
    assert result.totals.params == 84_074 + 25 * 129
    assert checked("input 1x28x28 FC<n> let n = 2", constants={"n": 7}).rows[-1].shape == (7,)
