"""A shorthand word as layers. Each distinct word is read once, so its spans count from its own start.

How it is read is in word_reader.py; what is wrong with one that is no layer, in unknown_words.py.
"""

from functools import lru_cache

from cnndsl.layers.layer import CODES
from cnndsl.syntax.word_reader import ParsedWord, is_read, read_word


def parse_word(text: str) -> ParsedWord:
    return _parse_word(text, len(CODES))


@lru_cache(maxsize=4096)
def _parse_word(text: str, vocabulary_size: int) -> ParsedWord:
    """`vocabulary_size` is part of what the answer depends on: a registry only grows."""
    read = read_word(text)
    if is_read(read) and "DO" not in text:
        return read
    from cnndsl.syntax.unknown_words import explained

    return explained(text, read)
