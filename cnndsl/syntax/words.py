"""A shorthand word, understood: each distinct word once, with spans from its own start.

What is wrong inside a word is found in odd_words.py, at its character, with look-alikes named.
"""

from functools import lru_cache

from cnndsl.layers.layer import CODES
from cnndsl.syntax.letters import ParsedWord, is_read, read_word


def parse_word(text: str) -> ParsedWord:
    return _parse_word(text, len(CODES))


@lru_cache(maxsize=4096)
def _parse_word(text: str, vocabulary_size: int) -> ParsedWord:
    """`vocabulary_size` is part of what the answer depends on: a registry only grows."""
    read = read_word(text)
    if is_read(read) and "DO" not in text:
        return read
    from cnndsl.syntax.odd_words import explained

    return explained(text, read)
