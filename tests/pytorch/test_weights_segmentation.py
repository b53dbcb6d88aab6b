"""torchvision's networks whose files stand otherwise than data meets them, or hold their numbers in other shapes."""

import pytest
import torch
from test_torchvision import models
from torch import nn

import cnndsl

BACKBONE = """default conv(bias=no)
block bt(d, s=1, r=1) {
  add( conv(d, 1) BN R conv(d, 3, stride=s, pad=r, dilation=r) BN R conv(4*d, 1) BN | proj ) R
}
input 3x33x33
C7D64s2p3 BN R P3s2p1
bt(64)*3 bt(128, 2) bt(128)*3 bt(256, 1, 1) bt(256, 1, 2)*5
aux loss { conv(256, 3, pad=1) BN R DO0.1 conv(5, 1, bias=yes) upsample(size=33x33, mode=bilinear) }
bt(512, 1, 2) bt(512, 1, 4)*2
"""
FCN = (
    BACKBONE
    + "conv(512, 3, pad=1) BN R DO0.1 conv(5, 1, bias=yes) upsample(size=33x33, mode=bilinear)"
)
DEEPLAB = (
    BACKBONE
    + """
block asp(r) { conv(256, 3, pad=r, dilation=r) BN R }
cat( conv(256, 1) BN R | asp(12) | asp(24) | asp(36) | GAP conv(256, 1) BN R upsample(size=5x5, mode=bilinear) )
conv(256, 1) BN R DO0.5 conv(256, 3, pad=1) BN R conv(5, 1, bias=yes) upsample(size=33x33, mode=bilinear)
"""
)
CONVNEXT = """input 3x32x32
default layernorm(eps=1e-6)
block part(d) { add( DW7 layernorm C1D<4*d> gelu C1D<d> scale(1e-6) | id ) }
C4D96s4p0 layernorm
part(96)*3 layernorm C2D192s2p0 part(192)*3 layernorm C2D384s2p0 part(384)*9 layernorm C2D768s2p0 part(768)*3
GAP layernorm FC1000
"""


def filled(model: nn.Module) -> nn.Module:
    """Weights that keep the sizes of what goes through it."""
    torch.manual_seed(0)
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if value.dim() > 1 and not key.endswith("layer_scale"):
                value.normal_(std=(2 / value[0].numel()) ** 0.5)
            elif key.endswith(("running_var", "weight")):
                value.uniform_(0.5, 1.5)
            elif value.is_floating_point():
                value.normal_(std=0.1)
    return model.eval()


def near(found: torch.Tensor, expected: torch.Tensor) -> bool:
    return bool((found - expected).abs().max() <= 1e-5 * expected.abs().max())


@pytest.mark.parametrize(("name", "spec"), [("fcn_resnet50", FCN), ("deeplabv3_resnet50", DEEPLAB)])
def test_aux_heads_that_a_file_has_at_its_end_are_found(name: str, spec: str) -> None:
    options = {"weights": None, "weights_backbone": None, "num_classes": 5}
    model = filled(getattr(models.segmentation, name)(**options, aux_loss=True))
    ours = cnndsl.build(spec)
    ours.load_state_dict(cnndsl.fit_weights(spec, model.state_dict()))
    image = torch.randn(1, 3, 33, 33)
    with torch.no_grad():
        expected, found = model(image), ours.eval()(image)
    assert expected["out"].std() > 0.01
    assert near(found, expected["out"])
    assert torch.equal(ours.loss.conv2.weight, model.aux_classifier[4].weight)


def test_convnexts_fully_connected_layers_and_layer_scales() -> None:
    model = filled(models.convnext_tiny())
    found = cnndsl.fit_weights(CONVNEXT, model.state_dict())
    assert sum(each.reshaped for each in found.matches) == 36, (
        "two of each of the 3 + 3 + 9 + 3 blocks"
    )
    ours = cnndsl.build(CONVNEXT).eval()
    ours.load_state_dict(found)
    image = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert near(ours(image), model(image))
    flat = {
        name: value.squeeze() if "scale" in name else value
        for name, value in model.state_dict().items()
    }
    again = cnndsl.fit_weights(CONVNEXT, flat)
    assert all(torch.equal(again[name], value) for name, value in found.items())
