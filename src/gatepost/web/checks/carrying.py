"""A picture that travels with the page of whoever brought it, since the site keeps none."""

from base64 import b64decode, b64encode

LARGEST = 1_400_000  # bytes of all pictures of a page; in its fields they take a third more: settings.py allows that


class NotCarried(ValueError):
    """What came back is no picture that this site had sent."""


def carried(content: bytes) -> str:
    """A picture for a hidden field."""
    return b64encode(content).decode("ascii")


def brought_back(field: str) -> bytes:
    """The picture of a hidden field; raises NotCarried."""
    try:
        content = b64decode(field.encode("ascii"), validate=True)
    except ValueError:
        raise NotCarried from None
    if not content or len(content) > LARGEST:
        raise NotCarried
    return content


def shown(content: bytes) -> str:
    """The address of a JPEG that stands in the page itself; the page must allow such pictures."""
    return f"data:image/jpeg;base64,{carried(content)}"
