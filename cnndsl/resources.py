"""Where the grammars and the bundled networks lie: in a wheel beside this file, in a checkout one up.

Paths are plain strings here: pathlib would cost every start 3 ms.
"""

import codecs
import os
from collections.abc import Mapping
from functools import cache
from io import BufferedReader
from stat import S_ISFIFO
from typing import BinaryIO

from cnndsl.limits import limits


class NotFound(ValueError):
    """A spec that is no file, no bundled network and no text."""


class NotText(OSError):
    """A file that is there, and no text."""


@cache
def folder(name: str) -> str:
    package = os.path.dirname(__file__)
    inside = os.path.join(package, name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), name)


@cache
def fields() -> tuple[str, ...]:
    """What the networks that come along are for: a folder of them each."""
    with os.scandir(folder("architectures")) as entries:
        return tuple(sorted(each.name for each in entries if each.is_dir()))


@cache
def bundled() -> Mapping[str, str]:
    """The networks that come along: their files by name, in the order of the names."""
    places = [os.path.join(folder("architectures"), field) for field in fields()]
    files = [(name, place) for place in places for name in os.listdir(place)]
    return {
        name.removesuffix(".cnn"): os.path.join(place, name)
        for name, place in sorted(files)
        if name.endswith(".cnn")
    }


def field_of(name: str) -> str:
    """What a network that comes along is for."""
    return os.path.basename(os.path.dirname(bundled()[name]))


FORMER_NAMES = {"resnet56": "resnet56_cifar", "resnet110": "resnet110_cifar"}
"""Names that networks had, which go on working."""


def bundled_name(spec: str) -> str | None:
    """The name of the network that comes along under a name, perhaps with `.cnn` or a former one."""
    name = spec.removesuffix(".cnn")
    name = FORMER_NAMES.get(name, name)
    return name if name in bundled() else None


def beside(path: str) -> list[str]:
    """The specs in the folder of a file that is not there."""
    try:
        names = os.listdir(os.path.dirname(path) or ".")
    except OSError:
        return []
    return sorted(name for name in names if name.endswith(".cnn"))


def real(path: str) -> str:
    """Where a path leads; itself, where the folder in which this runs has been deleted."""
    try:
        return os.path.realpath(path)
    except FileNotFoundError:
        return path


def comes_along(path: str) -> bool:
    """Whether a file is one of the networks that come along, under whatever name."""
    return real(path) in map(os.path.realpath, bundled().values())


def read_text(path: str) -> str:
    """A UTF-8 file's text, without a byte-order mark; of one that is too large, a little more than is allowed."""
    with open(path, "rb", opener=_without_waiting) as file:
        return decoded(_piped(file) if S_ISFIFO(os.fstat(file.fileno()).st_mode) else read(file))


def read(file: BinaryIO) -> bytes:
    """As much of a file as may be read, and a little more."""
    return file.read(_most_bytes())


def decoded(content: bytes) -> str:
    """The text that bytes are; where they were cut, what is left of the last letter is left out."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(content, final=len(content) < _most_bytes())
        return text[: limits().characters + 1]
    except UnicodeDecodeError as problem:
        why = f"{problem.reason} at byte {problem.start}"
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            why = "it is UTF-16; save it as UTF-8"
        raise NotText(f"not UTF-8 text: {why}") from None


def _most_bytes() -> int:
    return 4 * limits().characters + 4


def _without_waiting(path: str, flags: int) -> int:
    """Opens a named pipe too where nothing writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _piped(file: BufferedReader) -> bytes:
    """What is written to a pipe; refused is one that nothing has open for writing."""
    try:
        first = os.read(file.fileno(), 1)
    except BlockingIOError:
        first = None
    if first == b"":
        raise NotText("a named pipe that nothing writes to")
    os.set_blocking(file.fileno(), True)
    return (first or b"") + read(file)


OTHER_FILES = {
    ".onnx": "an ONNX model",
    ".pt .pth .bin": "a file of PyTorch",
    ".py .pyc": "a Python program",
    ".ipynb": "a notebook",
    ".cfg": "a Darknet configuration",
    ".weights": "a file of Darknet's weights",
    ".prototxt .caffemodel": "a Caffe network",
    ".h5 .hdf5 .keras": "a Keras model",
    ".pb .tflite .ckpt": "a TensorFlow model",
    ".safetensors .npz .npy": "a file of weights",
    ".json": "a JSON document",
    ".yaml .yml": "a YAML document",
    ".mat .mlmodel .params": "a model of another program",
    ".pdf .png .jpg .jpeg .gif .svg .eps .webp": "a picture or a page",
    ".docx .doc .odt .rtf .pptx": "a document of another program",
    ".xlsx .xls .ods": "a spreadsheet",
    ".zip .gz .tar .tgz .7z": "an archive",
}
OUR_FILES = {
    ".cnn": "a spec",
    ".html .htm": "a page",
    ".csv": "comma-separated values",
    ".md .markdown": "a Markdown text",
    ".mmd": "a graph for Mermaid",
    ".dot .gv": "a graph for Graphviz",
}
"""What commands write, beside what other programs do."""


def file_of_another_program(name: str) -> str:
    """What a file of that name is, where its ending is another program's; nothing for what may be a spec."""
    return "" if any(map(str.isspace, name)) else _by_ending(name, OTHER_FILES)


def kind_of_file(name: str) -> str:
    """What a file is by its ending; nothing where that does not say."""
    return _by_ending(name, OTHER_FILES) or _by_ending(name, OUR_FILES)


def _by_ending(name: str, kinds: dict[str, str]) -> str:
    ending = os.path.splitext(name)[1].lower()
    return next((what for endings, what in kinds.items() if ending in endings.split()), "")
