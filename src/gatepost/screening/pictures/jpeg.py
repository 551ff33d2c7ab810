"""A JPEG file taken apart: the segments that draw the picture are kept, all others told of and left out."""

import re

from gatepost.screening.pictures.parts import MOST_NOTE, Notes, Parts, says
from gatepost.screening.pictures.refused import CUT_SHORT, DAMAGED, RARE, PictureRefused

MOST_SCANS = 40  # a progressive picture has about ten; each is a walk over the whole picture
MOST_SEGMENTS = 10_000

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_READ_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive
_PROGRESSIVE = 0xC2
_TABLES = (0xC4, 0xDB, 0xDD)
_ALONE = (0x01, *range(0xD0, 0xD8))
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_ICC = b"ICC_PROFILE\0"
_IPTC = b"Photoshop 3.0\0"


def parts(content: bytes) -> Parts:
    """Take apart a file that starts as a JPEG does; raises PictureRefused."""
    notes = Notes()
    kept: list[bytes | memoryview] = [content[:2]]
    view = memoryview(content)
    frame = b""
    progressive = False
    at = 2
    scans = 0
    for _ in range(MOST_SEGMENTS):
        marker, at = _marker(content, at)
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2:
            raise PictureRefused(DAMAGED if len(content) >= at + 2 else CUT_SHORT)
        if at + length > len(content):
            raise PictureRefused(CUT_SHORT)
        body, segment, at = content[at + 2 : at + length], view[at - 2 : at + length], at + length
        if marker in _FRAMES:
            if frame:
                raise PictureRefused(DAMAGED)
            if marker not in _READ_FRAMES:
                raise PictureRefused(RARE)
            frame, progressive = body, marker == _PROGRESSIVE
            kept.append(segment)
        elif marker in _TABLES:
            kept.append(segment)
        elif marker == _SCAN:
            scans += 1
            if scans > MOST_SCANS:
                raise PictureRefused(RARE)
            found = _NEXT_MARKER.search(content, at)
            if not found:
                raise PictureRefused(CUT_SHORT)
            kept += [segment, view[at : found.start()]]
            at = found.start()
        elif marker == 0xE0 and body.startswith(b"JFIF\0"):
            notes.preview |= len(body) > 14
            kept.append(_JFIF)
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            kept.append(b"\xff\xee\x00\x0e" + body[:12])  # says which colours the numbers mean
        else:
            _note(marker, body, notes)
    else:
        raise PictureRefused(DAMAGED)
    if not (frame and scans):
        raise PictureRefused(DAMAGED)
    width, height, memory = _frame(frame, progressive or scans > 1)
    notes.behind = len(content[at:].strip(b"\0"))
    kept.append(b"\xff\xd9")
    return Parts("JPEG", b"".join(kept), width, height, memory, notes)


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at this place, and where what it marks begins."""
    if at >= len(content):
        raise PictureRefused(CUT_SHORT)
    if content[at] != 0xFF:
        raise PictureRefused(DAMAGED)
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at >= len(content):
        raise PictureRefused(CUT_SHORT)
    if content[at] == 0:
        raise PictureRefused(DAMAGED)
    return content[at], at + 1


def _frame(frame: bytes, at_once: bool) -> tuple[int, int, int]:
    """Width, height and the memory of decoding. In more than one scan, all of it is held at once at its full size."""
    count = frame[5] if len(frame) > 5 else 0
    if count not in (1, 3, 4) or len(frame) < 6 + 3 * count:
        raise PictureRefused(DAMAGED)
    if frame[0] != 8:
        raise PictureRefused(RARE)
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    sampled = [(one >> 4, one & 15) for one in frame[7 : 6 + 3 * count : 3]]
    if not all(1 <= across <= 4 and 1 <= down <= 4 for across, down in sampled):
        raise PictureRefused(DAMAGED)
    whole = max(across for across, _ in sampled) * max(down for _, down in sampled)
    share = sum(across * down for across, down in sampled) / whole
    return width, height, int(2 * width * height * share) if at_once else 0


def _note(marker: int, body: bytes, notes: Notes) -> None:
    if marker == 0xFE:
        notes.text("comment", says(body))
    elif marker == 0xE1 and body.startswith(b"Exif\0"):
        notes.exif_block(body)
    elif marker == 0xE1 and body.startswith(_XMP):
        notes.xmp = notes.xmp or body.removeprefix(_XMP)
    elif marker == 0xE2 and body.startswith(_ICC):
        notes.icc += body[len(_ICC) + 2 :] if len(notes.icc) < MOST_NOTE else b""
    elif marker == 0xED and body.startswith(_IPTC):
        notes.iptc = notes.iptc or body
    else:
        notes.others += 1
        notes.preview |= body.startswith(b"JFXX\0")
