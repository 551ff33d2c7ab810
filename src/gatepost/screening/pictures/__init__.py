"""Pictures before they are published: what they show and tell, and a clean copy; nothing is written to a disk."""

from gatepost.screening.pictures.blurred import blurred
from gatepost.screening.pictures.boxes import Box
from gatepost.screening.pictures.cleaned import Cleaned, cleaned
from gatepost.screening.pictures.likeness import Likeness, likeness, likeness_from
from gatepost.screening.pictures.people import NoLook, check_look
from gatepost.screening.pictures.received import MOST_BYTES, Picture, read
from gatepost.screening.pictures.refused import PictureRefused
from gatepost.screening.pictures.seen import Found, PictureSeen, look

__all__ = (
    "MOST_BYTES",
    "Box",
    "Cleaned",
    "Found",
    "Likeness",
    "NoLook",
    "Picture",
    "PictureRefused",
    "PictureSeen",
    "blurred",
    "check_look",
    "cleaned",
    "likeness",
    "likeness_from",
    "look",
    "read",
)
