"""Checkpoints of version 1, when the networks that come along had other names, still fit."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from library_models import HELD, without_weights
from safetensors.torch import save_file

import cnndsl

VERSION_1 = {  # layers with weights in the order in which torchvision registers them; {1,2} is each in turn
    "resnet18": (
        "stem1.{conv1,bn1} stage1.basic{1,2.0}.{conv1,bn1,conv2,bn2} "
        "stage{2,3,4}.{basic1.conv1,basic1.bn1,basic1.conv2,basic1.bn2,basic1.proj1.0,basic1.proj1.1,"
        "basic2.0.conv1,basic2.0.bn1,basic2.0.conv2,basic2.0.bn2} fc1"
    ),
    "vgg16_bn": (
        "conv1.0 bn1.0 conv1.1 bn1.1 conv2.0 bn2.0 conv2.1 bn2.1 conv3.0 bn3.0 conv3.1 bn3.1 conv3.2 bn3.2 "
        "conv4.0 bn4.0 conv4.1 bn4.1 conv4.2 bn4.2 conv5.0 bn5.0 conv5.1 bn5.1 conv5.2 bn5.2 fc{1,2,3}"
    ),
    "mobilenet_v2": (
        "conv1 bn1 dwconv1 bn2 conv2 bn3 "
        "stage1.{mb1,add1.0.mb1}.{conv1,bn1,dwconv1,bn2,conv2,bn3} "
        "stage2.{mb1,add1.0.mb1,add1.1.mb1}.{conv1,bn1,dwconv1,bn2,conv2,bn3} "
        "stage3.{mb1,add1.0.mb1,add1.1.mb1,add1.2.mb1}.{conv1,bn1,dwconv1,bn2,conv2,bn3} "
        "stage{4,5}.{mb1,add1.0.mb1,add1.1.mb1}.{conv1,bn1,dwconv1,bn2,conv2,bn3} "
        "mb1.{conv1,bn1,dwconv1,bn2,conv2,bn3} conv3 bn4 fc1"
    ),
    "densenet121": (
        "conv1 bn1 "
        "dense1.dense_layer1.{0,1,2,3,4,5}.{bn1,conv1,bn2,conv2} transition1.{bn1,conv1} "
        "dense2.dense_layer1.{0,1,2,3,4,5,6,7,8,9,10,11}.{bn1,conv1,bn2,conv2} transition2.{bn1,conv1} "
        "dense3.dense_layer1.{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23}."
        "{bn1,conv1,bn2,conv2} transition3.{bn1,conv1} "
        "dense4.dense_layer1.{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15}.{bn1,conv1,bn2,conv2} bn2 fc1"
    ),
    "googlenet_torchvision": (
        "conv1 bn1 conv2 bn2 conv3 bn3 inc{3a,3b,4a,4b,4c,4d,4e,5a,5b}."
        "{conv1,bn1,conv2,bn2,conv3,bn3,conv4,bn4,conv5,bn5,conv6,bn6} aux{1,2}.{conv1,bn1,fc1,fc2} fc1"
    ),
}
State = dict[str, torch.Tensor]


def spelled_out(words: str) -> list[str]:
    """Each of several words with braces, `a{1,2}.{b,c}`, as all that it stands for."""
    found: list[str] = []
    for word in words.split():
        pieces = [piece.split(",") for piece in re.split(r"[{}]", word)]
        found += map("".join, itertools.product(*pieces))
    return found


def version_1(name: str) -> tuple[State, dict[str, str]]:
    """A checkpoint of version 1 whose every tensor has a number of its own, and torchvision's name for each."""
    given = without_weights(HELD[name]).state_dict()
    layers = dict.fromkeys(key.rpartition(".")[0] for key in given)
    old = dict(zip(layers, spelled_out(VERSION_1[name]), strict=True))
    names = {}
    state: State = {}
    for number, (key, value) in enumerate(given.items()):
        layer, _, role = key.rpartition(".")
        names[key] = f"{old[layer]}.{role}"
        counts = role == "num_batches_tracked"
        state[names[key]] = (
            torch.tensor(number) if counts else torch.full(value.shape, number + 0.5)
        )
    if (
        name == "vgg16_bn"
    ):  # convolutions and norms were in lists of their own: conv1.0, conv1.1, bn1.0, bn1.1
        lists = list(dict.fromkeys(key.split(".")[0] for key in state))
        state = dict(sorted(state.items(), key=lambda each: lists.index(each[0].split(".")[0])))
    return state, names


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", sorted(VERSION_1))
def test_checkpoints_of_version_1_fit(name: str, tmp_path: Path) -> None:
    """In the order in which they were made, and, of the smaller ones, sorted by name as in a safetensors file."""
    state, names = version_1(name)
    checkpoints: list[Any] = [state]
    if name not in ("vgg16_bn", "googlenet_torchvision"):
        save_file(state, tmp_path / "sorted.safetensors")
        checkpoints.append(tmp_path / "sorted.safetensors")
    for checkpoint in checkpoints:
        found = cnndsl.fit_weights(name, checkpoint)
        assert found.keys() == names.keys()
        assert (found.fresh, found.left) == ((), ())
        for key, old in names.items():
            assert torch.equal(found[key], state[old]), (key, old)
