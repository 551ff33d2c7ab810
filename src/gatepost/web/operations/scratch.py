"""Rooms for work that nobody may see half done: folders in the storage folder, gone when the work ends.

A process that is killed cannot tidy up. Beside each room lies a lock that dies with its process; whoever opens the next
room removes those that nobody holds, with the scratch database that a room may name. A room out of which a restore is
being put in place stays until that is done, whatever becomes of its process.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gatepost.web.locks import lock_file

FOLDER, SERVING = "scratch", "serving.lock"
PLAN = "restoring.json"  # what a restore that was begun still has to do: swap.py writes it
_DATABASE = ".database"

Drop = Callable[[str], None]


@contextmanager
def room(storage: Path, drop: Drop | None = None) -> Iterator[Path]:
    """An empty folder for its owner alone, on the file system of the storage folder.

    `drop` removes the scratch database of a room by its name. Raises OSError.
    """
    storage.mkdir(parents=True, exist_ok=True, mode=0o700)
    tidy(storage, drop)
    handle, made = None, storage
    while handle is None:
        made = storage / FOLDER / secrets.token_hex(8)
        handle = lock_file(_lock_of(made))
    try:
        made.mkdir(mode=0o700)
        yield made
    finally:
        _remove(made, drop)
        os.close(handle)


def name_database(made: Path, name: str) -> None:
    """Note that a room has a scratch database on the server, before it is made."""
    path = made / _DATABASE
    path.write_text(name, "utf-8")
    sync(path)


def tidy(storage: Path, drop: Drop | None = None) -> None:
    """Remove what processes that were killed have left."""
    for made in leftovers(storage):
        handle = lock_file(_lock_of(made))
        if handle is not None:
            _remove(made, drop)
            os.close(handle)


def leftovers(storage: Path) -> list[Path]:
    """Rooms that nobody holds."""
    found = []
    for lock in sorted((storage / FOLDER).glob("*.lock")):
        handle = lock_file(lock)
        if handle is not None:
            found.append(lock.with_suffix(""))
            os.close(handle)
    return found


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, are on the disk before anything else is done."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def not_serving(storage: Path) -> Iterator[bool]:
    """Keep the site from being served while the block runs: True, or False where it is being served already, or where
    another block like this one runs.
    """
    handle = lock_file(storage / SERVING)
    try:
        if handle is not None:
            os.ftruncate(handle, 0)  # whoever serves writes its process there
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def in_use(storage: Path) -> str:
    """Why a storage folder whose lock another process holds cannot be worked on, and what to do."""
    if (storage / SERVING).read_text("utf-8").strip():
        return "the site is being served from this folder: stop it first"
    return "another restore or upgrade is at work in this folder at this moment: wait until it has ended"


@contextmanager
def as_found(*folders: Path) -> Iterator[None]:
    """After the block, the folders that were not there before go again, unless something is in them.

    The last is the storage folder: its empty scratch folder and its lock go with it.
    """
    storage = folders[-1]
    lock = storage / SERVING
    found_lock = lock.exists()
    wanted = {storage / FOLDER, *folders, *(above for one in folders for above in one.absolute().parents)}
    lacking = sorted((one for one in wanted if not one.exists()), key=lambda one: len(one.parts), reverse=True)
    try:
        yield
    finally:
        if not found_lock and lock.exists() and (handle := lock_file(lock)) is not None:
            lock.unlink()
            os.close(handle)
        for one in lacking:
            with suppress(OSError):
                one.rmdir()


def _is_awaited(made: Path) -> bool:
    try:
        plan = json.loads((made.parents[1] / PLAN).read_text("utf-8"))
    except FileNotFoundError:
        return False
    return bool(plan["room"] == str(made))


def _remove(made: Path, drop: Drop | None) -> None:
    if _is_awaited(made):
        return
    named = made / _DATABASE
    if named.exists():
        if drop is None:
            return  # left to whoever knows the server
        drop(named.read_text("utf-8"))
    shutil.rmtree(made, ignore_errors=True)
    _lock_of(made).unlink(missing_ok=True)


def _lock_of(made: Path) -> Path:
    return made.with_suffix(".lock")
