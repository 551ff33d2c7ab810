"""Locks of the whole installation, which go with the process that holds them, however it ends.

On PostgreSQL they are advisory locks of the connection, so that several machines share them; on SQLite they are locked
files beside the database.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

FOLDER = "locks"
# The kinds of things, as PostgreSQL tells their numbers apart.
KINDS = {"school": 1_735_393_281, "worker": 1_735_393_282}


@contextmanager
def held(kind: str, number: int) -> Iterator[bool]:
    """Hold the lock of one thing while the block runs: True, or False where another process has it.

    To be entered outside any transaction.
    """
    if connection.vendor == "postgresql":
        ours = _ask("pg_try_advisory_lock", kind, number)
        try:
            yield ours
        finally:
            if ours:
                with suppress(Error):  # a connection that is gone holds nothing
                    _ask("pg_advisory_unlock", kind, number)
        return
    handle = lock_file(_path(kind, number))
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def hold_until_the_end(kind: str, number: int) -> bool:
    """Hold a lock for as long as this process lives; False where another has it.

    On PostgreSQL every later connection of this process takes it again before it is used for anything else.
    """
    if connection.vendor != "postgresql":
        return lock_file(_path(kind, number)) is not None

    def take(connection: BaseDatabaseWrapper, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [KINDS[kind], number])

    connection_created.connect(take, weak=False)
    return _ask("pg_try_advisory_lock", kind, number)


def is_held(kind: str, number: int) -> bool:
    """Whether another process holds a lock."""
    if connection.vendor != "postgresql" and not _path(kind, number).exists():
        return False
    with held(kind, number) as ours:
        return not ours


def lock_file(path: Path) -> int | None:
    """Lock a file, made if it is not there, until the handle that is returned is closed; None where it is locked."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(handle):
            os.close(handle)
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)  # it was removed before we had it


@contextmanager
def waited_for(storage: Path, name: str) -> Iterator[None]:
    """Hold a lock of a storage folder while the block runs, once whoever has it lets go. For work of moments."""
    storage.mkdir(parents=True, exist_ok=True, mode=0o700)
    while (handle := lock_file(storage / FOLDER / name)) is None:
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(handle)


def forget_free(kind: str) -> None:
    """Remove the files of locks that nobody holds any more."""
    if connection.vendor == "postgresql":
        return
    for path in _folder().glob(f"{kind}-*"):
        handle = lock_file(path)
        if handle is not None:
            path.unlink(missing_ok=True)
            os.close(handle)


def _folder() -> Path:
    return Path(connection.settings_dict["NAME"]).parent / FOLDER


def _path(kind: str, number: int) -> Path:
    return _folder() / f"{kind}-{number}"


def _ask(function: str, kind: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [KINDS[kind], number])
        row = cursor.fetchone()
    return bool(row and row[0])


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
