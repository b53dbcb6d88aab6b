"""Networks that come along beside the libraries that have them: counts, work, and outputs with the same weights."""

import pytest
import torch
from library_models import HELD, Held, ours_with_weights_of, values, with_weights
from torch.utils.flop_counter import FlopCounterMode

import cnndsl

pytestmark = pytest.mark.full


@pytest.mark.parametrize(("name", "held"), HELD.items())
def test_outputs_counts_and_work_are_the_librarys(name: str, held: Held) -> None:
    theirs = with_weights(held, seed=18)
    checked = cnndsl.check(name)
    ours = ours_with_weights_of(theirs, name, held)
    assert sum(each.numel() for each in ours.parameters()) == sum(
        each.numel() for each in theirs.parameters()
    )
    images = [torch.randn(1, *shape) for shape in checked.inputs.values()]
    with torch.no_grad():
        with FlopCounterMode(display=False) as flops:
            expected = list(values(theirs(*images)))
        got = list(values(ours(*images)))
    assert flops.get_total_flops() == 2 * checked.result.totals.macs
    assert [each.shape for each in got] == [each.shape for each in expected]
    for one, other in zip(got, expected, strict=True):
        assert other.numel() == 1 or other.std() > 1e-3
        assert (one - other).abs().max() <= 1e-5 * other.abs().max()
