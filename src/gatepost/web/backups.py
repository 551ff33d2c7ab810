"""What an installation remembers of its backups and rehearsals: one small file in the storage folder.

It is no part of a backup, and nothing in it is about a person.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gatepost.web.locks import waited_for

FILE = "backups.json"
_LOCK = "backups"
STALE = timedelta(hours=50)  # two nights and some patience


@dataclass(frozen=True, slots=True)
class Backups:
    """The last backup that was verified, the last that failed since, and when each pair of cards was last tried."""

    made_at: str = ""
    file: str = ""
    size: int = 0
    verified: str = ""
    failed_at: str = ""
    why: str = ""
    unsound: str = ""  # the file of the last that failed, where one stays: what is in it is not as it should be
    rehearsed: dict[str, str] = field(default_factory=dict)  # such as {"1-3": "2026-11-21T19:30:00Z"}

    def is_stale(self, now: datetime) -> bool:
        """Whether the last verified backup is older than it may be where one is made every night."""
        return not self.made_at or now - read_moment(self.made_at) > STALE


def known(storage: Path) -> Backups:
    """What is remembered; nothing where the file is not there or is none."""
    try:
        told = json.loads((storage / FILE).read_text("utf-8"))
        made = Backups(**told)
        for moment in (made.made_at, made.failed_at, *made.rehearsed.values()):
            if moment:
                read_moment(moment)
    except (OSError, ValueError, TypeError, AttributeError):
        return Backups()
    return made


def note_made(storage: Path, at: datetime, file: Path, size: int, verified: str) -> None:
    """Remember a backup that was verified."""

    def made(before: Backups) -> Backups:
        noted = replace(before, made_at=moment(at), file=str(file), size=size, verified=verified)
        return replace(noted, failed_at="", why="", unsound="")

    _change(storage, made)


def note_failed(storage: Path, at: datetime, why: str, unsound: Path | None = None) -> None:
    """Remember that a backup was tried in vain, and the file of one that was made and does not count."""
    _change(storage, lambda before: replace(before, failed_at=moment(at), why=why, unsound=str(unsound or "")))


def note_rehearsed(storage: Path, at: datetime, pair: tuple[int, int]) -> None:
    """Remember that two cards opened what was sealed."""
    tried = {f"{pair[0]}-{pair[1]}": moment(at)}
    _change(storage, lambda before: replace(before, rehearsed=before.rehearsed | tried))


def forget_rehearsals(storage: Path) -> None:
    """New cards have been tried by nobody."""
    _change(storage, lambda before: replace(before, rehearsed={}))


def moment(at: datetime) -> str:
    """A time as it is written here: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(written: str) -> datetime:
    """The time that `moment` wrote; raises ValueError."""
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def write_whole(path: Path, text: str) -> None:
    """Write a small file that its owner alone reads: all of it, on the disk, or as it was. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name too
        finally:
            os.close(folder)
    finally:
        partial.unlink(missing_ok=True)


def _change(storage: Path, change: Callable[[Backups], Backups]) -> None:
    # A rehearsal and a nightly backup may end at the same moment, and neither may write over what the other noted.
    with waited_for(storage, _LOCK):
        write_whole(storage / FILE, json.dumps(asdict(change(known(storage))), indent=1))
