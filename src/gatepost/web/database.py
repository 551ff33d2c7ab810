"""What the database itself refuses: row security for schools, and change of the record or of what was answered.

Migrations do not carry it, since SQLite rebuilds tables and drops their triggers without a word. `harden` puts all of
it in place and is called after every migrate; `missing` says what is not there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.transaction import atomic

# Rows that can only be added. The head of a log moves on, and may not move back.
APPEND_ONLY = ("record_entry", "record_head")
GROWING = {"record_log": "size"}
# Rows that are never changed: what was said stays as it was said until the clock erases it.
UNCHANGED = ("consents_answer",)

# Tables that belong to no one school: what they hold is named in docs/architecture.md.
WITHOUT_SCHOOL = frozenset(
    {
        "schools_body",
        "schools_bodyofficer",
        "schools_school",
        "schools_account",
        "account_emailaddress",
        "account_emailconfirmation",
        "mfa_authenticator",
        "usersessions_usersession",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
        "django_tasks_database_dbtaskresult",
        "gatepost_cache",
        "operations_mark",
        "safe_safekey",
        "safe_unlocked",
    }
)
# What a person may read of their own in every school, by the column that names the account.
OWN_ROWS = {"schools_membership": "account_id", "schools_roleheld": None}


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that the database must hold: its `name`, its `table`, and the SQL that makes it."""

    name: str
    table: str
    sql: str


def tables_of_schools() -> dict[str, str]:
    """Each table whose rows belong to a school, and the column that says to which."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for column in (one.column for one in model._meta.concrete_fields):
            if column == "school_id":
                found[model._meta.db_table] = column
    return found


def guards(vendor: str) -> tuple[Guard, ...]:
    """Everything that a database of this kind must hold."""
    return tuple(_sqlite() if vendor == "sqlite" else _postgresql())


def _sqlite() -> Iterator[Guard]:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            yield Guard(
                f"{table}_no_{verb}",
                table,
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END",
            )
        yield _no_replace(table)
    for table, column in GROWING.items():
        yield Guard(
            f"{table}_only_grows",
            table,
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE ON {table} WHEN NEW.{column} <= OLD.{column} "
            f"BEGIN SELECT RAISE(ABORT, 'a log only grows'); END",
        )
        yield Guard(
            f"{table}_no_delete",
            table,
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'a log is never deleted'); END",
        )
        yield _no_replace(table)
    for table in UNCHANGED:
        # Nothing in a trigger may name another table: SQLite could then not rebuild that one in a migration.
        yield Guard(
            f"{table}_no_update",
            table,
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END",
        )
        yield _no_replace(table)


def _no_replace(table: str) -> Guard:
    """INSERT OR REPLACE deletes without firing the trigger on deletes, unless recursive triggers are on."""
    same = " OR ".join(f"({' AND '.join(f'{c} = NEW.{c}' for c in key)})" for key in _keys(table))
    return Guard(
        f"{table}_no_replace",
        table,
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END",
    )


def _keys(table: str) -> list[tuple[str, ...]]:
    """The unique keys of a table, as columns."""
    model: Any = next(one for one in apps.get_models() if one._meta.db_table == table)
    keys: list[tuple[str, ...]] = [(model._meta.pk.column,)]
    keys += [
        tuple(model._meta.get_field(name).column for name in constraint.fields)
        for constraint in model._meta.constraints
        if getattr(constraint, "fields", None)
    ]
    return keys


def _postgresql() -> Iterator[Guard]:
    here = "NULLIF(current_setting('gatepost.school', true), '')::bigint"
    who = "NULLIF(current_setting('gatepost.account', true), '')::bigint"
    for table, column in sorted(tables_of_schools().items()):
        yield Guard(
            f"{table}_school",
            table,
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
            f"CREATE POLICY {table}_school ON {table} USING ({column} = {here}) WITH CHECK ({column} = {here})",
        )
        if table in OWN_ROWS:
            mine = (
                f"{OWN_ROWS[table]} = {who}"
                if OWN_ROWS[table]
                else f"membership_id IN (SELECT id FROM schools_membership WHERE account_id = {who})"
            )
            yield Guard(f"{table}_own", table, f"CREATE POLICY {table}_own ON {table} FOR SELECT USING ({mine})")
    yield Guard(
        "gatepost_append_only",
        "",
        "CREATE OR REPLACE FUNCTION gatepost_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record can only be added to'; END $$",
    )
    yield Guard(
        "gatepost_only_grows",
        "",
        "CREATE OR REPLACE FUNCTION gatepost_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.size <= OLD.size THEN RAISE EXCEPTION 'a log only grows'; END IF; RETURN NEW; END $$",
    )
    for table in APPEND_ONLY:
        yield Guard(
            f"{table}_append_only",
            table,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gatepost_append_only()",
        )
    for table in GROWING:
        yield Guard(
            f"{table}_only_grows",
            table,
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION gatepost_only_grows()",
        )
        yield Guard(
            f"{table}_no_delete",
            table,
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gatepost_append_only()",
        )
    for table in UNCHANGED:
        yield Guard(
            f"{table}_no_update",
            table,
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gatepost_append_only()",
        )


def harden(connection: BaseDatabaseWrapper, site_role: str = "") -> None:
    """Put every guard in place, replacing what stands under its name; on PostgreSQL also the rights of `site_role`.

    To be called as the owner of the tables, after every migrate.
    """
    # At no moment may a table stand without its guards.
    with atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if guard.table:
                kind = "POLICY" if "CREATE POLICY" in guard.sql else "TRIGGER"
                on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP {kind} IF EXISTS {guard.name}{on}")
            cursor.execute(guard.sql)
        if connection.vendor == "postgresql" and site_role:
            for sql in rights(connection.ops.quote_name(site_role)):
                cursor.execute(sql)


def rights(role: str) -> Iterator[str]:
    """What the site's role may do: everything with rows, except to change the record and what was said."""
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table in APPEND_ONLY:
        yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
    for table in GROWING:
        yield f"REVOKE DELETE, TRUNCATE ON {table} FROM {role}"
    for table in UNCHANGED:
        yield f"REVOKE UPDATE, TRUNCATE ON {table} FROM {role}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"


