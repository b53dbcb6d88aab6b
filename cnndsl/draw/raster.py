"""A picture as PNG or PDF, by CairoSVG, from the SVG."""

from typing import Any

SCALE = 2.0
"""So many pixels of a PNG are one of the picture."""


class NoConverter(Exception):
    """CairoSVG, or the library that it takes, is not there."""


def _converter() -> Any:
    try:
        import cairosvg
    except (ModuleNotFoundError, OSError) as missing:
        raise NoConverter(
            f"PNG and PDF need CairoSVG: pip install 'cnndsl[pictures]' ({missing})"
        ) from None
    return cairosvg


def png(svg: str) -> bytes:
    """The picture in pixels."""
    found: bytes = _converter().svg2png(bytestring=svg.encode(), scale=SCALE)
    return found


def pdf(svg: str) -> bytes:
    """The picture as a page of its size."""
    found: bytes = _converter().svg2pdf(bytestring=svg.encode())
    return found
