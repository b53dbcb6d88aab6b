"""Plants a sample of faults, one at a time, in a copy of the project, and says which of them no test notices.

`make mutants` runs it. What is known is kept in out/faults, so that it can be stopped and goes on where it was.
At first it notes which tests reach a line; `--note tests/test_new.py` does so for new tests.
"""

import argparse
import json
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from faults.planting import Fault, count, fault, planted
from faults.proving import REPO, Proof, Verdict
from faults.reach import TESTS, Reach

PACKAGES = ("syntax", "checking", "layers", "analyse", "program", "emit", "weights")
NOTES = REPO / "out" / "faults"


class Planted(NamedTuple):
    """A fault, and where it is among those of its file."""

    file: str
    number: int
    fault: Fault

    def __str__(self) -> str:
        return f"{self.file}:{self.fault.first}  {self.fault.was}  ->  {self.fault.now}"


def sample(
    root: Path, number: int, seed: int, packages: tuple[str, ...] = PACKAGES
) -> list[Planted]:
    """Some of all faults; a change of one file changes which of its own are among them, and no others."""
    texts = {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for package in packages
        for path in (root / "cnndsl" / package).rglob("*.py")
    }
    every = [(file, each) for file, text in texts.items() for each in range(count(text))]
    every.sort(key=lambda each: sha256(f"{seed} {each}".encode()).digest())
    return [Planted(file, each, fault(texts[file], each)) for file, each in every[:number]]


def main() -> None:
    asked = _asked()
    kept = NOTES / "verdicts.json"
    verdicts = json.loads(kept.read_text()) if kept.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        proof = Proof(Path(folder))
        chosen = sample(proof.folder, asked.faults, asked.seed)
        if asked.note or not (NOTES / TESTS).exists():
            proof.note(NOTES, asked.note or ["tests"])
        reach = Reach(NOTES)
        for each in chosen:
            if str(each) not in verdicts or (asked.again and not verdicts[str(each)][0]):
                verdicts[str(each)] = _verdict(proof, each, reach, asked.seconds)
                kept.write_text(json.dumps(verdicts, indent=1))
                print(verdicts[str(each)][0] or "LIVES", each, flush=True)
    _summary(chosen, verdicts)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=100, help="how many are planted")
    parser.add_argument("--seed", type=int, default=1, help="which are")
    parser.add_argument(
        "--seconds", type=float, default=120, help="the most that tests take, each part"
    )
    parser.add_argument("--note", nargs="+", help="tests whose lines are noted first")
    parser.add_argument("--again", action="store_true", help="try those again that have lived")
    return parser.parse_args()


def _verdict(proof: Proof, each: Planted, reach: Reach, seconds: float) -> Verdict:
    text = planted((proof.folder / each.file).read_text(encoding="utf-8"), each.number)
    lines = range(each.fault.first, each.fault.last + 1)
    return proof.verdict(each.file, text, reach, lines, seconds)


def _summary(chosen: list[Planted], verdicts: dict[str, Verdict]) -> None:
    noticed = Counter(verdicts[str(each)][0] for each in chosen)
    in_all = noticed["check"] + noticed["test"]
    print(f"{len(chosen)} faults: `make check` notices {noticed['check']}, `make test` {in_all}")
    for each in chosen:
        if not verdicts[str(each)][0]:
            print(f"lives: {each}")


if __name__ == "__main__":
    main()
