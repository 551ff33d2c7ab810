"""A WebP file taken apart: the chunks that draw the picture are kept, all others told of and left out."""

from gatepost.screening.pictures.parts import MOST_NOTE, Notes, Parts
from gatepost.screening.pictures.refused import CUT_SHORT, DAMAGED, MOVING, PictureRefused

MOST_CHUNKS = 1_000

_ALPHA = b"\x10\0\0\0"
_EACH = 15  # bytes of a pixel while decoding: the decoder holds the picture three times, Pillow once


def parts(content: bytes) -> Parts:
    """Take apart a file that starts as a WebP does; raises PictureRefused."""
    notes = Notes()
    chunks: dict[bytes, bytes] = {}
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content) + 1:  # some programs leave out the last padding
        raise PictureRefused(CUT_SHORT)
    at = 12
    for _ in range(MOST_CHUNKS):
        if at >= min(end, len(content)):
            break
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + size > len(content):
            raise PictureRefused(CUT_SHORT)
        body = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if name in (b"ANIM", b"ANMF"):
            raise PictureRefused(MOVING)
        if name in (b"VP8 ", b"VP8L", b"ALPH"):
            if name in chunks:
                raise PictureRefused(DAMAGED)
            chunks[name] = body
        elif name != b"VP8X":
            _note(name, body[:MOST_NOTE], notes)
    else:
        raise PictureRefused(DAMAGED)
    notes.behind = len(content[at:].strip(b"\0"))
    width, height = _size(chunks)
    drawn = b"".join(_chunk(name, chunks[name]) for name in (b"ALPH", b"VP8 ", b"VP8L") if name in chunks)
    if b"ALPH" in chunks:
        canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        drawn = _chunk(b"VP8X", _ALPHA + canvas) + drawn
    bare = b"RIFF" + (len(drawn) + 4).to_bytes(4, "little") + b"WEBP" + drawn
    return Parts("WebP", bare, width, height, width * height * _EACH, notes)


def _size(chunks: dict[bytes, bytes]) -> tuple[int, int]:
    if (b"VP8 " in chunks) == (b"VP8L" in chunks) or (b"VP8L" in chunks and b"ALPH" in chunks):
        raise PictureRefused(DAMAGED)
    if b"VP8L" in chunks:
        head = chunks[b"VP8L"]
        if len(head) < 5 or head[0] != 0x2F:
            raise PictureRefused(DAMAGED)
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    head = chunks[b"VP8 "]
    if len(head) < 10 or head[3:6] != b"\x9d\x01\x2a":
        raise PictureRefused(DAMAGED)
    width, height = int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    if not (width and height):
        raise PictureRefused(DAMAGED)
    return width, height


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _note(name: bytes, body: bytes, notes: Notes) -> None:
    if name == b"EXIF":
        notes.exif_block(body)
    elif name == b"XMP ":
        notes.xmp = notes.xmp or body
    elif name == b"ICCP":
        notes.icc = body
    else:
        notes.others += 1
