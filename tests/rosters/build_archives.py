"""Zip archives written byte by byte, so that each may lie in one way."""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_THEN = (2026, 11, 20, 9, 0, 0)


def archive(files: dict[str, bytes]) -> bytes:
    """An honest archive of `files`, the same bytes each time."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(zipfile.ZipInfo(name, _THEN), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()


@dataclass(frozen=True, slots=True)
class Member:
    """One entry as it is to stand in the archive, true or not."""

    name: bytes
    content: bytes
    flags: int = 0
    method: int = 8
    says: int | None = None  # the size the directory claims
    mode: int = 0  # Unix mode
    at: int | None = None  # where the directory says the entry begins


@functools.lru_cache(maxsize=4)
def _deflated(content: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(content) + squeeze.flush()


def raw_archive(entries: Iterable[Member]) -> bytes:
    """An archive of exactly these entries."""
    body, directory, count = bytearray(), bytearray(), 0
    for entry in entries:
        packed = _deflated(entry.content) if entry.method == 8 else entry.content
        size = len(entry.content) if entry.says is None else entry.says
        shared = struct.pack(
            "<HHHHHIIIHH",
            *(20, entry.flags, entry.method, 0x4800, 0x5B74, zlib.crc32(entry.content)),
            *(len(packed), size, len(entry.name), 0),
        )
        at = len(body) if entry.at is None else entry.at
        if entry.at is None:
            body += b"PK\x03\x04" + shared + entry.name + packed
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + shared
        directory += struct.pack("<HHHII", 0, 0, 0, entry.mode << 16, at) + entry.name
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return bytes(body + directory) + b"PK\x05\x06" + end


def _raw(files: dict[str, bytes]) -> list[Member]:
    return [Member(name.encode(), content) for name, content in files.items()]


_NOUGHTS = 300_000_000


def _bomb_of_one_member(files: dict[str, bytes]) -> bytes:
    return archive(files | {"users.csv": files["users.csv"] + bytes(_NOUGHTS)})


def _bomb_of_many_members(files: dict[str, bytes]) -> bytes:
    return archive(files | {f"extra{number}.csv": b"" for number in range(20_000)})


def _nested(files: dict[str, bytes]) -> bytes:
    return archive({"manifest.csv": files["manifest.csv"], "everything.zip": archive(files)})


def _overlapping(files: dict[str, bytes]) -> bytes:
    honest = _raw(files)
    start = sum(30 + len(entry.name) + len(_deflated(entry.content)) for entry in honest)
    kernel = bytes(50_000_000)
    copies = [Member(b"kernel.csv", kernel), *(Member(b"kernel%02d.csv" % n, kernel, at=start) for n in range(60))]
    return raw_archive(honest + copies)


def _size_that_lies(files: dict[str, bytes]) -> bytes:
    big = files["users.csv"] + bytes(_NOUGHTS)
    return raw_archive(
        [*_raw({name: body for name, body in files.items() if name != "users.csv"}), Member(b"users.csv", big, says=10)]
    )


def _bomb_within_the_limit(files: dict[str, bytes]) -> bytes:
    return archive(files | {"users.csv": files["users.csv"] + bytes(_NOUGHTS // 3)})


def _many_small_bombs(files: dict[str, bytes]) -> bytes:
    return raw_archive([*_raw(files), *(Member(b"extra%d.csv" % n, b"x", says=1_000_000) for n in range(250))])


def _overlapping_a_little(files: dict[str, bytes]) -> bytes:
    honest = _raw(files)
    return raw_archive([*honest, Member(b"again.csv", honest[0].content, at=0)])


def _renamed(name: bytes) -> Callable[[dict[str, bytes]], bytes]:
    def build(files: dict[str, bytes]) -> bytes:
        return raw_archive([*_raw(files), Member(name, files["users.csv"])])

    return build


def _link_member(files: dict[str, bytes]) -> bytes:
    honest = [entry for entry in _raw(files) if entry.name != b"users.csv"]
    return raw_archive([*honest, Member(b"users.csv", b"/etc/passwd", method=0, mode=0o120777)])


def _encrypted(files: dict[str, bytes]) -> bytes:
    return raw_archive(
        [Member(name.encode(), b"twelve bytes" + body, flags=1, method=0) for name, body in files.items()]
    )


def _bytes_flipped(files: dict[str, bytes]) -> bytes:
    stored = raw_archive([Member(name.encode(), body, method=0) for name, body in files.items()])
    return stored.replace(b"Okonkwo", b"Okonkwa", 1)


def _member_twice(files: dict[str, bytes]) -> bytes:
    return raw_archive([*_raw(files), Member(b"users.csv", files["users.csv"].replace(b"Okonkwo", b"Okonkwa"))])


def _one_folder_down(files: dict[str, bytes]) -> bytes:
    return archive({"export/": b""} | {f"export/{name}": body for name, body in files.items()})


def _leavings_of_a_mac(files: dict[str, bytes]) -> bytes:
    mark = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
    return archive(files | {f"__MACOSX/._{name}": mark for name in files} | {".DS_Store": b"\x00\x00\x00\x01Bud1"})


def _unknown_method(files: dict[str, bytes]) -> bytes:
    return raw_archive([Member(name.encode(), body, method=77) for name, body in files.items()])


TRICKS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "bomb_of_one_member": _bomb_of_one_member,
    "bomb_of_many_members": _bomb_of_many_members,
    "nested": _nested,
    "bomb_within_the_limit": _bomb_within_the_limit,
    "many_small_bombs": _many_small_bombs,
    "overlapping": _overlapping,
    "overlapping_a_little": _overlapping_a_little,
    "size_that_lies": _size_that_lies,
    "way_out": _renamed(b"../../users.csv"),
    "absolute_path": _renamed(b"/etc/users.csv"),
    "backslash_path": _renamed(b"..\\users.csv"),
    "drive_path": _renamed(b"C:users.csv"),
    "link_member": _link_member,
    "encrypted": _encrypted,
    "cut_in_half": lambda files: archive(files)[: len(archive(files)) // 2],
    "last_bytes_missing": lambda files: archive(files)[:-20],
    "bytes_flipped": _bytes_flipped,
    "member_twice": _member_twice,
    "one_folder_down": _one_folder_down,
    "leavings_of_a_mac": _leavings_of_a_mac,
    "unknown_method": _unknown_method,
    "empty_archive": lambda files: archive({}),
    "good_archive": archive,
    "behind_a_program": lambda files: b"MZ" + bytes(2000) + archive(files),
    "member_without_name": _renamed(b""),
    "name_of_control_characters": lambda files: _bytes_flipped(files).replace(b"users.csv", b"use\x1b[2J.c"),
    "nul_in_name": _renamed(b"users.csv\x00.txt"),
}
