"""The photo on its way: brought, made small enough to travel with its page, brought back, and made unrecognisable."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from gatepost.screening.pictures.blurred import blurred
from gatepost.screening.pictures.people import NoLook, people
from gatepost.screening.pictures.received import LONGEST_SIDE, read
from gatepost.screening.pictures.smaller import smaller
from gatepost.web.checks.blurring.placed import Placed, proposals
from gatepost.web.checks.carrying import LARGEST, NotCarried, brought_back, carried, shown

# Within which width and height the photo is shown, in pixels: on a phone, a tablet, at a desk. A click without a script
# tells a place in pixels and not of how many, so each has a control with a name and a fixed size of its own.
ROOMS = {"narrow": (280, 420), "middle": (560, 560), "wide": (900, 640)}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that travels with its page: `content` is a JPEG, `image` its pixels."""

    content: bytes
    image: Image.Image

    @property
    def carried(self) -> str:
        """Itself for a hidden field."""
        return carried(self.content)

    @property
    def shown(self) -> str:
        """Its address in the page."""
        return shown(self.content)

    @property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """How wide and high it is shown in each of the ROOMS."""
        width, height = self.image.size
        found = {}
        for name, (widest, highest) in ROOMS.items():
            by = min(widest / width, highest / height)
            found[name] = (max(1, round(width * by)), max(1, round(height * by)))
        return found


def taken(content: bytes) -> tuple[Photo, tuple[Placed, ...] | None]:
    """A photo as it was sent, and where the look for faces proposes boxes, the largest first; raises PictureRefused.

    None where the look does not work on this machine.
    """
    picture = read(content)
    small = smaller(picture.image, LONGEST_SIDE, LARGEST)
    photo = Photo(small.content, read(small.content).image)
    try:
        seen = people(picture.image).boxes
    except NoLook:
        return photo, None
    return photo, proposals(seen, *picture.image.size)


def returned(field: str) -> Photo:
    """The photo of a hidden field; raises NotCarried or PictureRefused."""
    content = brought_back(field)
    picture = read(content)
    if picture.kind != "JPEG":
        raise NotCarried
    return Photo(content, picture.image)


def unrecognisable(photo: Photo, boxes: Sequence[Placed]) -> Image.Image:
    """The photo with every box made unrecognisable."""
    image = photo.image
    for one in boxes:
        # One after the other: where two overlap, the second finds what the first has left, and never the photo itself.
        image = blurred(image, [one.on(*image.size)])
    return image


def result(image: Image.Image) -> str:
    """The address in the page of what was made unrecognisable."""
    return shown(smaller(image, LONGEST_SIDE, LARGEST).content)
