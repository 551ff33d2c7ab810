"""A box on a photo in thousandths of its sides, so that it means the same however large the photo is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from gatepost.screening.pictures.boxes import Box

WHOLE = 1000  # thousandths of a side
MOST_BOXES = 40
SHARES = {"small": 0.06, "middle": 0.12, "large": 0.25}  # of the photo's shorter side

_LEAST = 10  # thousandths; nobody places anything smaller by hand


@dataclass(frozen=True, slots=True)
class Placed:
    """A box within the photo: the left and upper edge, width and height, each in thousandths of the photo's own.

    `proposed`: whether the look for faces put it there.
    """

    left: int
    top: int
    width: int
    height: int
    proposed: bool = False

    @property
    def hundredths(self) -> tuple[str, str, str, str]:
        """The four as they are shown and typed: hundredths with at most one decimal."""
        left, top, width, height = (f"{side / 10:g}" for side in (self.left, self.top, self.width, self.height))
        return left, top, width, height

    def on(self, width: int, height: int) -> Box:
        """The box in pixels of a photo of this size; it covers at least what it covers here."""
        left, right = self.left * width // WHOLE, -(-(self.left + self.width) * width // WHOLE)
        top, bottom = self.top * height // WHOLE, -(-(self.top + self.height) * height // WHOLE)
        return Box(left, top, right - left, bottom - top)


def cut(left: int, top: int, width: int, height: int, proposed: bool = False) -> Placed:
    """The part of a box that lies in the photo, never thinner than can be seen; thousandths, which may reach over."""
    right, bottom = min(WHOLE, left + width), min(WHOLE, top + height)
    left, top = (min(max(0, edge), WHOLE - _LEAST) for edge in (left, top))
    return Placed(left, top, max(_LEAST, right - left), max(_LEAST, bottom - top), proposed)


def proposals(seen: Iterable[Box], width: int, height: int) -> tuple[Placed, ...]:
    """The largest of the boxes that were seen in a picture of this size, the largest first, MOST_BOXES at most."""
    largest = sorted(seen, key=lambda box: box.width * box.height, reverse=True)[:MOST_BOXES]
    return tuple(_proposed(box, width, height) for box in largest)


def around(across: float, down: float, size: str, width: int, height: int) -> Placed:
    """A square of one of the SHARES with its middle at this part of the sides of a photo, each from 0 to 1."""
    side = SHARES[size] * min(width, height)
    wide, high = round(side / width * WHOLE), round(side / height * WHOLE)
    return cut(round(across * WHOLE) - wide // 2, round(down * WHOLE) - high // 2, wide, high)


def _proposed(box: Box, width: int, height: int) -> Placed:
    # It covers at least what it covered in the picture.
    left, right = box.left * WHOLE // width, -(-(box.left + box.width) * WHOLE // width)
    top, bottom = box.top * WHOLE // height, -(-(box.top + box.height) * WHOLE // height)
    return cut(left, top, right - left, bottom - top, proposed=True)
