"""Reads what programs noted in a picture (XMP and IPTC): which sorts of things, and the words a person wrote."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gatepost.screening.pictures.parts import LONGEST_TEXT

LARGEST = 256_000  # bytes; a larger note is told of and not read
MOST_NAMES = 10_000  # elements and attributes looked at

_SORTS = {
    "place": ("GPSLatitude", "GPSLongitude", "City", "Location", "Country", "State", "CountryName", "ProvinceState"),
    "maker": ("creator", "Artist", "rights", "Credit", "OwnerName", "AuthorsPosition", "CopyrightOwner"),
    "words": ("description", "title", "subject", "Headline", "UserComment", "Instructions", "Keywords", "Label"),
    "people": ("PersonInImage", "PersonDisplayName"),
    "editing": ("History", "DerivedFrom", "CreatorTool", "DocumentID", "HasCrop", "Pantry", "Ingredients"),
    "time": ("CreateDate", "ModifyDate", "MetadataDate", "DateCreated", "DateTimeOriginal"),
    "device": ("Make", "Model", "SerialNumber", "LensSerialNumber"),
}
_SORT = {name: sort for sort, names in _SORTS.items() for name in names}
_IPTC = {5: "words", 25: "words", 40: "words", 105: "words", 116: "maker", 120: "words"} | {
    55: "time",
    80: "maker",
    85: "maker",
    **dict.fromkeys((90, 92, 95, 100, 101), "place"),
}
_IPTC_SET = re.compile(rb"\x1c\x02(.)(..)", re.DOTALL)
_MOST_SETS = 200


def read_xmp(note: bytes) -> list[tuple[str, str]]:
    """Pairs of a sort (place, maker, words, people, editing, time, device, unread) and what is written there."""
    if not note:
        return []
    if len(note) > LARGEST:
        return [("unread", "")]
    try:
        root = fromstring(note.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return [("unread", "")]
    return list(_walk(root))


def _walk(root: Element) -> Iterator[tuple[str, str]]:
    # Not recursion: a note may be nested deeper than Python goes.
    waiting = [(root, "", False)]
    for _ in range(MOST_NAMES):
        if not waiting:
            return
        element, sort, of_region = waiting.pop()
        name = _local(element.tag)
        of_region |= "Region" in name
        sort = "people" if of_region and name == "Name" else _SORT.get(name, sort)
        said = _plain(element.text)
        if sort and said:
            yield sort, said
        elif name in _SORT:
            yield sort, ""
        for key, value in element.attrib.items():
            own = "people" if of_region and _local(key) == "Name" else _SORT.get(_local(key), "")
            if own:
                yield own, _plain(value)
        waiting += [(child, sort, of_region) for child in reversed(element)]


def read_iptc(block: bytes) -> list[tuple[str, str]]:
    """The same pairs from the block that newsrooms use."""
    found = []
    for match in _IPTC_SET.finditer(block):
        sort = _IPTC.get(match[1][0])
        if sort:
            value = block[match.end() : match.end() + min(int.from_bytes(match[2], "big"), LONGEST_TEXT)]
            found.append((sort, _plain(value.decode("utf-8", "replace"))))
        if len(found) == _MOST_SETS:
            break
    return found


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())[:LONGEST_TEXT]
