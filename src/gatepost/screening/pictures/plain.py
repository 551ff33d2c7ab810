"""A picture as the detectors look at it: shades of grey on white paper, no larger than they need."""

import numpy
from numpy.typing import NDArray
from PIL import Image


def on_white(image: Image.Image) -> Image.Image:
    """The picture as it looks on white paper, RGB."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, (255, 255, 255))
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def grey(image: Image.Image, longest: int) -> NDArray[numpy.uint8]:
    """Its levels of grey, at most `longest` pixels in either direction."""
    shades = on_white(image).convert("L")
    shades.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return numpy.ascontiguousarray(shades, dtype=numpy.uint8)
