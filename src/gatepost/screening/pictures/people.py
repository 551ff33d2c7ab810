"""Whether people may be in a picture: a look for faces that only ever raises the question and never settles it.

A face that is turned away, tilted, in the dark, behind a mask or small is not seen; nor is a name on a jumper. So
nothing seen never means that nobody is there.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import cv2
from PIL import Image, ImageDraw, ImageFilter

from gatepost.screening.pictures.boxes import Box
from gatepost.screening.pictures.plain import grey

LONGEST_SIDE = 1600  # pixels; beyond, only time grows

_CASCADE = "haarcascade_frontalface_alt2.xml"
_SCALE = 1.15
_NEIGHBOURS = 3
_SMALLEST = 40  # times that a face goes into the width
_ONE_AT_A_TIME = Lock()  # the reader keeps what it is looking at in itself
_WIDER = 0.25  # of a face's box on each side: hair, ears and chin are told by too


class NoLook(RuntimeError):
    """The look for faces does not work on this machine; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class People:
    """`may_be_there`: whether anything like a face was seen. `boxes` are proposals for what to make unrecognisable.

    Neither is ever shown as a number, and False says nothing.
    """

    may_be_there: bool
    boxes: tuple[Box, ...]


def people(image: Image.Image) -> People:
    """Look for faces; raises NoLook where this machine cannot."""
    seen = _faces(_cascade(), image)
    boxes = [box.wider(_WIDER).within(*image.size) for box in seen]
    return People(bool(seen), tuple(box for box in boxes if box is not None))


def check_look() -> None:
    """Raise NoLook unless the look for faces finds a drawn one: for the start of the site and its doctor."""
    if not _faces(_cascade(), drawn_face(200)):
        raise NoLook("The look for faces does not work on this machine: it does not see a face that is drawn for it.")


def drawn_face(side: int) -> Image.Image:
    """A face in a few strokes, this many pixels wide and high, that the look has to see."""
    image = Image.new("RGB", (side, side), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    for x, y, across, down, level in (
        (0.5, 0.5, 0.32, 0.44, 70),  # hair
        (0.5, 0.55, 0.28, 0.38, 190),
        *((x, 0.42, 0.085, 0.03, 90) for x in (0.38, 0.62)),  # brows
        *((x, 0.49, 0.07, 0.035, 60) for x in (0.38, 0.62)),  # eyes
        *((x, 0.58, 0.07, 0.03, 205) for x in (0.38, 0.62)),  # cheeks
        (0.5, 0.55, 0.03, 0.12, 220),  # nose
        (0.5, 0.67, 0.05, 0.02, 120),
        (0.5, 0.77, 0.10, 0.03, 90),  # mouth
    ):
        place = [side * (x - across), side * (y - down), side * (x + across), side * (y + down)]
        draw.ellipse(place, fill=(level, level, level))
    return image.filter(ImageFilter.GaussianBlur(side / 50))


@cache
def _cascade() -> cv2.CascadeClassifier:
    # From version 5 on the package holds neither the reader nor the file.
    if not hasattr(cv2, "CascadeClassifier"):
        raise NoLook("The look for faces does not work on this machine: opencv-python-headless below 5 is needed.")
    cv2.setNumThreads(1)  # a site serves others meanwhile
    cascade = cv2.CascadeClassifier()
    try:
        loaded = cascade.load(str(Path(cv2.__file__).parent / "data" / _CASCADE))
    except cv2.error:
        loaded = False
    if not loaded:
        raise NoLook(f"The look for faces does not work on this machine: {_CASCADE} is missing or damaged.")
    return cascade


def _faces(cascade: cv2.CascadeClassifier, image: Image.Image) -> list[Box]:
    by = min(1.0, LONGEST_SIDE / max(image.size))
    levels = grey(image, LONGEST_SIDE)
    smallest = max(20, levels.shape[1] // _SMALLEST)
    with _ONE_AT_A_TIME:
        found = cascade.detectMultiScale(levels, _SCALE, _NEIGHBOURS, minSize=(smallest, smallest))
    return [Box(*(int(one) for one in box)).scaled(1 / by) for box in found]
