"""Bytes of a text file to text, in an encoding that was decided and not guessed, or a refusal."""

import codecs
import re

from gatepost.rosters.faults import refused
from gatepost.rosters.names import looks_damaged

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Beside letters these bytes mean Polish, Czech or an old Macintosh, read as if they were Western European.
_STRANGE = "\u00a1-\u00a9\u00ab-\u00af\u00b1-\u00b3\u00b5\u00b6\u00b8\u00b9\u00bb-\u00bf\u2020\u2021\u2030\u2122"
_FOREIGN_BESIDE_LETTER = re.compile(rf"[A-Za-zÀ-ÿ][{_STRANGE}\u2022\u20ac]|[{_STRANGE}][a-zß-ÿ]|[a-z][ŠŒŽŸ]")
_SAVE_AGAIN = "Save it again as CSV UTF-8."


def decoded(source: bytes, file: str) -> tuple[str, str]:
    """The text of a file and the name of its encoding; raises RosterFaults where that cannot be decided."""
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return _strictly(source, encoding, file), encoding
    if b"\0" in source:
        return _without_mark(source, file)
    try:
        return source.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _western(source, file), "cp1252"


def _strictly(source: bytes, encoding: str, file: str) -> str:
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise refused(file, f"This file says that it is {name}, but parts of it are not. {_SAVE_AGAIN}") from error
    return _without_nul(text, file)


def _without_mark(source: bytes, file: str) -> tuple[str, str]:
    """UTF-16 without its mark, where nearly every other byte is zero on one side and none on the other."""
    half = len(source) // 2
    even, odd = source[0::2].count(0), source[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(source) % 2 == 0 and zeros > half * 0.7 and not others:
            return _strictly(source, encoding, file), encoding
    raise refused(file, f"This file holds zero bytes, so it is not a text file, or it is damaged. {_SAVE_AGAIN}")


def _without_nul(text: str, file: str) -> str:
    if "\0" in text:
        raise refused(file, f"This file holds zero characters, so it is damaged. {_SAVE_AGAIN}")
    return text


def _western(source: bytes, file: str) -> str:
    """Windows' Western European encoding, where every byte above 127 makes sense in it."""
    message = f"The encoding of this file cannot be decided: its accents would be wrong. {_SAVE_AGAIN}"
    try:
        text = source.decode("cp1252")
    except UnicodeDecodeError as error:
        raise refused(file, message, _line_of(source, error.start)) from error
    for line in text.splitlines():
        if line.isascii():
            continue
        strange = _FOREIGN_BESIDE_LETTER.search(line)
        if strange or looks_damaged(line):
            row = text.count("\n", 0, text.find(line)) + 1
            raise refused(file, message, row)
    return text


def _line_of(source: bytes, at: int) -> int:
    return source.count(b"\n", 0, at) + 1
