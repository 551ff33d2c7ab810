"""A site on a real disk, in a folder of its own, with nothing of what makes the other tests fast: it writes as the site
of a school does. It is made by a process of its own, so that the tests' own Django never meets it.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres
from tests.web.databases import ON_POSTGRESQL, Database

ROOT = Path(__file__).parents[3]
NAME = "kept"
LEAVERS = 240  # people on a second school's roll whose last day the tests choose

# Prints who is signed in with which cookie, whose last day can be set, and how the database writes.
_MAKE = """
import json, sys
from datetime import timedelta
import django
django.setup()
from django.db import connection
from gatepost.web.modules.actions import sign, switch_on
from gatepost.web.modules.registry import modules
from gatepost.web.operations.demo.seed import seed
from gatepost.web.operations.install import install
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
install()
seed()
for slug in ("quillbrook", "larksend"):
    with school_scope(school(slug).pk):
        module = modules()["family-links"]
        review = today() + timedelta(days=365)
        sign(person=person("dpo", slug), code=module.code, version=module.version, review_on=review, note="")
        switch_on(person=person("head", slug), code=module.code)
with school_scope(school("wrenmoor").pk):
    told = dict(school=school("wrenmoor"), kind="staff", forename="A", folded=" a b")
    made = OnRoll.objects.bulk_create(OnRoll(**told, surname=f"B{n}") for n in range(int(sys.argv[1])))
    leavers = [one.pk for one in made]
who = [("head", "quillbrook"), ("office", "quillbrook"), ("teacher", "quillbrook"), ("business", "quillbrook")]
who += [("head", "larksend"), ("dpo", "quillbrook")]
cookies = {f"{key}@{slug}": sign_in(key, slug).session.session_key for key, slug in who}
with connection.cursor() as cursor:
    def told(sql):
        cursor.execute(sql)
        return str(cursor.fetchone()[0])
    if connection.vendor == "sqlite":
        writes = {name: told(f"PRAGMA {name}") for name in ("synchronous", "journal_mode")}
    else:
        writes = {name: told(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")}
print(json.dumps({"cookies": cookies, "leavers": leavers, "writes": writes}))
"""


@dataclass(frozen=True, slots=True)
class Home:
    """One site: where it lives, whose browsers are signed in (`key@school` to the session's cookie), the people whose
    last day can be set, and how its database writes. `server` is its PostgreSQL.
    """

    database: Database
    cookies: dict[str, str]
    leavers: list[int]
    writes: dict[str, str]
    server: postgres.Server | None

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.database.config

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds, past every guard."""
        if self.server is not None:
            with closing(psycopg.connect(self.server.url(postgres.OWNER, NAME))) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.database.file, timeout=60)) as file:
            return [tuple(row) for row in file.execute(sql).fetchall()]

    def do(self, sql: str) -> None:
        """Change something behind the site's back."""
        if self.server is not None:
            with closing(psycopg.connect(self.server.url(postgres.OWNER, NAME), autocommit=True)) as connection:
                connection.execute(sql.encode())
            return
        with closing(sqlite3.connect(self.database.file, timeout=60)) as file, file:
            file.execute(sql)

    def records(self) -> dict[str, str]:
        """What the checker, as a process of its own, says of the record of each school where anybody wrote."""
        told = {}
        for slug in ("quillbrook", "larksend", "wrenmoor"):
            ran = subprocess.run(
                [sys.executable, "-m", "gatepost.cli", "ledger", "verify", "--school", slug],
                env={**os.environ, "GATEPOST_CONFIG": str(self.config)},
                capture_output=True,
                text=True,
                check=False,
            )
            told[slug] = "complete" if ran.returncode == 0 else ran.stdout + ran.stderr
        return told


ALL_COMPLETE = dict.fromkeys(("quillbrook", "larksend", "wrenmoor"), "complete")


@contextmanager
def home(folder: Path, mail_port: int | None = None, server: postgres.Server | None = None) -> Iterator[Home]:
    """A site in this folder with the demo's schools, its settings in `gatepost.toml`; on PostgreSQL in a durable server
    of its own unless one is given. Letters go to a port of this machine, where one is named.
    """
    if ON_POSTGRESQL and server is None:
        with postgres.started(durable=True) as started, home(folder, mail_port, started) as made:
            yield made
        return
    settings = {"storage": str(folder), "secrets": str(folder / "secrets")}
    if mail_port is not None:
        settings |= {"mail": f"smtp://127.0.0.1:{mail_port}", "mail_from": "gatepost@example.org"}
    if server is not None:
        server.run(f"CREATE DATABASE {NAME} OWNER {postgres.OWNER}")
        settings["database"] = server.url(postgres.APPLICATION, NAME)
        settings["database_owner"] = server.url(postgres.OWNER, NAME)
    database = Database(NAME, folder)
    database.config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _MAKE, str(LEAVERS)],
        cwd=ROOT,
        env={
            **os.environ,
            "GATEPOST_CONFIG": str(database.config),
            "DJANGO_SETTINGS_MODULE": "gatepost.web.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT)))),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    yield Home(database, told["cookies"], told["leavers"], told["writes"], server)
