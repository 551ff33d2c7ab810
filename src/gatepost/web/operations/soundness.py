"""Whether a database is whole: tables of this version, guards, what the database itself finds, each school's record.

As a program it looks at the database that GATEPOST_CONFIG describes and prints what it found as JSON: so a copy is
examined by a process of its own, while this one stays with the live database.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from gatepost import __version__
from gatepost.web.operations.telling import Fault

EXAMINE, HARDEN, RENEW = "examine", "harden", "renew"


@dataclass(frozen=True, slots=True)
class SchoolFound:
    """What a check of one school's record found."""

    slug: str
    entries: int
    complete: bool
    says: str


@dataclass(frozen=True, slots=True)
class Soundness:
    """What an examination found. `newer`: migrations that this program does not know; `pending`: those that the
    database has not had; `faults`: damage; `schools` is None where the record cannot be read before an upgrade.
    """

    version: str
    newer: tuple[str, ...]
    pending: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...]
    schools: tuple[SchoolFound, ...] | None

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that is not as it must be, as sentences."""
        records = (f"the record of `{one.slug}`: {one.says}" for one in self.schools or () if not one.complete)
        lost = f"guards of the database are missing: {', '.join(self.missing)}"
        return (*self.faults, *((lost,) if self.missing else ()), *records)

    def worse_than(self, before: "Soundness") -> tuple[str, ...]:
        """What is wrong that was not wrong before."""
        return tuple(one for one in self.wrong if one not in before.wrong)

    @property
    def entries(self) -> int:
        """How many entries the records have together."""
        return sum(one.entries for one in self.schools or ())

    @property
    def says(self) -> str:
        """What was found of the records, when all of it is well."""
        if self.schools is None:
            return "the records are checked by `gatepost upgrade`"
        number = len(self.schools)
        return (
            f"{number} {'school' if number == 1 else 'schools'}, {self.entries:,} entries in their records, all proved"
        )


def examine(slugs: Sequence[str] | None = None) -> Soundness:
    """Examine the database that Django is set up on; the records of these schools, or of all."""
    from django.db import connection, transaction
    from django.db.migrations.recorder import MigrationRecorder

    from gatepost.web.database import missing
    from gatepost.web.operations.version import known_migrations, number, ours

    applied = set(MigrationRecorder(connection).applied_migrations())
    version = _version() if applied else ""
    newer = _named(ours(applied) - known_migrations())
    if number(version) > number(__version__):
        newer = (f"Gatepost {version}", *newer)
    pending = _named(known_migrations() - applied)
    faults: list[str] = []
    if connection.vendor == "sqlite":
        from gatepost.web.operations.sqlite_copy import faults as faults_of

        faults = faults_of(Path(str(connection.settings_dict["NAME"])))
    readable = not newer and not faults and not any(one.startswith(("record.", "schools.")) for one in pending)
    with transaction.atomic():
        found = tuple(records(slugs)) if readable else None
        lost = () if newer or pending or faults else missing(connection)
    return Soundness(version, newer, pending, lost, tuple(faults), found)


def of_copy(config: Path, what: str = EXAMINE) -> Soundness:
    """What a process of its own finds in the database of these settings, after it has done `what`; raises Fault."""
    ran = subprocess.run(
        [sys.executable, "-m", "gatepost.web.operations.soundness", what],
        env={**os.environ, "GATEPOST_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        # The line of the error itself: what a database says below it may be somebody's row.
        lines = re.findall(r"^[\w.]*(?:Error|Exception|Fault)\w*: .*$", ran.stderr, re.MULTILINE)
        raise Fault(lines[-1].rpartition("Error: ")[2] if lines else "the work on the database ended without a word")
    told = json.loads(ran.stdout)
    schools = told.pop("schools")
    found = None if schools is None else tuple(SchoolFound(**one) for one in schools)
    return Soundness(told.pop("version"), **{key: tuple(value) for key, value in told.items()}, schools=found)


def records(slugs: Sequence[str] | None = None) -> Iterator[SchoolFound]:
    """What a check of every entry of these schools' records finds, or of all schools'."""
    from gatepost.web.record.checking import check_log
    from gatepost.web.record.queries import log_of
    from gatepost.web.schools.models import School
    from gatepost.web.schools.scope import school_scope

    rows = School.objects.order_by("slug").values_list("pk", "slug")
    for pk, slug in rows if slugs is None else rows.filter(slug__in=slugs):
        with school_scope(pk):
            log = log_of(pk)
            report = check_log(log) if log else None
        first = next((one for one in report.findings if not one.warning), None) if report else None
        complete = report.complete if report else True
        yield SchoolFound(slug, report.entries if report else 0, complete, first.says if first else "")


def _version() -> str:
    from django.db import DatabaseError, transaction

    from gatepost.web.operations.models import VERSION, Mark

    try:
        with transaction.atomic():
            return Mark.objects.filter(name=VERSION).values_list("value", flat=True).first() or ""
    except DatabaseError:
        return ""


def _named(migrations: Set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(".".join(one) for one in migrations))


def _renew() -> Soundness:
    """Migrate, harden and examine: all of it or, on PostgreSQL, nothing."""
    from django.db import connection, transaction

    from gatepost.web.operations.install import install

    if connection.vendor == "sqlite":
        install()
        return examine()
    with _as_owner(), transaction.atomic(using="owner"):
        before = examine()
        install()
        found = examine()
        if found.worse_than(before):
            transaction.set_rollback(True, using="owner")
    return found


def _harden() -> Soundness:
    """Put the guards and rights of this version in place, and examine."""
    from gatepost.web.operations.install import install

    with _as_owner():
        install()
        return examine()


@contextmanager
def _as_owner() -> Iterator[None]:
    """One connection for everything, that of the owner: what is examined may not have been committed yet."""
    from django.db import connections

    if "owner" in connections:
        connections["default"] = connections["owner"]
    yield


if __name__ == "__main__":
    import django

    django.setup()
    made = {EXAMINE: examine, HARDEN: _harden, RENEW: _renew}[sys.argv[1]]()
    print(json.dumps(asdict(made)))
