"""What a spec's comments say: of the whole network at its start, and of what stands below them."""

from cnndsl.text import Span, Text


def opening(text: Text) -> list[str]:
    """The lines of the comment that a file begins with."""
    found = []
    for line in text.content.lstrip("\ufeff").splitlines():
        if not line.startswith("#"):
            break
        found.append(line.lstrip("#").strip())
    return found


def over(text: Text, span: Span) -> list[str]:
    """The lines of the comment straight over what stands somewhere; else that at the end of its first line."""
    own = text.at(span.start)
    number = text.place(span.start).line
    found: list[str] = []
    for above in range(number - 1, 0, -1):
        line = own.line(above).strip()
        if not line.startswith("#"):
            break
        found.insert(0, line.lstrip("#").strip())
    return found or beside(text, span)


def beside(text: Text, span: Span) -> list[str]:
    """The comment at the end of the line in which something begins."""
    _, sign, said = text.at(span.start).line(text.place(span.start).line).partition("#")
    return [said.strip()] if sign else []
