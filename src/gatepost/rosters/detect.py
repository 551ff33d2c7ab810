"""What kind of roster file some bytes are: told by what is inside, never by the name."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gatepost.rosters.archive import LARGEST, Archive, archive
from gatepost.rosters.encoding import decoded
from gatepost.rosters.faults import RosterFaults, refused

FileKind: TypeAlias = Literal["oneroster", "sds", "ctf", "xlsx", "csv"]

_REFUSED = (
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel file (.xls) or one with a password. Save it as .xlsx or CSV without one.",
    ),
    (b"%PDF", "This is a PDF. Export the list as CSV or Excel."),
    (b"{\\rtf", "This is a text document. Export the list as CSV or Excel."),
    (b"\x1f\x8b", "This is a packed file. Unpack it and send what is inside."),
    (b"7z\xbc\xaf", "This is a packed file. Unpack it and send what is inside."),
    (b"Rar!", "This is a packed file. Unpack it and send what is inside."),
)
_HTML = re.compile(r"<!doctype\s+html|<(?:\w+:)?(?:html|table|body|head|meta)\b", re.IGNORECASE)
_OLD_SDS = {"student.csv", "school.csv", "section.csv", "teacher.csv", "studentenrollment.csv", "teacherroster.csv"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A roster file of a kind. `text` and `encoding` are empty for an archive, `archive` and `tables` for a text.

    `tables` maps the bare lower-case name of a member, such as `users.csv`, to its whole name in the archive.
    """

    kind: FileKind
    file: str
    source: bytes
    text: str = ""
    encoding: str = ""
    archive: Archive | None = None
    tables: Mapping[str, str] | None = None


@contextmanager
def opened(source: bytes, name: str) -> Iterator[Opened]:
    """Open a roster file as what it is; raises RosterFaults with one plain sentence where it is none.

    `name` is used in messages alone.
    """
    file = _bare(name)
    if not source.strip():
        raise refused(file, "This file is empty.")
    if len(source) > LARGEST:
        raise refused(file, f"This file is larger than {LARGEST // 1024 // 1024} MB.")
    for start, message in _REFUSED:
        if source.startswith(start):
            raise refused(file, message)
    if source.startswith(b"PK"):
        with archive(source, file) as held:
            yield _of_archive(held, source)
    else:
        yield _of_text(source, file)


def _bare(name: str) -> str:
    """The name of the file without its folders and without anything that a screen would act on."""
    bare = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in bare if c.isprintable())[:100] or "file"


def _of_archive(held: Archive, source: bytes) -> Opened:
    if "[Content_Types].xml" in held.members and any(name.startswith("xl/") for name in held.members):
        return Opened("xlsx", held.file, source, archive=held)
    if "[Content_Types].xml" in held.members or "mimetype" in held.members:
        raise refused(
            held.file, "This is an office document, but not an Excel workbook. Save the list as .xlsx or CSV."
        )
    tables: dict[str, str] = {}
    for member in held.members:
        bare = member.split("/")[-1].lower()
        if bare in tables:
            raise refused(held.file, f"This archive holds {bare} in two folders. Send one of them.")
        tables[bare] = member
    if "manifest.csv" in tables:
        return Opened("oneroster", held.file, source, archive=held, tables=tables)
    if {"users.csv", "orgs.csv", "roles.csv"} <= set(tables):
        return Opened("sds", held.file, source, archive=held, tables=tables)
    if len(_OLD_SDS & set(tables)) > 1:
        message = "This is School Data Sync version 1, whose dates can be read in two ways. Export version 2.1."
        raise refused(held.file, message)
    if "users.csv" in tables:
        message = "This archive has users.csv, but neither manifest.csv (OneRoster) nor orgs.csv and roles.csv (SDS)."
        raise refused(held.file, message)
    raise refused(
        held.file, "This archive holds no roster: neither OneRoster nor School Data Sync. Send a single file alone."
    )


def _of_text(source: bytes, file: str) -> Opened:
    if re.match(rb"\s*<\?xml", source):
        return Opened("ctf", file, source)  # the XML itself says its encoding
    try:
        text, encoding = decoded(source, file)
    except RosterFaults:
        if source.lstrip()[:1] == b"<":
            raise refused(file, "This is neither a CSV file nor XML that can be read. Export it again.") from None
        raise
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if start.startswith("<"):
        if _HTML.search(start):
            message = "This is a web page with the name of a spreadsheet. Open it in Excel and save it as .xlsx or CSV."
            raise refused(file, message)
        return Opened("ctf", file, source)
    if not start:
        raise refused(file, "This file is empty.")
    if start[0] in "{[" and '":' in start:
        raise refused(file, "This is JSON. Export the list as CSV or Excel.")
    return Opened("csv", file, source, text, encoding)
