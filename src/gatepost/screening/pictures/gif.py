"""A GIF file taken apart: its one picture is kept, comments and whatever programs noted are told of and left out."""

from gatepost.screening.pictures.parts import MOST_NOTE, Notes, Parts, says
from gatepost.screening.pictures.refused import CUT_SHORT, DAMAGED, MOVING, PictureRefused

MOST_BLOCKS = 1_000

_EACH = 8  # bytes of a pixel while decoding
_XMP = b"XMP DataXMP"


def parts(content: bytes) -> Parts:
    """Take apart a file that starts as a GIF does; raises PictureRefused."""
    notes = Notes()
    at = 13 + _table(_byte(content, 10))
    head = content[:at]
    control = image = b""
    width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    for _ in range(MOST_BLOCKS):
        sort = _byte(content, at)
        if sort == 0x3B:
            break
        if sort == 0x2C:
            if image:
                raise PictureRefused(MOVING)
            left, top, across, down = (int.from_bytes(content[at + n : at + n + 2], "little") for n in (1, 3, 5, 7))
            width, height = max(width, left + across), max(height, top + down)
            end = _end_of_blocks(content, at + 11 + _table(_byte(content, at + 9)))
            image = content[at:end]
        elif sort == 0x21:
            kind, end = _byte(content, at + 1), _end_of_blocks(content, at + 2)
            if kind == 0xF9 and not image:
                control = content[at:end]
            elif kind != 0xF9:
                _note(kind, content[at + 2 : end], notes)
        else:
            raise PictureRefused(DAMAGED)
        at = end
    else:
        raise PictureRefused(DAMAGED)
    if not image:
        raise PictureRefused(DAMAGED)
    notes.behind = len(content[at + 1 :].strip(b"\0"))
    return Parts("GIF", head + control + image + b"\x3b", width, height, width * height * _EACH, notes)


def _byte(content: bytes, at: int) -> int:
    if at >= len(content):
        raise PictureRefused(CUT_SHORT)
    return content[at]


def _table(flags: int) -> int:
    """The bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(content: bytes, at: int) -> int:
    """Where the chain of blocks that begins here ends."""
    while size := _byte(content, at):
        at += 1 + size
    return at + 1


def _note(kind: int, body: bytes, notes: Notes) -> None:
    if kind == 0xFE:
        notes.text("comment", says(_joined(body)))
    elif kind == 0xFF and body[1:12] == _XMP:
        notes.xmp = notes.xmp or body[12:MOST_NOTE].partition(b"\x01\xff")[0]
    elif body[1:12] != b"NETSCAPE2.0":
        notes.others += 1


def _joined(body: bytes) -> bytes:
    said = []
    at = 0
    while at < len(body) and body[at] and at < MOST_NOTE:
        said.append(body[at + 1 : at + 1 + body[at]])
        at += 1 + body[at]
    return b"".join(said)
