"""Specs that come along, with a few edits: what somebody has half typed, or a file that broke on its way."""

from pathlib import Path

from hypothesis import strategies as st

REPO = Path(__file__).parent.parent
MARKER = "# ---- what the compiler says"
LONGEST = 2500
SPECS = [
    spec
    for path in sorted([*REPO.glob("architectures/*/*.cnn"), *REPO.glob("tests/golden/*.cnn")])
    if len(spec := path.read_text(encoding="utf-8", errors="replace").partition(MARKER)[0])
    < LONGEST
]
WORDS = sorted({word for spec in SPECS for word in spec.split() if len(word) < 30})
SIGNS = [*'[](){}<>|*@:=,.+-/%#?"\n\t 0123456789xX×→…', "->", "//", "...", "\r\n", "\0", "\ufeff"]


@st.composite
def mutated(draw: st.DrawFn, specs: list[str] = SPECS) -> str:
    """A spec after one to four edits: words put in, taken out, doubled or exchanged."""
    spec = draw(st.sampled_from(specs))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(spec)))
        end = min(start + draw(st.integers(0, 12)), len(spec))
        new = draw(
            st.one_of(
                st.just(""),
                st.sampled_from(WORDS).map(lambda word: f" {word} "),
                st.sampled_from(SIGNS),
                st.characters(),
                st.just(spec[start:end] * 2),
            )
        )
        spec = spec[:start] + new + spec[end:]
    return spec
