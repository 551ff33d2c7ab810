"""The clock of this machine, and whether it does its work. Nothing is asked of the network."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding
from gatepost.web.operations.health import LATE
from gatepost.web.operations.models import TICKED, Mark
from gatepost.web.operations.place import Installation

ABOUT = "clock"
APART = timedelta(seconds=30)


def look(here: Installation) -> Iterator[Finding]:
    """The time against the database's, files and entries of the record from the future, the last tick."""
    now = timezone.now()
    yield from _database(now)
    future = [
        path for path in (here.file, here.config.folder) if path.exists() and _changed(path.stat().st_mtime) > now
    ]
    mark = Mark.objects.filter(name=TICKED).values_list("at", flat=True).first()
    if future or (mark and mark - now > LATE):
        says = "files or marks are from the future: the clock has been put back"
        yield Finding(WRONG, ABOUT, says, "set this machine's clock, and let it keep time (`timedatectl`)")
    else:
        yield Finding(OK, ABOUT, f"it is {now:%Y-%m-%d %H:%M:%S} UTC, and nothing here is from the future")
    if mark is None:
        yield Finding(LOOK, "tick", "the clock has not been at work yet", "start `gatepost serve`, or `gatepost tick`")
    elif now - mark > LATE:
        do = "start `gatepost serve`, or run `gatepost tick` every minute"
        yield Finding(WRONG, "tick", f"the clock was last at work at {mark:%Y-%m-%d %H:%M} UTC", do)
    else:
        yield Finding(OK, "tick", f"the clock was last at work at {mark:%Y-%m-%d %H:%M} UTC")


def _database(now: datetime) -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    apart = abs(row[0] - now) if row else APART
    if apart > APART:
        do = "let both machines keep time (`timedatectl`)"
        yield Finding(WRONG, ABOUT, f"the database server's clock is {apart.total_seconds():.0f} seconds apart", do)
    else:
        yield Finding(OK, ABOUT, "the database server says the same time")


def _changed(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, tz=timezone.get_default_timezone()) - APART
