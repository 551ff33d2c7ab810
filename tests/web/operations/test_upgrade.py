"""An upgrade brings the database to this version, or leaves it as it was; every released version's comes through."""

import gzip
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

from gatepost import __version__
from gatepost.web.config import load
from gatepost.web.operations import postgres_copy, soundness, sqlite_copy
from gatepost.web.operations.place import Installation
from gatepost.web.operations.scratch import SERVING, not_serving
from gatepost.web.operations.telling import Fault
from gatepost.web.operations.upgrade import upgrade
from gatepost.web.schools.models import School
from tests import postgres
from tests.web import databases
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.keeping import gatepost, here, kill_at, rows, with_cards
from tests.web.record.filled import owner, unguard

pytestmark = pytest.mark.slow  # each test starts programs

RELEASES = sorted(path for path in (Path(__file__).parents[2] / "releases").iterdir() if path.is_dir())
MIGRATIONS = "SELECT count(*) FROM django_migrations"
_numbers = count(1)


def _one_step_back() -> None:
    """As if the tables of one app had not been there in the version before."""
    owner("DROP TABLE reports_headgiven", "DELETE FROM django_migrations WHERE app = 'reports'")


def _cannot_be_upgraded() -> None:
    """A step that must fail: its table is there already."""
    owner("DELETE FROM django_migrations WHERE app = 'reports'")


def _leave(database: Database) -> None:
    """Nobody is connected to the database any more."""
    databases._disconnect()


