"""The style `u`: networks that go down a pyramid of sizes and up again, with copies across, as the U-Net's figure."""

from cnndsl.draw.pyramid.picture import u
from cnndsl.draw.pyramid.stops import is_pyramid

__all__ = ["is_pyramid", "u"]
