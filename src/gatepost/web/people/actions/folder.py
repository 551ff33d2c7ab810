"""The watched folder: files that the school's own system leaves at night are read once, staged and deleted."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gatepost.rosters.archive import LARGEST
from gatepost.rosters.differences import Differences
from gatepost.rosters.faults import RosterFaults, refused
from gatepost.rosters.read import read_roster
from gatepost.rosters.reading import Options
from gatepost.web.modules.queries import is_on
from gatepost.web.notices.actions import settle
from gatepost.web.people import comparing, permissions
from gatepost.web.people.actions.imports import AT_ONCE, apply, give_up
from gatepost.web.people.actions.reading import NOTICE, failed, staged
from gatepost.web.people.models import Import, SavedMapping, WatchedFolder
from gatepost.web.people.models.imports import GIVEN_UP, STAGED
from gatepost.web.people.queries.imports import options_of
from gatepost.web.people.writing import lock_roll
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person

MODULE = "roster-folder"
AT_REST = timedelta(seconds=60)  # a file that changed later may still be on its way
SMALL, SMALL_LEAVERS = 25, 2  # people that a change touches without being asked about, where the school chose so
_HALF_WRITTEN = (".part", ".tmp", ".crdownload", ".filepart", ".partial", ".swp", "~")
_MOST_FILES = 20  # at one go


def folder_of(school: School) -> Path:
    """Where this school's system leaves its files."""
    place: Path = settings.CONFIG.folder
    return place / "drops" / school.slug


def choose(*, person: Person, source: str, mode: str, small_by_itself: bool) -> WatchedFolder:
    """Say how the files are read, and whether small changes need nobody's word."""
    if not permissions.may_change_roll(person):
        raise Refused("the roll is not theirs to change")
    with transaction.atomic():
        row, _made = WatchedFolder.objects.update_or_create(
            school_id=person.school_id,
            defaults={"source": source, "mode": mode, "small_by_itself": small_by_itself},
        )
        append(
            school_id=person.school_id,
            actor=person.actor,
            role=person.role_words,
            action="roster.folder-changed",
            thing="roster-folder",
            contents={"told": f"{mode} {int(small_by_itself)} {source}".encode()},
        )
    return row


def collect(school: School, now: datetime) -> None:
    """Stage every whole file of the school's folder, oldest first. Links and half-written files stay where they are."""
    if not is_on(MODULE):
        return
    folder = folder_of(school)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.parent.is_symlink():
        return
    for path in whole_files(folder, now):
        taken = _taken(path)
        if taken is not None:
            _stage(path, *taken, now)


def whole_files(folder: Path, now: datetime) -> Iterator[Path]:
    """The plain files of a folder that nobody has touched for a minute, oldest first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                told = entry.stat(follow_symlinks=False)
                # The time of the last change cannot be set back by whoever copies a file with its dates.
                # One from the future was written while this machine's clock was wrong: it rests as well.
                ages = [abs(now.timestamp() - one) for one in (told.st_mtime, told.st_ctime)]
                rests = min(ages) >= AT_REST.total_seconds()
                whole = not entry.name.startswith(".") and not entry.name.lower().endswith(_HALF_WRITTEN)
                if stat.S_ISREG(told.st_mode) and told.st_nlink == 1 and told.st_size and rests and whole:
                    found.append((told.st_mtime, entry.name))
    yield from (folder / name for _at, name in sorted(found)[:_MOST_FILES])


def _taken(path: Path) -> tuple[bytes, os.stat_result] | None:
    """The bytes of a file and what it was like; None where it cannot be read or changes while it is read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return None
        source = file.read(LARGEST + 1)
        after = os.fstat(handle)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return (source, after) if same and len(source) == min(after.st_size, LARGEST + 1) else None


def _delete(path: Path, read: os.stat_result) -> None:
    """Delete the file that was read, but not another that has taken its place meanwhile: the next run reads that."""
    with suppress(FileNotFoundError):
        now = path.stat(follow_symlinks=False)
        if (now.st_ino, now.st_size, now.st_mtime_ns) == (read.st_ino, read.st_size, read.st_mtime_ns):
            path.unlink()


def _stage(path: Path, source: bytes, read: os.stat_result, now: datetime) -> None:
    chosen = WatchedFolder.objects.first() or WatchedFolder()
    with transaction.atomic():
        # Once what it says is kept, or where it is wrong. Should the machine stop in between, the file is read again.
        transaction.on_commit(lambda: _delete(path, read))
        try:
            reading = read_roster(source, path.name, _options(chosen, now))
        except RosterFaults as faults:
            failed(faults, by=None)
            return
        except ValueError:
            failed(refused(path.name, "This file cannot be read."), by=None)
            return
        for old in Import.objects.filter(state=STAGED, from_folder=True, source=reading.snapshot.source):
            Import.objects.filter(pk=old.pk).update(state=GIVEN_UP, snapshot=None, decided={})
            settle(kind=NOTICE, thing=f"import:{old.pk}")
        row = staged(reading, by=None)
        if chosen.small_by_itself and reading.snapshot.mode == "delta" and row.people <= AT_ONCE:
            lock_roll(row.school_id)
            found = comparing.compare(row, timezone.localdate(now))
            if found.is_empty():  # to write it would take away what could still be undone
                give_up(waiting=row, person=None)
            elif is_small(found):
                apply(row, found, now, None)
                settle(kind=NOTICE, thing=f"import:{row.pk}")


def _options(chosen: WatchedFolder, now: datetime) -> Options:
    mapping = SavedMapping.objects.filter(source=chosen.source).first() if chosen.source else None
    return options_of(mapping, on=timezone.localdate(now), mode="full" if chosen.mode == "full" else "delta")


def is_small(found: Differences) -> bool:
    """Whether a change may be made without a person: few people, hardly a leaver, and nothing to decide or to guard."""
    touched = len(found.new) + len(found.changed) + len(found.returners) + len(found.leavers)
    open_questions = found.guards or found.possible_duplicates or found.conflicts
    return not open_questions and touched <= SMALL and len(found.leavers) <= SMALL_LEAVERS
