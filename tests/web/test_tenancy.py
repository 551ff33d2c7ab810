"""One school never reads another: by no page, search, count or job, and where a filter is forgotten, not either."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import ForeignKey, ManyToManyField, Model, OneToOneField
from django_scopes import get_scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from gatepost.web.database import missing, tables_of_schools, unguarded
from gatepost.web.record.actions import append
from gatepost.web.record.models import Entry
from gatepost.web.schools.models import ApprovedChannel, Membership, RoleHeld
from gatepost.web.schools.scope import NoSchool, own_rows_scope, school_scope
from tests.web import cast
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.tenancy_machine import machine

Fresh = Callable[[], AbstractContextManager[Database]]
needs_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no row security")
OURS = "gatepost.web."


# The machine


def test_nobody_ever_reads_across_schools_whatever_happens_to_people_and_schools(fresh_database: Fresh) -> None:
    most = settings()
    run_state_machine_as_test(
        machine(fresh_database),
        settings=settings(most, max_examples=max(most.max_examples // 20, 6), stateful_step_count=25),
    )


# The scope


@pytest.mark.parametrize("bad", [None, 0, -1, "1", "", 1.0, True, [1]])
def test_a_scope_is_opened_for_a_schools_number_and_for_nothing_else(database: Database, bad: Any) -> None:
    with pytest.raises(NoSchool), school_scope(bad):
        pass
    with pytest.raises(NoSchool), own_rows_scope(bad):
        pass
    with pytest.raises(ScopeError):
        Membership.objects.count()


def test_a_second_school_is_refused_inside_a_first(database: Database) -> None:
    first, second = cast.school().pk, cast.school("larksend").pk
    with school_scope(first):
        with pytest.raises(NoSchool), school_scope(second):
            pass
        with school_scope(first):
            assert set(Membership.objects.values_list("school_id", flat=True)) == {first}
        assert Membership.objects.exists()


def test_nothing_is_left_after_a_scope(database: Database) -> None:
    school = cast.school().pk
    for fails in (False, True):
        try:
            with school_scope(school):
                if fails:
                    raise ValueError("out")
        except ValueError:
            pass
        assert "school" not in get_scope()
        with pytest.raises(ScopeError):
            Membership.objects.count()
        if ON_POSTGRESQL:
            assert _setting("gatepost.school") == ""
            assert _seen("schools_membership") == set()


def test_one_scope_after_the_other_sees_each_its_own(database: Database) -> None:
    for slug in ("quillbrook", "larksend", "quillbrook"):
        school = cast.school(slug).pk
        with school_scope(school):
            assert set(RoleHeld.objects.values_list("school_id", flat=True)) == {school}


def test_a_row_of_another_school_is_not_written(database: Database) -> None:
    here, other = cast.school().pk, cast.school("larksend").pk
    with school_scope(other):
        theirs = Membership.objects.order_by("pk")[0]
    with school_scope(here):
        with pytest.raises(NoSchool):
            ApprovedChannel.objects.create(school_id=other, name="x")
        with pytest.raises(NoSchool):
            ApprovedChannel.objects.bulk_create([ApprovedChannel(school_id=other, name="x")])
        with pytest.raises(NoSchool):
            RoleHeld.objects.create(school_id=here, membership=theirs, role="dsl", starts_on="2026-01-01")
        with pytest.raises(NoSchool):
            theirs.save()
        with pytest.raises(NoSchool):
            theirs.delete()
        assert Membership.objects.filter(pk=theirs.pk).update(ended_at=None) == 0
    with pytest.raises(NoSchool):
        ApprovedChannel.objects.create(school_id=here, name="x")


def test_a_failing_action_takes_nothing_before_it_along(database: Database) -> None:
    here = cast.school().pk
    with school_scope(here):
        before = Entry.objects.count()

    def entry(thing: str, then: Exception | None = None) -> None:
        with transaction.atomic():
            append(school_id=here, actor="system", role="-", action="access.refused", thing=thing)
            if then is not None:
                raise then

    def page() -> None:
        entry("first")
        with pytest.raises(DatabaseError):
            entry("second", DatabaseError())
        entry("third", RuntimeError("the page breaks"))

    with pytest.raises(RuntimeError), school_scope(here):
        page()
    with school_scope(here):
        assert list(Entry.objects.filter(seq__gte=before).values_list("thing", flat=True)) == ["first"]


def test_what_a_refused_page_left_in_the_record_stays_there(database: Database) -> None:
    assert cast.sign_in("teacher").get("/quillbrook/members/").status_code == 404
    with school_scope(cast.school().pk):
        entry = Entry.objects.order_by("-seq")[0]
        assert (entry.action, entry.actor) == ("access.refused", cast.person("teacher").actor)


# Where a filter is forgotten


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _seen(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT school_id FROM {table}")  # noqa: S608 - a table of ours
        return {int(one) for (one,) in cursor.fetchall()}


@needs_postgresql
def test_raw_sql_sees_the_schools_own_rows_in_a_scope_and_none_outside(database: Database) -> None:
    for slug in ("quillbrook", "larksend"):
        cast.sign_in("office", slug).get(f"/{slug}/settings/")  # refused: an entry in each log
    school = cast.school("larksend").pk
    for table in tables_of_schools():
        assert _seen(table) == set()
        with school_scope(school):
            assert _seen(table) <= {school}
    for filled in ("schools_membership", "schools_roleheld", "record_entry", "record_log"):
        with school_scope(school):
            assert _seen(filled) == {school}


@needs_postgresql
def test_switching_scopes_off_in_code_does_not_switch_off_the_database(database: Database) -> None:
    school = cast.school().pk
    with scopes_disabled():
        assert not Membership.objects.exists()
    with school_scope(school), scopes_disabled():
        assert set(Membership.objects.values_list("school_id", flat=True)) == {school}


@needs_postgresql
def test_raw_writes_reach_no_other_school(database: Database) -> None:
    here, other = cast.school().pk, cast.school("larksend").pk
    with school_scope(here):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO schools_approvedchannel (school_id, name, for_parents, for_pupils) "
                "VALUES (%s, 'x', true, false)",
                [other],
            )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE schools_membership SET ended_at = now() WHERE school_id = %s", [other])
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM schools_roleheld WHERE school_id = %s", [other])
            assert cursor.rowcount == 0


@needs_postgresql
def test_ones_own_rows_in_every_school_are_ones_own_only(database: Database) -> None:
    account = cast.account("head").pk
    with own_rows_scope(account), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT account_id FROM schools_membership")
        assert cursor.fetchall() == [(account,)]
        cursor.execute("SELECT count(*) FROM record_entry")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE schools_membership SET ended_at = now()")
        assert cursor.rowcount == 0
    assert _seen("schools_membership") == set()


# Every table, every foreign key


def test_every_table_belongs_to_a_school_or_is_named_as_belonging_to_none(database: Database) -> None:
    assert unguarded(apps.get_models(include_auto_created=True)) == ()
    assert missing(connection) == ()


def test_a_table_nobody_has_placed_is_found() -> None:
    class Unplaced(Model):
        class Meta:
            app_label = "tenancy_test"
            managed = False

        def __str__(self) -> str:
            return ""

    try:
        assert unguarded([Unplaced]) == ("tenancy_test_unplaced",)
    finally:
        apps.all_models.pop("tenancy_test", None)
        apps.clear_cache()


@needs_postgresql
def test_every_table_of_the_database_with_a_school_has_row_security(database: Database) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, count(p.*) FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id' AND NOT a.attisdropped "
            "LEFT JOIN pg_policies p ON p.tablename = c.relname "
            "WHERE c.relkind = 'r' GROUP BY 1, 2 ORDER BY 1"
        )
        found = {str(name): (secured, count > 0) for name, secured, count in cursor.fetchall()}
    assert set(found) == set(tables_of_schools())
    assert {name for name, guarded in found.items() if guarded != (True, True)} == set()


@needs_postgresql
def test_a_policy_that_is_gone_is_missed(database: Database) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP POLICY schools_cover_school ON schools_cover")
        cursor.execute("ALTER TABLE schools_roleheld DISABLE ROW LEVEL SECURITY")
    assert set(missing(connection)) == {"schools_cover_school", "schools_roleheld_school", "schools_roleheld_own"}


@needs_postgresql
@pytest.mark.parametrize(
    ("sql", "gone"),
    [
        ("ALTER POLICY schools_cover_school ON schools_cover USING (true)", "schools_cover_school"),
        ("ALTER POLICY schools_cover_school ON schools_cover WITH CHECK (school_id > 0)", "schools_cover_school"),
        ("ALTER POLICY schools_roleheld_own ON schools_roleheld USING (school_id > 0)", "schools_roleheld_own"),
        (
            "CREATE OR REPLACE FUNCTION gatepost_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$",
            "gatepost_append_only",
        ),
        (
            "CREATE OR REPLACE TRIGGER record_entry_append_only BEFORE TRUNCATE ON record_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION gatepost_append_only()",
            "record_entry_append_only",
        ),
    ],
)
def test_a_guard_that_says_something_else_under_its_name_is_missed(database: Database, sql: str, gone: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
    assert missing(connection) == (gone,)


def _floors() -> dict[str, int]:
    """Each app of the site with its floor, counted from the top."""
    text = Path(__file__).resolve().parents[2].joinpath("pyproject.toml").read_text("utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    (floors,) = (one["layers"] for one in contracts if one["name"] == "Web apps stand floor by floor")
    return {
        name.strip(" ()").removeprefix(OURS): number
        for number, floor in enumerate(floors)
        for name in floor.replace(":", "|").split("|")
    }


def _keys() -> Iterator[tuple[str, str, str]]:
    """Each foreign key of the site's models: its app, the app it points to, and its name."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith(OURS):
            continue
        for one in model._meta.get_fields():
            if isinstance(one, ForeignKey | OneToOneField | ManyToManyField):
                to: Any = one.related_model
                yield model._meta.app_config.name, to._meta.app_config.name, f"{model._meta.label}.{one.name}"


def test_every_foreign_key_points_down_the_floors() -> None:
    floors, upwards, unknown = _floors(), [], []
    for source, target, name in _keys():
        if source == target:
            continue
        if not target.startswith(OURS):
            unknown.append(name)  # a table of a library may be replaced with it
        elif floors[target.removeprefix(OURS)] <= floors[source.removeprefix(OURS)]:
            upwards.append(name)
    assert upwards == []
    assert unknown == []


def test_every_app_with_tables_stands_on_a_floor() -> None:
    with_models = {one.name for one in apps.get_app_configs() if one.name.startswith(OURS) and list(one.get_models())}
    assert {one.removeprefix(OURS) for one in with_models} <= set(_floors())
