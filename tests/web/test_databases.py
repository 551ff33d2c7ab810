"""Each test has a database of its own: complete, fresh, with real transactions, and the rights the site has."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection, connections, transaction

from gatepost.web.config import load
from gatepost.web.database import missing
from gatepost.web.operations.demo.seed import plan
from gatepost.web.schools.models import School
from tests import postgres
from tests.web.databases import ON_POSTGRESQL, Database

Fresh = Callable[[], AbstractContextManager[Database]]
needs_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite knows no roles")


def _groups() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM auth_group ORDER BY name")
        return [str(name) for (name,) in cursor.fetchall()]


def _add_group(name: str) -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES (%s)", [name])


def _in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_what_was_written_in_one_database_is_not_in_the_next(fresh_database: Fresh) -> None:
    with fresh_database() as first:
        _add_group("governors")
        assert _groups() == ["governors"]
    with fresh_database() as second:
        assert _groups() == []
    assert first != second


def test_a_database_goes_though_a_thread_left_its_connection_open(fresh_database: Fresh) -> None:
    left: list[object] = []

    def work() -> None:
        _add_group("clerks")
        left.append(connection.connection)
        kept.append(connections["default"])

    kept: list[object] = []
    with fresh_database() as one:
        _in_a_thread(work)
        assert left[0] is not None
        assert _groups() == ["clerks"]
    assert not one.folder.exists()
    assert getattr(kept[0], "connection") is None  # noqa: B009 - a proxy that mypy does not know


def test_other_connections_see_what_was_committed_and_nothing_else(database: Database) -> None:
    seen: list[list[str]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('heads')")
        _in_a_thread(lambda: seen.append(_groups()))
    _in_a_thread(lambda: seen.append(_groups()))
    assert seen == [[], ["heads"]]


def test_what_waits_for_a_commit_is_run(database: Database) -> None:
    ran: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: ran.append("after"))
        assert ran == []
    assert ran == ["after"]


def test_a_copied_database_holds_every_guard_and_the_schools_of_the_demo(database: Database) -> None:
    assert missing(connection) == ()
    assert {school.slug for school in School.objects.all()} == {entry["slug"] for entry in plan()["school"]}


def test_a_test_that_asks_for_no_database_reaches_none() -> None:
    with pytest.raises(RuntimeError, match="not allowed"):
        connection.ensure_connection()


def test_a_test_with_a_database_is_run_on_both(database: Database, request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("data")


def test_a_process_of_its_own_finds_the_same_database(database: Database) -> None:
    found = load(database.config)
    if ON_POSTGRESQL:
        server = postgres.of_this_run()
        assert found.database == server.url(postgres.APPLICATION, connection.settings_dict["NAME"])
        assert found.database_owner == server.url(postgres.OWNER, connection.settings_dict["NAME"])
    else:
        assert str(found.folder / database.file.name) == connection.settings_dict["NAME"]


@needs_postgresql
def test_the_site_owns_nothing_and_cannot_pass_row_security(database: Database) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (postgres.APPLICATION,)
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'gatepost%%'")
        assert cursor.fetchall() == [(False, False), (False, False)]
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)
