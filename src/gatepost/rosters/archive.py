"""A zip archive that came from outside, opened only after its table of contents has been looked through."""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath

from gatepost.rosters.faults import quoted, refused

LARGEST = 200 * 1024 * 1024  # bytes, of everything unpacked
MOST_MEMBERS = 1000
MOST_RATIO = 200  # unpacked to packed, for a member of more than a mebibyte
_WORTH_A_RATIO = 1024 * 1024
_NESTED = (".zip", ".xlsx", ".xlsm", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30  # bytes, at least
_LEFT_BY_DESKTOPS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_NOT_A_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of an archive, by their name in it; what desktops leave behind is not among them."""

    file: str
    members: tuple[str, ...]
    _zip: zipfile.ZipFile

    def read(self, member: str) -> bytes:
        """The bytes of one member; raises RosterFaults where they are damaged."""
        try:
            return self._zip.read(member)
        except (*_NOT_A_ZIP, RuntimeError) as error:
            raise refused(f"{self.file}/{member}", "This file in the archive is damaged. Export it again.") from error


@contextmanager
def archive(source: bytes, file: str) -> Iterator[Archive]:
    """Open a zip archive; raises RosterFaults where it is damaged, encrypted, nested, or far larger than it seems."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(source))
    except _NOT_A_ZIP as error:
        raise refused(file, "This zip archive is damaged or cut off. Export it again.") from error
    with opened:
        infos = [info for info in opened.infolist() if not info.filename.endswith("/")]
        _look_through(infos, file)
        wanted = [info for info in infos if not any(part in _LEFT_BY_DESKTOPS for part in info.filename.split("/"))]
        for info in wanted:
            _refuse_nested(opened, info, file)
        yield Archive(file, tuple(info.filename for info in wanted), opened)


def _look_through(infos: list[zipfile.ZipInfo], file: str) -> None:
    if len(infos) > MOST_MEMBERS:
        raise refused(file, f"This archive holds {len(infos):,} files; {MOST_MEMBERS:,} is the most.")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise refused(file, "This archive is protected by a password. Take the password away and send it again.")
    names = Counter(info.filename.casefold() for info in infos)
    for name, count in names.items():
        if count > 1:
            raise refused(file, f"This archive holds {quoted(name)} more than once. Export it again.")
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if not info.filename or not info.filename.isprintable():
            raise refused(file, "This archive holds a file without a name that can be shown. It is not read.")
        drive = PureWindowsPath(info.filename).drive
        if path.is_absolute() or ".." in path.parts or drive or "\0" in info.orig_filename:
            raise refused(file, "This archive holds a file whose name leads out of the archive. It is not read.")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > LARGEST:
        size = f"{unpacked // 1024 // 1024:,} MB"
        raise refused(file, f"This archive unpacks to {size}; {LARGEST // 1024 // 1024} MB is the most.")
    for info in infos:
        if info.file_size > _WORTH_A_RATIO and info.file_size > info.compress_size * MOST_RATIO:
            raise refused(file, "This archive unpacks to far more than it seems to hold. It is not read.")
    by_offset = sorted(infos, key=lambda info: info.header_offset)
    for one, after in pairwise(by_offset):
        if one.header_offset + _LOCAL_HEADER + one.compress_size > after.header_offset:
            raise refused(file, "Files of this archive lie on top of each other. It is not read.")


def _refuse_nested(opened: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> None:
    """An archive inside the archive is refused by its name and by its first bytes."""
    message = "This archive holds another archive or workbook. Unpack it, and send the files themselves."
    if info.filename.lower().endswith(_NESTED):
        raise refused(file, message)
    try:
        with opened.open(info) as member:
            first = member.read(8)
    except (*_NOT_A_ZIP, RuntimeError) as error:
        raise refused(f"{file}/{info.filename}", "This file in the archive is damaged. Export it again.") from error
    if first.startswith(_PACKED):
        raise refused(file, message)
