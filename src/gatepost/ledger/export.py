"""A log as one file, a line for each thing: header, the heads that were signed, each entry's exact bytes, the end.

Heads come before the entries, so that a reader needs one pass and memory for the heads alone.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from .entry import LONGEST as LONGEST_ENTRY
from .note import LONGEST as LONGEST_NOTE
from .note import NoteError, VerifierKey, is_key_name, parse_verifier_key

VERSION = 1
MOST_HEADS = 100_000
MOST_KEYS = 100
_LONGEST = 7 * LONGEST_NOTE  # bytes of a line; JSON may write a character of a note with six
_HEAD, _END = b'{"head":', b'{"end":'


class ExportError(ValueError):
    """A file that is no export of a log at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """Whose log it is: its origin, and the keys its heads are signed with, as the file itself says."""

    origin: str
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """The signed note of a head, not verified; `line` counts from 1."""

    line: int
    note: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """The bytes of what stands where an entry should, not read yet."""

    line: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The last line: how many entries were written."""

    line: int
    entries: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is neither head, entry nor end."""

    line: int
    says: str


Line = HeadLine | EntryLine | End | Fault


def write_export(
    file: BinaryIO, origin: str, keys: Iterable[VerifierKey], heads: Iterable[str], entries: Iterable[bytes]
) -> int:
    """Write a log, and return how many entries it has.

    `heads` are signed notes, `entries` the stored bytes in the order of `seq`. Nothing is verified, because an export
    shows what is there, sound or not; a newline in stored bytes becomes a space, which no entry has.
    """
    file.writelines(export_lines(origin, keys, heads, counted := _Counted(entries)))
    return counted.number


def export_lines(
    origin: str, keys: Iterable[VerifierKey], heads: Iterable[str], entries: Iterable[bytes]
) -> Iterator[bytes]:
    """The same log line by line, each with its newline, for whoever sends it while it is read."""
    yield _line({"gatepost-ledger": VERSION, "keys": [key.to_text() for key in keys], "origin": origin})
    for head in heads:
        yield _line({"head": head})
    counted = _Counted(entries)
    for raw in counted:
        yield raw.replace(b"\n", b" ") + b"\n"
    yield _line({"end": counted.number})


def read_export(file: BinaryIO) -> tuple[Header, Iterator[Line]]:
    """The header of an export, and its other lines as they are read; raises ExportError where there is no header."""
    raw = file.readline(_LONGEST)
    told = _object(raw)
    if not raw.endswith(b"\n") or not told or "gatepost-ledger" not in told:
        raise ExportError("this is no export of a log")
    if told["gatepost-ledger"] != VERSION:
        raise ExportError("this export was written by a newer program; use its checker")
    origin, keys = told.get("origin"), told.get("keys")
    if not isinstance(origin, str) or not is_key_name(origin) or not isinstance(keys, list) or len(keys) > MOST_KEYS:
        raise ExportError("the first line of the export does not name its log and keys")
    try:
        return Header(origin, tuple(parse_verifier_key(str(key)) for key in keys)), _lines(file)
    except NoteError as error:
        raise ExportError(f"a key in the first line of the export cannot be read: {error}") from None


def _lines(file: BinaryIO) -> Iterator[Line]:
    number, heads, ended, entries = 1, 0, False, False
    while raw := file.readline(_LONGEST):
        number += 1
        whole = raw.endswith(b"\n")
        raw = raw.removesuffix(b"\n").removesuffix(b"\r")
        if ended:
            yield Fault(number, "it comes after the end")
            return
        if not whole and len(raw) >= _LONGEST - 1:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(_LONGEST)
            yield EntryLine(number, b"") if entries else Fault(number, "it is far too long")
        elif raw.startswith(_HEAD) and not entries:
            heads += 1
            note = (_object(raw) or {}).get("head")
            if heads > MOST_HEADS:
                yield Fault(number, f"the file holds more than {MOST_HEADS:,} heads")
                return
            yield HeadLine(number, note) if isinstance(note, str) else Fault(number, "it holds no head")
        elif raw.startswith(_END):
            count = (_object(raw) or {}).get("end")
            ended = type(count) is int
            yield End(number, count) if isinstance(count, int) and ended else Fault(number, "it is no end")
        else:
            entries = True
            yield EntryLine(number, raw[: LONGEST_ENTRY + 1])


class _Counted:
    """Entries that are counted as they pass."""

    def __init__(self, entries: Iterable[bytes]) -> None:
        self.entries, self.number = entries, 0

    def __iter__(self) -> Iterator[bytes]:
        for raw in self.entries:
            self.number += 1
            yield raw


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
