"""QR and bar codes in a picture, and what they hold: nobody sees by looking where one leads."""

from dataclasses import dataclass

import zxingcpp
from PIL import Image

from gatepost.screening.pictures.boxes import Box
from gatepost.screening.pictures.plain import on_white

MOST_CODES = 20
LONGEST_TEXT = 2_000  # characters; a QR code can hold more than anybody reads
_ADDRESSES = ("http://", "https://", "www.", "mailto:", "tel:", "sms:", "geo:")


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `text` is what it holds, `leads` whether that is an address which a phone would open."""

    text: str
    leads: bool
    box: Box

    @property
    def says(self) -> str:
        """The sentence for the person."""
        verb = "A code in the picture leads to" if self.leads else "A code in the picture holds"
        return f"{verb}: {self.text}"


def codes(image: Image.Image) -> tuple[Code, ...]:
    """The codes that can be read, wherever and however turned they stand."""
    found = []
    for one in zxingcpp.read_barcodes(on_white(image))[:MOST_CODES]:
        at = one.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        across, down = [corner.x for corner in corners], [corner.y for corner in corners]
        box = Box(min(across), min(down), max(across) - min(across), max(down) - min(down))
        text = one.text[:LONGEST_TEXT]
        found.append(Code(text, text.lower().startswith(_ADDRESSES), box))
    return tuple(found)
