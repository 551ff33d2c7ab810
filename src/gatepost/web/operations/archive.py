"""One sealed file that a bare machine opens with two recovery cards: a line about itself, a header, a sealed stream.

    gatepost-sealed 1 <SHA-256 of the header's line, hex>\\n
    <the header: one line of JSON>\\n
    <a sealed stream: a tar file, gzipped>

The stream stands in the place that the header's hash names, so no header can be put before another stream. Whoever can
write to where the file lies can put another file there that they made: sealing to a public key proves no author.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from gatepost.sealing.envelope import DataKey, Place, open_chunks, seal_stream
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import wrap
from gatepost.sealing.recovery import Compartment
from gatepost.web.operations.telling import Fault, size

BACKUP, SCHOOL = "backup", "school"

_MAGIC = b"gatepost-sealed 1 "
_LONGEST_HEADER = 64 * 1024  # bytes
_PART = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Header:
    """What is to be known of a sealed file before it is opened. `made_by`: the version of the database's own tools."""

    kind: str
    version: str
    made_at: str
    host: str
    database: str
    made_by: int
    recovery: Compartment
    key: bytes

    def to_bytes(self) -> bytes:
        """Its line."""
        told = {
            "kind": self.kind,
            "version": self.version,
            "made_at": self.made_at,
            "host": self.host,
            "database": self.database,
            "made_by": self.made_by,
            "recovery": json.loads(self.recovery.to_json()),
            "key": b64encode(self.key).decode(),
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def is_sealed(path: Path) -> bool:
    """Whether a file begins as those that are sealed here; raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def header_of(path: Path, file: BinaryIO) -> tuple[Header, bytes]:
    """The header of a sealed file, and its line; the file stands at its stream then. Raises Fault."""
    first = file.readline(len(_MAGIC) + 65)
    if not first.startswith(_MAGIC):
        raise Fault(f"{path}: this is no file that Gatepost sealed, or it is damaged at byte 0")
    line = file.readline(_LONGEST_HEADER)
    if first[len(_MAGIC) :] != hashlib.sha256(line).hexdigest().encode() + b"\n":
        raise Fault(f"{path}: the file is damaged in its first {len(first) + len(line)} bytes, its header")
    try:
        told = json.loads(line)
        made = Header(
            kind=str(told["kind"]),
            version=str(told["version"]),
            made_at=str(told["made_at"]),
            host=str(told["host"]),
            database=str(told["database"]),
            made_by=int(told["made_by"]),
            recovery=Compartment.from_json(json.dumps(told["recovery"])),
            key=b64decode(told["key"]),
        )
        if made.kind not in (BACKUP, SCHOOL) or made.database not in ("", "sqlite", "postgresql"):
            raise ValueError
        if not (made.version + made.made_at + made.host).isprintable():  # they are shown at a terminal
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Fault(f"{path}: the header is not one that this version of Gatepost knows") from None
    return made, line


def seal(
    target: BinaryIO, files: Mapping[str, Path], about: Callable[[bytes], Header], recovery: Compartment
) -> DataKey:
    """Write a sealed file of these files, by the names that they get in it; returns the key that opens it.

    `about` makes the header around the wrapped key.
    """
    key = DataKey.new()
    line = about(wrap(key, recovery.public)).to_bytes()
    target.write(_MAGIC + hashlib.sha256(line).hexdigest().encode() + b"\n" + line)
    seal_stream(key, _reader(_packed(files)), target, _place(line))
    return key


def unpack(path: Path, key: Callable[[Header], DataKey], folder: Path) -> Header:
    """Open a whole sealed file into an empty folder, which is to be thrown away when anything is raised.

    `key` gives the key for the header. Raises Fault, with the place where the file is damaged; what `key` raises.
    """
    with path.open("rb") as file:
        header, line = header_of(path, file)
        start = file.tell()
        opened = _reader(open_chunks(key(header), file, _place(line)))
        try:
            with tarfile.open(fileobj=opened, mode="r|gz") as packed:
                for one in packed:
                    _take_out(packed, one, folder, path)
            while opened.read(_PART):
                pass  # to the end: only there is it certain that nothing was cut off
        except CannotOpen as fault:
            # The first part cannot be told from what stands before it and opens it.
            at = start + (fault.offset or 0 if fault.chunk else 0)
            total = path.stat().st_size
            raise Fault(
                f"{path}: the file is damaged or cut off in part {fault.chunk} of it, from byte {at:,} of {total:,};"
                " nothing of it was used: take another backup"
            ) from None
        except (tarfile.TarError, zlib.error, EOFError):
            raise Fault(
                f"{path}: the file opens, and is not packed as Gatepost packs: nothing of it was used"
            ) from None
    return header


def _take_out(packed: tarfile.TarFile, one: tarfile.TarInfo, folder: Path, path: Path) -> None:
    name = PurePosixPath(one.name)
    if not one.isreg() or name.is_absolute() or ".." in name.parts or "\\" in one.name:
        raise Fault(f"{path}: `{one.name}` in it is no file of Gatepost's: nothing of it was used")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    inside = packed.extractfile(one)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        if inside is not None:
            shutil.copyfileobj(inside, out, _PART)
        out.flush()
        os.fsync(handle)


def _packed(files: Mapping[str, Path]) -> Iterator[bytes]:
    """A gzipped tar file, part by part."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)
    for name, path in files.items():
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # a dropped file that the clock has read meanwhile
        with file:
            told = tarfile.TarInfo(name)
            told.size, told.mtime = os.fstat(file.fileno()).st_size, int(os.fstat(file.fileno()).st_mtime)
            told.mode = 0o600
            yield squeeze.compress(told.tobuf(tarfile.PAX_FORMAT))
            left = told.size
            while left:
                part = file.read(min(_PART, left))
                if not part:
                    raise Fault(f"{path}: the file became shorter while it was read: try again")
                left -= len(part)
                yield squeeze.compress(part)
            yield squeeze.compress(b"\0" * (-told.size % tarfile.BLOCKSIZE))
    yield squeeze.compress(b"\0" * (2 * tarfile.BLOCKSIZE))
    yield squeeze.flush()


def _place(line: bytes) -> Place:
    return Place("sealed-file", hashlib.sha256(line).hexdigest(), "stream")


def _reader(parts: Iterable[bytes]) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Parts(iter(parts)), 1 << 17))


class _Parts(io.RawIOBase):
    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.rest = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As RawIOBase's."""
        while not self.rest:
            part = next(self.parts, None)
            if part is None:
                return 0
            self.rest = part
        count = min(len(buffer), len(self.rest))
        buffer[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return count


def told(header: Header, path: Path) -> str:
    """What a sealed file is, in one line."""
    what = "a backup" if header.kind == BACKUP else "one school's data"
    return (
        f"{path.name}: {what} of {header.host}, made {header.made_at} by {header.version}, {size(path.stat().st_size)}"
    )
