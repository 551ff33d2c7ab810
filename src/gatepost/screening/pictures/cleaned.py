"""A picture written anew: its pixels and nothing else, under a name that tells nothing."""

import secrets
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file to publish: `content`, its `name`, and its `mime` type."""

    content: bytes
    name: str
    mime: str


def cleaned(image: Image.Image) -> Cleaned:
    """These pixels as a JPEG, or as a PNG where something is transparent. The name is chance."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = BytesIO()
    name = f"picture-{secrets.token_hex(4)}"
    if bare.mode == "RGBA":
        bare.save(written, "PNG")
        return Cleaned(written.getvalue(), f"{name}.png", "image/png")
    bare.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Cleaned(written.getvalue(), f"{name}.jpg", "image/jpeg")
