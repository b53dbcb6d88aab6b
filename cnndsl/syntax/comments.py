"""Comments, which the grammar leaves out: where they stand, and a text without them."""

import re
from collections.abc import Iterator

from cnndsl.text import Span, Text

STRING_OR_COMMENT = re.compile(r'"[^"\r\n]*"|#[^\r\n]*')
"""As the grammar has them: a `#` in a string starts no comment."""
OK = re.compile(r"#[ \t]*ok\b[ \t]*[:;,.-]*[ \t]*", re.I)


def comments(text: Text) -> Iterator[Span]:
    """The places of a file's comments, each with its `#`."""
    for found in STRING_OR_COMMENT.finditer(text.content):
        if found[0].startswith("#"):
            yield Span(*found.span()).shift(text.start)


def oks(text: Text) -> dict[int, Span]:
    """The places of a file's `# ok`, by the numbers of their lines; words may follow."""
    if OK.search(text.content) is None:
        return {}
    found = {}
    for span in comments(text):
        ok = OK.match(text.content, span.start - text.start)
        if ok:
            found[text.place(span.start).line] = Span(*ok.span()).shift(text.start)
    return found


def without_comments(text: Text) -> str:
    """A file's text with blanks in the places of its comments, so that all else stays where it is."""

    def blank(found: re.Match[str]) -> str:
        return " " * len(found[0]) if found[0].startswith("#") else found[0]

    return STRING_OR_COMMENT.sub(blank, text.content)
