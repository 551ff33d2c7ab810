"""A PNG file taken apart: the chunks that draw the picture are kept, all others told of and left out."""

import zlib

from gatepost.screening.pictures.parts import MOST_NOTE, Notes, Parts, says
from gatepost.screening.pictures.refused import CUT_SHORT, DAMAGED, MOVING, RARE, PictureRefused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 50_000

_DRAWS = (b"IHDR", b"PLTE", b"tRNS")
# The bytes that Pillow holds of a pixel for each way of storing colour; with transparency they are held twice.
_MEMORY = {0: 4, 2: 4, 3: 6, 4: 8, 6: 8}
_LOOKS = (b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD", b"hIST", b"cICP", b"mDCV", b"cLLI")  # tell nothing


def parts(content: bytes) -> Parts:
    """Take apart a file that starts as a PNG does; raises PictureRefused."""
    notes = Notes()
    drawing: dict[bytes, bytes] = {}
    pixels: list[memoryview] = []
    view = memoryview(content)
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if at + 12 > len(content) or end > len(content):
            raise PictureRefused(CUT_SHORT)
        name, body = content[at + 4 : at + 8], view[at + 8 : end - 4]
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise PictureRefused(DAMAGED)
        at = end
        if name == b"IEND":
            break
        if name == b"IDAT":
            pixels.append(body)
        elif name in _DRAWS:
            if name in drawing:
                raise PictureRefused(DAMAGED)
            drawing[name] = bytes(body)
        elif name == b"acTL" and int.from_bytes(body[:4], "big") > 1:
            raise PictureRefused(MOVING)
        elif name not in _LOOKS:
            _note(name, bytes(body[:MOST_NOTE]), notes)
    else:
        raise PictureRefused(DAMAGED)
    head = drawing.get(b"IHDR", b"")
    if len(head) != 13 or not pixels:
        raise PictureRefused(DAMAGED)
    width, height, colour = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"), head[9]
    if colour not in _MEMORY:
        raise PictureRefused(RARE)
    notes.behind = len(content[at:].strip(b"\0"))
    each = max(_MEMORY[colour], 8 if b"tRNS" in drawing else 0)
    chunks = [_chunk(name, drawing[name]) for name in _DRAWS if name in drawing]
    bare = b"".join((SIGNATURE, *chunks, _chunk(b"IDAT", b"".join(pixels)), _chunk(b"IEND", b"")))
    return Parts("PNG", bare, width, height, width * height * each, notes)


def _chunk(name: bytes, body: bytes) -> bytes:
    return b"".join((len(body).to_bytes(4, "big"), name, body, zlib.crc32(body, zlib.crc32(name)).to_bytes(4, "big")))


def _note(name: bytes, body: bytes, notes: Notes) -> None:
    if name == b"eXIf":
        notes.exif_block(body)
    elif name == b"iCCP":
        notes.icc = _inflated(body.partition(b"\0")[2][1:])
    elif name == b"tEXt":
        keyword, _, said = body.partition(b"\0")
        notes.text(says(keyword).lower(), says(said))
    elif name == b"zTXt":
        keyword, _, said = body.partition(b"\0")
        notes.text(says(keyword).lower(), says(_inflated(said[1:])))
    elif name == b"iTXt":
        keyword, _, rest = body.partition(b"\0")
        said = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        said = _inflated(said) if rest[:1] == b"\1" else said
        if keyword == b"XML:com.adobe.xmp":
            notes.xmp = notes.xmp or said
        else:
            notes.text(says(keyword).lower(), says(said))
    elif name == b"tIME" and len(body) == 7:
        notes.text("creation time", f"{int.from_bytes(body[:2], 'big')}-{body[2]:02}-{body[3]:02}")
    else:
        notes.others += 1


def _inflated(packed: bytes) -> bytes:
    """At most MOST_NOTE bytes of what was packed; nothing where it cannot be unpacked."""
    try:
        return zlib.decompressobj().decompress(packed, MOST_NOTE)
    except zlib.error:
        return b""
