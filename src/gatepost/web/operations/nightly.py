"""A backup every night, where the settings name a folder: begun by the clock, made by a process of its own."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from gatepost.web import backups
from gatepost.web.config import Config
from gatepost.web.locks import lock_file
from gatepost.web.operations.backup import BUSY, NIGHTLY_KEEP

LONDON = ZoneInfo("Europe/London")
NIGHT = range(1, 5)  # hours
A_NIGHT, A_DAY, AGAIN = timedelta(hours=20), timedelta(hours=26), timedelta(hours=3)

_begun: "list[tuple[subprocess.Popen[bytes], datetime]]" = []


def begin_if_due(now: datetime) -> bool:
    """Begin tonight's backup, or one that is a day late; a failed one is tried again after three hours."""
    config: Config = settings.CONFIG
    _note_ended(config, now)
    if not config.backup_to or _begun or not is_due(backups.known(config.folder), now) or _is_busy(config):
        return False
    command = [sys.executable, "-m", "gatepost.cli", "backup", "--keep", str(NIGHTLY_KEEP), "--json"]
    begun = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # what came of it is remembered, for Home and `doctor`
    )
    _begun.append((begun, now))
    return True


def _note_ended(config: Config, now: datetime) -> None:
    """Remember for a process that could not do so itself, such as one that was killed, that it failed."""
    for begun, at in list(_begun):
        code = begun.poll()
        if code is None:
            continue
        _begun.remove((begun, at))
        last = backups.known(config.folder)
        if code and last.failed_at < backups.moment(at) and last.made_at < backups.moment(at):
            told = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            backups.note_failed(config.folder, now, f"it {told}: run `gatepost backup` to see more")


def is_due(last: backups.Backups, now: datetime) -> bool:
    """Whether a backup should be made now; a moment in the future, left by a clock that was wrong, counts as none."""
    made, failed = (_since(one, now) for one in (last.made_at, last.failed_at))
    # One that holds what is there, and that is not as it should be, is of no more use three hours later.
    if failed is not None and failed < (A_NIGHT if last.unsound else AGAIN):
        return False
    return made is None or made > A_DAY or (made > A_NIGHT and now.astimezone(LONDON).hour in NIGHT)


def _since(written: str, now: datetime) -> timedelta | None:
    if not written:
        return None
    passed = now - backups.read_moment(written)
    return passed if passed > -AGAIN else None


def _is_busy(config: Config) -> bool:
    handle = lock_file(config.folder / BUSY)
    if handle is not None:
        os.close(handle)
    return handle is None
