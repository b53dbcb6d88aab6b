"""Misspelt names: which of the known ones was meant."""

from collections.abc import Callable, Iterable
from itertools import islice

from cnndsl.fixes import Fix, replace
from cnndsl.text import Span

ALIKE = str.maketrans("OoIilSBZ", "00111582")
"""Letters that look like digits."""
LATIN = str.maketrans(
    "АВСЕНІКМОРЅТХаеіорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABCEHIKMOPSTXaeiopcyxABEZHIKMNOPTYXo"
)
"""Letters of other alphabets that look like ours."""
FULL_WIDTH = {0xFEE0 + sign: sign for sign in range(0x21, 0x7F) if chr(sign) not in ",;"}
SIGNS: dict[int, int] = {
    **LATIN,
    **FULL_WIDTH,
    **str.maketrans("З₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹✕✖⨯∗⁎✱【】〔〕❘∣¦", "301234567890123456789xxx***[][]|||"),
}
"""Letters, digits and signs of any kind that look like ours: each is one in the place of one."""
MOST_COMPARED = 400
"""Names that a word is compared with, at the most."""
MOST_OFFERED = 3


def near(word: str, names: Iterable[str]) -> list[str]:
    """The names that the writer may have meant: those that the fewest slips of the finger make of the word.

    A letter that looks like a digit is no slip.
    """
    names = dict.fromkeys(names)
    plain = _plain(word)
    alike = [name for name in names if _look_alike(word, name)]
    if alike:
        return alike[:MOST_OFFERED]
    allowed = _allowed(plain)
    found: dict[str, int] = {}
    for name in _likely(plain, names, allowed):
        apart = slips(plain, _plain(name), allowed)
        if apart <= allowed:
            found[name] = apart
    least = min(found.values(), default=0)
    best = [name for name, apart in found.items() if apart == least]
    best.sort(key=lambda name: name[:1].casefold() != word[:1].casefold())
    return best[:MOST_OFFERED]


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that the writer most likely meant, or None where none is near."""
    return next(iter(near(word, names)), None)


def did_you_mean(
    span: Span, word: str, names: Iterable[str], shown: Callable[[str], str] = str
) -> tuple[str, tuple[Fix, ...]]:
    """The help for a misspelt name and its fixes; several where several names are as near."""
    found = near(word, names)
    fixes = tuple(replace(span, shown(name), safe=one_slip(word, name)) for name in found)
    return (f"did you mean {listed(map(shown, found), 'or')}?" if found else ""), fixes


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """Names as a sentence has them: `a`, `b` or `c`."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"


def one_slip(word: str, name: str) -> bool:
    """Whether no more than one slip of the finger lies between them, so that nothing else can be meant."""
    return slips(_plain(word), _plain(name), 1) <= 1


def slips(word: str, name: str, most: int) -> int:
    """How many letters were left out, put in, exchanged or swapped; beyond `most`, some number above it."""
    if abs(len(word) - len(name)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(name, 1):
            step = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == name[j - 2] and word[i - 2] == other:
                step = min(step, older[j - 2] + 1)
            row.append(step)
        if min(row) > most:
            return most + 1
    return row[-1]


def _plain(word: str) -> str:
    return word.casefold().replace("_", "")


def _look_alike(word: str, name: str) -> bool:
    """Whether two names differ in case, or in letters that look like digits, alone."""
    return _plain(word) == _plain(name) or word.translate(ALIKE) == name.translate(ALIKE)


def _allowed(word: str) -> int:
    """Slips in a word of that length; two letters have too many neighbours for one."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def _likely(word: str, names: dict[str, None], allowed: int) -> Iterable[str]:
    if len(names) <= MOST_COMPARED:
        return names
    about = range(len(word) - allowed, len(word) + allowed + 1)
    same = (each for each in names if len(each) in about and _plain(each)[:1] == word[:1])
    return islice(same, MOST_COMPARED)
