"""A picture made small enough to travel with a page: what somebody looks at, not what is published."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from gatepost.screening.pictures.plain import on_white

_QUALITIES = (85, 70, 55)
_SMALLEST_SIDE = 64  # pixels; below, nobody sees what it is


@dataclass(frozen=True, slots=True)
class Smaller:
    """A JPEG: its `content`, its size in pixels, and by how much it was made smaller, at most 1."""

    content: bytes
    width: int
    height: int
    by: float


def smaller(image: Image.Image, longest: int, most: int) -> Smaller:
    """The picture at most `longest` pixels in either direction and `most` bytes, on white paper where it is
    transparent. It loses first of its finish, then of its size; a picture is never refused for what it weighs.
    """
    plain = on_white(image)
    side = min(longest, max(plain.size))
    while True:
        by = side / max(plain.size)
        size = (max(1, round(plain.width * by)), max(1, round(plain.height * by)))
        shown = plain if size == plain.size else plain.resize(size, Image.Resampling.LANCZOS)
        bare = Image.frombytes(shown.mode, shown.size, shown.tobytes())
        for quality in _QUALITIES:
            written = BytesIO()
            bare.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= most or (side <= _SMALLEST_SIDE and quality == _QUALITIES[-1]):
                return Smaller(written.getvalue(), *size, by)
        side = max(_SMALLEST_SIDE, side * 3 // 4)
