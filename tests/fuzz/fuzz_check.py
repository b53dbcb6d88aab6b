"""A coverage-guided fuzzer (atheris) on the parser, the checker and what is shown and written of a spec.

    pip install atheris
    python tests/fuzz/fuzz_check.py -max_total_time=600

begins with the bundled networks and the golden cases. A finding is a traceback; what it was found with is
written to a file `crash-...`, which goes through the same with `python tests/fuzz/fuzz_check.py crash-...`.
"""

import re
import sys
import tempfile
from pathlib import Path

import atheris

REPO = Path(__file__).parent.parent.parent
sys.path.insert(0, str(REPO))

with atheris.instrument_imports(include=["cnndsl"]):
    from cnndsl.compile import Options, compile_text
    from cnndsl.emit.pytorch import source
    from cnndsl.limits import Limits
    from cnndsl.show.as_json import document
    from cnndsl.show.layer_table import table
    from cnndsl.show.problems import concise, full, github
    from cnndsl.show.styled_text import plain
    from cnndsl.show.tables import lines
    from cnndsl.text import Text

SMALL = Limits(layers=2000, bodies=200, names=200_000, mistakes=20)
"""So that an input takes a moment, and the limits are met often."""


def unreadable(path: str) -> str:
    raise FileNotFoundError(2, "no such file", path)


def everything(data: bytes) -> None:
    """All that a user can be shown of a spec."""
    spec = data.decode("utf-8", errors="surrogateescape")
    result = compile_text(Text("spec.cnn", spec), Options(limits=SMALL), unreadable)
    text = result.network.text
    for found in result.network.diagnostics:
        plain(full(found, text)), plain([concise(found, text)]), github(found, text)
    document(result)
    plain(lines(table(result)))
    if result.network.ok:
        compile(source(result), "generated", "exec")


def seeds(folder: Path) -> None:
    """The specs that come along, without what the golden cases say of them."""
    for path in [*REPO.glob("architectures/**/*.cnn"), *REPO.glob("tests/golden/*.cnn")]:
        spec = path.read_bytes().partition(b"# ---- what")[0]
        (folder / path.name).write_bytes(spec)


def dictionary(path: Path) -> None:
    """Words of the specs, for the fuzzer to put together."""
    words = {word for spec in REPO.glob("*/*.cnn") for word in spec.read_text().split()}
    plain_words = sorted(word for word in words if re.fullmatch(r"[!-~]{1,20}", word))
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in plain_words)
    path.write_text("".join(f'"{word}"\n' for word in quoted))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        seeds(corpus)
        dictionary(Path(folder, "words"))
        given = [each for each in sys.argv[1:] if not each.startswith("-")]
        options = [f"-dict={folder}/words", "-max_len=2000", "-timeout=10", "-rss_limit_mb=1000"]
        own = [] if any(map(Path.is_file, map(Path, given))) else [str(corpus)]
        atheris.Setup([sys.argv[0], *options, *sys.argv[1:], *own], everything)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
