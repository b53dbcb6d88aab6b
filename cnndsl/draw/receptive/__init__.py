"""The style `receptive`: what the middle output of each layer sees of the input, as nested squares."""

from cnndsl.draw.receptive.picture import receptive

__all__ = ["receptive"]
