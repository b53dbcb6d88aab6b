"""Letters and signs that look like ours and are others: `Ｒ`, `C3D８`, `［C R］∗2`; a text is read on with ours."""

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.layers.layer import CODES, KINDS
from cnndsl.spelling import SIGNS
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.syntax_problems import looks_alike
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span

STRANGE = "HOLE"


def with_our_letters(parser: TokenParser) -> list[Diagnostic]:
    """What looks like our letters and signs and is none, each word once; the parser goes on as if it were ours."""
    content = parser.content
    if content.isascii():
        return []
    edits = [
        [Edit(Span(at, at + 1), chr(SIGNS[ord(content[at])])) for at in _others(token)]
        for token in parser.tokens
        if _is_meant(token)
    ]
    edits = [found for found in edits if found]
    if not edits:
        return []
    letters = list(content)
    for edit in (edit for found in edits for edit in found):
        letters[edit.span.start] = edit.text
    parser.read("".join(letters))
    return [_finding(content, found) for found in _together(content, edits)]


def _others(token: Token) -> list[int]:
    return [
        at
        for at, letter in enumerate(token, token.start_pos)
        if not letter.isascii() and ord(letter) in SIGNS
    ]


def _is_meant(token: Token) -> bool:
    """Whether a token is none of ours as it stands, and one with our letters."""
    if token.isascii() or token.type not in (STRANGE, "WORD", "NAME"):
        return False
    ours = token.translate(SIGNS)
    if not ours.replace("×", "x").isascii():
        return False
    if token.type == STRANGE:
        return True
    word = parse_word(ours).word if ours[:1].isupper() else None
    return ours in KINDS or (word is not None and all(each.name in CODES for each in word.layers))


def _together(content: str, edits: list[list[Edit]]) -> list[list[Edit]]:
    """Each word by itself; of the same sign, all places."""
    words = [found for found in edits if content[found[0].span.start].isalnum()]
    signs = [edit for found in edits if found not in words for edit in found]
    return [*words, signs] if signs else words


def _finding(content: str, edits: list[Edit]) -> Diagnostic:
    span = edits[0].span
    fix = Fix(
        f"write `{edits[0].text}`" + " and its like" * (len(edits) > 1), tuple(edits), safe=True
    )
    return looks_alike(span, content[span.start : span.end], edits[0].text, fix)
