"""What options are given, read from words: shapes, constants, counts, limits, devices and names."""

import argparse
import re
from typing import Any

LONGEST = 19
"""Digits of a size."""


def shape(words: str) -> tuple[int, ...]:
    pieces = words.replace("×", "x").split("x")
    if not all(_is_count(piece) for piece in pieces) or len(pieces) > 4:
        raise argparse.ArgumentTypeError(
            f"`{words}` is no shape; write channels first, as 3x224x224"
        )
    return tuple(map(int, pieces))


def constant(words: str) -> tuple[str, Any]:
    name, equal, value = words.partition("=")
    try:
        from fractions import Fraction

        if not re.fullmatch(
            r"[-+]?[0-9_]{1,40}(\.[0-9]{1,40})?(/[0-9_]{1,40}|[eE][-+]?[0-9]{1,2})?", value
        ):
            raise ValueError
        number = Fraction(value.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"`{words}` is not NAME=NUMBER") from None
    if not equal or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"`{words}` is not NAME=NUMBER")
    return name, int(number) if number.denominator == 1 else number


def count(words: str) -> int:
    if not _is_count(words):
        raise argparse.ArgumentTypeError(f"`{words}` is no count; write a number from 1")
    return int(words)


def _is_count(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= LONGEST and int(words) > 0


def limit(words: str) -> tuple[str, float]:
    """`params=5M`: K, M, G and T are thousands, Ki, Mi, Gi and Ti powers of 1024."""
    from fractions import Fraction

    found = re.fullmatch(
        r"([a-z_]+)=([0-9][0-9_]{0,40}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?|\.[0-9]+)([kKmMgGtT]?)(i?)B?",
        words,
    )
    if not found or (found[4] and not found[3]):
        raise argparse.ArgumentTypeError(f"`{words}` is not FIGURE=VALUE, as params=5M")
    base = 1024 if found[4] else 1000
    value = Fraction(found[2].replace("_", "")) * base ** (
        1 + "KMGT".index(found[3].upper()) if found[3] else 0
    )
    return found[1], int(value) if value.denominator == 1 else float(value)


def raised(words: str) -> tuple[str, int]:
    """`layers=1M`: another bound on the work."""
    from cnndsl.limits import raised as checked

    name, most = limit(words)
    try:
        checked({name: int(most)})
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    return name, int(most)


def safetensors(words: str) -> str:
    if not words.endswith(".safetensors"):
        raise argparse.ArgumentTypeError(
            f"`{words}` does not end in .safetensors, which it will be"
        )
    return words


def device(words: str) -> str:
    kind, colon, number = words.partition(":")
    if words in ("cpu", "cuda", "mps", "auto") or (kind == "cuda" and colon and number.isdigit()):
        return words
    raise argparse.ArgumentTypeError(f"`{words}` is no device; one of cpu, cuda, cuda:N, mps, auto")


def class_name(words: str) -> str:
    from cnndsl.checking.name_problems import why_not_network

    why = why_not_network(words)
    if why:
        raise argparse.ArgumentTypeError(f"`{words}` cannot be a class's name: {why}")
    return words