def missing(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The names of guards that the database does not hold, or holds with other words; in order of name."""
    with connection.cursor() as cursor:
        held = _held_sqlite(cursor) if connection.vendor == "sqlite" else _held_postgresql(cursor)
    wanted = {guard.name: guard.sql for guard in guards(connection.vendor)}
    if connection.vendor == "sqlite":
        return tuple(sorted(name for name, sql in wanted.items() if held.get(name) != sql))
    return tuple(sorted(name for name, sql in wanted.items() if _words(held.get(name, "")) != _words(_core(sql))))


def _held_sqlite(cursor: Any) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {str(name): str(sql) for name, sql in cursor.fetchall()}


def _held_postgresql(cursor: Any) -> dict[str, str]:
    cursor.execute(
        "SELECT policyname, concat_ws(' ', 'CREATE POLICY', policyname, 'ON', tablename, "
        "CASE WHEN cmd <> 'ALL' THEN 'FOR ' || cmd END, 'USING', qual, 'WITH CHECK ' || with_check) "
        "FROM pg_policies JOIN pg_class ON relname = tablename AND relrowsecurity "
        "UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgenabled <> 'D' "
        "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'gatepost%%'"
    )
    return {str(name): str(text) for name, text in cursor.fetchall()}


def _core(sql: str) -> str:
    """The part of a guard's SQL that PostgreSQL hands back: a function's body, a policy or a trigger."""
    return sql.split("$$")[1] if "$$" in sql else sql.rpartition("SECURITY; ")[2]


def _words(sql: str) -> list[str]:
    """What stands in SQL, whatever order, brackets, casts and names of tables PostgreSQL writes into it."""
    bare = re.sub(r"::\w+|\w+\.(?=\w)", "", sql.lower())
    return sorted(re.findall(r"\w+|[<>=!]+", bare))


def unguarded(models: Iterable[type[Model]]) -> tuple[str, ...]:
    """Tables that neither belong to a school nor are named as belonging to none."""
    known = set(tables_of_schools()) | WITHOUT_SCHOOL
    return tuple(sorted({one._meta.db_table for one in models} - known))
