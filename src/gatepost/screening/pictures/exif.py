"""Reads what a camera noted (EXIF), bounded in every direction: a note of a few bytes can point at itself for ever."""

import struct
from dataclasses import dataclass, field

from gatepost.screening.pictures.parts import LONGEST_TEXT

MOST_ENTRIES = 500  # of one table; cameras write less than a hundred

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_WHOLE = {1: "B", 3: "H", 4: "I"}
_ORIENTATION, _EXIF_TABLE, _GPS_TABLE, _MAKER_NOTE, _PREVIEW = 0x0112, 0x8769, 0x8825, 0x927C, 0x0201
_GPS_PLACE = (0x02, 0x04, 0x14, 0x16, 0x1B, 0x1C)  # where the camera stood, what it pointed at, names of places
_TEXTS = {
    0x010E: "description",
    0x010F: "make",
    0x0110: "model",
    0x0131: "software",
    0x0132: "changed",
    0x013B: "artist",
    0x013C: "computer",
    0x8298: "copyright",
    0x9003: "taken",
    0x9004: "digitised",
    0x9286: "comment",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9D: "artist",
    0x9C9E: "keywords",
    0x9C9F: "subject",
    0xA420: "number",
    0xA430: "owner",
    0xA431: "serial",
    0xA435: "serial",
}
_WIDE = range(0x9C9B, 0x9CA0)  # Windows writes these in UTF-16


@dataclass(slots=True)
class Exif:
    """`orientation` is 1 to 8, `place` whether it says where the picture was taken, `texts` by the names above."""

    orientation: int = 1
    place: bool = False
    preview: bool = False
    maker_note: bool = False
    texts: dict[str, str] = field(default_factory=dict)


def read_exif(block: bytes) -> Exif:
    """What an EXIF block says, as far as it can be read; a broken one says nothing."""
    told = Exif()
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return told
    first, after = _table(block, order, struct.unpack_from(order + "I", block, 4)[0], told)
    _table(block, order, first.get(_EXIF_TABLE, 0), told)
    gps, _ = _table(block, order, first.get(_GPS_TABLE, 0), Exif())
    told.place = any(tag in gps for tag in _GPS_PLACE)
    second, _ = _table(block, order, after, Exif())
    told.preview = _PREVIEW in second
    told.orientation = first.get(_ORIENTATION, 1) if 1 <= first.get(_ORIENTATION, 1) <= 8 else 1
    return told


def _table(block: bytes, order: str, at: int, told: Exif) -> tuple[dict[int, int], int]:
    """The tags of one table, with their value where it is one whole number, and where the next table is."""
    found: dict[int, int] = {}
    if not 8 <= at <= len(block) - 2:
        return found, 0
    count = struct.unpack_from(order + "H", block, at)[0]
    for entry in range(at + 2, at + 2 + 12 * min(count, MOST_ENTRIES), 12):
        if entry + 12 > len(block):
            return found, 0
        tag, kind, many = struct.unpack_from(order + "HHI", block, entry)
        found[tag] = _number(block, order, entry, kind)
        told.maker_note |= tag == _MAKER_NOTE
        if tag in _TEXTS:
            size = _SIZES.get(kind, 1) * many
            where = entry + 8 if size <= 4 else struct.unpack_from(order + "I", block, entry + 8)[0]
            said = _text(block[where : where + min(size, 2 * LONGEST_TEXT)], tag)
            if said:
                told.texts.setdefault(_TEXTS[tag], said)
    end = at + 2 + 12 * count
    return found, struct.unpack_from(order + "I", block, end)[0] if end + 4 <= len(block) else 0


def _number(block: bytes, order: str, entry: int, kind: int) -> int:
    letter = _WHOLE.get(kind)
    return int(struct.unpack_from(order + letter, block, entry + 8)[0]) if letter else 0


def _text(value: bytes, tag: int) -> str:
    if tag in _WIDE:
        said = value.decode("utf-16-le", "replace")
    else:
        for mark in (b"ASCII\0\0\0", b"UNICODE\0", b"\0" * 8):
            value = value.removeprefix(mark)
        said = value.decode("utf-8", "replace")
    said = "".join(char if char.isprintable() else " " for char in said.partition("\0")[0])
    return " ".join(said.split())[:LONGEST_TEXT]
