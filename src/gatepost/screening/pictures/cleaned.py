"""A picture written anew: its pixels and nothing else, under a name that tells nothing."""

import secrets
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from gatepost.screening.pictures.plain import on_white

_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A JPEG to publish: `content` and its `name`."""

    content: bytes
    name: str
    mime: str = "image/jpeg"


def cleaned(image: Image.Image) -> Cleaned:
    """These pixels, on white paper where something is transparent: what is seen there is seen everywhere, while clear
    ground would show other words on a dark page than on a white one. The name is chance.
    """
    plain = on_white(image)
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = BytesIO()
    bare.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Cleaned(written.getvalue(), f"picture-{secrets.token_hex(4)}.jpg")
