"""The database: what it refuses, how it writes, whether it is whole, and the queue in it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from gatepost.web.database import missing, tables_of_schools, unguarded
from gatepost.web.operations import sqlite_copy
from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding
from gatepost.web.operations.models import Mark

ABOUT = "database"
TOO_LONG = timedelta(hours=1)


def look() -> Iterator[Finding]:
    """All of it; Django is set up, and the database is of this version."""
    lost = missing(connections["owner"] if "owner" in settings.DATABASES else connection)
    if lost:
        yield Finding(WRONG, "guards", f"the database lacks {', '.join(lost)}", "run `gatepost upgrade`")
    else:
        yield Finding(OK, "guards", "the record can only be added to; every guard is in place")
    if odd := unguarded(apps.get_models(include_auto_created=True)):
        yield Finding(WRONG, "guards", f"nobody says to whom rows of {', '.join(odd)} belong", "report this")
    if Mark.objects.filter(name="demo").exists():
        yield Finding(WRONG, ABOUT, "this is a demo's database", "use another storage folder for a school")
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
    yield from _queue()


def _sqlite() -> Iterator[Finding]:
    synchronous, journal = _one("PRAGMA synchronous"), _one("PRAGMA journal_mode")
    if (synchronous, journal) != (2, "wal"):
        says = f"SQLite writes with synchronous={synchronous} and journal_mode={journal}, not FULL and wal"
        yield Finding(WRONG, ABOUT, says, "a confirmed change may be lost when the power fails: see the file system")
    else:
        yield Finding(OK, ABOUT, "SQLite waits for the disk before it confirms a change")
    faults = sqlite_copy.faults(Path(str(connection.settings_dict["NAME"])))
    for one in faults:
        yield Finding(WRONG, ABOUT, f"SQLite finds damage: {one}", "stop the site and restore a backup")
    if not faults:
        yield Finding(OK, ABOUT, "SQLite finds no damage, and no row points nowhere")


def _postgresql() -> Iterator[Finding]:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        value = str(_one(f"SHOW {setting}"))
        if value == "off":
            do = f"set `{setting} = on` in postgresql.conf: a confirmed change may be lost when the power fails"
            yield Finding(WRONG, ABOUT, f"PostgreSQL runs with {setting} off", do)
        else:
            yield Finding(OK, ABOUT, f"PostgreSQL's {setting} is {value}")
    if _one("SHOW data_checksums") == "on":
        yield Finding(OK, ABOUT, "PostgreSQL notices a page that its disk has damaged")
    else:
        do = "stop the server and run `pg_checksums --enable` as its user"
        yield Finding(LOOK, ABOUT, "PostgreSQL would not notice a page that its disk has damaged", do)
    if _one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        do = "name another role in `database`: one that owns nothing"
        yield Finding(WRONG, "guards", "the site's role is not bound by row security", do)
    owned = _one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    if owned:
        do = "name a role in `database` that owns no table"
        yield Finding(WRONG, "guards", f"the site's role owns {owned} tables, so row security does not bind it", do)
    bare = _column(
        "SELECT relname FROM pg_class"
        " WHERE relkind = 'r' AND NOT relrowsecurity AND relnamespace = 'public'::regnamespace"
    )
    if odd := sorted(set(tables_of_schools()) & set(bare)):
        yield Finding(WRONG, "guards", f"row security is off on {', '.join(odd)}", "run `gatepost upgrade`")
    else:
        yield Finding(OK, "guards", f"row security is on for all {len(tables_of_schools())} tables of schools")


def _queue() -> Iterator[Finding]:
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    late = timezone.now() - TOO_LONG
    stuck = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=late).count()
    waits = DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=late).count()
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    if stuck:
        yield Finding(
            WRONG, "queue", f"{stuck} pieces of work have been running for over an hour", "run `gatepost tick`"
        )
    if waits:
        do = "see that `gatepost serve` runs, or its worker: `gatepost serve --only worker`"
        yield Finding(WRONG, "queue", f"{waits} pieces of work have been waiting for over an hour", do)
    if failed:
        yield Finding(
            LOOK, "queue", f"{failed} pieces of work have failed", "the clock does again what matters of them"
        )
    if not (stuck or waits or failed):
        yield Finding(OK, "queue", "nothing waits for long, nothing has failed")


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None


def _column(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [str(row[0]) for row in cursor.fetchall()]
