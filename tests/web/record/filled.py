"""A school's log with something in it, and what somebody outside holds of it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from gatepost.ledger.bundle import write_checker
from gatepost.web.record.actions import append
from gatepost.web.record.export import export_log
from gatepost.web.record.models import Entry, Log
from gatepost.web.record.queries import log_of
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope
from tests.web.databases import ON_POSTGRESQL

FRESH = "oldbarn"  # a school at which nothing has happened, unlike those of the demo
ACTIONS = ("policy.adopted", "membership.read", "cover.added")


def school(slug: str = FRESH) -> School:
    """A school by its address, opened where there is none."""
    return School.objects.get_or_create(slug=slug, defaults={"name": "Oldbarn School", "jurisdiction": "england"})[0]


def add(count: int, slug: str = FRESH) -> list[Entry]:
    """Entries at the end of a school's log."""
    school_id = school(slug).pk
    with school_scope(school_id):
        return [
            append(
                school_id=school_id,
                actor=f"member:{number % 5}",
                role="headteacher/dsl",
                action=ACTIONS[number % 3],
                thing=f"thing:{number}",
                contents={"words": f"content {number}".encode()},
            )
            for number in range(count)
        ]


def log(slug: str = FRESH) -> Log:
    with school_scope(school(slug).pk):
        found = log_of(school(slug).pk)
    assert found is not None
    return found


def owner(*statements: str) -> None:
    """Run SQL as whoever owns the database: past row security, and able to drop what guards it."""
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguard() -> None:
    """Take the triggers off the record."""
    if ON_POSTGRESQL:
        owner(*(f"ALTER TABLE {one} DISABLE TRIGGER USER" for one in ("record_entry", "record_head", "record_log")))
        return
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'record_%'")
        names = [str(name) for (name,) in cursor.fetchall()]
    owner(*(f"DROP TRIGGER {name}" for name in names))


@dataclass(frozen=True, slots=True)
class Checker:
    """The stand-alone checker in a folder with nothing else of ours."""

    folder: Path

    def __post_init__(self) -> None:
        write_checker(self.folder / "checker.pyz")

    def check(self, *heads: str, slug: str = FRESH) -> dict[str, Any]:
        """What the checker, a process of its own, says of the export as it is now against these heads."""
        (self.folder / "held.txt").write_text("\n".join(heads), "utf-8")
        with school_scope(school(slug).pk):
            (self.folder / "log.jsonl").write_bytes(b"".join(export_log(log(slug))))
        command = [sys.executable, "-I", "checker.pyz", "log.jsonl", "--json", "--head", "held.txt"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert not done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == (0 if told["complete"] else 1)
        return told


def found(told: dict[str, Any]) -> set[tuple[str, int]]:
    return {(one["kind"], one["first"]) for one in told["findings"]}
