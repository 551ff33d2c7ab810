"""Import a large OneRoster archive into an empty school, compare it again, apply a change and undo it.

python -m bench.roster_import --people 100000 [--database postgresql]

Each step in seconds of the clock and, after it, of this process alone, which a busy machine does not lengthen; and the
most memory that it held. JSON on the last line.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.roster_archive import write_archive

FIRST = ("read and stage", "look at differences", "apply")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as place:
        folder = Path(place)
        archive = folder / "roll.zip"
        counts = write_archive(archive, told.people, schools=1)
        _set_up(folder, told.database)
        steps = _run(archive.read_bytes(), told.people)
    megabytes = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    first = [round(sum(one), 1) for one in zip(*(steps[name] for name in FIRST), strict=True)]
    for step, (seconds, own) in {**steps, "first import together": first}.items():
        print(f"{step:<28} {seconds:6.1f} s {own:6.1f} s")
    print(f"at most {megabytes} MB")
    print(json.dumps({"database": told.database, **counts, "seconds": steps, "first": first, "megabytes": megabytes}))


def _set_up(folder: Path, database: str) -> None:
    settings = {"storage": str(folder / "storage")}
    if database == "postgresql":
        from tests import postgres

        server = postgres.of_this_run()
        server.run(f"CREATE DATABASE bench OWNER {postgres.OWNER}")
        settings["database"] = server.url(postgres.APPLICATION, "bench")
        settings["database_owner"] = server.url(postgres.OWNER, "bench")
    config = folder / "gatepost.toml"
    config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), "utf-8")
    (folder / "storage").mkdir()
    os.environ |= {"GATEPOST_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}
    import django

    django.setup()
    from gatepost.web.operations.install import install

    install()


def _run(source: bytes, people: int) -> dict[str, tuple[float, float]]:
    from django.utils import timezone

    from gatepost.rosters.reading import Options
    from gatepost.web.people import comparing, due
    from gatepost.web.people.actions import imports, reading
    from gatepost.web.people.models import Import, OnRoll
    from gatepost.web.schools.models import Account, Membership, RoleHeld, School
    from gatepost.web.schools.person import person_at
    from gatepost.web.schools.scope import school_scope

    school = School.objects.create(slug="bench", name="Bench Primary", jurisdiction="england")
    account = Account.objects.create_account(name="Head", email="head@bench.example")
    steps: dict[str, tuple[float, float]] = {}

    def timed(step: str, run: Callable[[], Any]) -> Any:
        start, own = time.perf_counter(), time.process_time()
        with school_scope(school.pk):
            found = run()
        steps[step] = (round(time.perf_counter() - start, 1), round(time.process_time() - own, 1))
        return found

    with school_scope(school.pk):
        member = Membership.objects.create(school=school, account=account)
        RoleHeld.objects.create(school=school, membership=member, role="headteacher", starts_on=date(2020, 9, 1))
        head = person_at(account.pk)
    assert head is not None  # INVARIANT: the role was given just now
    today = timezone.localdate()

    def stage() -> Import:
        row = reading.stage(person=head, source=source, name="roll.zip", options=Options(on=today))
        due.run(school, timezone.now())  # reads what is large
        row.refresh_from_db()
        return row

    def look(row: Import) -> tuple[str, int]:
        found = comparing.compare(row, today)
        return comparing.digest(found), comparing.to_type(found)

    row = timed("read and stage", stage)
    agreed, typed = timed("look at differences", lambda: look(row))

    def apply() -> None:
        imports.confirm(person=head, waiting=row, agreed=agreed, typed=typed)
        due.run(school, timezone.now())

    timed("apply", apply)
    with school_scope(school.pk):
        done = Import.objects.get(pk=row.pk)
        assert done.state == "applied"
        assert OnRoll.objects.count() == done.counts["new"] > 0.95 * people
    again = timed("read and stage again", stage)
    timed("look, nothing has changed", lambda: look(again))
    timed("undo", lambda: imports.undo(person=head, done=Import.objects.get(pk=row.pk)))
    with school_scope(school.pk):
        assert not OnRoll.objects.exists()
    return steps


if __name__ == "__main__":
    main()
