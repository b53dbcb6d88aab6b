"""Where a module is made: on its device, in its type, once."""

from typing import Any

import pytest
import torch
from conftest import checked
from torch.utils._python_dispatch import TorchDispatchMode

import cnndsl
from cnndsl.emit.build import Build
from cnndsl.verify.verification import module_class


class Allocated(TorchDispatchMode):
    """Bytes of each tensor that is made."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes: list[int] = []
        self.seen: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        if isinstance(out, torch.Tensor) and out.untyped_storage().data_ptr() not in self.seen:
            self.seen.add(out.untyped_storage().data_ptr())
            self.bytes.append(out.untyped_storage().nbytes())
        return out


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_weights_are_made_once(dtype: str) -> None:
    net = cnndsl.check("input 3x32x32 C3D64 BN R M C3D128 R FC512 R FC10")
    with Allocated() as allocated:
        model = cnndsl.build(net, device="cpu", dtype=dtype)
    own = [*model.parameters(), *model.buffers()]
    needed = sum(each.untyped_storage().nbytes() for each in own)
    assert {each.dtype for each in model.parameters()} == {getattr(torch, dtype)}
    assert needed <= sum(allocated.bytes) <= 1.001 * needed


def test_a_device_that_is_not_there_is_named_with_those_that_are() -> None:
    make = module_class(checked("input 3x8x8 C3D4 R"), Build("cuda:77"))
    with pytest.raises(ValueError, match=r"^no cuda:77 here; there is cpu[^\n]*$"):
        make()
    assert next(make(device="cpu").parameters()).device.type == "cpu"
    with pytest.raises(ValueError, match=r"^no cuda:78 here; there is cpu[^\n]*$"):
        make(device=torch.device("cuda:78"))
    with pytest.raises(ValueError, match=r"^no cuda:77 here; there is cpu[^\n]*$"):
        cnndsl.build("crcrp", device="cuda:77")


def test_auto_is_the_accelerator_or_the_cpu() -> None:
    found = torch.accelerator.current_accelerator(True)
    expected = found.type if found else "cpu"
    model = cnndsl.build("crcrp", device="auto")
    assert {each.device.type for each in model.parameters()} == {expected}
    assert next(cnndsl.build("crcrp", device=torch.device("meta")).parameters()).is_meta


def test_a_type_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="`bf16` is no dtype; one of float32"):
        cnndsl.build("crcrp", dtype="bf16")
