"""A log on its way out: the export's lines as they are read, in parts, so that a large log needs no memory."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO, cast

from gatepost.ledger.export import export_lines
from gatepost.web.record.models import Entry, Head, Log
from gatepost.web.record.signing import key_of

_A_PART = 2_000  # entries read at a time

Opened = Callable[[int], AbstractContextManager[None]]


def _as_it_is(school_id: int) -> AbstractContextManager[None]:
    return nullcontext()


def export_log(log: Log, opened: Opened = _as_it_is) -> Iterator[bytes]:
    """The lines of the export of a log as it is now, heads and entries as they are stored, sound or not.

    Each part is read inside `opened(school_id)`, for whoever reads on after the school's scope has closed. Entries that
    come later are left out.
    """
    with opened(log.school_id):
        rows = Head.objects.filter(school_id=log.school_id, log=log)
        heads = list(rows.order_by("size").values_list("note", flat=True))
        log = Log.objects.get(school_id=log.school_id, pk=log.pk)  # after the heads: no head is ahead of its log
    yield from export_lines(log.origin, [key_of(log)], heads, _entries(log, opened))


def reader(lines: Iterator[bytes]) -> BinaryIO:
    """The lines as a file to read from."""
    return cast(BinaryIO, io.BufferedReader(_Lines(lines), 1 << 16))


def _entries(log: Log, opened: Opened) -> Iterator[bytes]:
    after = -1
    while True:
        with opened(log.school_id):
            rows = Entry.objects.filter(school_id=log.school_id, log=log, seq__gt=after, seq__lt=log.size)
            part = list(rows.order_by("seq").values_list("seq", "body")[:_A_PART])
        if not part:
            return
        for after, body in part:  # noqa: B007 - where the next part goes on
            yield body.encode()


class _Lines(io.RawIOBase):
    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines, self.rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As RawIOBase's."""
        if not self.rest:
            self.rest = next(self.lines, b"")
        count = min(len(buffer), len(self.rest))
        buffer[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return count
