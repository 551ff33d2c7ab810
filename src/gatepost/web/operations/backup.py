"""A backup while the site runs: copied, sealed to the recovery cards, read back from the file, restored, examined.

Only then does it get its name and count. The server keeps no key to it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gatepost import __version__
from gatepost.sealing.envelope import DataKey
from gatepost.web import backups
from gatepost.web.locks import lock_file
from gatepost.web.operations import archive, beginning, postgres_copy, soundness, sqlite_copy
from gatepost.web.operations.archive import Header
from gatepost.web.operations.cards import compartment
from gatepost.web.operations.place import SUFFIX, Installation, describe
from gatepost.web.operations.scratch import name_database, room, sync
from gatepost.web.operations.telling import Fault, Tell, full_at, silent

DATABASE = "database"  # its name inside the file
_PARTIAL = ".partial"
BUSY = "backing-up.lock"
NIGHTLY_KEEP = 14


@dataclass(frozen=True, slots=True)
class Made:
    """A backup. `verified`: what its verification could show; `wrong`: what is not as it should be in what it holds."""

    path: Path
    made_at: datetime
    size: int
    verified: str
    wrong: tuple[str, ...]
    removed: tuple[Path, ...] = ()


def back_up(here: Installation, to: Path, keep: int | None = None, tell: Tell = silent) -> Made:
    """Make a backup into a folder and, when it counts, remove all of this site's there but the newest `keep`.

    It holds everything that was committed before the call. Where what is in the database is itself not as it should be,
    the file stays, `wrong` says so and nothing is removed. What came of it is remembered for Home and `doctor`. Raises
    Fault, OSError.
    """
    now = datetime.now(UTC)
    try:
        with _alone(here.config.folder):
            made = _back_up(here, to, now, tell)
    except Exception as error:
        with suppress(OSError):  # a full disk: the fault itself is told
            backups.note_failed(here.config.folder, now, _reason(error))
        raise
    if made.wrong:
        backups.note_failed(here.config.folder, now, "; ".join(made.wrong), made.path)
        return made
    backups.note_made(here.config.folder, now, made.path, made.size, made.verified)
    removed = tuple(_remove_older(made.path, here, keep)) if keep else ()
    return replace(made, removed=removed)


def backups_in(folder: Path, host: str) -> list[Path]:
    """The backups of a site in a folder, oldest first."""
    day, time = "[0-9]" * 8, "[0-9]" * 6  # so that no longer name of another site fits
    # Without the suffix: of two in one second the one with a number is the later, and `-` sorts before `.`.
    return sorted(folder.glob(f"{_stem(host)}-{day}-{time}*{SUFFIX}"), key=lambda path: path.name.removesuffix(SUFFIX))


def _back_up(here: Installation, to: Path, now: datetime, tell: Tell) -> Made:
    storage = here.config.folder
    recovery = compartment(storage)
    if here.is_empty():
        if seen := beginning.trace(here):
            raise Fault(
                f"the database is gone: there was one, since {seen}: put the newest backup back with `gatepost restore`"
            )
        raise Fault("there is no database yet, so there is nothing to back up")
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (FileExistsError, NotADirectoryError):
        raise Fault(f"{to}: this is no folder, and a backup goes into one") from None
    _remove_partial(to)
    with room(storage, here.drop) as scratch:
        tell("copying the database")
        copy = scratch / DATABASE
        major = 0
        if here.owner:
            major = postgres_copy.dump(here.owner, copy)
        else:
            sqlite_copy.copy_out(here.file, copy)

        def about(wrapped: bytes) -> Header:
            return Header(
                kind=archive.BACKUP,
                version=__version__,
                made_at=backups.moment(now),
                host=here.config.host,
                database=here.kind,
                made_by=major,
                recovery=recovery,
                key=wrapped,
            )

        path = _free(to, here.config.host, now)
        with _partial(path) as partial:
            tell("sealing it to the recovery cards")
            with full_at(to), partial.open("wb") as target:
                key = archive.seal(
                    target, here.stored(to.resolve(), here.config.backup_folder) | {DATABASE: copy}, about, recovery
                )
                target.flush()
                os.fsync(target.fileno())
            copy.unlink()
            tell("reading it back, restoring it to a scratch database and checking it")
            with full_at(storage):
                verified, wrong = _verify(here, partial, key, scratch)
            os.replace(partial, path)
            sync(to)
    return Made(path, now, path.stat().st_size, verified, wrong)


def _verify(here: Installation, sealed: Path, key: DataKey, scratch: Path) -> tuple[str, tuple[str, ...]]:
    """Open the file that was written, and examine what is in it; returns what could be shown and what is wrong in the
    database itself. Raises Fault.
    """
    folder = scratch / "opened"
    folder.mkdir(mode=0o700)
    header = archive.unpack(sealed, lambda _: key, folder)
    config = scratch / "check.toml"
    secrets, database = folder / "secrets", folder / DATABASE
    secrets.mkdir(exist_ok=True, mode=0o700)
    if here.owner and not postgres_copy.may_create(here.owner):
        postgres_copy.readable(database, header.made_by)
        return (
            "the file was read back whole; it was not restored on trial, since the owner of the tables may not make"
            " databases (`ALTER ROLE ... CREATEDB`)",
            (),
        )
    if here.owner:
        restore_to_scratch(here, database, header.made_by, scratch, config, secrets)
    else:
        shutil.move(database, folder / "gatepost.sqlite3")
        describe(config, here.config, storage=folder, secrets=secrets)
    found = soundness.of_copy(config)
    if found.faults:
        raise Fault(f"what was copied is damaged, so it does not count: {'; '.join(found.faults)}")
    shutil.rmtree(folder)
    return f"restored on trial: {found.says}", found.wrong


def restore_to_scratch(here: Installation, dump: Path, made_by: int, scratch: Path, config: Path, secrets: Path) -> str:
    """Restore a copy of a PostgreSQL database into a scratch one, and describe that to `config`; returns its name."""
    name = postgres_copy.scratch_name(here.owner)
    name_database(scratch, name)
    postgres_copy.create(here.owner, name)
    postgres_copy.load(dump, here.owner, name, made_by)
    owner = postgres_copy.leading_to(here.owner, name)
    describe(config, here.config, storage=scratch, secrets=secrets, owner=owner)
    return name


@contextmanager
def _alone(storage: Path) -> Iterator[None]:
    handle = lock_file(storage / BUSY)
    if handle is None:
        raise Fault("another backup of this site is being made at this moment")
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def _partial(path: Path) -> Iterator[Path]:
    """A file beside the one to be, which goes unless it became that one."""
    partial = path.with_name(f".{path.name}{_PARTIAL}")
    handle = lock_file(partial)
    if handle is None:
        raise Fault(f"{partial}: another backup is being written at this moment")
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
        os.close(handle)


def _remove_partial(folder: Path) -> None:
    """What a backup that was killed has left; one that is being written is held by its lock."""
    for partial in folder.glob(f".*{SUFFIX}{_PARTIAL}"):
        handle = lock_file(partial)
        if handle is not None:
            partial.unlink(missing_ok=True)
            os.close(handle)


def _free(folder: Path, host: str, now: datetime) -> Path:
    """A name that sorts by time and that no file has."""
    stem = f"{_stem(host)}-{now:%Y%m%d-%H%M%S}"
    path = folder / f"{stem}{SUFFIX}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def _stem(host: str) -> str:
    return "gatepost-" + "".join(c if c.isalnum() or c in ".-" else "-" for c in host)


def _remove_older(made: Path, here: Installation, keep: int) -> Iterator[Path]:
    """Of the others the oldest, by their names: a clock that ran ahead has left some that seem newer than this one."""
    others = [path for path in backups_in(made.parent, here.config.host) if path != made]
    for path in others[: max(0, len(others) - keep + 1)]:
        path.unlink()
        yield path


def _reason(error: Exception) -> str:
    if isinstance(error, Fault):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}"
    return (
        f"something unforeseen, {type(error).__name__}: run `gatepost backup` to see more"  # its words may be a row's
    )
