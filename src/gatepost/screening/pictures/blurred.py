"""Parts of a picture made unrecognisable for good: of each box a handful of averages is all that is left."""

from collections.abc import Iterable

from PIL import Image

from gatepost.screening.pictures.boxes import Box

CELLS = 4  # averages along each side of a box
_SMALLEST_CELL = 16  # pixels; a small box keeps fewer averages, and at last one
_STEP = 16  # averages are rounded to this, so that what small differences tell is gone too


def blurred(image: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """A copy of the picture in which at most CELLS x CELLS rounded averages are left of each box.

    No sharpening brings back what is no longer there: all pictures with these averages give the same result.
    """
    copy = image.copy()
    for box in boxes:
        inside = box.within(*image.size)
        if inside is not None:
            corner = (inside.left, inside.top)
            part = image.crop((*corner, inside.left + inside.width, inside.top + inside.height))
            copy.paste(_averages(part), corner)
    return copy


def _averages(part: Image.Image) -> Image.Image:
    cells = tuple(max(1, min(CELLS, side // _SMALLEST_CELL)) for side in part.size)
    few = part.resize((cells[0], cells[1]), Image.Resampling.BOX)
    rounded = few.point([min(255, level // _STEP * _STEP + _STEP // 2) for level in range(256)] * len(few.getbands()))
    if rounded.mode == "RGBA":
        rounded.putalpha(255)
    # Soft edges between the averages are easier on the eye than blocks, and tell no more.
    return rounded.resize(part.size, Image.Resampling.BILINEAR)
