"""A fresh copy of the whole database for each test: migrated, guarded and seeded once, then copied.

Each has a storage folder and secrets of its own, so that tests side by side never meet in a file.
GATEPOST_TEST_DATABASE chooses sqlite (the default) or postgresql for a run. Transactions are real, nothing is rolled
back and nothing flushed: the record's own triggers would refuse that. A copy is thrown away with all that is in it.
"""

import atexit
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests import postgres

KIND = postgres.kind()
ON_POSTGRESQL = KIND == "postgresql"

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_FILE = "gatepost.sqlite3"
_INHERITED = "GATEPOST_TEST_SITE"  # a worker whose parent has set Django up has the parent's settings, so its folder
_numbers = itertools.count(1)
_opened: set[BaseDatabaseWrapper] = set()  # held, so that none goes open with the thread that opened it


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the site: its name on the server (PostgreSQL), its folder, and the settings that lead to it.

    A process of its own reaches it with GATEPOST_CONFIG set to `config`.
    """

    name: str
    folder: Path

    @property
    def config(self) -> Path:
        """Its `gatepost.toml`."""
        return self.folder / "gatepost.toml"

    @property
    def file(self) -> Path:
        """Its file (SQLite)."""
        return self.folder / _FILE


def configure() -> None:
    """Name in the environment the settings of this process's site; to be called before Django is set up."""
    os.environ["GATEPOST_CONFIG"] = str(_described("none", _home()).config)


@cache
def _home() -> Path:
    """The folder of all that the site stores; it goes with the process that made it."""
    if inherited := os.environ.get(_INHERITED):
        return Path(inherited)
    made = tempfile.mkdtemp(prefix="gatepost-site-", dir=postgres.memory())
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    os.environ[_INHERITED] = made
    return Path(made)


def template() -> Database:
    """A database with every table, guard and right, and the demo's schools in it; nobody is connected to it."""
    # They need the models, so Django set up.
    from gatepost.web.operations.demo.seed import seed
    from gatepost.web.operations.install import install

    made = _described(f"template_{_WORKER}", _home() / f"template-{_WORKER}")
    shutil.copytree(settings.CONFIG.secrets_folder, _secrets(made.folder))  # those that this process was set up with
    if ON_POSTGRESQL:
        postgres.of_this_run().run(f"CREATE DATABASE {made.name} OWNER {postgres.OWNER}")
    _lead_to(made)
    install()
    seed()
    if not ON_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it in the one file that is copied
    _disconnect()
    return made


@contextmanager
def copied(source: Database) -> Iterator[Database]:
    """A copy of a database, to which every connection of every thread leads; dropped at the end."""
    number = next(_numbers)
    copy = _described(f"copy_{_WORKER}_{number}", _home() / f"copy-{_WORKER}-{number}")
    shutil.copytree(_secrets(source.folder), _secrets(copy.folder))
    if ON_POSTGRESQL:
        # Copying the files takes a third of the time of the default, which writes each page to the log.
        postgres.of_this_run().run(
            f"CREATE DATABASE {copy.name} OWNER {postgres.OWNER} TEMPLATE {source.name} STRATEGY FILE_COPY"
        )
    else:
        shutil.copyfile(source.file, copy.file)
    _lead_to(copy)
    try:
        yield copy
    finally:
        _disconnect()
        if ON_POSTGRESQL:
            postgres.of_this_run().run(f"DROP DATABASE {copy.name} WITH (FORCE)")
        shutil.rmtree(copy.folder)
        shutil.rmtree(_secrets(copy.folder).parent)


def _described(name: str, folder: Path) -> Database:
    folder.mkdir(exist_ok=True)
    made = Database(name, folder)
    told = {"storage": str(folder), "secrets": str(_secrets(folder))}
    if ON_POSTGRESQL:
        server = postgres.of_this_run()
        told["database"] = server.url(postgres.APPLICATION, name)
        told["database_owner"] = server.url(postgres.OWNER, name)
    made.config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items()), "utf-8")
    return made


def _secrets(folder: Path) -> Path:
    return _home() / "of" / folder.name / "secrets"  # outside its storage, as a careful site has them


def _lead_to(database: Database) -> None:
    _disconnect()
    settings.CONFIG = replace(settings.CONFIG, storage=str(database.folder), secrets=str(_secrets(database.folder)))
    for one in connections.settings.values():  # the connections of all threads read these same dictionaries
        one["NAME"] = database.name if ON_POSTGRESQL else str(database.file)


def _remember(connection: BaseDatabaseWrapper, **_: Any) -> None:
    _opened.add(connection)


connection_created.connect(_remember)


def _disconnect() -> None:
    """Close the connections of every thread, of those too that ended without closing theirs."""
    for one in list(_opened):
        one.inc_thread_sharing()
        try:
            one.close()
        finally:
            one.dec_thread_sharing()
    _opened.clear()
