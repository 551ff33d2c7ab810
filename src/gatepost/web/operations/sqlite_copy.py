"""Copies of a SQLite database while others write to it, and a copy put in its place as one transaction."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from gatepost.web.operations.scratch import sync
from gatepost.web.operations.telling import Fault, is_full

_PATIENCE = 60  # seconds that a writer may hold the database
_EMPTY = 65_536  # bytes; a file with tables is larger, unless they are in its log still


class WrittenMeanwhile(Exception):
    """Somebody has written to the database since it was looked at."""


class Watch:
    """Notices whether anybody writes to a database from now on."""

    def __init__(self, live: Path) -> None:
        self._connection = sqlite3.connect(live, timeout=_PATIENCE)
        self._before = self._now()

    def look(self) -> None:
        """Raise WrittenMeanwhile if anybody has."""
        if self._now() != self._before:
            raise WrittenMeanwhile

    def close(self) -> None:
        """Stop watching."""
        self._connection.close()

    def _now(self) -> int:
        # The schema is read with it: without a look into the file the number would be the one of the last look.
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def is_empty(file: Path) -> bool:
    """Whether there is no database, or one without a table: whoever connects to none leaves an empty one."""
    if not file.exists():
        return True
    if file.stat().st_size > _EMPTY:
        return False
    try:
        with closing(sqlite3.connect(file, timeout=_PATIENCE)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.Error:
        return False  # damaged: there was something


def copy_out(live: Path, target: Path) -> None:
    """Write everything that was committed before this call into a new file, without what was deleted.

    Nobody has to wait meanwhile. Raises Fault.
    """
    if not live.exists():
        raise Fault(f"{live}: there is no database yet")
    try:
        with closing(sqlite3.connect(live, timeout=_PATIENCE)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        more = f"make room in {target.parent}" if is_full(error) else "`gatepost doctor` says more"
        raise Fault(f"{live}: the database cannot be copied: {error}; {more}") from None
    target.chmod(0o600)


def copy_in(new: Path, live: Path, watch: Watch | None = None) -> None:
    """Make `live` say what `new` says, in one transaction: whoever is killed meanwhile leaves it as it was.

    Raises WrittenMeanwhile where `watch` noticed a writer; Fault.
    """
    if not live.exists():
        put_new(new, live)
        return
    try:
        with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(live, timeout=_PATIENCE)) as target:
            target.execute("PRAGMA journal_mode=WAL")  # readers go on, and the watch is one
            target.execute("PRAGMA synchronous=FULL")
            _same_pages(source, target)
            # In two steps: between them the database is locked against other writers, and nothing is committed yet.
            half = max(1, int(source.execute("PRAGMA page_count").fetchone()[0]) // 2)
            source.backup(target, pages=half, progress=lambda _, left, __: watch.look() if watch and left else None)
    except sqlite3.Error as error:
        more = f"; make room in {live.parent}" if is_full(error) else ""
        raise Fault(f"{live}: the database cannot be written: {error}{more}") from None
    live.chmod(0o600)


def put_new(new: Path, live: Path) -> None:
    """Put what `new` says in the place of a database that is not there, or that is too damaged to be written to."""
    # Under a name of its own first: an empty database must never be taken for the school's.
    arriving = live.with_suffix(".arriving")
    with closing(sqlite3.connect(new)) as source, closing(_made(arriving)) as target:
        source.backup(target)
    sync(arriving)
    for rest in (f"{live.name}-wal", f"{live.name}-shm", f"{live.name}-journal"):
        live.with_name(rest).unlink(missing_ok=True)  # what they hold belongs to the damaged one alone
    os.replace(arriving, live)
    sync(live.parent)


def set_aside(live: Path, folder: Path) -> bool:
    """Keep a copy of a database that is about to be written over; returns whether it is too damaged to be written to.

    A damaged one is kept byte by byte, with what SQLite has beside it. Raises Fault, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    damaged = bool(faults(live))
    if not damaged:
        copy_out(live, folder / live.name)
    else:
        for path in (live, live.with_name(f"{live.name}-wal"), live.with_name(f"{live.name}-journal")):
            if path.exists():
                shutil.copyfile(path, folder / path.name)
                (folder / path.name).chmod(0o600)
    for path in (*folder.iterdir(), folder, folder.parent):
        sync(path)  # before anything is written over
    return damaged


def faults(file: Path) -> list[str]:
    """What SQLite itself finds wrong with a database, at most twenty sentences."""
    try:
        with closing(sqlite3.connect(file, timeout=_PATIENCE)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            lost = [f"a row of {row[0]} points to a row of {row[2]} that is not there" for row in _orphans(connection)]
    except sqlite3.Error as error:
        return [str(error)]
    return [one for one in found if one != "ok"] + lost


def _orphans(connection: sqlite3.Connection) -> list[tuple[str, int, str, int]]:
    return connection.execute("PRAGMA foreign_key_check").fetchmany(20)


def _made(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return sqlite3.connect(path)


def _same_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """A database that keeps a write-ahead log takes pages of its own size only."""
    size = int(target.execute("PRAGMA page_size").fetchone()[0])
    if int(source.execute("PRAGMA page_size").fetchone()[0]) != size:
        source.execute(f"PRAGMA page_size={size}")
        source.execute("VACUUM")