def test_an_upgrade_makes_a_backup_first_and_says_what_it_did(database: Database, tmp_path: Path) -> None:
    with_cards(database)
    _one_step_back()
    _leave(database)
    ran = gatepost(database.config, "upgrade", "--to", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert f"to {__version__}: 1 step; guards are in place; 5 schools" in ran.stdout
    assert len(list(tmp_path.glob("*.backup"))) == 1
    found = soundness.of_copy(database.config)
    assert (found.pending, found.wrong, found.version) == ((), (), __version__)


def test_guards_that_are_missing_are_put_back(database: Database, tmp_path: Path) -> None:
    with_cards(database)
    unguard()
    _leave(database)
    assert soundness.of_copy(database.config).missing
    ran = gatepost(database.config, "upgrade", "--to", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert not soundness.of_copy(database.config).wrong
    assert "it holds what was wrong then, so it does not count: run `gatepost backup` now" in ran.stdout


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    _cannot_be_upgraded()
    _leave(database)
    before = rows(database.config, MIGRATIONS), rows(database.config, "SELECT body FROM record_entry ORDER BY id")
    ran = gatepost(database.config, "upgrade", "--without-backup")
    assert ran.returncode == 1
    assert "the upgrade failed and the database is as it was" in ran.stderr
    assert "reports_headgiven" in ran.stderr
    after = rows(database.config, MIGRATIONS), rows(database.config, "SELECT body FROM record_entry ORDER BY id")
    assert before == after


def test_a_newer_database_is_refused_with_both_versions_and_not_touched(database: Database) -> None:
    owner("UPDATE operations_mark SET value = '99.1.0' WHERE name = 'version'")
    _leave(database)
    ran = gatepost(database.config, "upgrade", "--without-backup")
    assert ran.returncode == 1
    assert f"the database is of Gatepost 99.1.0 and this program is {__version__}" in ran.stderr
    assert rows(database.config, "SELECT value FROM operations_mark WHERE name = 'version'") == ["99.1.0"]


def test_without_recovery_cards_an_upgrade_asks_for_them_and_does_nothing(database: Database) -> None:
    _one_step_back()
    _leave(database)
    ran = gatepost(database.config, "upgrade")
    assert (ran.returncode, "gatepost recovery cut" in ran.stderr) == (1, True)
    assert soundness.of_copy(database.config).pending


def test_nothing_is_upgraded_while_the_site_is_served(database: Database) -> None:
    _leave(database)
    with not_serving(database.folder) as ours:
        assert ours
        (database.folder / SERVING).write_text("4711\n", "utf-8")  # as `serve` holds it
        with pytest.raises(Fault, match="is being served"):
            upgrade(here(database), None)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite is asked at the end whether anybody has written")
def test_nothing_is_upgraded_while_others_are_connected(database: Database) -> None:
    assert School.objects.exists()  # over a connection that stays
    with pytest.raises(Fault, match="other connections use the database"):
        upgrade(here(database), None)


@pytest.mark.skipif(ON_POSTGRESQL, reason="nobody else is connected there meanwhile")
def test_somebody_who_writes_meanwhile_is_not_lost(database: Database, tmp_path: Path) -> None:
    _leave(database)
    watch = sqlite_copy.Watch(database.file)
    sqlite_copy.copy_out(database.file, tmp_path / "copy")
    with closing(sqlite3.connect(database.file)) as other, other:
        other.execute("INSERT INTO auth_group (name) VALUES ('written meanwhile')")
    with pytest.raises(sqlite_copy.WrittenMeanwhile):
        sqlite_copy.copy_in(tmp_path / "copy", database.file, watch)
    watch.close()
    assert rows(database.config, "SELECT name FROM auth_group") == ["written meanwhile"]
    assert sqlite_copy.faults(database.file) == []


@pytest.mark.parametrize("step", ["making a backup", "bringing the database"])
def test_an_upgrade_that_is_killed_leaves_a_site_that_the_next_one_upgrades(
    database: Database, tmp_path: Path, step: str
) -> None:
    with_cards(database)
    _one_step_back()
    _leave(database)
    kill_at(step, database.config, "upgrade", "--to", tmp_path)
    _wait_until_alone(database)
    assert not soundness.of_copy(database.config).faults
    ran = gatepost(database.config, "upgrade", "--to", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert not soundness.of_copy(database.config).wrong


def _wait_until_alone(database: Database) -> None:
    """PostgreSQL notices by itself, a moment later, that a process that was killed is gone."""
    if ON_POSTGRESQL:
        while postgres_copy.others(load(database.config).database_owner):
            pass


# Every released version


@contextmanager
def _released(release: Path, folder: Path) -> Iterator[Path]:
    """The installation of a released version; yields its settings."""
    folder.mkdir()
    secrets = folder / "secrets"
    secrets.mkdir()
    for name, text in json.loads((release / "secrets.json").read_text("utf-8")).items():
        (secrets / name).write_text(text, "utf-8")
    config = folder / "gatepost.toml"
    settings = {"storage": str(folder)}
    if not ON_POSTGRESQL:
        (folder / "gatepost.sqlite3").write_bytes(gzip.decompress((release / "sqlite3.gz").read_bytes()))
        config.write_text(_toml(settings), "utf-8")
        yield config
        return
    server, name = postgres.of_this_run(), f"released_{os.getpid()}_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} OWNER {postgres.OWNER}")
    urls = {"database": server.url(postgres.APPLICATION, name), "database_owner": server.url(postgres.OWNER, name)}
    config.write_text(_toml(settings | urls), "utf-8")
    try:
        with closing(postgres_copy.connect(urls["database_owner"])) as connection:
            connection.execute(gzip.decompress((release / "sql.gz").read_bytes()))
        yield config
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _toml(settings: dict[str, str]) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_the_database_of_every_released_version_comes_through_with_its_data(
    database: Database, tmp_path: Path, release: Path
) -> None:
    with _released(release, tmp_path / "site") as config:
        entries = rows(config, "SELECT body FROM record_entry ORDER BY id")
        people = rows(config, "SELECT email FROM schools_account ORDER BY id")
        assert len(entries) > 25
        done = upgrade(Installation(load(config), config), None)
        assert done.found.wrong == ()
        assert (done.found.version, done.found.pending) == (__version__, ())
        assert rows(config, "SELECT body FROM record_entry ORDER BY id") == entries
        assert rows(config, "SELECT email FROM schools_account ORDER BY id") == people
        assert _columns(config) == _columns(database.config)
        for slug in ("quillbrook", "larksend"):
            assert gatepost(config, "ledger", "verify", "--school", slug).returncode == 0
        assert gatepost(config, "tick").returncode == 0


def _columns(config: Path) -> list[str]:
    """Every table and column."""
    if ON_POSTGRESQL:
        told = "table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
        return rows(config, f"SELECT {told} FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1")
    sql = (
        "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" FROM sqlite_master m,"
        " pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1"
    )
    return rows(config, sql)
