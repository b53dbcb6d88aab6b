"""Files of weights (safetensors, PyTorch's) and what they hold. The format is told by the first bytes, not by the name.

Nothing in a file is executed.
"""

import argparse
import os
import pathlib
import re
import stat
import warnings
import zipfile
from typing import Any, NoReturn

import numpy as np
import torch

from cnndsl.spelling import listed
from cnndsl.text import visible
from cnndsl.weights.misfit import WeightsError

FIRST = 512
"""Bytes that tell what a file is."""
PICKLE = b"\x80"
MOST_LISTED = 4
HARMLESS = [
    argparse.Namespace,
    pathlib.PosixPath,
    pathlib.PurePosixPath,
    np.dtype,
    np.float64().__reduce__()[0],
    (np.float64().__reduce__()[0], "numpy.core.multiarray.scalar"),
    *(type(np.dtype(kind)) for kind in "?bBhHiIlLqQefd"),
]
"""What a training's settings and its best score are often made of, beside what PyTorch takes itself."""
OTHER_FILES = {
    b"version https://git-lfs": "it is a pointer of Git LFS; `git lfs pull` fetches the file",
    b"<!": "it is a web page, as a download that failed leaves it",
    b"<html": "it is a web page, as a download that failed leaves it",
    b'{"': "it is a JSON document; an index of several files names the files that have the tensors",
    b"{\n": "it is a JSON document; an index of several files names the files that have the tensors",
    b"\x89HDF": "it is an HDF5 file, as Keras has them; export the weights from there with PyTorch's names",
    b"\x93NUMPY": "it is a NumPy array; `torch.save({NAME: torch.from_numpy(...), ...}, FILE)` makes a checkpoint",
    b"\x1f\x8b": "it is compressed; `gunzip` unpacks it",
    b"BZh": "it is compressed; `bunzip2` unpacks it",
    b"\xfd7zXZ": "it is compressed; `unxz` unpacks it",
}


class Unreadable(WeightsError):
    """A file that is no checkpoint, or one that would have to be executed."""


def contents(path: str) -> tuple[Any, bool]:
    """What a file holds, and whether its order means something."""
    first, size = _looked_at(path)
    if _is_safetensors(first, size):
        return _safetensors(path), False
    for sign, what in OTHER_FILES.items():
        if first.startswith(sign):
            _refuse(path, what)
    if first.startswith(b"PK"):
        _check_archive(path)
    elif path.endswith(".safetensors") and not first.startswith(PICKLE):
        return _safetensors(path), False
    return _pickled(path), True


def _looked_at(path: str) -> tuple[bytes, int]:
    """A file's first bytes and its size, without waiting for a pipe."""
    if os.path.isdir(path):
        names = sorted(os.listdir(path))
        some = f", such as {listed(map(visible, names[:MOST_LISTED]), 'or')}" if names else ""
        _refuse(path, f"it is a folder; name a file in it{some}")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            _refuse(
                path, "not a file, but a pipe or a device; write what comes from it to a file first"
            )
        return file.read(FIRST), found.st_size


def _is_safetensors(first: bytes, size: int) -> bool:
    """Whether a header of JSON follows its length, and fits into the file."""
    return first[8:9] == b"{" and int.from_bytes(first[:8], "little") <= size - 8


def _refuse(path: str, why: str) -> NoReturn:
    raise Unreadable(f"{visible(path)}: not read: {visible(why)}")


def _safetensors(path: str) -> dict[str, Any]:
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except Exception as problem:  # whatever a broken or hostile file makes of the reader
        _refuse(path, f"not a safetensors file ({_first_sentence(problem)})")


def _check_archive(path: str) -> None:
    """Refuse an archive that is no checkpoint, and one whose small size says nothing of what it unpacks to."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except Exception as problem:  # as above
        _refuse(path, f"not a checkpoint of PyTorch's ({_first_sentence(problem)})")
    if any(each.filename.endswith("/constants.pkl") for each in entries):
        _refuse(path, "it is a TorchScript archive; save its `state_dict()` where it was made")
    if any(each.filename.endswith(".npy") for each in entries):
        _refuse(path, OTHER_FILES[b"\x93NUMPY"].replace("a NumPy array", "an archive of NumPy's"))
    if any(each.compress_type != zipfile.ZIP_STORED for each in entries):
        _refuse(path, "its entries are compressed, which those of `torch.save` are not")


def _pickled(path: str) -> Any:
    fit_by_map = zipfile.is_zipfile(path) and not path.endswith(".safetensors")
    try:
        with torch.serialization.safe_globals(HARMLESS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if fit_by_map:
                return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
            with open(path, "rb") as file:  # of a name alone PyTorch would go by its ending
                return torch.load(file, map_location="cpu", weights_only=True)
    except Exception as problem:  # as above
        _refuse(path, _why(problem))


def _why(problem: Exception) -> str:
    found = re.search(r"GLOBAL ([\w.]+)", str(problem))
    if found:
        return (
            f"it holds code ({found[1]}), not only tensors, and code is not executed; "
            "where it was made, `torch.save(model.state_dict(), FILE)` writes the tensors alone"
        )
    if str(problem).startswith("Weights only load failed"):
        return "not a checkpoint of PyTorch's, but a pickle that `torch.save` did not write, or a broken one"
    first = _first_sentence(problem)
    return "not a checkpoint of PyTorch's" + (f" ({first})" if re.search("[a-z]", first) else "")


def _first_sentence(problem: Exception) -> str:
    return re.split(r"[.:]\s|\n", str(problem))[0]
