"""An installation with recovery cards, its backups, a second place to restore into, and people who write meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from gatepost.sealing.card import Card
from gatepost.web.config import load
from gatepost.web.operations import cards, postgres_copy
from gatepost.web.operations.backup import Made, back_up
from gatepost.web.operations.place import Installation
from gatepost.web.operations.restore import Restored, restore
from tests import postgres
from tests.web.databases import ON_POSTGRESQL, Database

WRITERS = 2
_numbers = count(1)

# Adds entries to a school's record until it is killed, and prints each that is confirmed.
_WRITE = """
import itertools, sys
import django
django.setup()
from gatepost.web.record.actions import append
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope
pk = School.objects.get(slug="larksend").pk
for number in itertools.count():
    with school_scope(pk):
        thing = f"thing:{sys.argv[1]}{number:06}"
        append(school_id=pk, actor="member:1", role="-", action="membership.read", thing=thing)
    print(thing, flush=True)
"""


def here(database: Database) -> Installation:
    """The installation of a test's database."""
    return Installation(load(database.config), database.config)


def with_cards(database: Database) -> tuple[Installation, tuple[Card, ...]]:
    """The installation of a test's database, with recovery cards in force."""
    place = here(database)
    made = cards.cut_cards(place.config, again=False)
    cards.keep_public(place.config, made)
    return place, made


def backed_up(place: Installation, to: Path) -> Made:
    """A backup that counts."""
    made = back_up(place, to)
    assert not made.wrong
    return made


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another machine, as far as a restore can tell: a folder of its own, and a database of its own name."""

    folder: Path
    config: Path | None

    @property
    def settings(self) -> Path:
        """The settings that are there after a restore."""
        return self.config or self.folder / "gatepost.toml"


@contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    """An empty place to restore into; on PostgreSQL its settings name a database that is not there yet."""
    folder.mkdir()
    if not ON_POSTGRESQL:
        config = folder / "gatepost.toml"
        config.write_text('storage = "storage"\n', "utf-8")
        yield Elsewhere(folder, config)
        return
    server, name = postgres.of_this_run(), f"elsewhere_{os.getpid()}_{next(_numbers)}"
    config = folder / "gatepost.toml"
    urls = {"database": server.url(postgres.APPLICATION, name), "database_owner": server.url(postgres.OWNER, name)}
    config.write_text('storage = "storage"\n' + "".join(f"{k} = {json.dumps(v)}\n" for k, v in urls.items()), "utf-8")
    try:
        yield Elsewhere(folder, config)
    finally:
        for one in databases_like(name):
            server.run(f'DROP DATABASE "{one}" WITH (FORCE)')


def databases_like(start: str) -> list[str]:
    """The server's databases whose names begin so."""
    url = postgres.of_this_run().url(postgres.SUPERUSER, "postgres")
    with closing(postgres_copy.connect(url)) as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
    return sorted(str(row[0]) for row in rows if str(row[0]).startswith(start))


def scratch_databases(place: Installation) -> list[str]:
    """Scratch databases of this installation alone: other tests use the server at the same time."""
    return databases_like(postgres_copy.scratch_start(place.owner)) if place.owner else []


def kill_at(step: str, config: Path, *arguments: str | Path) -> None:
    """Begin a command, and kill it with all it has started once it says that it is at this step."""
    with subprocess.Popen(
        command(config, *arguments),
        env=environment(config),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        reached = any(step in line for line in process.stderr)
        os.killpg(process.pid, signal.SIGKILL)
    assert reached, f"it never said `{step}`"


def put_back(path: Path, place: Elsewhere, two: Sequence[Card], over: str = "") -> Restored:
    """Restore a backup there with two cards."""
    return restore(path, place.config, place.folder, over, lambda: (two[0], two[1]))


def rows(config: Path, sql: str) -> list[Any]:
    """The first column of what a query finds in the database of these settings, past every guard."""
    found = load(config)
    if found.database_owner:
        with closing(postgres_copy.connect(found.database_owner)) as connection:
            return [row[0] for row in connection.execute(sql).fetchall()]
    import sqlite3

    with closing(sqlite3.connect(found.folder / "gatepost.sqlite3")) as file:
        return [row[0] for row in file.execute(sql).fetchall()]


def command(database: Path, *arguments: str | Path) -> list[str]:
    """A `gatepost` command as a process takes it."""
    return [sys.executable, "-m", "gatepost.cli", *map(str, arguments)]


def environment(config: Path) -> dict[str, str]:
    """The surroundings of a process that works on the installation of these settings."""
    return {**os.environ, "GATEPOST_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}


def gatepost(
    config: Path, *arguments: str | Path, given: str = "", **options: Any
) -> "subprocess.CompletedProcess[str]":
    """Run a command on the installation of these settings; it never shows a traceback."""
    ran = subprocess.run(
        command(config, *arguments),
        env=environment(config) | options.pop("env", {}),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran


class Writers:
    """Processes that write to the database, and what of it was confirmed to them."""

    def __init__(self, config: Path) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-c", _WRITE, letter],
                env=environment(config),
                stdout=subprocess.PIPE,
                text=True,
            )
            for letter in "abcdefgh"[:WRITERS]
        ]
        self._confirmed: list[str] = []

    def wait_for(self, number: int) -> list[str]:
        """Wait until each has had so many more confirmed; all that was confirmed until then."""
        for process in self._processes:
            assert process.stdout is not None
            for _ in range(number):
                line = process.stdout.readline()
                assert line, "a writer has ended"
                self._confirmed.append(line.strip())
        return list(self._confirmed)

    def kill(self) -> None:
        """End them as a power cut would."""
        for process in self._processes:
            process.kill()
            process.communicate()


@contextmanager
def writing(config: Path) -> Iterator[Writers]:
    """People who write all the while."""
    writers = Writers(config)
    try:
        yield writers
    finally:
        writers.kill()
