"""The parts of a picture file: the picture alone, as a decoder may see it, and beside it what the file tells."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["JPEG", "PNG", "WebP", "GIF"]

MOST_NOTE = 1_000_000  # bytes of one note that are looked at; what stands beyond is removed unread, as all of it is
MOST_TEXTS = 50
LONGEST_TEXT = 500  # characters


@dataclass(slots=True)
class Notes:
    """What a file holds beside its picture, as it stands there.

    `exif`, `xmp`, `iptc` and `icc` are the bytes of these blocks, `texts` pairs of a name and a text, `others` how
    many further blocks there are, `preview` whether a small copy of the picture is among them, `behind` how many bytes
    follow the end of the picture.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    icc: bytes = b""
    texts: list[tuple[str, str]] = field(default_factory=list)
    others: int = 0
    preview: bool = False
    behind: int = 0

    def text(self, name: str, said: str) -> None:
        """Keep one text, shortened; what comes after MOST_TEXTS only counts as there."""
        if len(self.texts) < MOST_TEXTS:
            self.texts.append((name, said[:LONGEST_TEXT]))
        else:
            self.others += 1

    def exif_block(self, block: bytes) -> None:
        """Keep the first EXIF block; a second one is only counted."""
        if self.exif:
            self.others += 1
        else:
            self.exif = block[:MOST_NOTE].removeprefix(b"Exif\0\0")


@dataclass(frozen=True, slots=True)
class Parts:
    """A file taken apart without decoding anything.

    `bare` is a file of the same kind that holds the picture and nothing else; `width` and `height` are its pixels as
    stored, `memory` the bytes that decoding it takes.
    """

    kind: Kind
    bare: bytes
    width: int
    height: int
    memory: int
    notes: Notes


def says(block: bytes) -> str:
    """Bytes of a note as text: UTF-8, or each byte a letter."""
    block = block[:MOST_NOTE].strip(b"\0 ")
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return block.decode("latin-1")
