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

_begun: "list[subprocess.Popen[bytes]]" = []


def begin_if_due(now: datetime) -> bool:
    """Begin tonight's backup, or one that is a day late; a failed one is tried again after three hours."""
    _begun[:] = [one for one in _begun if one.poll() is None]
    config: Config = settings.CONFIG
    if not config.backup_to or _begun or not is_due(backups.known(config.folder), now) or _is_busy(config):
        return False
    command = [sys.executable, "-m", "gatepost.cli", "backup", "--keep", str(NIGHTLY_KEEP), "--json"]
    _begun.append(
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what came of it is remembered, for Home and `doctor`
        )
    )
    return True


def is_due(last: backups.Backups, now: datetime) -> bool:
    """Whether a backup should be made now; a moment in the future, left by a clock that was wrong, counts as none."""
    made, failed = (_since(one, now) for one in (last.made_at, last.failed_at))
    if failed is not None and failed < AGAIN:
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
