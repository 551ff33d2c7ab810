"""The database itself refuses any change of the record but an addition, to the role that the site has."""

import pytest
from django.db import DatabaseError, connection, connections, migrations, models, transaction
from django.db.migrations.state import ProjectState

from gatepost.web.database import harden, missing
from gatepost.web.operations.install import install
from gatepost.web.record.actions import make_head
from gatepost.web.record.models import Entry, Log
from gatepost.web.schools.scope import school_scope
from tests.web.databases import ON_POSTGRESQL
from tests.web.record import filled
from tests.web.record.filled import add, log, owner, unguard

COLUMNS = {
    "record_entry": "id, school_id, log_id, seq, body, leaf, at, actor, role, action, thing",
    "record_head": "id, school_id, log_id, size, frontier, note, made_at",
    "record_log": "id, school_id, name, origin, size, frontier",
}


def _filled() -> int:
    add(3)
    school = filled.school().pk
    with school_scope(school):
        make_head(school)
    return school


def _refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("table", ["record_entry", "record_head"])
def test_entries_and_heads_are_never_changed_nor_deleted(table: str) -> None:
    school = _filled()
    with school_scope(school):
        _refused(f"UPDATE {table} SET id = id")
        _refused(f"DELETE FROM {table}")
        if ON_POSTGRESQL:
            _refused(f"TRUNCATE {table} CASCADE")
            _refused(f"DROP TABLE {table} CASCADE")
            _refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            _refused(
                f"INSERT INTO {table} ({COLUMNS[table]}) SELECT {COLUMNS[table]} FROM {table} "
                "ON CONFLICT (id) DO UPDATE SET school_id = excluded.school_id"
            )


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL knows no INSERT OR REPLACE")
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_replacing_a_row_is_refused_by_every_unique_key(table: str, recursive: str) -> None:
    school = _filled()
    columns = COLUMNS[table]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {recursive}")
    with school_scope(school):
        for taken in (columns, columns.replace("id,", "id + 1000,", 1)):
            _refused(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {taken} FROM {table}")
            _refused(f"REPLACE INTO {table} ({columns}) SELECT {taken} FROM {table}")
        _refused(f"UPDATE OR REPLACE {table} SET id = id + 1")
    assert missing(connection) == ()


@pytest.mark.usefixtures("database")
def test_a_log_only_grows_and_is_never_deleted() -> None:
    with school_scope(_filled()):
        for sql in ("size = size - 1", "size = size", "frontier = ''", "origin = 'other'"):
            _refused(f"UPDATE record_log SET {sql}")
        _refused("DELETE FROM record_log")
        if ON_POSTGRESQL:
            _refused("TRUNCATE record_log CASCADE")
    assert log().size == 3


@pytest.mark.usefixtures("database")
def test_the_owner_of_the_database_meets_the_triggers_too() -> None:
    _filled()
    for sql in ("UPDATE record_entry SET actor = 'x'", "DELETE FROM record_head", "DELETE FROM record_log"):
        with pytest.raises(DatabaseError):
            owner(sql)


@pytest.mark.usefixtures("database")
def test_guards_that_are_gone_are_missed_and_put_back() -> None:
    school = _filled()
    before = missing(connection)
    unguard()
    gone = missing(connection)
    assert before == ()
    assert any(name.startswith("record_entry") for name in gone)
    assert any(name.startswith("record_head") for name in gone)
    assert any(name.startswith("record_log") for name in gone)
    install()
    assert missing(connection) == ()
    with school_scope(school):
        _refused("UPDATE record_entry SET actor = 'x'")


class Rebuilds(migrations.Migration):
    """What a later release may do to tables that are full: SQLite makes each anew and drops the old."""

    operations = (
        migrations.AlterField("entry", "thing", models.CharField(max_length=250)),
        migrations.AddField("head", "witness", models.CharField(max_length=40, default="-")),
        migrations.AlterField("log", "name", models.CharField(max_length=90)),
    )


@pytest.mark.usefixtures("database")
def test_a_migration_that_rebuilds_full_tables_leaves_the_guards_in_place() -> None:
    school = _filled()
    alias = "owner" if ON_POSTGRESQL else "default"
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    state: ProjectState = executor.loader.project_state(("record", "0001_initial"))
    with connections[alias].schema_editor() as editor:
        Rebuilds("0002_later", "record").apply(state, editor)
    if not ON_POSTGRESQL:
        assert missing(connection)  # this is what install() is for
    harden(connections[alias], site_role=str(connection.settings_dict.get("USER") or ""))
    assert missing(connection) == ()
    with school_scope(school):
        assert Entry.objects.count() == 3
        for table in ("record_entry", "record_head", "record_log"):
            _refused(f"DELETE FROM {table}")
        _refused("UPDATE record_entry SET actor = 'x'")
        assert Log.objects.get().size == 3
