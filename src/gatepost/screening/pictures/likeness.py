"""Whether two pictures are the same one: 64 bits that stay when it is made smaller, saved again or mirrored."""

from dataclasses import dataclass

import cv2
import numpy
from PIL import Image

from gatepost.screening.pictures.plain import on_white

ALIKE = 10  # bits that may differ: cut by a few per cent they do, between two pictures some thirty

_SIDE = 32
_WAVES = 8
_PLAIN = 1.0  # levels of grey: a picture that varies by less is of one colour


@dataclass(frozen=True, slots=True)
class Likeness:
    """The 64 bits of a picture and of its mirror image."""

    bits: int
    mirrored: int

    def distance(self, other: "Likeness") -> int:
        """In how many bits, 0 to 64, the other differs, whichever way round it is shown."""
        return min((self.bits ^ other.bits).bit_count(), (self.bits ^ other.mirrored).bit_count())

    def is_of(self, other: "Likeness") -> bool:
        """Whether both are most likely one and the same picture."""
        return self.distance(other) <= ALIKE

    def __str__(self) -> str:
        return f"{self.bits:016x}{self.mirrored:016x}"


def likeness_from(written: str) -> Likeness:
    """A likeness from what `str` made of it; raises ValueError."""
    if len(written) != 32 or not set(written) <= set("0123456789abcdef"):
        raise ValueError("a likeness has 32 hexadecimal digits")
    return Likeness(int(written[:16], 16), int(written[16:], 16))


def likeness(image: Image.Image) -> Likeness | None:
    """The likeness of a picture; None for one of a single colour, which is like every other of its kind."""
    shades = on_white(image).convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    levels = numpy.asarray(shades, dtype=numpy.float32)
    if float(levels.std()) < _PLAIN:
        return None
    return Likeness(_bits(levels), _bits(numpy.ascontiguousarray(levels[:, ::-1])))


def _bits(levels: numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float32]]) -> int:
    """Which of the longest waves of the picture stand above their middle."""
    waves = numpy.asarray(cv2.dct(levels))[:_WAVES, :_WAVES]
    above = (waves > numpy.median(waves)).flatten()
    return int("".join("1" if one else "0" for one in above), 2)
