"""A file as it was received: its size, its encoding, its lines."""

from gatepost.terms.faults import CannotRead
from gatepost.terms.proposal import LARGEST


def text_of(content: bytes) -> str:
    """The text of a file, with `\\n` at the ends of lines: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises CannotRead for an empty file, one of more than a megabyte, or one that is no text.
    """
    if len(content) > LARGEST:
        raise CannotRead(f"The file has more than {LARGEST:,} bytes: this is not the calendar of one school.")
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = content.decode("utf-16")
        else:
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise CannotRead("The file is not text.") from None
    if "\0" in text:
        raise CannotRead("The file is not text.")
    if not text.strip():
        raise CannotRead("The file is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")
